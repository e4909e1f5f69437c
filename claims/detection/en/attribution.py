"""What is known of a source: who is claimed to have said something, and by which printed words."""

from __future__ import annotations

from dataclasses import dataclass

from claims.detection.values import Span


@dataclass(frozen=True, slots=True)
class Attribution:
    """Source and cue of one sentence; ``frame`` is the range that tells of the saying, not of what was said.

    ``unnamed`` holds the printed words of a source without a name ("officials"), when ``claimant`` is None. ``form`` is
    that of the cue, or "quoted" where only quotation marks tell that somebody said it.
    """

    claimant: str | None
    kind: str
    cue: Span
    frame: tuple[int, int]
    unnamed: str = ""
    strength: int = 0
    form: str = "finite"


@dataclass(frozen=True, slots=True)
class Source:
    """The words that name a source, such as "he" or "the mayor of York"; ``claimant`` is whom they mean, if known."""

    printed: Span
    claimant: str | None
    kind: str
