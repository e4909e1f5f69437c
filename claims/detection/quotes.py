"""Quotations of a text: where printed words are somebody's own, whatever marks the outlet uses."""

from __future__ import annotations

import re
from bisect import bisect_right

from claims.detection.values import Span

_PARAGRAPH = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_MARK = re.compile(r"''|``|[“”„«»\"]|(?:(?<=\s)|(?<=[(\[—–])|^)[‘'](?=\w)|(?<=[\w.,!?…])[’'](?=[\s.,;:!?)\]—–]|$)")
_FAMILY = {
    **dict.fromkeys("“”„", "curly"),
    **dict.fromkeys("«»", "angle"),
    '"': "straight",
    "''": "straight",
    "``": "straight",
}
_LONGEST_SINGLE = 400  # code points: a stray apostrophe does not quote half a page


def quotations(text: str) -> list[Span]:
    """Quoted stretches with their marks, in order; marks are paired by place, so ”mismatched” ones work too.

    A quotation that is not closed in its paragraph (the next paragraph goes on) reaches to the paragraph's end.
    """
    found: list[Span] = []
    for paragraph in _PARAGRAPH.finditer(text):
        base, words = paragraph.start(), paragraph.group()
        found.extend(Span(base + a, base + b, words[a:b]) for a, b in _pairs(words))
    return found


def _pairs(words: str) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    opened: tuple[int, str] | None = None
    for mark in _MARK.finditer(words):
        at, family = mark.start(), _FAMILY.get(mark.group(), "single")
        if opened is None:
            opened = (at, family) if _opens(words, at, family) else None
        elif family == opened[1]:
            if family == "single" and at - opened[0] > _LONGEST_SINGLE:
                opened = None
            elif not _opens(words, at, family) or _closes(words, at):
                pairs.append((opened[0], mark.end()))
                opened = None
        elif opened[1] == "single" and _opens(words, at, family):
            opened = (at, family)
    if opened is not None and opened[1] != "single":
        pairs.append((opened[0], len(words)))
    return pairs


def _opens(words: str, at: int, family: str) -> bool:
    before, after = words[at - 1 : at], words[at + _width(words, at) : at + _width(words, at) + 1]
    if family == "single":
        return words[at] in "‘'" and (not before or not before.isalnum())
    return (not before or before.isspace() or before in "([—–‘'") and bool(after) and not after.isspace()


def _width(words: str, at: int) -> int:
    return 2 if words[at : at + 2] in ("''", "``") else 1


def _closes(words: str, at: int) -> bool:
    before = words[at - 1 : at]
    return bool(before) and not before.isspace()


def inside(quotes: list[Span], start: int, end: int) -> Span | None:
    """The quotation that holds all of ``start``–``end`` (marks included), or None. Quotes are in order, disjoint."""
    at = bisect_right(quotes, start, key=lambda quote: quote.start) - 1
    return quotes[at] if at >= 0 and end <= quotes[at].end else None
