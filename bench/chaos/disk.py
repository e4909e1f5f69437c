"""A file system of the stack's own, which is full when it is made as small as what is on it. Takes root, and Linux."""

import os
import subprocess
import sys
import time
from contextlib import suppress

LARGE = "4g"  # a limit: it takes the memory of what is written, and no more
TRIES = 20  # what is on it grows while it is measured


def can_be_had():
    """Whether this machine lets us mount one: root in a container often may not."""
    if os.geteuid() != 0 or sys.platform != "linux":
        return False
    asked = subprocess.run(
        ["unshare", "--mount", "mount", "-t", "tmpfs", "none", "/tmp"], capture_output=True, check=False
    )
    return asked.returncode == 0


class Disk:
    """What lies under `folder`, which must be empty when it comes."""

    def __init__(self, folder):
        self.folder = folder
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={LARGE},mode=755", "claimdesk-chaos", folder], check=True)

    def fill(self):
        """No further byte can be written; whether that was done."""
        for _ in range(TRIES):
            found = os.statvfs(self.folder)
            if self._limit(str((found.f_blocks - found.f_bfree) * found.f_frsize)):
                return True
            time.sleep(0.05)
        return False

    def free(self):
        self._limit(LARGE)

    def remove(self):
        with suppress(subprocess.CalledProcessError):
            subprocess.run(["umount", "--lazy", self.folder], check=True, capture_output=True)

    def _limit(self, size):
        how = ["mount", "-o", f"remount,size={size}", self.folder]
        return subprocess.run(how, capture_output=True, check=False).returncode == 0
