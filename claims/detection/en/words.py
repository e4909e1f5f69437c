"""A quick first opinion of how check-worthy a sentence is: a linear model of word n-grams and visible signals."""

from __future__ import annotations

import gzip
import json
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import NamedTuple

from claims.detection.en.signals import signals

_TOKEN = re.compile(r"[$€£]?\d(?:[\d,.]*\d)?|[^\W\d_]+(?:['’][^\W\d_]+)*|[?!%]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LONGEST_GRAM = 2
WEIGHTS = "words.json.gz"


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of n-grams and signals."""

    version: str
    grams: dict[str, float]
    signals: dict[str, float]
    bias: float


class Heard(NamedTuple):
    """What the words say: a logit before calibration, the part of it that n-grams made, and that of each signal."""

    logit: float
    words: float
    parts: dict[str, float]


def tokens(sentence: str) -> list[str]:
    """Lower-case words between sentence marks; numbers become classes so that no single figure is learnt."""
    return ["<s>", *(_token(token) for token in _TOKEN.findall(sentence)), "</s>"]


def _token(token: str) -> str:
    if not token[-1].isdecimal():
        return token.lower().replace("’", "'")
    if token[0] in "$€£":
        return "$0"
    if _YEAR.fullmatch(token):
        return "<year>"
    return "0" if len(token) < 3 else "000"


def grams(sentence: str) -> set[str]:
    """Distinct word 1- and 2-grams."""
    words = tokens(sentence)
    return {" ".join(words[i : i + n]) for n in range(1, _LONGEST_GRAM + 1) for i in range(len(words) - n + 1)}


def scale(found: Iterable[str]) -> float:
    """Value of each present n-gram: one over the root of how many there are, so that long sentences do not shout."""
    return 1 / math.sqrt(max(1, len(set(found))))


@cache
def shipped() -> Model:
    """The model of the package, read once a process."""
    packed = resources.files("claims.detection.en").joinpath("model", WEIGHTS).read_bytes()
    return Model(**json.loads(gzip.decompress(packed)))


def heard(sentence: str, model: Model | None = None) -> Heard:
    """How check-worthy the words of the sentence are, above 0 for yes, with the parts of the sum."""
    model = model or shipped()
    found = grams(sentence)
    words = scale(found) * math.fsum(model.grams.get(gram, 0.0) for gram in found)  # fsum: sets have no order
    parts = {name: value * model.signals.get(name, 0.0) for name, value in signals(sentence).items() if value}
    return Heard(model.bias + words + sum(parts.values()), words, parts)
