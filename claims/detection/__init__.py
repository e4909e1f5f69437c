"""Finds check-worthy sentences in a news text: pure functions without Django, network or state."""

from claims.detection.language import LANGUAGES, language_of
from claims.detection.pipeline import DEFAULT_THRESHOLD, DETECTOR, VERSION, detect, load
from claims.detection.segment import sentences
from claims.detection.values import DIMENSIONS, Detection, Dimension, Edit, SaidOn, Span

__all__ = [
    "DEFAULT_THRESHOLD",
    "DETECTOR",
    "DIMENSIONS",
    "LANGUAGES",
    "VERSION",
    "Detection",
    "Dimension",
    "Edit",
    "SaidOn",
    "Span",
    "detect",
    "language_of",
    "load",
    "sentences",
]
