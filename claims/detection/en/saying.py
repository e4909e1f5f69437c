"""What was said and when: the content of a sentence without its frame, and the time that belongs to the saying."""

from __future__ import annotations

import re
from datetime import date

from claims.detection.en.attribute import Attribution
from claims.detection.quotes import inside
from claims.detection.values import SaidOn, Span

_AFTER_CUE = re.compile(
    r"\s?(?:(?:[Rr]eporters|supporters|lawmakers|journalists|parliament|[A-Z][\w’.]*(?: [A-Z][\w’.]*){0,4})?\s?"
    r"(?:(?:in|at|during|on|to|via|late|early|earlier|after|before|following)\s(?:[\w’.-]+ ){0,8}?)?(?:on|late"
    r"|early)?)\s?$"
)
_UP_TO_CONTENT = re.compile(r"^(?:[^,;:“”\"]{0,60}? that\b|\s?[:,])?\s*")
_LONGEST_FRAME = 120  # code points before the content
_SHORTEST = 5  # words
_CLAUSE = re.compile(r"\b(?:that|will|would|is|was|were|are|has|have|had|he|she|they|it|who|which|we|I)\b")


def said_on(
    text: str, attribution: Attribution | None, dates: tuple[SaidOn, ...], quotes: list[Span], *, published_on: date
) -> SaidOn:
    """The time printed nearest to the cue that can be that of the saying, else the day of publication."""
    nearest: tuple[int, SaidOn] | None = None
    for found in dates if attribution else ():
        if attribution is None or found.expression is None or found.first > published_on:
            continue  # what was printed has been said: a time to come is not when
        gap = max(found.expression.start - attribution.cue.end, attribution.cue.start - found.expression.end)
        is_nearer = nearest is None or gap < nearest[0]
        if is_nearer and _tells_of_saying(text, attribution, found.expression, quotes):
            nearest = gap, found
    if nearest:
        return nearest[1]
    return SaidOn(published_on, published_on, "day", None)


def _tells_of_saying(text: str, attribution: Attribution, expression: Span, quotes: list[Span]) -> bool:
    first, last = attribution.frame
    if inside(quotes, expression.start, expression.end):
        return False
    if expression.end <= last:
        return expression.start >= first and not _CLAUSE.search(text[expression.end : attribution.cue.start])
    between = text[attribution.cue.end : expression.start]
    if expression.start < attribution.cue.end or len(between) > 90 or _CLAUSE.search(between):
        return False
    return bool(_AFTER_CUE.fullmatch(between)) or (first > 0 and _closes(text, attribution, between))


def _closes(text: str, attribution: Attribution, between: str) -> bool:
    """ "..., Doe said in a letter sent on Monday.": content came first and nothing but the frame follows."""
    before = text[max(0, attribution.frame[0] - 2) : attribution.frame[0]].strip()
    return before[-1:] in (",", "”", '"', "’") and not any(mark in between for mark in '“”"‘,:;')


def content(sentence: Span, attribution: Attribution | None) -> str:
    """The words that are claimed: "crime fell by a third" of "The mayor said on Monday that crime fell by a third".

    The sentence itself where the frame cannot be taken off cleanly, or where what is left is under five words.
    """
    if attribution is None or attribution.form not in ("finite", "according") or attribution.cue.end > sentence.end:
        return sentence.text
    first, cue_end = attribution.frame[0] - sentence.start, attribution.cue.end - sentence.start
    if attribution.cue.start < sentence.start or first < 0:
        return sentence.text
    if first > 0:
        rest = sentence.text[:first].rstrip(" ,—–-")
    elif attribution.form == "according":
        rest = sentence.text[cue_end:].partition(", ")[2]
    else:
        rest = _UP_TO_CONTENT.sub("", sentence.text[cue_end:]) if cue_end <= _LONGEST_FRAME else ""
    return rest if len(rest.split()) >= _SHORTEST else sentence.text
