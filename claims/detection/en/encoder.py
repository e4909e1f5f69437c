"""The sentence encoder at run time: int8 ONNX in two parts, one sentence at a time, one thread, no torch.

One at a time because a quantised layer takes its scale from the whole batch: so a sentence's figures depend on nothing
but the sentence. In two parts because a glance a third of the way up is enough for most sentences.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any, NamedTuple

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

LOWER, UPPER, TOKENIZER = "encoder-lower.onnx", "encoder-upper.onnx", "tokenizer.json"
LONGEST = 128  # word pieces that are read; a sentence rarely has more
Array = np.ndarray[Any, np.dtype[np.float32]]


class Reading(NamedTuple):
    """Logits of one sentence, in the order of ``claims.detection.en.training.rows.HEADS``."""

    worth: float
    verifiable: float
    opinion: float
    consequence: float
    vague: float
    attributed: float


class Glance(NamedTuple):
    """What is known a third of the way up: the logits of the heads there, and the states that the rest goes on from."""

    reading: Reading
    states: Array


class Encoder:
    """One loaded model; safe to use from several threads, not across a fork."""

    def __init__(self, lower: bytes, upper: bytes, tokenizer: str) -> None:
        self._lower, self._upper = _session(lower), _session(upper)
        self._tokenizer = Tokenizer.from_str(tokenizer)
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(LONGEST)

    def glance(self, sentence: str) -> Glance:
        """The sentence read a third of the way."""
        ids = np.array([self._tokenizer.encode(_printable(sentence)).ids], dtype=np.int64)
        states, logits = self._lower.run(["states", "logits"], {"ids": ids})
        return Glance(_reading(logits), states)

    def finish(self, glance: Glance) -> Reading:
        """The rest of the way up."""
        (logits,) = self._upper.run(["logits"], {"states": glance.states})
        return _reading(logits)

    def read(self, sentence: str) -> Reading:
        """Logits of the sentence; equal sentences get equal ones."""
        return self.finish(self.glance(sentence))

    def vector(self, sentence: str) -> list[float]:
        """The sentence vector that the heads at the top read, 384 numbers; for evaluation with heads of one's own."""
        (vector,) = self._upper.run(["vector"], {"states": self.glance(sentence).states})
        return [float(one) for one in vector[0]]


def _reading(logits: Array) -> Reading:
    return Reading(*(float(one) for one in logits[0]))


def _session(model: bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _printable(sentence: str) -> str:
    """Without lone surrogates, which no tokenizer takes."""
    return sentence.encode("utf-8", "replace").decode("utf-8")


@cache
def shipped() -> Encoder:
    """The encoder of the package, loaded once a process."""
    return loaded(resources.files("claims.detection.en").joinpath("model"))


def loaded(folder: Any) -> Encoder:
    """The encoder in a folder of that form."""
    lower, upper = (folder.joinpath(name).read_bytes() for name in (LOWER, UPPER))
    return Encoder(lower, upper, folder.joinpath(TOKENIZER).read_text(encoding="utf-8"))
