"""The values a detector returns: where words stand, when something was said, what was detected, and how to word it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

DIMENSIONS = ("verifiable", "quantity", "source", "consequence", "opinion", "prediction", "vague")


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
class Edit:
    """One change from quote to wording: ``quote[start:end] == before`` becomes ``after``; ``why`` is for a reader."""

    start: int
    end: int
    before: str
    after: str
    why: str


@dataclass(frozen=True, slots=True)
class Dimension:
    """One side of a claim beyond the single score: ``name`` of ``DIMENSIONS``, ``value`` 0 to 1, ``why`` in words."""

    name: str
    value: float
    why: str


@dataclass(frozen=True, slots=True)
class Detection:
    """A check-worthy span of a text: ``text[start:end] == quote``; ``check_worthiness`` is a probability, 0 to 1.

    ``likely`` is the interval of probabilities that the sentences the score was calibrated on support: a wide one means
    that the detector is unsure; None where there is no calibration. ``detector`` is name and version, such as
    ``local-4``.

    ``wording`` is the quote with ``edits`` applied, so that it can be read without the article: names for pronouns,
    dates for "last year". The edits are in order and do not overlap; nothing between quotation marks is changed.
    """

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
    wording: str = ""
    edits: tuple[Edit, ...] = ()
    detector: str = ""
    dimensions: tuple[Dimension, ...] = ()
    likely: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        if not self.wording:
            object.__setattr__(self, "wording", self.quote)
