"""How the command shows rows: as lines for people, as JSON or CSV for programs."""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any

COLUMNS = {
    "articles": ("id", "published_on", "title", "extraction"),
    "claims": ("id", "state", "check_worthiness", "claimant", "text"),
    "extractions": ("id", "state", "found", "reason"),
    "fact-checks": ("id", "published_at", "rating", "headline", "url"),
    "imports": ("id", "state", "new", "changed", "unchanged", "refused", "name", "reason"),
    "reviews": ("id", "state", "reviewer", "claim"),
    "worklist": ("id", "priority", "holder", "claim_text"),
}
USUAL = ("id", "state", "name", "title", "text")
NAMED_BY = ("name", "why", "label", "text", "state", "slug", "username", "id")
WIDEST = 90
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def plain(value: Any) -> str:
    """A value in one line that no terminal obeys: of a row within a row, what it is called by."""
    if isinstance(value, Mapping):
        value = next((value[name] for name in NAMED_BY if value.get(name) not in (None, "")), "")
    if isinstance(value, list):
        value = ", ".join(plain(one) for one in value)
    if value is None:
        return ""
    return _UNPRINTABLE.sub(" ", f"{value:.2f}" if isinstance(value, float) else str(value)).strip()


def line(kind: str, row: Mapping[str, Any]) -> str:
    """One row for people: the columns of its kind, the longest ones cut."""
    shown = [plain(row[name]) for name in COLUMNS.get(kind, USUAL) if name in row]
    return "  ".join(one if len(one) <= WIDEST else f"{one[: WIDEST - 1]}…" for one in shown if one)


def facts(row: Mapping[str, Any]) -> Iterator[str]:
    """Everything about one row for people, a member a line."""
    width = max((len(name) for name in row), default=0)
    for name, value in row.items():
        yield f"{name:<{width}}  {plain(value)}"


def write_ndjson(rows: Iterable[Mapping[str, Any]], file: IO[str]) -> int:
    """A JSON object a line; how many."""
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007  the last one is the number of rows
        file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return count


def write_json(rows: Iterable[Mapping[str, Any]], file: IO[str]) -> int:
    """One JSON list, written as the rows come; how many."""
    count = 0
    file.write("[")
    for count, row in enumerate(rows, 1):
        file.write(("\n" if count == 1 else ",\n") + json.dumps(row, ensure_ascii=False))
    file.write("\n]\n" if count else "]\n")
    return count


def write_csv(rows: Iterable[Mapping[str, Any]], file: IO[str]) -> int:
    """A table with the members of the first row; how many. No cell is a formula to a spreadsheet."""
    count, table = 0, csv.writer(file)
    names: list[str] = []
    for count, row in enumerate(rows, 1):
        if count == 1:
            names = list(row)
            table.writerow(names)
        table.writerow([_cell(plain(row.get(name))) for name in names])
    return count


def _cell(words: str) -> str:
    return f"'{words}" if words.startswith(_FORMULA) else words


WRITERS = {"ndjson": write_ndjson, "json": write_json, "csv": write_csv}
