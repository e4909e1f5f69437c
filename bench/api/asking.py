"""Requests by several callers at once over connections that stay, for a while; how many were answered, and how fast."""

import http.client
import itertools
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from bench.desk.figures import percentile

CALLERS = 2  # as many as there are web processes
SECONDS = 2.0
WINDOWS = 3


@dataclass(frozen=True, slots=True)
class Ask:
    """One request."""

    path: str
    method: str = "GET"
    data: Any = None


Next = Callable[[int], Ask]  # the request of a number; numbers are never repeated


@dataclass
class Found:
    """What was seen in one window."""

    seconds: float
    times: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return len(self.times) / self.seconds


class Caller:
    """A connection and a token."""

    def __init__(self, address: str, secret: str) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=600)
        self.headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}

    def call(self, ask: Ask) -> Any:
        """The answer. Raises SystemExit where it is not one of success: a bench of errors measures nothing."""
        body = json.dumps(ask.data) if ask.data is not None else None
        for is_last in (False, True):
            try:
                self.connection.request(ask.method, ask.path, body, self.headers)
                answer = self.connection.getresponse()
                break
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                self.connection.close()
                if is_last:
                    raise
        given = answer.read()
        if answer.status not in {200, 201, 202}:
            raise SystemExit(f"{ask.method} {ask.path} answered {answer.status}: {given[:300]!r}")
        return given


class Asking:
    """Callers at an address; each number is given to one of them."""

    def __init__(self, address: str, secret: str) -> None:
        self.callers = [Caller(address, secret) for _ in range(CALLERS)]
        self.numbers = itertools.count()

    def quietest(self, following: Next) -> Found:
        """The window with the most answers, of WINDOWS; one request by each caller goes before, unmeasured."""
        for caller in self.callers:
            caller.call(following(next(self.numbers)))
        return max((self._window(following) for _ in range(WINDOWS)), key=lambda found: found.rate)

    def _window(self, following: Next) -> Found:
        found, failures = Found(0.0), []
        start = time.perf_counter()

        def work(caller: Caller) -> None:
            try:
                while time.perf_counter() - start < SECONDS:
                    ask = following(next(self.numbers))
                    begin = time.perf_counter()
                    caller.call(ask)
                    found.times.append(time.perf_counter() - begin)
            except SystemExit as failure:
                failures.append(failure)

        threads = [threading.Thread(target=work, args=(caller,)) for caller in self.callers]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        if failures:
            raise failures[0]
        found.seconds = time.perf_counter() - start
        return found


def figures(found: Found) -> dict[str, Any]:
    """As a table tells it."""
    return {
        "a second": round(found.rate),
        "p50 ms": percentile(found.times, 0.5),
        "p95 ms": percentile(found.times, 0.95),
    }
