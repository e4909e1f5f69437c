"""An article's text cut at its claims, so that a template can mark them. No Django here."""

from collections.abc import Iterable
from dataclasses import dataclass
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
