"""The values a detector returns: where words stand in a text, when something was said, and what was detected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of code points of a text, with its words: ``text[start:end] == span.text``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class SaidOn:
    """A time as the closed interval of days ``first``–``last``; ``expression`` None means the article's own date."""

    first: date
    last: date
    granularity: str
    expression: Span | None


@dataclass(frozen=True, slots=True)
class Detection:
    """A check-worthy span of a text: ``text[start:end] == quote``; ``check_worthiness`` is a probability, 0 to 1."""

    start: int
    end: int
    quote: str
    claimant: str | None
    claimant_kind: str
    cue: Span | None
    said_on: SaidOn | None
    dates: tuple[SaidOn, ...]
    kind: str
    check_worthiness: float
    reasons: tuple[str, ...]
    features: dict[str, float]
