"""Auditing: questions to a live database whose every answer is a promise that was broken.

Each app says in its `promises` what its tables can show of docs/reliability.md. A question is one statement over whole
tables, whose answers are streamed: it takes the time of a few scans, and no memory, whatever the size.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection, transaction

SHOWN = 100  # broken rows of one check that are named; all are counted
POLL = 0.5  # seconds

# The rows of `checked` and `broken` of one desk, or of all where there is none.
COUNT = "SELECT count(*) FROM ({checked}) AS rows (desk_id) WHERE %(desk)s::bigint IS NULL OR desk_id = %(desk)s"
NAME = (
    "SELECT id, wrong FROM ({broken}) AS rows (desk_id, id, wrong) WHERE %(desk)s::bigint IS NULL OR desk_id = %(desk)s"
)

UNENDING = "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"
ONE_MOMENT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold, as SQL: `checked` gives the desk of each row that is looked at, and `broken` the desk,
    the id and what is wrong of each that breaks it. Rows of no desk have NULL there. What is only `late` breaks it by
    the time that has passed: it says nothing where no worker was there to work.
    """

    promise: str
    says: str
    table: str
    checked: str
    broken: str
    late: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """What must be worked off before the installation has settled; `waiting` counts it."""

    name: str
    waiting: str


@dataclass(slots=True)
class Finding:
    """What came of one check: how many rows were looked at and are broken, and the first of those by name."""

    promise: str
    says: str
    table: str
    checked: int
    broken: int = 0
    rows: list[tuple[int, str]] = field(default_factory=list)

    def add(self, row_id: int, wrong: str) -> None:
        """Count one more broken row, and name it if it is among the first."""
        self.broken += 1
        if len(self.rows) < SHOWN:
            self.rows.append((row_id, wrong))


@dataclass(frozen=True, slots=True)
class History:
    """A table of rows with versions and that of their events; `owner` gives id, version, state and desk_id of each.

    `first` is the version of the first event: what people do to an import begins after it was handed in.
    """

    table: str
    events: str
    of: str
    owner: str
    first: int = 1


@contextmanager
def one_moment() -> Iterator[None]:
    """The database as it is at this moment, however long the block takes; nothing can be written."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(ONE_MOMENT)
        cursor.execute(UNENDING)
        yield


def look(check: Check, *, desk_id: int | None) -> Finding:
    """Ask one question; must run within `one_moment`."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT.format(checked=check.checked), {"desk": desk_id})
        finding = Finding(check.promise, check.says, check.table, cursor.fetchone()[0])
    with connection.chunked_cursor() as cursor:
        cursor.execute(NAME.format(broken=check.broken), {"desk": desk_id})
        for row_id, wrong in cursor:
            finding.add(row_id, wrong)
    return finding


def waiting(works: Iterable[Work]) -> dict[str, int]:
    """What is still to be worked off, by name; empty when everything has settled."""
    found = {}
    with connection.cursor() as cursor:
        for work in works:
            cursor.execute(work.waiting)
            if left := cursor.fetchone()[0]:
                found[work.name] = left
    return found


def settle(works: Iterable[Work], seconds: float, *, sleep: Callable[[float], None] = time.sleep) -> dict[str, int]:
    """Wait until nothing is left to be worked off, for so long at most; what is left then."""
    works, ends_at = tuple(works), time.monotonic() + seconds
    while (left := waiting(works)) and time.monotonic() < ends_at:
        sleep(POLL)
    return left


def of_history(history: History) -> tuple[Check, ...]:
    """What holds of rows with a history: one event a version, none missing, and no version that is taken back."""
    rows, events, of, first = f"({history.owner}) r", history.events, history.of, history.first
    checked = f"SELECT desk_id FROM {rows}"
    counted = f"SELECT {of}, count(*) AS n, min(version) AS low, max(version) AS high FROM {events} GROUP BY 1"
    broken = (
        "SELECT r.desk_id, r.id, 'its version is ' || r.version || ', its history has ' || coalesce(e.n, 0) || "
        "' events, from ' || coalesce(e.low, 0) || ' to ' || coalesce(e.high, 0) "
        f"FROM {rows} LEFT JOIN ({counted}) e ON e.{of} = r.id"
    )
    gap = (
        f"coalesce(e.n, 0) <> r.version - {first - 1} OR coalesce(e.high, r.version) <> r.version "
        f"OR coalesce(e.low, {first}) <> {first}"
    )
    twice = (
        f"SELECT NULL::bigint, {of}, 'version ' || version || ' has ' || count(*) || ' events' FROM {events} "
        f"GROUP BY {of}, version HAVING count(*) > 1"
    )
    return (
        Check("I6", "one winner a version", history.table, checked, twice),
        Check("I8", "one event a version, without a gap", history.table, checked, f"{broken} WHERE {gap}"),
        Check("I11", "versions never go back", history.table, checked, f"{broken} WHERE e.high > r.version"),
    )


def of_moves(history: History, targets: Mapping[str, str], first: str) -> tuple[Check, ...]:
    """What holds of rows that are moved: each is where its last move brought it, and somebody made each move.

    `targets` has the state each move leads to, and `first` is that of a row which was never moved.
    """
    rows, events, of = f"({history.owner}) r", history.events, history.of
    names = ", ".join(f"'{name}'" for name in targets)
    cases = " ".join(f"WHEN '{name}' THEN '{state}'" for name, state in targets.items())
    moves = f"FROM {events} e JOIN {rows} ON r.id = e.{of} WHERE e.name IN ({names})"
    nobody = f"SELECT r.desk_id, e.id, 'nobody made this move: ' || e.name {moves} AND e.actor_id IS NULL"
    last = f"SELECT DISTINCT ON ({of}) {of}, name FROM {events} WHERE name IN ({names}) ORDER BY {of}, version DESC"
    astray = (
        "SELECT r.desk_id, r.id, 'it is ' || r.state || ', but its last move was ' || coalesce(m.name, 'none') "
        f"FROM {rows} LEFT JOIN ({last}) m ON m.{of} = r.id WHERE r.state <> CASE m.name {cases} ELSE '{first}' END"
    )
    return (
        Check("I7", "every move was somebody's", events, f"SELECT r.desk_id {moves}", nobody),
        Check("I7", "every row is where its history says", history.table, f"SELECT desk_id FROM {rows}", astray),
    )
