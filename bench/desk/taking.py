"""Taking and deciding by many reviewers at once: over HTTP through gunicorn, and by the services alone.

`take` is one reviewer after the other getting the next best claim; behind each the claim is closed by a plain UPDATE,
outside the measured time, as if it had been dealt with. `take + decide` is a reviewer's own cycle: take the next claim,
then begin its review; every eighth is passed over with a reason instead. What was begun stays open.
"""

import http.client
import json
import multiprocessing
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.db import connection, connections

from bench.desk.copying import settle
from bench.desk.figures import percentile
from bench.desk.house import House
from bench.desk.rows import Newsroom
from claims.errors import DomainError
from claims.models import User
from reviews import services
from reviews.models import Skip

PASSED_OVER = 8  # every so many-th claim
WINDOWS = 3
SECONDS = 4.0
Cycle = Callable[
    [int], tuple[int, float, float]
]  # the number of the cycle → the claim, seconds of take, seconds of all


@dataclass
class Lane:
    """What one reviewer saw in one window."""

    claims: list[int] = field(default_factory=list)
    takes: list[float] = field(default_factory=list)
    cycles: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@dataclass
class Window:
    """What all of them saw in the same seconds, and what it cost."""

    seconds: float
    processor: float
    lanes: list[Lane]

    @property
    def done(self) -> int:
        return sum(len(lane.cycles) for lane in self.lanes)


# ── Over HTTP ──────────────────────────────────────────────────────────────────────────────────────────────────────


class Caller:
    """One reviewer's program: a connection that stays, and a token."""

    def __init__(self, address: str, secret: str) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
        self.headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}

    def call(self, method: str, path: str, data: dict[str, Any] | None = None) -> Any:
        """The answer as JSON. Raises OSError where it is not one of success."""
        for is_last in (False, True):
            try:
                self.connection.request(method, path, json.dumps(data) if data is not None else None, self.headers)
                answer = self.connection.getresponse()
                break
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):  # kept alive for 2 s only
                self.connection.close()
                if is_last:
                    raise
        body = answer.read()
        if answer.status not in {200, 201}:
            raise OSError(f"{path} answered {answer.status}: {body[:200]!r}")
        return json.loads(body)


def health_over_http(address: str, room: Newsroom, person: User) -> Cycle:
    """The reference: one statement, no desk."""
    caller = Caller(address, room.secrets[person.pk])

    def cycle(number: int) -> tuple[int, float, float]:
        start = time.perf_counter()
        caller.call("GET", "/healthz/")
        took = time.perf_counter() - start
        return 0, took, took

    return cycle


def take_over_http(address: str, room: Newsroom, person: User) -> Cycle:
    """Take, and have the claim closed behind one's back."""
    caller, closing = Caller(address, room.secrets[person.pk]), psycopg.connect(settings.DATABASE_URL, autocommit=True)

    def cycle(number: int) -> tuple[int, float, float]:
        start = time.perf_counter()
        taken = caller.call("POST", "/api/v1/worklist/take/", {"desk": room.desk.slug})
        took = time.perf_counter() - start
        closing.execute(CLOSE, [taken["id"]])
        return taken["claim"], took, took

    return cycle


def decide_over_http(address: str, room: Newsroom, person: User) -> Cycle:
    """Take, then begin the review or pass over."""
    caller = Caller(address, room.secrets[person.pk])

    def cycle(number: int) -> tuple[int, float, float]:
        start = time.perf_counter()
        taken = caller.call("POST", "/api/v1/worklist/take/", {"desk": room.desk.slug})
        took = time.perf_counter() - start
        if number % PASSED_OVER == 0:
            caller.call("POST", f"/api/v1/worklist/{taken['id']}/skip/", {"reason": "expertise"})
        else:
            caller.call("POST", "/api/v1/reviews/", {"claim": taken["claim"]})
        return (taken["claim"] if number % PASSED_OVER else 0), took, time.perf_counter() - start

    return cycle


# ── By the services alone ──────────────────────────────────────────────────────────────────────────────────────────

CLOSE = "UPDATE reviews_assignment SET is_open = false, holder_id = NULL, held_until = NULL WHERE id = %s"
PLAIN = (
    "SELECT id FROM bench_queue WHERE taken_by IS NULL ORDER BY priority DESC, id LIMIT 1 FOR UPDATE SKIP LOCKED",
    "UPDATE bench_queue SET taken_by = %s WHERE id = %s",
)


def plain_queue(address: str, room: Newsroom, person: User) -> Cycle:
    """The reference: a bare table of the same length, one SELECT … SKIP LOCKED and one UPDATE in a transaction."""
    bare = psycopg.connect(settings.DATABASE_URL)

    def cycle(number: int) -> tuple[int, float, float]:
        start = time.perf_counter()
        with bare.transaction():
            row = bare.execute(PLAIN[0]).fetchone()
            bare.execute(PLAIN[1], [person.pk, row[0]])
        took = time.perf_counter() - start
        return int(row[0]), took, took

    return cycle


def take_by_service(address: str, room: Newsroom, person: User) -> Cycle:
    """Take, and have the claim closed behind one's back."""

    def cycle(number: int) -> tuple[int, float, float]:
        start = time.perf_counter()
        taken = services.take_claim(room.desk, by=person)
        took = time.perf_counter() - start
        with connection.cursor() as cursor:
            cursor.execute(CLOSE, [taken.pk])
        return taken.claim_id, took, took

    return cycle


