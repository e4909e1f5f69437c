"""Attribution on PolNeAR: whether a sentence has attributed content, and who is printed as the source of given content.

    python -m bench.quality.attribution --data FOLDER

A sentence (as the set cuts them) has attributed content when a word of it lies in the content of any attribution. A
source is right when it shares a word that is no article or preposition with the source of the set; by head word, when
the head of ours ("mayor" of "the mayor of York") lies in it. Attributions without a source are left out of the second
task. The rules were written on train; dev was looked at as figures only. The second annotators of 16 train articles
agree with the first at F1 .930 on the first task.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from bench.quality.row import Row, alone
from claims.detection import Span, sentences
from claims.detection.en.attribute import Speech
from claims.detection.en.attributed import attributed
from claims.detection.en.lexicon import words
from claims.detection.en.names import Names
from claims.detection.quotes import quotations

_WORD = re.compile(r"\w+")
_SMALL = words("the a an of to in for and or that by on at from with his her their its s")
_AFTER_HEAD = re.compile(r",| (?:of|for|in|at|from|with|on|to|and|who|by)\b")
_NAME = re.compile(r"(?:[A-Z][\w.’'-]* ?){1,5}|\b(?:he|she|they|who|we)\b")
_WINDOW = 300  # code points before the sentence in which the plain rule looks for a name
_CUT = 0.5

Find = Callable[[tuple[tuple[int, int], ...]], tuple[int, int] | None]


class Judged(NamedTuple):
    """A sentence with the answer of the set, our score, and whether it has a strict attribution."""

    text: str
    gold: bool
    score: float
    strict: bool


def articles(data: Path, name: str) -> Iterator[dict[str, Any]]:
    with (data / "attribution" / f"{name}.jsonl").open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def with_content(article: dict[str, Any], told: list[Span]) -> list[bool]:
    """For each sentence whether a word of it is content."""
    starts, found = [one.start for one in told], [False] * len(told)
    for start, end in (span for one in article["attributions"] for span in one["content"]):
        index = max(0, bisect_right(starts, start) - 1)
        while index < len(told) and told[index].start < end:
            first, last = max(start, told[index].start), min(end, told[index].end)
            found[index] |= first < last and _WORD.search(article["text"], first, last) is not None
            index += 1
    return found


def judged(data: Path, name: str) -> list[Judged]:
    found: list[Judged] = []
    for article in articles(data, name):
        text = article["text"]
        told = [Span(start, end, text[start:end]) for start, end in article["corenlp_sentences_auto"] or []]
        quotes = quotations(text)
        strict = Speech(text, told, quotes, Names(text, told)).attributions
        ours = attributed(text, told, quotes, strict)
        for sentence, gold, one, other in zip(told, with_content(article, told), ours, strict, strict=True):
            found.append(Judged(sentence.text, gold, one.score, other is not None))
    return found


def f1(gold: list[bool], said: list[bool]) -> float:
    hits = sum(a and b for a, b in zip(gold, said, strict=True))
    return 2 * hits / (sum(gold) + sum(said))


def average_precision(gold: list[bool], scores: list[float]) -> float:
    """Mean precision at each hit, from the highest score down."""
    hits, total = 0, 0.0
    for place, (_, is_hit) in enumerate(sorted(zip(scores, gold, strict=True), key=lambda pair: -pair[0]), start=1):
        hits += is_hit
        total += hits / place if is_hit else 0.0
    return total / hits


def by_words(data: Path, dev: list[Judged]) -> list[float]:
    """Probabilities of a bag of words trained on train; empty without scikit-learn."""
    if not find_spec("sklearn"):
        return []
    model = import_module("bench.quality.baseline").plain_baseline().set_params(logisticregression__class_weight=None)
    train = judged(data, "train")
    model.fit([one.text for one in train], [one.gold for one in train])
    return [float(pair[1]) for pair in model.predict_proba([one.text for one in dev])]


def sentence_rows(data: Path, name: str) -> Iterator[Row]:
    told = judged(data, name)
    gold, scores = [one.gold for one in told], [one.score for one in told]
    plain = by_words(data, told) if name == "dev" else []
    beside = {"always yes": f1(gold, [True] * len(gold)), "claimants only": f1(gold, [one.strict for one in told])}
    ranked = {"always yes": sum(gold) / len(gold)}
    if plain:
        beside["TF-IDF"] = f1(gold, [one >= _CUT for one in plain])
        ranked["TF-IDF"] = average_precision(gold, plain)
    task, agree = f"attributed content, {name} ({len(told)})", "no system; two annotators .930"
    yield Row(task, "sentence F1", f1(gold, [one >= _CUT for one in scores]), beside, agree, "≥ .93")
    yield Row(task, "average precision", average_precision(gold, scores), ranked)


def nearest_name(text: str, told: list[Span]) -> Find:
    """The plain rule: the name or pronoun nearest to the content in its own sentence, else the last one before it."""
    starts = [one.start for one in told]

    def find(pieces: tuple[tuple[int, int], ...]) -> tuple[int, int] | None:
        first, last = pieces[0][0], pieces[-1][1]
        opening, closing = (told[max(0, bisect_right(starts, place) - 1)] for place in (first, last - 1))
        outside = [one.span() for one in _NAME.finditer(text, max(0, opening.start - _WINDOW), max(closing.end, last))]
        outside = [span for span in outside if all(span[1] <= start or span[0] >= end for start, end in pieces)]
        gaps = [
            (span[0] < opening.start, min(min(abs(start - span[1]), abs(span[0] - end)) for start, end in pieces), span)
            for span in outside
        ]
        return min(gaps)[2] if gaps else None

    return find


def by_rules(text: str, told: list[Span]) -> Find:
    speech = Speech(text, told, quotations(text), Names(text, told))

    def find(pieces: tuple[tuple[int, int], ...]) -> tuple[int, int] | None:
        found = speech.source_of(*pieces)
        return (found.printed.start, found.printed.end) if found else None

    return find


def shares_word(text: str, found: tuple[int, int], gold: list[list[int]]) -> bool:
    """Whether a word of ours that tells is in the source of the set (any word, where that has small words only)."""
    wanted = {one.span(): one.group().lower() for start, end in gold for one in _WORD.finditer(text, start, end)}
    common = [wanted[one.span()] for one in _WORD.finditer(text, *found) if one.span() in wanted]
    return any(word not in _SMALL for word in common) or bool(common and _SMALL.issuperset(wanted.values()))


def has_head(text: str, found: tuple[int, int], gold: list[list[int]]) -> bool:
    """Whether the last word of our first noun phrase is in the source of the set."""
    stop = _AFTER_HEAD.search(text, found[0] + 1, found[1])
    phrase = list(_WORD.finditer(text, found[0], stop.start() if stop else found[1]))
    return bool(phrase) and any(start <= phrase[-1].start() < end for start, end in gold)


def speaker_rows(data: Path, name: str) -> Iterator[Row]:
    right = {"ours": [0, 0], "nearest name": [0, 0]}
    count = 0
    for article in articles(data, name):
        text = article["text"]
        told = sentences(text)
        rules = {"ours": by_rules(text, told), "nearest name": nearest_name(text, told)}
        for one in (one for one in article["attributions"] if one["source"] and one["content"]):
            pieces, count = tuple((start, end) for start, end in sorted(one["content"])), count + 1
            for rule, find in rules.items():
                if found := find(pieces):
                    right[rule][0] += shares_word(text, found, one["source"])
                    right[rule][1] += has_head(text, found, one["source"])
    for index, measure in enumerate(("accuracy, a word of the source", "accuracy, the head word of ours")):
        ours, nearest = right["ours"][index] / count, right["nearest name"][index] / count
        yield Row(f"source of content, {name} ({count})", measure, ours, {"nearest name": nearest}, "", "≥ .85")


def rows(data: Path) -> list[Row]:
    return [
        row for name in ("train", "dev") for rows_of in (sentence_rows, speaker_rows) for row in rows_of(data, name)
    ]


if __name__ == "__main__":
    alone(rows, "Measure attribution.")
