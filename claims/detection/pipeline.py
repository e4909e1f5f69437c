"""The detector: each text is read by the folder of its language (``claims.detection.en`` for English)."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib import import_module
from typing import Protocol

from claims.detection.language import LANGUAGES, reading_language
from claims.detection.values import Detection

DETECTOR = "local"
VERSION = "local-4"  # of rules and weights together: raise it with every change that can change an answer
DEFAULT_THRESHOLD = 0.3  # calibrated probability: a missed claim costs more than one dismissal


class Reader(Protocol):
    """The module ``reader`` of a language's folder; the two-letter name of the folder is all that announces it."""

    def read(self, text: str, *, published_on: date, threshold: float, limit: int) -> list[Detection]:
        """What ``detect`` promises, for a text of this language."""

    def load(self) -> None:
        """Read the models into memory."""


def detect(text: str, *, published_on: date, threshold: float = DEFAULT_THRESHOLD, limit: int = 200) -> list[Detection]:
    """Sentences of the text worth checking, in text order; with more than ``limit``, those that score highest.

    Equal arguments give equal answers. A text without candidates gives [], and so does one that is surely not in one of
    ``LANGUAGES``; no str makes it raise.
    """
    language = reading_language(text)
    if not language:
        return []
    return _reader(language).read(text, published_on=published_on, threshold=threshold, limit=max(0, limit))


def load() -> None:
    """Read the models of all languages into memory, so that the first text of a process does not wait for them."""
    for language in LANGUAGES:
        _reader(language).load()


@cache
def _reader(language: str) -> Reader:
    module: Reader = import_module(f"claims.detection.{language}.reader")
    return module
