"""Sentences: golden rules, difficult news sentences of our own, and boundaries in running text.

    python -m bench.quality.segmentation --data FOLDER

A text of the first two is right when all its sentences are. For running text (GUM: biographies, interviews, speeches,
court, travel, academic) a boundary is the last code point of a sentence that is not the last of its paragraph.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import nupunkt

from bench.quality.row import Row, alone
from claims.detection import sentences

Split = Callable[[str], list[str]]
_PLAIN = re.compile(r"(?<=[.!?])[”\"’)]*\s+(?=[A-Z“\"])")
_PARAGRAPH = re.compile(r"\n\s*\n")


def ours(text: str) -> list[str]:
    return [one.text for one in sentences(text)]


def by_nupunkt(text: str) -> list[str]:
    return [text[start:end].strip() for start, end in nupunkt.sent_spans(text) if text[start:end].strip()]


def by_expression(text: str) -> list[str]:
    return [part.strip() for part in _PLAIN.split(text) if part.strip()]


SPLITTERS: dict[str, Split] = {"ours": ours, "nupunkt": by_nupunkt, "one expression": by_expression}


def share_right(path: Path, split: Split) -> float:
    """Share of texts whose sentences are exactly the expected ones."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return sum(split(line["text"]) == line["sentences"] for line in lines) / len(lines)


def boundary_f1(path: Path, split: Split) -> float:
    """F1 of the boundaries inside paragraphs."""
    hit = made = wanted = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        expected = [(start, end) for start, end in document["sentences"]]
        for first, last in _paragraphs(document["text"]):
            gold = _ends(document["text"], (text for text in _within(document["text"], expected, first, last)), first)
            found = _ends(document["text"], split(document["text"][first:last]), first)
            hit, made, wanted = hit + len(gold & found), made + len(found), wanted + len(gold)
    return 2 * hit / (made + wanted)


def _paragraphs(text: str) -> Iterable[tuple[int, int]]:
    at = 0
    for gap in _PARAGRAPH.finditer(text):
        yield at, gap.start()
        at = gap.end()
    yield at, len(text)


def _within(text: str, spans: list[tuple[int, int]], first: int, last: int) -> Iterable[str]:
    return (text[start:end] for start, end in spans if first <= start and end <= last)


def _ends(text: str, parts: Iterable[str], at: int) -> set[int]:
    """Where the parts end, without the last; they are found in order from ``at``."""
    ends = []
    for part in parts:
        at = text.index(part, at) + len(part)
        ends.append(at)
    return set(ends[:-1])


def rows(data: Path) -> list[Row]:
    golden, own = data / "segmentation" / "golden_rules_en_48_benchmark.jsonl", data / "gold" / "sentences.jsonl"
    running = data / "dates" / "gum_formal_not_news.jsonl"
    measures = [
        ("golden rules", "rules exactly right (48)", share_right, golden, "pySBD .979", "≥ 46 of 48"),
        ("sentences, gold", "texts exactly right (66)", share_right, own, "nupunkt .879, sentencex .848", ""),
        ("sentences, GUM without news", "boundary F1 in paragraphs", boundary_f1, running,
         "on its news: blingfire .954, pySBD .904", "≥ .975 on news"),
    ]  # fmt: skip
    found = []
    for task, measure, figure, path, published, target in measures:
        values = {name: figure(path, split) for name, split in SPLITTERS.items()}
        found.append(Row(task, measure, values.pop("ours"), values, published, target))
    return found


if __name__ == "__main__":
    alone(rows, "Measure the splitting into sentences.")
