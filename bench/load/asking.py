"""One person's requests, and how long each answer took."""

import http.client
import json
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from bench.desk.figures import percentile
from bench.desk.rows import SEED, Newsroom
from bench.desk.screens import session_of
from claims.models import User

REFUSALS = {409, 412}  # somebody was faster: no fault


@dataclass
class Ledger:
    """How long each answer took, by kind of request, and every answer that was an error."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)

    def rows(self, seconds: float) -> Iterator[dict[str, Any]]:
        """A row for each kind, the most frequent first."""
        for kind, times in sorted(self.times.items(), key=lambda one: -len(one[1])):
            yield {
                "request": kind, "answers": len(times), "a second": round(len(times) / seconds, 1),
                "p50 ms": percentile(times, 0.5), "p95 ms": percentile(times, 0.95), "p99 ms": percentile(times, 0.99),
                "most ms": round(1000 * max(times)),
            }  # fmt: skip


class Person:
    """One connection with a token, and a browser's session where there is a screen to look at."""

    def __init__(self, address: str, room: Newsroom, user: User, number: int, ledger: Ledger) -> None:
        self.user, self.ledger = user, ledger
        self.chance = Random(f"{SEED} {number}")
        self.connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
        self.headers = {"Authorization": f"Bearer {room.secrets[user.pk]}", "Content-Type": "application/json"}
        self.cookies: dict[str, str] = {}

    def ask(self, kind: str, method: str, path: str, data: Any = None, *, due: float = 0.0, **headers: str) -> Any:
        """The answer as JSON; None where there is none, or somebody else was faster. Its time counts for `kind`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        begin = due or time.monotonic()
        code, told = self._sent(method, f"/api/v1/{path}", self.headers | named, data)
        self._note(kind, begin, code, f"{method} {path} {told[:200]!r}")
        return json.loads(told) if told and code in {200, 201, 202} else None

    def look(self, path: str) -> None:
        """Open a screen of the desk."""
        self.cookies = self.cookies or {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session_of(self.user)}"}
        begin = time.monotonic()
        code, told = self._sent("GET", path, self.cookies, None)
        self._note("a screen of the desk", begin, code, f"GET {path} {told[:200]!r}")

    def _sent(self, method: str, path: str, headers: dict[str, str], data: Any) -> tuple[int, bytes]:
        body = None if data is None else json.dumps(data)
        for is_last in (False, True):
            try:
                self.connection.request(method, path, body, headers)
                answer = self.connection.getresponse()
                return answer.status, answer.read()
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                self.connection.close()  # the server ends connections that were idle; a first request may be sent again
                if is_last:
                    return 0, b"the connection was closed"
            except OSError as fault:
                self.connection.close()
                return 0, str(fault).encode()
        raise AssertionError("never reached")

    def _note(self, kind: str, begin: float, code: int, said: str) -> None:
        self.ledger.times[kind].append(time.monotonic() - begin)
        if (code >= 400 and code not in REFUSALS) or not code:
            self.ledger.errors.append(f"{code} {said}")
