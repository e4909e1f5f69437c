"""Time expressions of a sentence and the interval of days each means, seen from the day of publication."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta

from claims.detection.en.timewords import FORMS, NUMBERS
from claims.detection.values import SaidOn, Span

Interval = tuple[date, date, str]
Resolver = Callable[["re.Match[str]", date, bool], Interval]

_MONTHS = {
    name: i
    for i, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_WEEKDAYS = {name: i for i, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}
_QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_SEASONS = {"winter": (12, 2), "spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11)}
_PARTS = {"early": (1, 4), "mid": (5, 8), "late": (9, 12)}
_MONTHS_IN = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}
_OFFSETS = {"last": -1, "past": -1, "previous": -1, "this": 0, "current": 0, "next": 1, "coming": 1}

_FUTURE = re.compile(
    r"\b(?:will|would|shall|to be|(?:is|are) planned|is set|are set|set (?:for|to)|scheduled|due|expected|opens?|begins"
    r"|starts|ends|takes? effect|delayed (?:to|until)|postponed (?:to|until)|runs|upcoming"
    r"|(?:is|are|plans?|planned|wants?|intends?|aims?|hopes?|expects?|needs?|has|have) to)\b|['’]ll\b",
    re.I,
)
_PAST = re.compile(
    r"\b(?:was|were|had|did|been|said|told|met|held|won|lost|fell|rose|took|came|went|hit|became|began|broke|brought"
    r"|built|bought|caught|chose|drew|drove|felt|found|gave|got|grew|heard|kept|knew|led|left|made|meant|paid|ran|saw"
    r"|sank|sent|shrank|sold|spent|spoke|stood|struck|thought|wrote|[a-z]{2,}ed)\b",
    re.I,
)


def expressions(sentence: Span, *, published_on: date) -> tuple[SaidOn, ...]:
    """Every time expression of the sentence that can be grounded, in text order, without overlap."""
    found: list[tuple[int, int, Interval]] = []
    for form, pattern in FORMS:
        for match in pattern.finditer(sentence.text):
            if any(match.start() < end and start < match.end() for start, end, _ in found):
                continue
            interval = _resolve(_RESOLVERS[form], match, published_on, _is_future(sentence.text, match))
            if interval:
                found.append((match.start(), match.end(), interval))
    return tuple(_said_on(sentence, *one) for one in sorted(found))


def has_tense(words: str) -> bool:
    """Whether a verb in the words tells if they speak of what was or of what will be."""
    return bool(_PAST.search(words) or _FUTURE.search(words))


def _said_on(sentence: Span, start: int, end: int, interval: Interval) -> SaidOn:
    first, last, granularity = interval
    base = sentence.start
    return SaidOn(first, last, granularity, Span(base + start, base + end, sentence.text[start:end]))


def _resolve(resolve: Resolver, match: re.Match[str], ref: date, future: bool) -> Interval | None:
    """The interval, or None for a day that no calendar has (30 February, year 10000)."""
    try:
        return resolve(match, ref, future)
    except (ValueError, OverflowError):
        return None


def _is_future(sentence: str, match: re.Match[str]) -> bool:
    """Tense of the nearest verb cue before the expression, or else after it."""
    before = sentence[max(0, match.start() - 120) : match.start()]
    future = max((m.end() for m in _FUTURE.finditer(before)), default=0)
    past = max((m.end() for m in _PAST.finditer(before)), default=0)
    if future or past:
        return future >= past
    after = sentence[match.end() : match.end() + 60]
    coming, gone = _FUTURE.search(after), _PAST.search(after)
    return bool(coming) and not (gone and coming and gone.start() < coming.start())


def _month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _shift(day: date, count: int, unit: str) -> date:
    """The day moved by a count of units; the day of the month is kept where the month has it."""
    if unit in ("day", "week"):
        return day + timedelta(days=count * (7 if unit == "week" else 1))
    year, month = divmod(day.year * 12 + day.month - 1 + count * _MONTHS_IN[unit], 12)
    first, last = _month(year, month + 1)
    return first.replace(day=min(day.day, last.day))


def _number(word: str) -> int:
    word = word.lower().removeprefix("a ") if word.lower() != "a" else "a"
    return int(word) if word.isdigit() else NUMBERS[word]


def _month_number(word: str) -> int:
    return _MONTHS[word[:3].lower()]


def _iso(match: re.Match[str], ref: date, future: bool) -> Interval:
    day = date(int(match["y"]), int(match["m"]), int(match["d"]))
    return day, day, "day"


def _near_day(match: re.Match[str], ref: date, future: bool) -> Interval:
    word = match.group().lower()
    step = -1 if "yesterday" in word or "last" in word else 1 if "tomorrow" in word else 0
    if "day before" in word or "day after" in word:
        step *= 2
    day = ref + timedelta(days=step)
    return day, day, "day"


def _decade(match: re.Match[str], ref: date, future: bool) -> Interval:
    year = int(match["y"])
    return date(year, 1, 1), date(year + 9, 12, 31), "decade"


def _century(match: re.Match[str], ref: date, future: bool) -> Interval:
    first = (int(match["n"]) - 1) * 100
    return date(first, 1, 1), date(first + 99, 12, 31), "century"


def _years(match: re.Match[str], ref: date, future: bool) -> Interval:
    first, last = int(match["a"]), match["b"]
    end = int(last) if len(last) == 4 else first // 100 * 100 + int(last)
    return (
        (date(first, 1, 1), date(end, 12, 31), "year")
        if end >= first
        else (date(end, 1, 1), date(first, 12, 31), "year")
    )


def _quarter(match: re.Match[str], ref: date, future: bool) -> Interval:
    quarter = _QUARTERS[(match["q"] or match["n"]).lower()]
    year = int(match["y"]) if match["y"] else ref.year
    if match["rel"]:
        year += _OFFSETS[match["rel"].lower()]
    elif not match["y"] and date(year, 3 * quarter - 2, 1) > ref and not future:
        year -= 1
    return date(year, 3 * quarter - 2, 1), _month(year, 3 * quarter)[1], "quarter"


def _stretch(match: re.Match[str], ref: date, future: bool) -> Interval:
    """ "the past five years", "the next two weeks", "the past decade": up to or from the day of publication."""
    unit = match["unit"].lower()
    count = _number(match["n"]) if match["n"] else 1
    if _OFFSETS[match["rel"].lower()] < 0:
        return _shift(ref, -count, unit), ref, unit
    return ref, _shift(ref, count, unit), unit


def _relative(match: re.Match[str], ref: date, future: bool) -> Interval:
    """ "last week", "this weekend", "next quarter", "last year": whole calendar units."""
    step, unit = _OFFSETS[match["rel"].lower()], match["unit"].lower()
    if unit == "week":
        first = ref + timedelta(days=7 * step - ref.weekday())
        return first, first + timedelta(days=6), unit
    if unit == "weekend":
        first = ref + timedelta(days=7 * step + 5 - ref.weekday())
        return first, first + timedelta(days=1), unit
    size = _MONTHS_IN[unit]
    index = (ref.year * 12 + ref.month - 1) // size + step
    year, month = divmod(index * size, 12)
    first = date(year, month + 1, 1)
    return first, _shift(first, 1, unit) - timedelta(days=1), unit


def _ago(match: re.Match[str], ref: date, future: bool) -> Interval:
    unit = match["unit"].lower()
    sign = 1 if match["way"].lower() in ("from now", "later") else -1
    day = _shift(ref, sign * _number(match["n"]), unit)
    if unit in ("year", "decade"):
        return date(day.year, 1, 1), date(day.year, 12, 31), "year"
    if unit == "month":
        return (*_month(day.year, day.month), unit)
    return day, day, "day" if unit == "day" else "week"


def _year_for(ref: date, month: int, day: int, future: bool) -> int:
    """The year of a month named without one: the nearest in the direction of the verb's tense."""
    there = date(ref.year, month, min(day, 28))
    if future:
        return ref.year if there >= ref or month == ref.month else ref.year + 1
    return ref.year if there <= ref or (month == ref.month and day <= ref.day) else ref.year - 1


