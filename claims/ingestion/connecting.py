"""Connections that go to a vetted address and end at a deadline, whatever the other side does."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self, TypeVar

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import NewConnectionError

MAX_ADDRESSES = 4  # of one host, tried one after the other

Result = TypeVar("Result")


class Deadline:
    """One span of time for a whole fetch. When it is over, watched sockets are shut, which wakes every blocked read.

    Socket timeouts alone would not do: they start anew with each byte, so a server could drip for hours.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._ends_at = time.monotonic() + seconds
        self._watched: list[socket.socket] = []
        self._lock = threading.Lock()
        self._is_shut = False
        self._timer = threading.Timer(seconds, self._shut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._timer.cancel()
        with self._lock:
            for watched in self._watched:
                watched.close()
            self._watched.clear()

    def is_over(self) -> bool:
        """Whether no time is left."""
        return self._is_shut or time.monotonic() >= self._ends_at

    def remaining(self) -> float:
        """Seconds left. Raises TimeoutError when there are none."""
        self.check()
        return max(self._ends_at - time.monotonic(), 0.001)

    def check(self) -> None:
        """Raises TimeoutError when no time is left."""
        if self.is_over():
            raise TimeoutError

    def watch(self, opened: socket.socket) -> None:
        """Shuts the connection at the end. A duplicate is kept, because TLS detaches the first socket object."""
        with self._lock:
            if not self._is_shut:
                self._watched.append(opened.dup())

    def run(self, call: Callable[[], Result]) -> Result:
        """What `call` returns or raises. Raises TimeoutError when it does not come back in time; it is left behind."""
        runner = ThreadPoolExecutor(max_workers=1)
        try:
            return runner.submit(call).result(timeout=self.remaining())
        finally:
            runner.shutdown(wait=False)

    def _shut(self) -> None:
        with self._lock:
            self._is_shut = True
            for watched in self._watched:
                with contextlib.suppress(OSError):
                    watched.shutdown(socket.SHUT_RDWR)


def resolve_host(host: str, port: int) -> tuple[str, ...]:
    """All addresses of a host, each once; none when it has no name in the DNS."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError):
        return ()
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


def _connect(connection: "VettedHTTPConnection | VettedHTTPSConnection") -> socket.socket:
    """A socket to the first vetted address that answers. The name is not looked up again."""
    failure = OSError("no address answered")
    for address in connection.addresses[:MAX_ADDRESSES]:
        try:
            opened = socket.create_connection((address, connection.port), timeout=connection.deadline.remaining())
        except OSError as error:
            connection.deadline.check()
            failure = error
            continue
        connection.deadline.watch(opened)
        if not connection.deadline.is_over():
            return opened
        opened.close()
    connection.deadline.check()
    raise NewConnectionError(connection, "no address answered") from failure


class VettedHTTPConnection(HTTPConnection):
    """Talks to one of `addresses`, and to no other, under the host's name."""

    def __init__(self, *args: Any, addresses: tuple[str, ...], deadline: Deadline, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.addresses = addresses
        self.deadline = deadline

    def _new_conn(self) -> socket.socket:
        return _connect(self)


class VettedHTTPSConnection(HTTPSConnection):
    """The same over TLS: certificate and SNI are those of the host's name."""

    def __init__(self, *args: Any, addresses: tuple[str, ...], deadline: Deadline, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.addresses = addresses
        self.deadline = deadline

    def _new_conn(self) -> socket.socket:
        return _connect(self)
