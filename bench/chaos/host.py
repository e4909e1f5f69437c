"""A second host of workers: a network namespace with one line to the first, where PostgreSQL and the broker are.

Needs root, and `ip` of iproute2. The addresses are of the namespace alone, and nothing else is reached from it.
"""

import os
import re
import shutil
import subprocess
import sys
import threading
import time
from contextlib import suppress

import psutil

from bench.chaos.relay import Line
from config.options import BASE

HERE, THERE = "10.231.7.1", "10.231.7.2"
LAST_LINES = 60
READ = re.compile(r"Task claims\.tasks\.extract_claims\[[^]]+\] succeeded")


def can_be_had():
    """Whether this machine lets us make a host."""
    return os.geteuid() == 0 and shutil.which("ip") is not None


def _ip(*words):
    subprocess.run(["ip", *words], check=True, capture_output=True)


class Host:
    """A worker behind a line; `tend` it to have it started again when it has ended."""

    def __init__(self, stack):
        self.stack, self.name = stack, f"claimdesk{os.getpid()}"
        self.near, self.far = f"cdn{os.getpid()}", f"cdf{os.getpid()}"
        self.log = stack.folder / "host.log"
        self.process, self.over = None, threading.Event()
        try:
            self._lay()
        except subprocess.CalledProcessError as fault:
            self._take_away()
            raise SystemExit(f"A second host could not be made: {fault.stderr.decode()}") from None
        self.line = Line(HERE, stack.var)
        self.keeper = threading.Thread(target=self._keep, daemon=True)
        self.keeper.start()

    def _lay(self):
        _ip("netns", "add", self.name)
        _ip("link", "add", self.near, "type", "veth", "peer", "name", self.far)
        _ip("link", "set", self.far, "netns", self.name)
        _ip("addr", "add", f"{HERE}/30", "dev", self.near)
        _ip("link", "set", self.near, "up")
        inside = ("netns", "exec", self.name, "ip")
        _ip(*inside, "addr", "add", f"{THERE}/30", "dev", self.far)
        _ip(*inside, "link", "set", self.far, "up")
        _ip(*inside, "link", "set", "lo", "up")

    def _keep(self):
        """As a supervisor does: what has ended is started again."""
        while not self.over.wait(1):
            if self.process is None or self.process.poll() is not None:
                self.process = self._start()

    def _start(self):
        worker = ("worker", "-n", "second@%h", "--loglevel", "INFO", "-Q", "extraction,default,bulk", "-c", "2")
        command = ["ip", "netns", "exec", self.name, sys.executable, "-m", "celery", "-A", "config", *worker]
        places = self.line.places | {"SECRET_KEY": (self.stack.var / "secret_key").read_text().strip()}
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [*command, "--without-gossip", "--without-mingle"], cwd=BASE, env=self.stack.environment | places,
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip

    @property
    def texts_read(self):
        """How many texts it has read so far, by its own log."""
        return len(READ.findall(self.log.read_text(errors="replace"))) if self.log.exists() else 0

    @property
    def last_words(self):
        """The end of its log: why it does not work, if it does not."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-LAST_LINES:]) if self.log.exists() else ""

    # -- what can happen to it ----------------------------------------------------------------------------------------

    def cut_off(self):
        """As if somebody had pulled the cable: neither side hears anything any more, not even an end."""
        _ip("link", "set", self.near, "down")

    def mend(self):
        """The cable is in again, and as fast as ever."""
        _ip("link", "set", self.near, "up")
        self.line.mend()

    def works_again(self, hand_in, within):
        """Whether it reads one of the texts that `hand_in` goes on handing in."""
        before, deadline = self.texts_read, time.monotonic() + within
        while self.texts_read == before and time.monotonic() < deadline:
            hand_in()
            time.sleep(0.2)
        return self.texts_read > before

    def stop(self):
        self.over.set()
        self.keeper.join()
        if self.process is not None:
            with suppress(psutil.Error):
                process = psutil.Process(self.process.pid)
                for one in [*process.children(recursive=True), process]:
                    one.kill()
            self.process.wait()
        self.line.stop()
        self._take_away()

    def _take_away(self):
        """The line goes with the namespace."""
        with suppress(subprocess.CalledProcessError):
            _ip("netns", "del", self.name)
