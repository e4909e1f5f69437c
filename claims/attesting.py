"""Heads of the chains that were written down elsewhere: whether each chain still is what it was then.

Whoever may write all tables can work out a whole chain anew, and it holds. What they cannot change is a hash that was
written down before, where they cannot write. Any link tells of itself and of all before it.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from claims import chaining
from claims.errors import DomainError
from claims.models import Desk, SealedEvent

MEMBERS = frozenset({"desk", "number", "hash"})  # of a line; it may have others, as those of an exported history do
HASH = 32  # bytes


class UnreadableHead(DomainError):
    """A line that does not say which link of which desk has which hash."""


@dataclass(frozen=True, slots=True)
class Head:
    """What was written down of one link: that so many links of the desk's chain ended in this hash."""

    desk_id: int
    number: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Difference:
    """The first link that is not the one which was written down; `number` is its place in the chain."""

    number: int
    wrong: str


def head_of(desk: Desk) -> str:
    """How long the chain of `desk` is and what it ends in, as a line of JSON to be kept elsewhere."""
    number, digest = chaining.end_of(desk)
    return json.dumps({"desk": desk.pk, "slug": desk.slug, "number": number, "hash": digest})


def read(lines: Iterable[str]) -> dict[int, list[Head]]:
    """The heads of each desk, by its id, the first link first. Empty lines are left out.

    Raises:
        UnreadableHead: a line is none, or there is none at all.
    """
    heads: dict[int, list[Head]] = {}
    for at, line in enumerate(lines, start=1):
        if line.strip():
            head = _head(line, at)
            heads.setdefault(head.desk_id, []).append(head)
    if not heads:
        raise UnreadableHead("no line tells of a chain")
    return {desk_id: sorted(found, key=lambda head: head.number) for desk_id, found in heads.items()}


def first_difference(desk_id: int, heads: Sequence[Head]) -> Difference | None:
    """Where the chain of a desk first is not what `heads`, in the order of their links, say; None where it is."""
    agreed = 0
    for at in range(0, len(heads), chaining.BATCH):
        some = heads[at : at + chaining.BATCH]
        rows = SealedEvent.objects.filter(desk=desk_id, number__in=[head.number for head in some])
        links = {row.number: row for row in rows}
        for head in some:
            if wrong := _wrong_with(links.get(head.number), head):
                since = f"; up to link {agreed} it is as it was written down" if agreed else ""
                return Difference(head.number, wrong + since)
            agreed = head.number
    return None


def _wrong_with(link: SealedEvent | None, head: Head) -> str:
    if head.number == 0:
        return "" if head.hash == chaining.beginning_of(head.desk_id) else "it never began with this hash"
    if link is None:
        return f"the chain has no link {head.number} any more"
    if bytes(link.hash) != head.hash:
        return f"{link.log} {link.event_id}: the chain up to here is not the one that was written down"
    return ""


def _head(line: str, at: int) -> Head:
    try:
        told: Any = json.loads(line)
    except (ValueError, RecursionError) as trouble:
        raise UnreadableHead(f"line {at} is not JSON") from trouble
    if not isinstance(told, dict) or not told.keys() >= MEMBERS:
        raise UnreadableHead(f"line {at} lacks one of: {', '.join(sorted(MEMBERS))}")
    numbers = [told["desk"], told["number"]]
    if not all(type(number) is int and 0 <= number < 2**63 for number in numbers):
        raise UnreadableHead(f"line {at}: desk and number are whole numbers from 0")
    digest = _bytes(told["hash"])
    if len(digest) != HASH:
        raise UnreadableHead(f"line {at}: the hash is not {2 * HASH} hexadecimal signs")
    return Head(told["desk"], told["number"], digest)


def _bytes(hexadecimal: object) -> bytes:
    try:
        return bytes.fromhex(hexadecimal) if isinstance(hexadecimal, str) else b""
    except ValueError:
        return b""
