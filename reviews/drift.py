"""How far a page has moved away from the copy that was kept of it. Plain Python."""

import re
from collections import Counter

_WORD = re.compile(r"\w+")


def share_lost(first: str, later: str) -> float:
    """0 to 1: the share of the words of `first` that `later` has no more, each counted as often as it stands there.

    What was added counts for nothing, and neither does the order. A first copy without words has nothing to lose.
    """
    kept = Counter(word.casefold() for word in _WORD.findall(first))
    if not kept:
        return 0.0
    lost = kept - Counter(word.casefold() for word in _WORD.findall(later))
    return lost.total() / kept.total()