def decide_by_service(address: str, room: Newsroom, person: User) -> Cycle:
    """Take, then begin the review or pass over."""

    def cycle(number: int) -> tuple[int, float, float]:
        start = time.perf_counter()
        taken = services.take_claim(room.desk, by=person)
        took = time.perf_counter() - start
        if number % PASSED_OVER == 0:
            services.skip_claim(taken, reason=Skip.Reason.EXPERTISE, by=person)
        else:
            services.open_review(taken.claim, by=person)
        return (taken.claim_id if number % PASSED_OVER else 0), took, time.perf_counter() - start

    return cycle


# ── Many at once ───────────────────────────────────────────────────────────────────────────────────────────────────

Make = Callable[[str, Newsroom, User], Cycle]
STEPS: tuple[tuple[str, str, Make, bool], ...] = (
    ("GET /healthz/ (reference)", "HTTP", health_over_http, False),
    ("take", "HTTP", take_over_http, False),
    ("take + decide", "HTTP", decide_over_http, False),
    ("bare queue (reference)", "database", plain_queue, True),
    ("take", "database", take_by_service, True),
    ("take + decide", "database", decide_by_service, True),
)


def measure(site: House, room: Newsroom, *, waiting: int, reviewers: tuple[int, ...]) -> Iterator[dict[str, Any]]:
    """A row for each step and number of reviewers, with `waiting` claims in the worklist: the quietest window.

    Processor time is that of the web server, or of the processes that call the services, and of PostgreSQL. It says
    what two free cores would do where others work on the machine; who asks over HTTP sits elsewhere in life.
    """
    _make_plain_queue(max(waiting, 100_000))
    for many in reviewers:
        for name, way, make, forks in STEPS:
            settle()
            connections.close_all()
            found = [_window(site, room, room.people[:many], make, forks) for _ in range(WINDOWS)]
            yield _row(name, way, many, waiting, found)


def _make_plain_queue(many: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; DROP TABLE IF EXISTS bench_queue")
        cursor.execute("CREATE TABLE bench_queue (id bigserial PRIMARY KEY, priority float8 NOT NULL, taken_by bigint)")
        cursor.execute("INSERT INTO bench_queue (priority) SELECT random() FROM generate_series(1, %s)", [many])
        cursor.execute("CREATE INDEX ON bench_queue (priority DESC, id) WHERE taken_by IS NULL")


def _window(site: House, room: Newsroom, people: list[User], make: Make, forks: bool) -> Window:
    """What each of `people` saw; in processes of their own or in threads."""
    before = site.processor_seconds()
    took, lanes = (_apart if forks else _in_threads)(site.address, room, people, make)
    return Window(took, site.processor_seconds() - before, lanes)


def _in_threads(address: str, room: Newsroom, people: list[User], make: Make) -> tuple[float, list[Lane]]:
    barrier, lanes = threading.Barrier(len(people) + 1), [Lane() for _ in people]
    threads = [
        threading.Thread(target=_run, args=(address, room, person, make, barrier, lane))
        for person, lane in zip(people, lanes, strict=True)
    ]
    [thread.start() for thread in threads]
    start = _let_go(barrier)
    [thread.join() for thread in threads]
    return time.perf_counter() - start, lanes


def _apart(address: str, room: Newsroom, people: list[User], make: Make) -> tuple[float, list[Lane]]:
    context = multiprocessing.get_context("fork")
    gate, results = context.Barrier(len(people) + 1), context.SimpleQueue()
    processes = [
        context.Process(target=_run_apart, args=(address, room, person, make, gate, results)) for person in people
    ]
    [process.start() for process in processes]
    start = _let_go(gate)
    lanes = [results.get() for _ in people]
    took = time.perf_counter() - start
    [process.join() for process in processes]
    return took, lanes


def _let_go(barrier: Any) -> float:
    barrier.wait(timeout=60)
    return time.perf_counter()


def _run_apart(address: str, room: Newsroom, person: User, make: Make, gate: Any, results: Any) -> None:
    lane = Lane(errors=["ended before its time"])
    try:
        _run(address, room, person, make, gate, lane)
        lane.errors.pop(0)
    finally:  # or the others would be waited for in vain
        results.put(lane)


def _run(address: str, room: Newsroom, person: User, make: Make, barrier: Any, lane: Lane) -> None:
    cycle = make(address, room, person)
    connection.ensure_connection()
    barrier.wait(timeout=60)
    deadline, number = time.perf_counter() + SECONDS, 0
    while time.perf_counter() < deadline:
        number += 1
        try:
            claim, took, all_of_it = cycle(number)
        except (OSError, DomainError, AttributeError, http.client.HTTPException) as failure:
            lane.errors.append(repr(failure))
            continue
        lane.claims += [claim] if claim else []
        lane.takes.append(took)
        lane.cycles.append(all_of_it)
    connection.close()


def _row(name: str, way: str, many: int, waiting: int, windows: list[Window]) -> dict[str, Any]:
    quietest = max(windows, key=lambda window: window.done / window.seconds)
    takes = [one for lane in quietest.lanes for one in lane.takes]
    cycles = [one for lane in quietest.lanes for one in lane.cycles]
    claims = [claim for window in windows for lane in window.lanes for claim in lane.claims]
    errors = [error for window in windows for lane in window.lanes for error in lane.errors]
    each = min(window.processor / window.done for window in windows)
    if errors:
        print(f"{name}: {errors[0]}", file=sys.stderr)
    return {
        "waiting": waiting, "reviewers": many, "way": way, "step": name,
        "cycles/s": round(quietest.done / quietest.seconds), "processor ms": round(1000 * each, 1),
        "two free cores": round(2 / each),
        "take p50 ms": percentile(takes, 0.5), "take p99 ms": percentile(takes, 0.99),
        "cycle p99 ms": percentile(cycles, 0.99),
        "cycles": sum(window.done for window in windows),
        "given twice": len(claims) - len(set(claims)), "errors": len(errors),
    }  # fmt: skip
