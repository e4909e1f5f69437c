"""Noun phrases in a row of tokens: where one begins, where it ends, and who is meant first."""

from __future__ import annotations

from claims.detection.en.clauses import Token
from claims.detection.en.lexicon import words

Range = tuple[int, int]  # half-open, in code points of the text

APOSTROPHES = ("’s", "'s", "’", "'")
HEADS = ("noun", "name")
OPENERS = ("determiner", "quantifier", "possessive")
_INSIDE = (*HEADS, *OPENERS, "adverb")
_HELD_BY = words(
    "of for in at from with on to about by among behind near within between like against"
)  # prepositions that hang a phrase on the one before: "the head of the union"

_LONGEST_PASSIVE = 9  # tokens


def ending_at(row: list[Token], at: int) -> Range:
    """The noun phrase that ends with a token, with what it hangs on ("the head of the union")."""
    if row[at].part == "pronoun":
        return row[at].start, row[at].end
    start = at
    while (step := _back(row, start)) > 0:
        start -= step
    while start < at and row[start].part == "adverb":
        start += 1
    return row[start].start, row[at].end


def _back(row: list[Token], start: int) -> int:
    """How many tokens before ``start`` belong to its phrase."""
    if start == 0:
        return 0
    before = row[start - 1]
    is_opened = row[start].part in OPENERS
    if before.part in _INSIDE or before.word in APOSTROPHES:
        return int(not is_opened or before.part in ("determiner", "quantifier"))
    hangs = before.part == "preposition" and before.low in _HELD_BY
    joins = before.part == "conjunction" and not is_opened
    return 2 if (hangs or joins) and start > 1 and row[start - 2].part in HEADS else 0


def starting_at(row: list[Token], at: int) -> Range:
    """The noun phrase that starts with a token, with what hangs on it."""
    end = at
    while end + 1 < len(row) and _goes_on(row, end + 1):
        end += 1
    while end > at and row[end].part in ("preposition", "determiner", "quantifier"):
        end -= 1
    return row[at].start, row[end].end


def _goes_on(row: list[Token], at: int) -> bool:
    if row[at].part in (*HEADS, *OPENERS) or row[at].word in ("’s", "'s"):
        return True
    return row[at].part == "preposition" and row[at].low in _HELD_BY and at + 1 < len(row)


def first(row: list[Token]) -> Range | None:
    """The first noun phrase or pronoun: in ", according to Doe" or "said the mayor of York" the source.

    After a passive ("was first reported by Doe") it is the agent.
    """
    by = next((at for at, token in enumerate(row[:_LONGEST_PASSIVE]) if token.low == "by"), 0)
    if by and row[0].part == "auxiliary" and not any(token.part in (*OPENERS, "name", "pronoun") for token in row[:by]):
        row = row[by + 1 :]
    for at, token in enumerate(row):
        if token.part in ("pronoun", "possessive") or token.low in ("who", "which"):
            return token.start, token.end
        if token.part in (*HEADS, *OPENERS):
            return starting_at(row, at)
    return None
