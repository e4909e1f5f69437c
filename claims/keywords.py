"""Finding the keywords of a topic in a sentence."""

import re
from collections.abc import Iterable
from functools import lru_cache


def touches(text: str, keywords: Iterable[str]) -> str:
    """The first of `keywords` that stands in `text` as whole words, in any case; nothing where none does."""
    folded = text.casefold()
    return next((keyword for keyword in keywords if keyword.strip() and _pattern(keyword).search(folded)), "")


@lru_cache(maxsize=10_000)
def _pattern(keyword: str) -> re.Pattern[str]:
    """Kept: the keywords of a desk are looked for in one claim after the other."""
    words = keyword.casefold().split()
    return re.compile(r"(?<!\w)" + r"\s+".join(re.escape(word) for word in words) + r"(?!\w)")
