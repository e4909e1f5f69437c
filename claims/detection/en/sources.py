"""Who is printed as the source of given words: before them, after them or between them."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterator

from claims.detection.en.clauses import Token, is_cue, tokens
from claims.detection.en.lexicon import words
from claims.detection.en.names import Names
from claims.detection.en.phrases import Range, first
from claims.detection.en.subjects import QUOTES, governing
from claims.detection.quotes import inside
from claims.detection.values import Span

_SAID = words("said says say wrote writes told tells asked asks added explained argued noted tweeted replied")
_AFTER_CUE = words("that for of about to on at against with whether how why what if : , however")
_CLOSERS = frozenset(",”\"’'?!—")
_UTTERED = re.compile(r"[,.?!…—][”\"’'»]{0,2}$|.{30}")  # and not a term between marks
_NEAR, _REACH = 8, 700  # code points
_LONGEST_TAG = 9  # tokens


class Sources:
    """Finds the printed source of content in one text; reads one or two sentences at a time."""

    def __init__(self, text: str, sentences: list[Span], quotes: list[Span], names: Names) -> None:
        self._text, self._sentences, self._quotes, self._names = text, sentences, quotes, names
        self._starts = [one.start for one in sentences]

    def source_of(self, *content: Range) -> Span | None:
        """The words that name the source of the content, which may come in pieces ("“X,” she said, “Y”")."""
        if not content or not self._sentences:
            return None
        pieces = sorted(content)
        opening, closing = self._at(pieces[0][0]), self._at(pieces[-1][1] - 1)
        found = next(filter(None, self._readings(pieces, opening, closing)), None) or self._beyond(opening, closing)
        return Span(*found, self._text[found[0] : found[1]]) if found else None

    def _at(self, place: int) -> Span:
        return self._sentences[max(0, bisect_right(self._starts, place) - 1)]

    def _readings(self, pieces: list[Range], opening: Span, closing: Span) -> Iterator[Range | None]:
        """Sources by where they may stand, the surest place first."""
        begin, end = pieces[0][0], pieces[-1][1]
        left = self._beside(max(opening.start, begin - _REACH), begin, begin)
        right = self._beside(end, min(closing.end, end + _REACH), end - 1)
        announced = _announces(left)
        for (_, stop), (start, _) in itertools.pairwise(pieces):
            yield self._between(stop, min(start, stop + _REACH), announced=announced)
        if _is_view(left):
            yield first(left[1:])
        if announced:
            yield governing(left)
        if self._is_closed(end) and right and right[0].start - end < _NEAR and _is_tag(right):
            yield first(right)
        if _leans(left):
            yield governing(left)
        if _answers(right):
            yield first(right)
        yield governing(left)
        yield first(right)

    def _between(self, start: int, end: int, *, announced: bool) -> Range | None:
        gap = self._tokens(start, end)
        is_tag = any((one.part == "verb" and is_cue(one, "verb")) or one.low == "according" for one in gap)
        has_verb = any(one.part in ("verb", "auxiliary") for one in gap)
        return first(gap) if is_tag or (has_verb and not announced) else None

    def _is_closed(self, end: int) -> bool:
        return not _CLOSERS.isdisjoint(self._text[max(0, end - 2) : end + 2])

    def _beyond(self, opening: Span, closing: Span) -> Range | None:
        """For content that fills its sentences: the tag of the next sentence, or what the one before announces."""
        index = bisect_right(self._starts, closing.start)
        if index < len(self._sentences):
            after = self._sentences[index]
            rest = self._beside(after.start, min(after.end, after.start + _REACH), -1)
            if _is_tag(rest[:_LONGEST_TAG]) or (rest and rest[0].word in "-—–"):
                return first(rest)
        before = self._at(opening.start - 1)
        if before.end > opening.start:
            return None
        return governing(self._beside(max(before.start, before.end - _REACH), before.end, -1))

    def _tokens(self, start: int, end: int) -> list[Token]:
        return tokens(self._text, start, end, [(one.start, one.end) for one in self._names.between(start, end)])

    def _beside(self, start: int, end: int, content: int) -> list[Token]:
        """Tokens of the words beside, without what others are quoted to have said."""
        own = inside(self._quotes, content, content + 1)

        def is_told(one: Token) -> bool:
            quote = inside(self._quotes, one.start, one.end)
            return quote is None or quote is own or not _UTTERED.search(quote.text)

        return [one for one in self._tokens(start, end) if is_told(one)]


def _is_view(left: list[Token]) -> bool:
    """ "To many, …", "For the mayor, …"."""
    opens = bool(left) and left[0].low in ("to", "for") and left[-1].word == ","
    return opens and not any(one.part == "verb" for one in left)


def _announces(left: list[Token]) -> bool:
    """Whether the words before end in "said", "said that", "calling for", "the fear that" or ":"."""
    last = len(left) - 1
    while last >= 0 and (left[last].part == "adverb" or left[last].low in _AFTER_CUE):
        last -= 1
    if last <= 0 or left[last].part == "mark":
        return last == 0 and left[-1].word == ":"
    if left[last].part == "verb":
        return is_cue(left[last], "verb")
    return left[-1].part in ("preposition", "subordinator") and is_cue(left[last], "noun", "adjective")


def _leans(left: list[Token]) -> bool:
    """Whether the words before can lead up to the content, and are not just "But" or "In May,"."""
    rest = [one for one in left if one.word not in QUOTES]
    if rest and rest[-1].word in (",", ";", "—", "–", "-"):
        return len(rest) > 1 and rest[-2].part == "verb" and is_cue(rest[-2], "verb")
    leading = ("verb", "auxiliary", "preposition", "subordinator", "adverb")
    return bool(rest) and (rest[-1].part in leading or rest[-1].word == ":" or len(rest) > 3)


def _is_tag(right: list[Token]) -> bool:
    """Whether a speech tag follows at once: ", according to Doe", ",” Doe said", ",” said Doe"."""
    rest = [one for one in right if one.part != "adverb" and (one.part != "mark" or one.word in ";:()—")]
    if not rest or rest[0].part in ("subordinator", "conjunction"):
        return False
    if rest[0].low == "according" or rest[0].low in _SAID:
        return True
    for token in rest[1:_LONGEST_TAG]:
        if token.low in _SAID:
            return True
        if token.part in ("verb", "subordinator") or token.word in ";:":
            return False
    return False


def _answers(right: list[Token]) -> bool:
    """Whether a clause follows that can have the content as its object or agent: "Doe wants", "by Doe"."""
    rest = [one for one in right if one.part not in ("mark", "adverb")][:_LONGEST_TAG]
    if not rest:
        return False
    by = rest[0].low in ("according", "by", "among", "in", "from")
    return by or any(one.part == "verb" for one in rest)
