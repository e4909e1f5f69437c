"""The chain of a desk's history: events are sealed one after the other, each with the hash of the one before.

A trigger notes each event, with what it says, in the transaction of its change (`UnsealedEvent`). One sealer works at a
time, under a lock of the database that ends with its transaction; writers never wait for it. See the ADR.
"""

import hashlib
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, transaction

from claims.models import Desk, SealedEvent, UnsealedEvent
from claims.models.history import Event

BATCH = 2000
LOCK = 7_203_641_890  # any number that nothing else locks

SEAL = """
WITH sealed AS (
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bytea[]) AS sealed (id, number, hash)
), taken AS (
    DELETE FROM claims_unsealedevent WHERE id IN (SELECT id FROM sealed) RETURNING *
)
INSERT INTO claims_sealedevent (desk_id, number, log, event_id, salt, private, hash, sealed_at)
SELECT t.desk_id, s.number, t.log, t.event_id, t.salt, t.private, s.hash, now() FROM taken t JOIN sealed s USING (id)
ORDER BY t.id
"""
EVENTS = """
SELECT id, claimdesk_event_head(%s, id, {of}, version, name, actor_id, created_at), claimdesk_event_said(note, data)
FROM {table} WHERE id = ANY(%s)
"""
ERASED = '["", {}]'  # what an event says whose note and data were erased


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a chain, with what its event says now: None where the event, or its salt, is gone."""

    desk_id: int
    number: int
    log: str
    event_id: int
    private: bytes
    hash: bytes
    salt: bytes | None
    head: str | None
    said: str | None

    def as_line(self) -> str:
        """The link as a line of JSON, by which anybody can verify the chain."""
        facts = {
            "desk": self.desk_id,
            "number": self.number,
            "head": self.head,
            "said": self.said if self.salt is not None else None,
            "salt": self.salt.hex() if self.salt is not None else None,
            "private": self.private.hex(),
            "hash": self.hash.hex(),
        }
        return json.dumps(facts, ensure_ascii=False)


@transaction.atomic
def seal(limit: int = BATCH) -> int:
    """Put the events that have waited longest into their desks' chains; how many there were.

    Returns 0 at once where another sealer is at work.
    """
    if not _is_alone():
        return 0
    rows = list(UnsealedEvent.objects.order_by("pk")[:limit])
    ends = {desk_id: _end_of(desk_id) for desk_id in {row.desk_id for row in rows}}
    numbers, hashes = [], []
    for row in rows:
        number, before = ends[row.desk_id]
        ends[row.desk_id] = number + 1, hash_of(before, bytes(row.private), row.head)
        numbers.append(ends[row.desk_id][0])
        hashes.append(ends[row.desk_id][1])
    with connection.cursor() as cursor:
        cursor.execute(SEAL, [[row.pk for row in rows], numbers, hashes])
    return len(rows)


def erase(log: str, ids: Collection[int]) -> int:
    """Empty the notes and data of events of the table `log`, and delete their salts; how many there were.

    Their links hold. What waits is sealed before. Must run in a transaction, until whose end no sealer works.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        while UnsealedEvent.objects.filter(log=log, event_id__in=ids).exists():
            seal()
        cursor.execute("SELECT claimdesk_erase_events(%s, %s)", [log, list(ids)])
        return int(cursor.fetchone()[0])


def beginning_of(desk_id: int) -> bytes:
    """What stands in the place of a hash before the first link."""
    return hashlib.sha256(f"claimdesk desk {desk_id}".encode()).digest()


def hash_of(before: bytes, private: bytes, head: str) -> bytes:
    """The hash of a link."""
    return hashlib.sha256(before + private + head.encode()).digest()


def links_of(desk_id: int) -> Iterator[Link]:
    """The chain of a desk from its beginning, a batch of rows in memory at a time."""
    upto = 0
    while rows := list(SealedEvent.objects.filter(desk=desk_id, number__gt=upto).order_by("number")[:BATCH]):
        said = _said_now(rows)
        for row in rows:
            head, words = said.get((row.log, row.event_id), (None, None))
            salt = None if row.salt is None else bytes(row.salt)
            yield Link(
                desk_id, row.number, row.log, row.event_id, bytes(row.private), bytes(row.hash), salt, head, words
            )
        upto = rows[-1].number


def breaks_in(desk_id: int) -> Iterator[tuple[Link, str]]:
    """The links at which the chain of a desk does not hold, the first one first, and why."""
    before, number = beginning_of(desk_id), 0
    for link in links_of(desk_id):
        if wrong := _wrong_with(link, before, number + 1):
            yield link, wrong
        before, number = link.hash, link.number


def end_of(desk: Desk) -> tuple[int, str]:
    """How many links the chain of `desk` has, and the last hash: kept elsewhere, they show what is missing."""
    number, digest = _end_of(desk.pk)
    return number, digest.hex()


def tables() -> dict[str, str]:
    """The tables of events of every app, each with the column that names whose event it is."""
    return {model._meta.db_table: _owner_of(model) for model in apps.get_models() if issubclass(model, Event)}


def _wrong_with(link: Link, before: bytes, expected: int) -> str:
    if link.number != expected:
        return f"link {expected} of the chain is gone"
    if link.head is None:
        return "the event is gone"
    if link.salt is None and link.said != ERASED:
        return "the salt of an event that still says something was erased"
    if link.salt is not None and hashlib.sha256(link.salt + (link.said or "").encode()).digest() != link.private:
        return "its note or data is not what was sealed"
    if hash_of(before, link.private, link.head) != link.hash:
        return "it is not what was sealed, or its link or the one before was altered"
    return ""


def _owner_of(model: type[Event]) -> str:
    return next(
        str(field.column) for field in model._meta.concrete_fields if field.is_relation and field.name != "actor"
    )


def _is_alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _end_of(desk_id: int) -> tuple[int, bytes]:
    last = SealedEvent.objects.filter(desk=desk_id).order_by("-number").first()
    return (last.number, bytes(last.hash)) if last else (0, beginning_of(desk_id))


def _said_now(rows: list[SealedEvent]) -> dict[tuple[str, int], tuple[str, str]]:
    """What the events of `rows` say now, by log and id."""
    said: dict[tuple[str, int], tuple[str, str]] = {}
    known = tables()
    for log in {row.log for row in rows} & known.keys():
        ids = [row.event_id for row in rows if row.log == log]
        with connection.cursor() as cursor:
            cursor.execute(EVENTS.format(of=known[log], table=log), [log, ids])
            said |= {(log, event_id): (head, words) for event_id, head, words in cursor}
    return said
