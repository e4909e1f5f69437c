"""Patterns that are skipped because a word they need is missing would not have matched."""

from pathlib import Path

import pytest

from claims.detection.en import signals, timewords, words
from claims.detection.en.training.rows import own

MODEL = Path(words.__file__).parent / "model"
SENTENCES = [row.text for row in own(MODEL / "own.tsv")]


@pytest.mark.parametrize("name", signals.SIGNALS)
def test_a_signal_is_counted_as_if_it_had_been_looked_for(name):
    counted = {text: signals.signals(text)[name] for text in SENTENCES}
    pattern = signals.SIGNALS[name]
    assert counted == {text: pytest.approx(min(len(pattern.findall(text)), 3) / 3) for text in SENTENCES}


@pytest.mark.parametrize(("form", "needed"), timewords.NEEDED.items())
def test_no_form_of_time_matches_without_a_word_it_needs(form, needed):
    patterns = [pattern for name, pattern in timewords.FORMS if name == form]
    without = [text for text in SENTENCES if not any(one in text.lower() for one in needed)]
    assert patterns
    assert without
    assert [text for text in without if any(pattern.search(text) for pattern in patterns)] == []
