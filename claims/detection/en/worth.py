"""Check-worthiness of one sentence at run time: a logistic model of word n-grams and visible signals."""

from __future__ import annotations

import gzip
import json
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from claims.detection.en.signals import signals

_TOKEN = re.compile(r"[$€£]?\d(?:[\d,.]*\d)?|[^\W\d_]+(?:['’][^\W\d_]+)*|[?!%]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LONGEST_GRAM = 2
WEIGHTS = "weights.json.gz"


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of n-grams and signals; p = sigmoid(slope z + shift) is the calibration of Platt (1999)."""

    version: str
    grams: dict[str, float]
    signals: dict[str, float]
    bias: float
    slope: float
    shift: float
    threshold: float


@dataclass(frozen=True, slots=True)
class Worth:
    """A calibrated probability and the two parts, in logits before calibration, that it was made from."""

    probability: float
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


def sigmoid(z: float) -> float:
    """Logistic function that does not overflow."""
    return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))


@cache
def shipped() -> Model:
    """The model of the package, read once a process."""
    packed = resources.files("claims.detection.en").joinpath("model", WEIGHTS).read_bytes()
    return Model(**json.loads(gzip.decompress(packed)))


def score(sentence: str, model: Model | None = None) -> Worth:
    """Probability that a reader would want the sentence checked, with its parts."""
    model = model or shipped()
    found = grams(sentence)
    words = scale(found) * math.fsum(model.grams.get(gram, 0.0) for gram in found)  # fsum: sets have no order
    parts = {name: value * model.signals.get(name, 0.0) for name, value in signals(sentence).items() if value}
    z = model.bias + words + sum(parts.values())
    return Worth(sigmoid(model.slope * z + model.shift), words, parts)
