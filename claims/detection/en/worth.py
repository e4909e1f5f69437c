"""Check-worthiness at run time: the words first, then a glance, then the whole reading, as far as doubt remains."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from operator import mul

from claims.detection.en import encoder, words
from claims.detection.en.encoder import Reading
from claims.detection.en.words import Heard

CALIBRATION = "calibration.json"


@dataclass(frozen=True, slots=True)
class Calibration:
    """How logits become probabilities; fitted on sentences that neither scorer has learnt from.

    ``words`` are slope and shift where the words decide alone, which they do below the logit ``easy``. ``half_way`` are
    the weights of glance, words and bias where a glance is enough, below ``dull``; ``worth`` those of a whole reading.
    ``properties`` are slope and shift of each other head (Platt 1999). ``likely`` is a table of probability, lower and
    upper bound: the two answers of an inductive Venn–Abers predictor (Vovk, Petej and Fedorova 2015, "Large-scale
    probabilistic predictors with and without guarantees of validity").
    """

    version: str
    words: tuple[float, float]
    half_way: tuple[float, float, float]
    worth: tuple[float, float, float]
    easy: float
    dull: float
    properties: dict[str, tuple[float, float]]
    likely: tuple[tuple[float, float, float], ...]


@dataclass(frozen=True, slots=True)
class Worth:
    """A calibrated probability with the interval that the calibration supports, and what it was made from.

    ``words`` and ``parts`` are logits of the words' model; ``sentence`` is that of the encoder, None where the words
    alone were clear enough; ``reading`` is None where a glance of the encoder was.
    """

    probability: float
    likely: tuple[float, float]
    words: float
    parts: dict[str, float]
    sentence: float | None = None
    reading: Reading | None = None


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
    if glance.worth < fitted.dull:
        return _worth(fitted, heard, _weighed(fitted.half_way, glance.worth, heard.logit), glance.worth)
    reading = encoder.shipped().finish(glance)
    return _worth(fitted, heard, _weighed(fitted.worth, reading.worth, heard.logit), reading.worth, reading)


def _weighed(weights: Sequence[float], *logits: float) -> float:
    """Probability of logits by their weights, of which the last is the bias."""
    return sigmoid(sum(map(mul, weights, logits)) + weights[-1])


def _worth(
    fitted: Calibration, heard: Heard, probability: float, sentence: float | None = None, reading: Reading | None = None
) -> Worth:
    return Worth(probability, _likely(fitted, probability), heard.words, heard.parts, sentence, reading)


def properties(sentence: str, reading: Reading | None = None) -> dict[str, float]:
    """Probability of each property beside check-worthiness: verifiable, opinion, consequence, vague, attributed."""
    read = reading or encoder.shipped().read(sentence)
    fitted = shipped().properties.items()
    return {name: sigmoid(slope * getattr(read, name) + shift) for name, (slope, shift) in fitted}


def _likely(fitted: Calibration, probability: float) -> tuple[float, float]:
    """The bounds of the table's step that the probability is in; they always hold the probability itself."""
    low = high = probability
    for (at, least, most), (upto, *_) in pairwise((*fitted.likely, (math.inf, 0.0, 0.0))):
        if at <= probability < upto:
            low, high = min(least, probability), max(most, probability)
    return low, high
