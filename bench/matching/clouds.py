"""Vectors by the block, the same in every run: those of written sentences, each moved a little at random.

So near ones lie near each other as real ones do, and nobody has to keep millions of them in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import numpy as np

from bench.desk.texts import sentence
from claims.matching import encoder as shipped

SEED = 20261014
WRITTEN = 4000  # sentences that are really encoded
MOVED = 0.55  # how far from the written one: two of the same sentence are about as near as two on one topic
BLOCK = 20_000
Matrix = Any


class Cloud:
    """As many vectors as are asked for; `asked` are further ones."""

    def __init__(self, asked: int) -> None:
        words = Random(SEED)
        self._written = np.array(shipped.encode([sentence(words) for _ in range(WRITTEN)]), dtype=np.float32)
        self.asked = self._moved(asked, np.random.default_rng([SEED, 2**31]))

    def between(self, first: int, end: int) -> Iterator[tuple[int, Matrix]]:
        """The vectors from number `first` up to `end`, in blocks, each with its first number."""
        while first < end:
            number, offset = divmod(first, BLOCK)
            block = self._moved(BLOCK, np.random.default_rng([SEED, number]))[offset : offset + end - first]
            yield first, block
            first += len(block)

    def exact(self, end: int, nearest: int) -> Matrix:
        """The numbers of the nearest of the first `end` vectors to each that is asked, by looking at all of them."""
        best = np.full((len(self.asked), nearest), -np.inf, dtype=np.float32)
        numbers = np.zeros((len(self.asked), nearest), dtype=np.int64)
        for first, block in self.between(0, end):
            likeness = self.asked @ block.T
            likest = np.argpartition(-likeness, min(nearest, likeness.shape[1] - 1), axis=1)[:, :nearest]
            all_numbers = np.concatenate([numbers, likest + first], axis=1)
            all_best = np.concatenate([best, np.take_along_axis(likeness, likest, axis=1)], axis=1)
            kept = np.argsort(-all_best, axis=1)[:, :nearest]
            numbers, best = np.take_along_axis(all_numbers, kept, axis=1), np.take_along_axis(all_best, kept, axis=1)
        return numbers

    def _moved(self, many: int, chance: Any) -> Matrix:
        found = self._written[chance.integers(0, len(self._written), many)]
        noise = chance.standard_normal(size=found.shape, dtype=np.float32)
        found = found + MOVED * noise / np.linalg.norm(noise, axis=1, keepdims=True)
        return found / np.linalg.norm(found, axis=1, keepdims=True)
