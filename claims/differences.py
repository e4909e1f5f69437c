"""What changed between two texts, word by word. No Django here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

WORDS = re.compile(r"\s+|[^\W_]+(?:[.,]\d+)*|.", re.DOTALL)  # a figure with its decimals is one word
MOST_WORDS = 3000  # of one changed block; a longer one is shown as replaced as a whole, for the comparison is quadratic
MOST_LINES = 4000

Kind = Literal["same", "gone", "new"]


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of text: in both (`same`), in the former only (`gone`), or in the latter only (`new`)."""

    kind: Kind
    text: str


def word_diff(before: str, after: str) -> list[Change]:
    """The changes in order. Without the new ones they join to `before`, without the gone ones to `after`."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    if max(len(old), len(new)) > MOST_LINES:
        return (
            _joined([Change("gone", before), Change("new", after)])
            if before != after
            else _joined([Change("same", after)])
        )
    found: list[Change] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, came = "".join(old[a:b]), "".join(new[c:d])
        found += [Change("same", gone)] if tag == "equal" else _within(gone, came)
    return _joined(found)


def _within(gone: str, came: str) -> Iterator[Change]:
    """The changes inside a block that differs."""
    old, new = WORDS.findall(gone), WORDS.findall(came)
    if max(len(old), len(new)) > MOST_WORDS:
        yield from (Change("gone", gone), Change("new", came))
        return
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Change("same", "".join(old[a:b]))
        else:
            yield from (Change("gone", "".join(old[a:b])), Change("new", "".join(new[c:d])))


def _joined(changes: list[Change]) -> list[Change]:
    """Neighbours of one kind as one, and nothing empty."""
    found: list[Change] = []
    for change in changes:
        if change.text and found and found[-1].kind == change.kind:
            found[-1] = Change(change.kind, found[-1].text + change.text)
        elif change.text:
            found.append(change)
    return found


def shortened(changes: list[Change], *, around: int = 160) -> list[Change]:
    """The same, with what stayed cut to `around` characters on each side of a change."""
    last = len(changes) - 1
    return [
        _cut(change, around, at == 0, at == last) if change.kind == "same" else change
        for at, change in enumerate(changes)
    ]


def _cut(change: Change, around: int, is_first: bool, is_last: bool) -> Change:
    head = "" if is_first else change.text[:around]
    tail = "" if is_last else change.text[-around:]
    head, tail = head[: head.rfind(" ") + 1] or head, tail[tail.find(" ") + 1 :]
    whole = len(change.text) <= len(head) + len(tail) + 40
    return change if whole else Change("same", f"{head}… {tail}")
