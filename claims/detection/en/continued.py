"""Quotations that go on: the speaker of sentences that have no cue of their own."""

from __future__ import annotations

from bisect import bisect_left

from claims.detection.en.attribution import Attribution
from claims.detection.quotes import inside
from claims.detection.values import Span

_LONG_QUOTE = 5  # words: fewer can be a title or a term


class Continued:
    """Gives a quotation's speaker to its sentences that have no cue of their own, and to a quote that goes on."""

    def __init__(self, text: str, sentences: list[Span], quotes: list[Span]) -> None:
        self._text, self._sentences, self._quotes = text, sentences, quotes

    def spread(self, attributions: list[Attribution | None]) -> None:
        """Fill in the gaps of the list, from the first sentence to the last."""
        for index, sentence in enumerate(self._sentences):
            if attributions[index] is not None:
                continue
            quote = self._quote_of(sentence)
            if quote is not None:
                attributions[index] = self._neighbour(index, quote, attributions)
            attributions[index] = attributions[index] or self._quoted(sentence)

    def _quoted(self, sentence: Span) -> Attribution | None:
        """A long quotation whose speaker the text does not tell us: somebody's words, with the mark for a cue."""
        for quote in self._near_quotes(sentence):
            start, end = max(quote.start, sentence.start), min(quote.end, sentence.end)
            if start < end and len(self._text[start:end].split()) >= _LONG_QUOTE:
                mark = Span(start, start + 1, self._text[start : start + 1])
                return Attribution(None, "", mark, (sentence.start, sentence.start), form="quoted")
        return None

    def _quote_of(self, sentence: Span) -> Span | None:
        middle = (sentence.start + sentence.end) // 2
        return inside(self._quotes, middle, middle + 1)

    def _neighbour(self, index: int, quote: Span, attributions: list[Attribution | None]) -> Attribution | None:
        here = self._sentences[index]
        around: list[int] = [*range(index + 1, index + 5), *range(index - 1, index - 7, -1)]
        for other in around:
            found = attributions[other] if 0 <= other < len(self._sentences) else None
            if found is None:
                continue
            there = self._sentences[other]
            same_quote = there.start < quote.end and there.end > quote.start
            gap = self._text[min(there.end, here.end) : max(there.start, here.start)]
            if same_quote or (other == index - 1 and self._goes_on(there, here, gap, quote)):
                return found
        return None

    def _goes_on(self, there: Span, here: Span, gap: str, quote: Span) -> bool:
        """Whether the quoted sentence follows its speaker: same paragraph, after a colon, or a paragraph all quoted."""
        if "\n" not in gap or there.text.endswith(":"):
            return True
        all_quoted = quote.start <= here.start and quote.end >= here.end
        return all_quoted and any(there.start < one.end and one.start < there.end for one in self._near_quotes(there))

    def _near_quotes(self, sentence: Span) -> list[Span]:
        first = bisect_left(self._quotes, sentence.start, key=lambda one: one.end)
        return self._quotes[first : first + 4]
