"""Labelled sentences of the evaluation folders."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import NamedTuple


class Labelled(NamedTuple):
    texts: list[str]
    labels: list[bool]


def checkworthiness(data: Path, name: str) -> Labelled:
    """A CheckThat! 2024 file: train, dev-test or dev."""
    with (data / "checkworthiness" / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    return Labelled([row[1] for row in rows], [row[2].strip() == "Yes" for row in rows])


def opinion(data: Path, *names: str) -> Labelled:
    """Sentences of CheckThat! 2025 subjectivity, English: True for subjective."""
    rows: list[dict[str, str]] = []
    for name in names:
        with (data / "opinion" / f"{name}_en.tsv").open(encoding="utf-8", newline="") as file:
            rows += csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    return Labelled([row["sentence"] for row in rows], [row["label"] == "SUBJ" for row in rows])


def verifiability(data: Path) -> Labelled:
    """The gold part of PoliClaim: True for a verifiable claim."""
    lines = (data / "verifiability" / "train_gold.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return Labelled([row["text"] for row in rows], [row["label"] == 1 for row in rows])
