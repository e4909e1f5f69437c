"""Where a quoted passage stands in a text: as it is, but for spaces and quotation marks, or nearly so; and where to it
went when the text was changed.

Plain Python: text in, offsets out. All of it is linear in the text, and bounded in the quote.
"""

import re
import unicodedata
from collections import Counter
from difflib import SequenceMatcher

MAX_WORDS = 400  # of a passage that is looked for by its words
MIN_WORDS = 4  # fewer words nearly stand everywhere
MIN_LIKENESS = 0.85  # of the words, in their order
MIN_LIKENESS_CHANGED = 0.5  # of a passage and what it was changed into
CONTEXT_CHARS = 64  # on either side, by which one of several places is told from the others
MOST_PLACES = 1000
MOST_GROWN_CHARS = 200  # from the words that are the same to the ends of their sentence

Place = tuple[int, int]

_WORD = re.compile(r"\w+(?:['’.,]\w+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?…”’»\"'])\s+|\n+")
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‘’‚‛‹›′`´", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "…": "...",
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff"),
    }
)


def anchor(quote: str, text: str) -> Place | None:
    """Start and end of `quote` in `text`, in code points, half-open; None where it does not stand there.

    A passage that differs in a figure is not the passage: every word with a digit must be there.
    """
    quote = quote.strip()
    if not quote:
        return None
    start = text.find(quote)
    if start >= 0:
        return start, start + len(quote)
    return _plainly(quote, text) or _nearly(quote, text)


def follow(before: str, place: Place, now: str) -> Place | None:
    """Where the passage at `place` of an earlier text stands in the later one; None where it is gone.

    The same words, if they stand there: where most around them is the same, then where they were. Else the sentence
    that has most of them, in their order: that one was changed.
    """
    start, end = place
    quote = before[start:end]
    places = _places(quote, now)
    if places:
        best = max(places, key=lambda at: (_same_around(before, place, now, at), -abs(at - start)))
        return best, best + len(quote)
    found = _nearly(quote, now, least=MIN_LIKENESS_CHANGED, with_figures=False)
    return _grown(now, found, quote) if found else None


def _places(quote: str, text: str) -> list[int]:
    found: list[int] = []
    at = text.find(quote) if quote.strip() else -1
    while at >= 0 and len(found) < MOST_PLACES:
        found.append(at)
        at = text.find(quote, at + 1)
    return found


def _same_around(before: str, place: Place, now: str, at: int) -> int:
    """How many signs are the same, going outwards from the passage."""
    start, end = place
    behind, later_end = before[end : end + CONTEXT_CHARS], at + end - start
    ahead, ahead_now = before[max(0, start - CONTEXT_CHARS) : start], now[max(0, at - CONTEXT_CHARS) : at]
    return _same(ahead[::-1], ahead_now[::-1]) + _same(behind, now[later_end : later_end + CONTEXT_CHARS])


def _same(one: str, other: str) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _grown(text: str, place: Place, quote: str) -> Place:
    """The stretch up to the ends of its sentence, if they are near; not at an end where it has the quote's own word."""
    start, end = place
    first, *_, last = _WORD.findall(quote)
    if not text[start:end].casefold().startswith(first.casefold()):
        ahead = text[max(0, start - MOST_GROWN_CHARS) : start]
        begun = max((mark.end() for mark in _SENTENCE_END.finditer(ahead)), default=0 if len(ahead) == start else None)
        start = start if begun is None else start - len(ahead) + begun
    if text[start:end].casefold().endswith(last.casefold()):
        rest = quote[quote.rindex(last) + len(last) :]
        return start, end + _same(rest, text[end : end + len(rest)])
    behind = _SENTENCE_END.search(text, end, end + MOST_GROWN_CHARS)
    until = behind.start() if behind else len(text) if len(text) - end <= MOST_GROWN_CHARS else end
    return start, max(until, end)


def _plainly(quote: str, text: str) -> Place | None:
    """The same but for spaces, quotation marks, dashes, and signs that nobody sees."""
    wanted, _ = _plain(quote.strip("“”„«»\"'‘’ "))
    plain, places = _plain(text)
    at = plain.find(wanted) if wanted else -1
    return (places[at], places[at + len(wanted) - 1] + 1) if at >= 0 else None


def _plain(text: str) -> tuple[str, list[int]]:
    """The text with all spaces and quotation marks alike, and for each of its signs the place it came from."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        for plain in unicodedata.normalize("NFKC", sign).translate(_PLAIN):
            if not plain.isspace():
                signs.append(plain)
                places.append(place)
            elif signs and signs[-1] != " ":
                signs.append(" ")
                places.append(place)
    while signs and signs[-1] == " ":
        signs.pop()
        places.pop()
    return "".join(signs), places


def _nearly(quote: str, text: str, *, least: float = MIN_LIKENESS, with_figures: bool = True) -> Place | None:
    """The stretch of the text with nearly the same words in nearly the same order."""
    wanted = [word[0].casefold() for word in _WORD.finditer(quote)]
    if not MIN_WORDS <= len(wanted) <= MAX_WORDS:
        return None
    found = list(_WORD.finditer(text))
    words = [word[0].casefold() for word in found]
    first = _densest(wanted, words)
    stretch = words[first : first + 2 * len(wanted)]
    blocks = [
        block for block in SequenceMatcher(None, wanted, stretch, autojunk=False).get_matching_blocks() if block.size
    ]
    if not blocks:
        return None
    begin, end = first + blocks[0].b, first + blocks[-1].b + blocks[-1].size
    same = sum(block.size for block in blocks)
    if 2 * same / (len(wanted) + end - begin) < least:
        return None
    if with_figures and not _has_figures(wanted, words[begin:end]):
        return None
    return found[begin].start(), found[end - 1].end()


def _densest(wanted: list[str], words: list[str]) -> int:
    """Where the window begins that has most of the wanted words: one pass, a window of their number."""
    missing = Counter(wanted)
    size, score, best, best_at = len(wanted), 0, 0, 0
    for place, word in enumerate(words):
        if place >= size:
            gone = words[place - size]
            missing[gone] += 1
            score -= missing[gone] > 0
        score += missing[word] > 0
        missing[word] -= 1
        if score > best:
            best, best_at = score, max(0, place - size + 1)
    return best_at


def _has_figures(wanted: list[str], stretch: list[str]) -> bool:
    """Whether every word with a digit is there as often as it is wanted, and none besides."""

    def figures(words: list[str]) -> Counter[str]:
        return Counter(word for word in words if any(map(str.isdigit, word)))

    return figures(wanted) == figures(stretch)