def _month_day(match: re.Match[str], ref: date, future: bool) -> Interval:
    month, first = _month_number(match["m"]), int(match["d"])
    year = int(match["y"]) if match["y"] else _year_for(ref, month, first, future)
    start = date(year, month, first)
    if match["e"]:
        return start, max(start, date(year, month, int(match["e"]))), "day"
    return start, start, "day"


def _month_year(match: re.Match[str], ref: date, future: bool) -> Interval:
    month, rel = _month_number(match["m"]), (match["rel"] or "").lower()
    year = int(match["y"]) if match["y"] else _year_for(ref, month, 1, future or rel == "next")
    if rel == "last" and not match["y"] and (year, month) == (ref.year, ref.month):
        year -= 1
    return (*_month(year, month), "month")


def _month_range(match: re.Match[str], ref: date, future: bool) -> Interval:
    first, last = _month_number(match["a"]), _month_number(match["b"])
    year = int(match["y"]) if match["y"] else _year_for(ref, last, 1, future)
    return _month(year - (first > last), first)[0], _month(year, last)[1], "month"


def _weekday(match: re.Match[str], ref: date, future: bool) -> Interval:
    target, rel = _WEEKDAYS[match["w"][:3].lower()], (match["rel"] or "").lower()
    back, ahead = (ref.weekday() - target) % 7, (target - ref.weekday()) % 7
    if rel == "next":
        day = ref + timedelta(days=7 - ref.weekday() + target)
    elif rel == "last":
        day = ref - timedelta(days=back or 7)
    else:
        day = ref + timedelta(days=ahead) if future else ref - timedelta(days=back)
    return day, day, "day"


def _season_year(ref: date, first: int, last: int, step: int) -> int:
    """The year in which this, the last or the next such season begins; "this" one may be over or still to come."""
    if step == 0:
        return ref.year - (last < first and ref.month <= last)
    return _year_for(ref, first, 1, future=step > 0)


def _season(match: re.Match[str], ref: date, future: bool) -> Interval:
    first, last = _SEASONS[match["s"].lower()]
    year = int(match["y"]) if match["y"] else _season_year(ref, first, last, _OFFSETS[match["rel"].lower()])
    return date(year, first, 1), _month(year + (last < first), last)[1], "season"


def _year(match: re.Match[str], ref: date, future: bool) -> Interval:
    year = int(match["y"])
    if part := match["part"]:
        first, last = _PARTS[part.lower().rstrip("- ")]
        return date(year, first, 1), _month(year, last)[1], "month"
    return date(year, 1, 1), date(year, 12, 31), "year"


_RESOLVERS: dict[str, Resolver] = {
    "iso": _iso,
    "month_day": _month_day,
    "month_range": _month_range,
    "month_year": _month_year,
    "quarter": _quarter,
    "decade": _decade,
    "century": _century,
    "years": _years,
    "stretch": _stretch,
    "ago": _ago,
    "relative": _relative,
    "near_day": _near_day,
    "weekday": _weekday,
    "season": _season,
    "year": _year,
}
