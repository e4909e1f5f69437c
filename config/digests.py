"""A digest looked up in a sorted file of any size, which is never read whole."""

import re
from typing import BinaryIO

LINE = re.compile(rb"([0-9A-Fa-f]{40})(?::\d+)?\r?\n?")
LONGEST_LINE = 100


def is_in(file: BinaryIO, digest: str) -> bool:
    """Whether a line of the sorted file begins with this digest: by some forty looks, however large the file is."""
    wanted, low, high = digest.upper().encode(), 0, file.seek(0, 2)
    while low < high:
        middle = (low + high) // 2
        found = digest_at(file, middle)
        if found and found < wanted:
            low = middle + 1
        else:
            high = middle
    return digest_at(file, low) == wanted


def digest_at(file: BinaryIO, place: int) -> bytes:
    """The digest of the first line that begins at this place or behind it; nothing at the end, or where it has none."""
    file.seek(max(place - 1, 0))
    if place:
        file.readline(LONGEST_LINE)
    line = LINE.fullmatch(file.readline(LONGEST_LINE))
    return line[1].upper() if line else b""
