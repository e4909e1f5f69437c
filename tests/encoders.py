"""Sentence encoders of two versions for tests: a sentence's words, each in one of eight places. They load nothing."""

import math
import re
from types import ModuleType

VERSION = "words-of-tests/1"
DIMENSIONS = 8


def encode(texts):
    return [vector_of(text, DIMENSIONS) for text in texts]


def vector_of(text, dimensions):
    counts = [0.0] * dimensions
    for word in re.findall(r"\w+", text.lower()):
        counts[sum(map(ord, word)) % dimensions] += 1.0
    length = math.hypot(*counts) or 1.0
    return [count / length for count in counts]


def another(version, dimensions):
    """A module for a further version."""
    made = ModuleType(version)
    made.VERSION, made.DIMENSIONS = version, dimensions
    made.encode = lambda texts: [vector_of(text, dimensions) for text in texts]
    return made
