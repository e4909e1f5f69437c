"""The evaluation sets: questions, fact-checks, and which of them answer which. They are not part of this repository."""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ADDRESSES = re.compile(r"(?:https?://|pic\.twitter\.com/)\S+")


@dataclass(frozen=True, slots=True)
class Task:
    """One set: the fact-checks, the questions, and which of the fact-checks answer which."""

    name: str
    documents: dict[str, dict[str, str]]
    queries: dict[str, str]
    relevant: dict[str, set[str]]


def task(data: Path, name: str, part: str) -> Task:
    """A set as it lies in the folder; questions without an answer are left out."""
    folder = data / "retrieval"
    plain, packed = folder / f"{name}_vclaims.jsonl", folder / f"{name}_vclaims.jsonl.gz"
    lines = (gzip.decompress(packed.read_bytes()) if packed.exists() else plain.read_bytes()).decode().splitlines()
    documents = {row["vclaim_id"]: row for row in map(json.loads, lines)}
    relevant: dict[str, set[str]] = {}
    for row in _rows(folder / f"{name}_{part}_qrels.tsv"):
        if row["vclaim_id"] in documents:
            relevant.setdefault(row["query_id"], set()).add(row["vclaim_id"])
    texts = {row["query_id"]: ADDRESSES.sub(" ", row["text"]) for row in _rows(folder / f"{name}_{part}_queries.tsv")}
    return Task(name, documents, {key: texts[key] for key in relevant if key in texts}, relevant)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
