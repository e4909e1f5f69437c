"""How likely a known fact-check is about the claim: four likenesses weighed against each other.

The weights are those of a logistic regression on pairs of sentences and fact-checks; `bench.matching` fits and tests
them. What means the same in another language, or in wholly other words, shares none: there, meaning alone is enough.
"""

from __future__ import annotations

import math
import re
from collections.abc import Set
from dataclasses import dataclass

MEANING, WORDS, LETTERS, TITLE = 4.79, 4.31, 4.75, 2.78
# The regression gave -10.54, for pairs most of which are about nothing alike. Raised, the score lies between how often
# a fact-check with it was the right one for sentences of debates and for tweets.
BIAS = -8.04
# A cosine at which it is as likely as not; in archives of twenty thousand, the nearest wrong one is mostly below 0.66.
EVEN, STEEPNESS = 0.70, 18.0
CONTRARY = 0.3  # what is left of the score where the sentences contradict each other
DOUBTFUL = 0.6  # the same of two claims of a desk that differ, but are built so unlike that it need not mean anything
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much of what is asked and of the fact-check is alike, each from 0 to 1.

    As vectors (`meaning`), by the words of what is asked that the fact-check has too (`words`), and by the trigrams of
    the fact-check's claim (`letters`) and title (`title`) that what is asked has too. `meaning` is None where there is
    no vector yet, and `title` where there is none: then the others speak for it.
    """

    meaning: float | None
    words: float
    letters: float
    title: float | None = None


def score(likeness: Likeness, *, is_contrary: bool = False) -> float:
    """From 0 to 1; a contrary pair never gets beyond CONTRARY."""
    meaning = likeness.meaning if likeness.meaning is not None else (likeness.words + likeness.letters) / 2
    title = likeness.title if likeness.title is not None else likeness.letters
    weighed = BIAS + MEANING * meaning + WORDS * likeness.words + LETTERS * likeness.letters + TITLE * title
    by_meaning = STEEPNESS * (likeness.meaning - EVEN) if likeness.meaning is not None else weighed
    probability = 1 / (1 + math.exp(-max(weighed, by_meaning)))
    return CONTRARY * probability if is_contrary else probability


def trigrams(text: str) -> frozenset[str]:
    """The trigrams of the words in `text`, as PostgreSQL's pg_trgm makes them."""
    padded = (f"  {word} " for word in _WORD.findall(text.lower()))
    return frozenset(word[n : n + 3] for word in padded for n in range(len(word) - 2))


def share(text: str, of: Set[str]) -> float:
    """How many of the trigrams in `text` are among these, from 0 to 1."""
    found = trigrams(text)
    return len(found & of) / len(found) if found else 0.0
