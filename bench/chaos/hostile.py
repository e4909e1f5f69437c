"""Texts that are made to hurt their readers: each is read or given up with its reason, or refused at the door."""

from bench.chaos.poison import GREEDY
from claims.ingestion.textfile import MAX_TEXT_CHARS

INNOCENT, POISON, BAIT, REFUSED = "innocent", "poison", "bait", "refused"
SETTLED = {INNOCENT: {"done"}, POISON: {"quarantined"}, BAIT: {"done", "quarantined"}}  # how each may come to an end
ANSWERED = {POISON: 202, BAIT: 202, REFUSED: 413}
TOO_LARGE = 50_000_000
BAIT_CHARS = 200_000
QUIET = "It was a quiet day, and so was the next. "
# What tests/claims/detection/test_hostile.py found slow once: one of them again and again is a single long paragraph.
PIECES = (
    "(", "“", '"', " ‘a", ".", "…", "&", "\n", " ", "’a", "1,", "1. A ", "\n1) A", "5% in May 2020 ", "the past 5 ",
    "January to ", "2019-", "a ", "A ", "A.", "A of ", "a. B ", "Doe, ", "said ", "a@b.C ", "aaa.Bcd ", "שלום. ",
    "Trump said it. ", "“He said. ", "PARIS (AP) — ", "the minister said that ", "Pete Doe and ",
)  # fmt: skip


def texts(chance, plain):
    """Name, text and kind of one after the other: first each sort once, then baits in an order of chance."""
    baits = chance.sample(PIECES, len(PIECES))
    yield "greedy", f"{plain} {GREEDY}", POISON
    yield "largest", filled(plain, QUIET, MAX_TEXT_CHARS), BAIT
    yield "too large", too_large(plain), REFUSED
    for piece in baits:
        yield f"bait {piece!r}", filled(f"{plain}\n\n", piece, BAIT_CHARS), BAIT


def filled(begins, piece, size):
    """A text of just that many characters. It ends in words: spaces at an end are not kept."""
    middle = (piece * (size // len(piece) + 1))[: size - len(begins) - len("end.")]
    return f"{begins}{middle}end."


def too_large(plain):
    return filled(plain, QUIET, TOO_LARGE)
