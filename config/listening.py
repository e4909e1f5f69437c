"""How a supervisor hears that a process works: by a socket that it names in NOTIFY_SOCKET, as systemd does."""

import os
import re
import socket
from contextlib import suppress
from pathlib import Path

from config.places import make_private, remove_if_empty, socket_folder

PLACE = "NOTIFY_SOCKET"
LONGEST = 4096  # bytes of a message
FROM = re.compile(rb"^MAINPID=(\d+)$", re.MULTILINE)
LIFE = re.compile(rb"^WATCHDOG=1$", re.MULTILINE)


class Ear:
    """Takes what the children of one run send; what nobody took when it was closed is of no use."""

    def __init__(self, var: Path, port: int) -> None:
        self.folder = socket_folder("hb", var)
        self.place = self.folder / str(port)
        self._line: socket.socket | None = None

    def open(self) -> "Ear":
        """Listen, in place of whoever listened there before."""
        make_private(self.folder)
        self.place.unlink(missing_ok=True)
        self._line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._line.bind(str(self.place))
        self._line.setblocking(False)
        return self

    def heard(self) -> set[int]:
        """The ids of the processes that have said since the last call that they work."""
        found: set[int] = set()
        while self._line is not None:
            try:
                message = self._line.recv(LONGEST)
            except BlockingIOError:
                break
            if LIFE.search(message):
                found |= {int(pid) for pid in FROM.findall(message)}
        return found

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None
        self.place.unlink(missing_ok=True)
        remove_if_empty(self.folder)


def tell_keeper() -> None:
    """Tell whoever keeps this process alive that it works: never a reason to wait or to fail."""
    place = os.environ.get(PLACE, "")
    if not place:
        return
    message = f"WATCHDOG=1\nMAINPID={os.getpid()}".encode()
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.setblocking(False)
        line.sendto(message, f"\0{place[1:]}" if place.startswith("@") else place)
