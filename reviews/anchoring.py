"""Where a quoted passage stands in the text of a page: as it is, but for spaces and quotation marks, or nearly so.

Plain Python: text in, offsets out. All of it is linear in the text, and bounded in the quote.
"""

import re
import unicodedata
from collections import Counter
from difflib import SequenceMatcher

MAX_WORDS = 400  # of a passage that is looked for by its words
MIN_WORDS = 4  # fewer words nearly stand everywhere
MIN_LIKENESS = 0.85  # of the words, in their order

Place = tuple[int, int]

_WORD = re.compile(r"\w+(?:['’.,]\w+)*")
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


def _nearly(quote: str, text: str) -> Place | None:
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
    if 2 * same / (len(wanted) + end - begin) < MIN_LIKENESS or not _has_figures(wanted, words[begin:end]):
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
