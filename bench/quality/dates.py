"""Dates: the interval that a printed time means.

    python -m bench.quality.dates --data FOLDER

``gold`` are our own expressions with a reference day: all of a text's expressions must be found and right. ``GUM`` are
dates of biographies, interviews, speeches and the like with the span given: the value is right when first and last day
are. Dates without a year, and years before 1000 in the data's own notation, have no interval and are left out.
"""

from __future__ import annotations

import calendar
import json
import warnings
from collections.abc import Iterator
from datetime import date, datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from bench.quality.row import Row, alone
from claims.detection import SaidOn, Span
from claims.detection.en.ground import expressions, meant

Days = tuple[date, date]


class Dated(NamedTuple):
    """One expression at its place, the sentence around it, the last time told before it, and the days meant."""

    sentence: Span
    start: int
    end: int
    anchor: SaidOn | None
    published_on: date
    days: Days

    @property
    def words(self) -> str:
        return self.sentence.text[self.start - self.sentence.start : self.end - self.sentence.start]


def gold_share(path: Path) -> float:
    """Share of our own texts whose expressions are all found and right."""
    right = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found = expressions(Span(0, len(row["text"]), row["text"]), published_on=date.fromisoformat(row["ref"]))
        right.append([(one.first.isoformat(), one.last.isoformat()) for one in found] == [(row["start"], row["end"])])
    return sum(right) / len(right)


def dated(path: Path) -> Iterator[Dated]:
    """Every expression of a GUM file whose meaning is an interval of days."""
    for line in path.read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        if len(document["dateCreated"]) == len("2020-01-31"):
            yield from _of(document, date.fromisoformat(document["dateCreated"]))


def _of(document: dict, published_on: date) -> Iterator[Dated]:
    text, anchor = document["text"], None
    for first, last in document["sentences"]:
        sentence = Span(first, last, text[first:last])
        for one in document["dates"]:
            start, end = one["span"]
            if first <= start and end <= last and (days := _days(one)):
                yield Dated(sentence, start, end, anchor, published_on, days)
        found = expressions(sentence, published_on=published_on, anchor=anchor)
        anchor = found[-1] if found else anchor


def _days(one: dict) -> Days | None:
    whole = one.get("when")
    first, last = _interval(whole or one.get("from", "")), _interval(whole or one.get("to", ""))
    return (first[0], last[1]) if first and last else None


def _interval(value: str) -> Days | None:
    parts = value.split("-")
    if len(parts[0]) != 4 or not all(part.isdigit() for part in parts):
        return None
    year, month, day = (int(part) for part in (*parts, "0", "0")[:3])
    try:
        if day:
            return date(year, month, day), date(year, month, day)
        if month:
            return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        return date(year, 1, 1), date(year, 12, 31)
    except ValueError:
        return None


def ours(one: Dated) -> Days | None:
    found = meant(one.sentence, one.start, one.end, published_on=one.published_on, anchor=one.anchor)
    return (found.first, found.last) if found else None


def by_dateparser(one: Dated) -> Days | None:
    """dateparser's day, widened to the month or year when it says that only that was printed."""
    base = datetime.combine(one.published_on, datetime.min.time())
    settings = {"PREFER_DATES_FROM": "past", "RELATIVE_BASE": base, "RETURN_TIME_AS_PERIOD": False}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = (
            import_module("dateparser.date")
            .DateDataParser(languages=["en"], settings=settings)
            .get_date_data(one.words)
        )
    if not found or not found.date_obj:
        return None
    day = found.date_obj.date()
    return _interval({"year": f"{day.year:04}", "month": f"{day:%Y-%m}"}.get(found.period, day.isoformat()))


def rows(data: Path) -> list[Row]:
    every = list(dated(data / "dates" / "gum_formal_not_news.jsonl"))
    single = [one for one in every if one.days[0] == one.days[1]]
    readers = {"ours": ours}
    if find_spec("dateparser"):
        readers["dateparser"] = by_dateparser
    values = {name: sum(read(one) == one.days for one in every) / len(every) for name, read in readers.items()}
    days = {name: sum(read(one) == one.days for one in single) / len(single) for name, read in readers.items()}
    return [
        Row("dates, gold", "texts all right", gold_share(data / "gold" / "dates.jsonl")),
        Row("dates, GUM without news", f"interval right ({len(every)})", values.pop("ours"), values,
            "dateparser on its news .848", "≥ .93 on news"),
        Row("dates, GUM without news", f"day right ({len(single)})", days.pop("ours"), days,
            "dateparser on its news .778", "≥ .90 on news"),
    ]  # fmt: skip


if __name__ == "__main__":
    alone(rows, "Measure the grounding of dates.")
