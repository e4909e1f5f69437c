"""Kinds of claim: quantity, event, law and so on, on sentences of our own.

    python -m bench.quality.kinds

``kinds.tsv`` beside this module tells how it was labelled. Rules may be changed after mistakes in the tuning half,
and the held-out half shows what that is worth. The baseline files every sentence under the most frequent kind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from bench.quality.row import Row, alone
from claims.detection import detect

GOLD = Path(__file__).with_suffix(".tsv")
PUBLISHED_ON = date(2026, 10, 14)


class Filed(NamedTuple):
    """A sentence and the kind it belongs to."""

    kind: str
    sentence: str

    @property
    def is_held_out(self) -> bool:
        return sha256(self.sentence.encode()).digest()[-1] % 2 == 1


def gold() -> Iterator[Filed]:
    """The labelled sentences, in the order of the file."""
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield Filed(*line.split("\t"))


def ours(sentence: str) -> str:
    """The kind our detector gives; a text that it does not read as a sentence has none."""
    found = detect(sentence, published_on=PUBLISHED_ON, threshold=0)
    return found[0].kind if found else ""


def accuracy(truth: list[str], told: list[str]) -> float:
    return sum(a == b for a, b in zip(truth, told, strict=True)) / len(truth)


def macro_f1(truth: list[str], told: list[str]) -> float:
    """Mean over the kinds of the truth of 2·right / (told + true)."""
    right = Counter(a for a, b in zip(truth, told, strict=True) if a == b)
    true, said = Counter(truth), Counter(told)
    return sum(2 * right[kind] / (true[kind] + said[kind]) for kind in true) / len(true)


def rows(data: Path) -> list[Row]:
    """Both halves; ``data`` is not needed, the sentences stand beside this module."""
    every = list(gold())
    usual = Counter(one.kind for one in every).most_common(1)[0][0]
    found = []
    for name, is_held_out in (("tuning half", False), ("held out", True)):
        half = [one for one in every if one.is_held_out is is_held_out]
        truth, told = [one.kind for one in half], [ours(one.sentence) for one in half]
        always = [usual] * len(half)
        for measure, score in (("accuracy", accuracy), ("macro F1", macro_f1)):
            baseline = {f"always {usual}": score(truth, always)}
            found.append(Row(f"kinds, {name} ({len(half)})", measure, score(truth, told), baseline))
    return found


if __name__ == "__main__":
    alone(rows, "Measure the kinds of claims.")
