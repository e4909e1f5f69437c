"""An article's text cut at its claims or passages, so that a template can mark them. No Django here."""

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any


@dataclass(frozen=True, slots=True)
class Span:
    """Something to mark: `text[start:end]`, code points, half-open."""

    start: int
    end: int
    mark: Any


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, and what it is marked with (None: nothing)."""

    text: str
    mark: Any


def cut(text: str, spans: Iterable[Span]) -> list[Piece]:
    """`text` in pieces that join to it again. Of two spans that overlap, the later one gives way.

    Spans outside the text, or empty, are left out.
    """
    pieces: list[Piece] = []
    at = 0
    for span in sorted(spans, key=lambda span: (span.start, span.end)):
        if span.start < at or not span.start < span.end <= len(text):
            continue
        if at < span.start:
            pieces.append(Piece(text[at : span.start], None))
        pieces.append(Piece(text[span.start : span.end], span.mark))
        at = span.end
    if at < len(text):
        pieces.append(Piece(text[at:], None))
    return pieces


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of one line: where it begins in the whole text (code points), and every mark that covers it.

    `heads` are the marks that begin with this stretch. Marks stand in the order of their spans.
    """

    start: int
    text: str
    marks: tuple[Any, ...]
    heads: tuple[Any, ...]


def lines(text: str, spans: Iterable[Span]) -> list[list[Stretch]]:
    """The lines of `text` that are not empty, cut wherever a span begins or ends: spans may overlap and cross lines.

    Spans outside the text, or empty, are left out. Joined by line breaks, the stretches are the text again.
    """
    waiting = deque(sorted((s for s in spans if 0 <= s.start < s.end <= len(text)), key=lambda s: (s.start, -s.end)))
    edges = sorted({edge for span in waiting for edge in (span.start, span.end)})
    found, at, covering, heads = [], 0, list[Span](), list[Span]()
    for line in text.split("\n"):
        inside = edges[bisect_right(edges, at) : bisect_left(edges, at + len(line))]
        cuts = [(start, end) for start, end in pairwise([at, *inside, at + len(line)]) if start < end]
        stretches = []
        for start, end in cuts:
            while waiting and waiting[0].start < end:
                heads.append(waiting.popleft())
            covering = [span for span in (*covering, *heads) if span.end > start]
            marks, first = (tuple(span.mark for span in some) for some in (covering, heads))
            stretches.append(Stretch(start, text[start:end], marks, first))
            heads = []
        if stretches:
            found.append(stretches)
        at += len(line) + 1
    return found
