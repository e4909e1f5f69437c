"""A long text in parts of whole sentences, a bounded number of them."""

from __future__ import annotations

from claims.detection import Span, sentences

LONGEST = 6_000  # code points of a part
MOST = 8  # parts of a text, and so requests an article but for what is tried again


def split(text: str) -> tuple[list[Span], list[tuple[int, int]]]:
    """The parts, in order and apart, and the ranges of the text that are in none: what comes after the last one.

    A sentence longer than a part is in none either: nobody claims anything in so many words.
    """
    parts: list[tuple[int, int]] = []
    unread: list[tuple[int, int]] = []
    for sentence in sentences(text):
        if sentence.end - sentence.start > LONGEST:
            unread.append((sentence.start, sentence.end))
        elif parts and sentence.end - parts[-1][0] <= LONGEST and not _between(unread, parts[-1][1], sentence.start):
            parts[-1] = (parts[-1][0], sentence.end)
        elif len(parts) < MOST:
            parts.append((sentence.start, sentence.end))
        else:
            unread.append((sentence.start, len(text)))
            break
    return [Span(start, end, text[start:end]) for start, end in parts], unread


def _between(ranges: list[tuple[int, int]], start: int, end: int) -> bool:
    return bool(ranges) and start <= ranges[-1][0] < end
