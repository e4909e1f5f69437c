"""What goes into a reading by a language model and what comes out of it, and why one may fail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from claims.detection.values import Detection


class Budget(Protocol):
    """What the language model may use. All calls come from the thread that reads the article."""

    def reserve(self, tokens: int) -> bool:
        """Hold this many tokens for one request; False where fewer are left, and nothing is held."""

    def settle(self, reserved: int, *, input_tokens: int, output_tokens: int) -> None:
        """Give back what ``reserve`` held and book what was used instead."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that the server says a request took."""

    input_tokens: int
    output_tokens: int


@dataclass(frozen=True, slots=True)
class Item:
    """One claim as the model gave it, of the right types and otherwise untrusted; ``score`` is finite."""

    quote: str
    before: str
    score: float
    kind: str
    claimant: str
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What one request gave: its items, how many more had no use, and the tokens it took (None: it did not say)."""

    items: tuple[Item, ...]
    useless: int
    usage: Usage | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model found in a text, in text order; ``dropped`` counts what it gave and the text does not say.

    ``unread`` are the ranges of code points that it did not get to read, ``trouble`` a clause that says why.
    """

    detections: tuple[Detection, ...]
    dropped: int
    parts: int
    read_parts: int
    unread: tuple[tuple[int, int], ...] = ()
    trouble: str = ""


class Trouble(Exception):
    """The model gave nothing for a part of the text. The message is a clause for a person, without its full stop.

    It never holds a word that the server said. ``passes``: trying again may help, not before ``wait`` seconds.
    ``is_form``: the server may understand the older form of the request. ``is_free``: it surely took no tokens.
    """

    def __init__(
        self,
        clause: str,
        *,
        passes: bool = False,
        wait: float = 0.0,
        is_form: bool = False,
        is_free: bool = False,
        usage: Usage | None = None,
    ) -> None:
        super().__init__(clause)
        self.passes, self.wait, self.is_form, self.is_free, self.usage = passes, wait, is_form, is_free, usage
