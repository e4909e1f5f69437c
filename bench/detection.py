"""Speed of the claim detector against sentence splitting alone, and its quality on the evaluation sets.

    python -m bench.detection --data FOLDER

Speed is the median of repeated runs on one article, single thread; the reference is nupunkt on the same text in the
same run, so that the ratio means the same on any machine.
"""

from __future__ import annotations

import argparse
import csv
import json
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import nupunkt

from claims.detection import DEFAULT_THRESHOLD, DETECTOR, VERSION, Span, detect, sentences
from claims.detection.en.ground import expressions
from claims.detection.en.worth import score

PUBLISHED_ON = date(2026, 10, 14)
ARTICLE = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8")  # written for this bench


def milliseconds(run: Callable[[], object], repeats: int) -> float:
    """Median wall time of one run."""
    times = []
    run()
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def speed(repeats: int) -> dict[str, float]:
    count, words = len(sentences(ARTICLE)), len(ARTICLE.split())
    whole = milliseconds(lambda: detect(ARTICLE, published_on=PUBLISHED_ON), repeats)
    split = milliseconds(lambda: list(nupunkt.sent_spans(ARTICLE)), repeats)
    return {
        "ms per 400-word article": whole / words * 400,
        "sentences per second": count / whole * 1000,
        "ms nupunkt alone, same 400 words": split / words * 400,
        "times nupunkt alone": whole / split,
    }


def lines(path: Path) -> Iterator[dict[str, object]]:
    return (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())


def share_of_texts_split_right(path: Path) -> float:
    return statistics.mean([s.text for s in sentences(str(row["text"]))] == row["sentences"] for row in lines(path))


def share_of_dates_right(path: Path) -> float:
    def right(row: dict[str, object]) -> bool:
        text = str(row["text"])
        found = expressions(Span(0, len(text), text), published_on=date.fromisoformat(str(row["ref"])))
        return [(one.first.isoformat(), one.last.isoformat()) for one in found] == [(row["start"], row["end"])]

    return statistics.mean(right(row) for row in lines(path))


def worth_on(path: Path) -> dict[str, float]:
    """Precision, recall and F1 at the default threshold, and average precision (mean precision at each hit)."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    ranked = sorted(((score(row[1]).probability, row[2].strip() == "Yes") for row in rows), reverse=True)
    total = sum(hit for _, hit in ranked)
    kept = [hit for p, hit in ranked if p >= DEFAULT_THRESHOLD]
    precision, recall = sum(kept) / len(kept), sum(kept) / total
    seen = [sum(hit for _, hit in ranked[: i + 1]) / (i + 1) for i, (_, hit) in enumerate(ranked) if hit]
    f1 = 2 * precision * recall / (precision + recall)
    return {"precision": precision, "recall": recall, "F1": f1, "average precision": sum(seen) / total}


def quality(data: Path) -> dict[str, float]:
    figures = {
        "news sentences split right (gold)": share_of_texts_split_right(data / "gold" / "sentences.jsonl"),
        "golden rules": share_of_texts_split_right(data / "segmentation" / "golden_rules_en_48_benchmark.jsonl"),
        "dates right (gold)": share_of_dates_right(data / "gold" / "dates.jsonl"),
    }
    worth = worth_on(data / "checkworthiness" / "dev-test.tsv")
    return figures | {f"check-worthiness dev-test {name}": value for name, value in worth.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the claim detector.")
    parser.add_argument("--data", type=Path, help="folder with gold, segmentation and checkworthiness")
    parser.add_argument("--repeats", type=int, default=50)
    args = parser.parse_args()
    figures = speed(args.repeats)
    if args.data and (args.data / "gold").is_dir():
        figures |= quality(args.data)
    else:
        print("Quality skipped: give --data a folder with gold, segmentation and checkworthiness.\n")
    print(f"| {DETECTOR} {VERSION} | |\n|---|---|")
    for name, value in figures.items():
        print(f"| {name} | {value:,.3f} |")
    print("\n" + json.dumps({"detector": DETECTOR, "version": VERSION, **{k: round(v, 4) for k, v in figures.items()}}))


if __name__ == "__main__":
    main()
