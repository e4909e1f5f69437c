"""Whether a sentence tells what somebody says, thinks, wants or shows: broader than its claimant, and less sure."""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from claims.detection.en.attribution import Attribution
from claims.detection.en.evidence import Evidence, evidence
from claims.detection.values import Span

KINDS = ("said", "quoted", "thought", "intended", "shown")

_THRESHOLD = 0.5
# log-odds, set by hand: of a sentence without any sign, and what each sign adds
_BASE, _PER_WORD, _MOST_WORDS = -2.2, 0.03, 40
_CUE, _WEAK_CUE, _ACCORDING = 3.0, 2.0, 5.0
_ALL_QUOTED, _LONG_QUOTE, _SHORT_QUOTE, _TITLE = 4.5, 4.0, 2.0, 1.2
_TURN = 1.2
_TAG_ALONE = -6.0  # "he said." cut off from what he said
_TAG_WORDS, _LONG_WORDS, _SMALL_WORD = 5, 5, 4

_WORD = re.compile(r"\w[\w’'-]*")
_PARAGRAPH = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_SPEAKER = re.compile(r"\s{0,3}(?:<tweet|(?:Q|A|[A-Z][\w.’'-]{1,20}(?: [A-Z(][\w.’')-]{1,20}){0,3}): )")


@dataclass(frozen=True, slots=True)
class Attributed:
    """``score``, 0 to 1, tells how likely it has attributed content; ``kind`` is one of ``KINDS``, or "" for none."""

    kind: str
    score: float


def attributed(
    text: str, sentences: list[Span], quotes: list[Span], attributions: list[Attribution | None]
) -> list[Attributed]:
    """For each sentence whether it has content that a source has said, thought, intended or shown, or that is quoted.

    ``attributions`` are those of ``Speech`` for the same sentences.
    """
    turns = [one.span() for one in _PARAGRAPH.finditer(text) if _SPEAKER.match(one.group())]
    return [
        _judged(text, sentence, _touching(quotes, sentence), attribution, has_speaker=_is_in(turns, sentence.start))
        for sentence, attribution in zip(sentences, attributions, strict=True)
    ]


def _judged(
    text: str, sentence: Span, quotes: list[Span], attribution: Attribution | None, *, has_speaker: bool
) -> Attributed:
    found = list(evidence(sentence.text))
    words = len(_WORD.findall(sentence.text))
    quoted = _quoted(text, sentence, quotes, words)
    cued = _cued(sentence, attribution)
    total = _BASE + _PER_WORD * min(_MOST_WORDS, words) + quoted + cued + _TURN * has_speaker
    total += sum(one.points for one in found)
    if attribution and not quoted and words <= _TAG_WORDS and _is_tag(sentence, attribution):
        total += _TAG_ALONE
    score = 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
    return Attributed(_kind(found, quoted, cued) if score >= _THRESHOLD else "", round(score, 4))


def _cued(sentence: Span, attribution: Attribution | None) -> float:
    points = _ACCORDING if "ccording to" in sentence.text else 0.0
    if attribution and attribution.form != "quoted":
        points += _WEAK_CUE if attribution.form == "treating" else _CUE
    return points


def _is_tag(sentence: Span, attribution: Attribution) -> bool:
    """Whether a short sentence is "he said." or "said Jane Doe." alone, cut off from what was said."""
    after = sentence.text[attribution.cue.end - sentence.start :]
    return attribution.cue.start == sentence.start or len(_WORD.findall(after)) <= 1


def _touching(quotes: list[Span], sentence: Span) -> list[Span]:
    first = bisect_right(quotes, sentence.start, key=lambda one: one.end)
    return quotes[first : bisect_left(quotes, sentence.end, key=lambda one: one.start)]


def _is_in(ranges: list[tuple[int, int]], place: int) -> bool:
    at = bisect_right(ranges, place, key=lambda one: one[0]) - 1
    return at >= 0 and place < ranges[at][1]


def _quoted(text: str, sentence: Span, quotes: list[Span], words: int) -> float:
    """What quotation marks tell: little around a title, most when all of the sentence is between them."""
    total, best = 0, 0.0
    for quote in quotes:
        inner = _WORD.findall(text[max(quote.start, sentence.start) : min(quote.end, sentence.end)])
        total += len(inner)
        best = max(best, _marked(inner))
    return _ALL_QUOTED if total and total >= words - 1 else best


def _marked(inner: list[str]) -> float:
    if not inner:
        return 0.0
    if all(word[0].isupper() or len(word) < _SMALL_WORD for word in inner):
        return _TITLE
    return _LONG_QUOTE if len(inner) >= _LONG_WORDS else _SHORT_QUOTE


def _kind(found: list[Evidence], quoted: float, cued: float) -> str:
    if quoted >= _LONG_QUOTE:
        return "quoted"
    weights = dict.fromkeys(KINDS, 0.0)
    weights["said"] = cued if cued == _ACCORDING else 0.0
    weights["quoted"] = quoted
    for one in found:
        weights[one.kind] += one.points
    return max(KINDS, key=lambda kind: weights[kind])
