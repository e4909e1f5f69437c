"""Check-worthiness at run time: the words first, then a glance, then the whole reading, as far as doubt remains."""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from operator import mul

from claims.detection.en import encoder, words
from claims.detection.en.encoder import Reading
from claims.detection.en.words import Heard

CALIBRATION = "calibration.json"
UNSURE = (0.2, 0.7)  # probabilities at a glance between which the whole sentence is read


@dataclass(frozen=True, slots=True)
class Calibration:
    """How logits become probabilities; fitted on sentences that neither scorer has learnt from.

    ``words`` are slope and shift where the words decide alone, which they do below the logit ``easy``. ``at_glance``
    are the weights of glance, words and bias, ``worth`` those of a whole reading. The two of ``properties`` are slope
    and shift of each other head, there and at the top (Platt 1999). ``likely`` is a table of probability, lower and
    upper bound: the two answers of an inductive Venn–Abers predictor (Vovk, Petej and Fedorova 2015, "Large-scale
    probabilistic predictors with and without guarantees of validity").
    """

    version: str
    words: tuple[float, float]
    at_glance: tuple[float, float, float]
    worth: tuple[float, float, float]
    easy: float
    glance_properties: dict[str, tuple[float, float]]
    properties: dict[str, tuple[float, float]]
    likely: tuple[tuple[float, float, float], ...]


@dataclass(frozen=True, slots=True)
class Worth:
    """A calibrated probability with the interval that the calibration supports, and what it was made from.

    ``words`` and ``parts`` are logits of the words' model; ``reading`` holds those of the encoder, a third of the way
    up unless ``is_whole``; None where the words alone were clear enough.
    """

    probability: float
    likely: tuple[float, float]
    words: float
    parts: dict[str, float]
    reading: Reading | None = None
    is_whole: bool = False


def sigmoid(z: float) -> float:
    """Logistic function that does not overflow."""
    return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))


@cache
def shipped() -> Calibration:
    """The calibration of the package, read once a process."""
    kept = resources.files("claims.detection.en").joinpath("model", CALIBRATION).read_text(encoding="utf-8")
    return Calibration(**json.loads(kept))


def score(sentence: str, claimed: str = "") -> Worth:
    """Probability that a fact-checking desk would want the sentence checked.

    The encoder reads the sentence whole; the words' model only what is ``claimed`` in it, where the caller can tell
    that from "the minister said", because in news nearly everything is said by somebody.
    """
    fitted, heard = shipped(), words.heard(claimed or sentence)
    if heard.logit < fitted.easy:
        return _worth(fitted, heard, _weighed(fitted.words, heard.logit))
    glance = encoder.shipped().glance(sentence)
    probability = _weighed(fitted.at_glance, glance.reading.worth, heard.logit)
    if not UNSURE[0] < probability < UNSURE[1]:
        return _worth(fitted, heard, probability, glance.reading)
    reading = encoder.shipped().finish(glance)
    return _worth(fitted, heard, _weighed(fitted.worth, reading.worth, heard.logit), reading, is_whole=True)


def _weighed(weights: Sequence[float], *logits: float) -> float:
    """Probability of logits by their weights, of which the last is the bias."""
    return sigmoid(sum(map(mul, weights, logits)) + weights[-1])


def _worth(
    fitted: Calibration, heard: Heard, probability: float, reading: Reading | None = None, *, is_whole: bool = False
) -> Worth:
    return Worth(probability, _likely(fitted, probability), heard.words, heard.parts, reading, is_whole)


def properties(sentence: str, worth: Worth | None = None) -> dict[str, float]:
    """Probability of each property beside check-worthiness: verifiable, opinion, consequence, vague, attributed.

    They come from the reading that the ``worth`` of the sentence was found by, and from a whole one where it has none.
    """
    reading = (worth and worth.reading) or encoder.shipped().read(sentence)
    is_glance = worth is not None and worth.reading is not None and not worth.is_whole
    fitted = shipped().glance_properties if is_glance else shipped().properties
    return {name: sigmoid(slope * getattr(reading, name) + shift) for name, (slope, shift) in fitted.items()}


def _likely(fitted: Calibration, probability: float) -> tuple[float, float]:
    """The bounds of the table's step that the probability is in; they always hold the probability itself."""
    _, least, most = fitted.likely[bisect_right(fitted.likely, probability, key=lambda step: step[0]) - 1]
    low, high = min(least, probability), max(most, probability)
    return math.floor(low * 1e4) / 1e4, math.ceil(high * 1e4) / 1e4
