"""What the model learns from: debate sentences with one label, and sentences with letters for each property."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

HEADS = ("worth", "verifiable", "opinion", "consequence", "vague", "attributed")  # as the encoder's outputs
_LETTER = {"worth": "w", "verifiable": "v", "opinion": "o", "consequence": "c", "vague": "g", "attributed": "a"}
_UNJUDGED = "u"  # the letter of a sentence whose worth nobody has judged
_HELD_OUT = 5  # one own sentence in so many is never learnt from: calibration and the card need it


@dataclass(frozen=True, slots=True)
class Row:
    """One sentence; ``labels`` by the order of ``HEADS``, None where nobody judged."""

    text: str
    labels: tuple[float | None, ...]

    def label(self, head: str) -> float | None:
        return self.labels[HEADS.index(head)]


def debates(path: Path, letters: dict[str, str] | None = None) -> list[Row]:
    """Rows of a CheckThat! file (id, text, Yes or No); ``letters`` by id add what our annotation says of some."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    return [Row(text, _debate_labels(yes.strip() == "Yes", (letters or {}).get(key))) for key, text, yes in lines]


def _debate_labels(worth: bool, letters: str | None) -> tuple[float | None, ...]:
    judged = (None,) * len(HEADS) if letters is None else _judged(letters)
    return (float(worth), *judged[1:-1], None)  # nobody has judged what debaters attribute


def _judged(letters: str) -> tuple[float | None, ...]:
    worth = None if _UNJUDGED in letters else float(_LETTER["worth"] in letters)
    return (worth, *(float(_LETTER[head] in letters) for head in HEADS[1:]))


def letters_by_id(path: Path) -> dict[str, str]:
    """Our annotation of debate sentences: id, letters. Their text is not ours to ship."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines if line and not line.startswith("#"))


def own(path: Path) -> list[Row]:
    """Rows of our own sentences: letters, text."""
    lines = [line.split("\t", 1) for line in path.read_text(encoding="utf-8").splitlines() if line]
    return [Row(text, _judged(letters)) for letters, text in lines]


def is_held_out(row: Row) -> bool:
    """Whether an own sentence is kept for calibration and measurement, by a hash of its text."""
    return int(hashlib.sha256(row.text.encode()).hexdigest(), 16) % _HELD_OUT == 0


def parted(rows: Iterable[Row], may_be_kept: Callable[[Row], bool] = lambda row: True) -> tuple[list[Row], list[Row]]:
    """The rows to learn from, and the held-out rest; only rows that ``may_be_kept`` are held out."""
    learnt: list[Row] = []
    kept: list[Row] = []
    for row in rows:
        (kept if may_be_kept(row) and is_held_out(row) else learnt).append(row)
    return learnt, kept
