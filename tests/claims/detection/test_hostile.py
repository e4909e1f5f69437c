"""Texts made to be slow: the detector stays linear on 200,000 characters of anything."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[3]
_SIZE = 200_000
_BATCHES = {
    "marks": ["(", "“", "”", '"', "'", " ‘a", ".", "!", "?", "…", "-", "&", "\0", "\n", " ", "’a"],
    "figures": ["1,", "1", "1. A ", "\n1) A", "5% in May 2020 ", "the past 5 ", "January to ", "2019-"],
    "words": ["a ", "A ", "A.", "A of ", "a. B ", "Doe, ", "said ", "has ", "a@b.C ", "aaa.Bcd ", "שלום. "],
    "speech": [
        "Trump said it. ",
        "“He said. ",
        "He said. ",
        "PARIS (AP) — ",
        "the minister said that ",
        "Pete Doe and ",
    ],
}
_SCRIPT = """
import sys
from datetime import date
from claims.detection import detect
for piece in {pieces!r}:
    detect((piece * ({size} // len(piece) + 1))[:{size}], published_on=date(2026, 10, 14), threshold=0)
"""


@pytest.mark.parametrize("batch", _BATCHES)
def test_hostile_text_is_read_in_linear_time(batch):
    script = _SCRIPT.format(pieces=_BATCHES[batch], size=_SIZE)
    subprocess.run([sys.executable, "-c", script], cwd=_ROOT, check=True, timeout=20)


_ATTRIBUTION = """
from claims.detection.en.attributed import attributed
from claims.detection.en.names import Names
from claims.detection.en.sources import Sources
from claims.detection.quotes import quotations
from claims.detection.values import Span
for piece in {pieces!r}:
    text = (piece * ({size} // len(piece) + 1))[:{size}]
    whole, quotes = [Span(0, len(text), text)], quotations(text)
    attributed(text, whole, quotes, [None])
    sources = Sources(text, whole, quotes, Names(text, whole))
    for place in (0, len(text) // 2, len(text) - 9):
        sources.source_of((place, place + 9))
        sources.source_of((0, 9), (place, place + 9))
"""


@pytest.mark.parametrize("batch", _BATCHES)
def test_a_hostile_sentence_is_attributed_in_linear_time(batch):
    script = _ATTRIBUTION.format(pieces=_BATCHES[batch], size=_SIZE)
    subprocess.run([sys.executable, "-c", script], cwd=_ROOT, check=True, timeout=20)


def test_the_detector_runs_without_django_and_without_training_libraries():
    script = (
        "import sys, claims.detection\n"
        "heavy = {'django', 'celery', 'rest_framework', 'numpy', 'sklearn', 'scipy'} & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(heavy)) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=_ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
