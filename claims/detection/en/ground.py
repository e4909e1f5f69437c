"""Time expressions of a sentence and the interval of days each means, seen from the day of publication."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from claims.detection.en.timewords import (
    BARE_MONTH,
    BARE_YEAR,
    CENTURIES,
    DIGIT,
    FORMS,
    LEADS_TO_A_YEAR,
    MAY_TELL_A_TIME,
    MONTH,
    NEEDED,
    NUMBERS,
    OF_DIGITS,
    OF_MONTHS,
)
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

_COUNTED = 1900  # a bare number under this is a year only after words that lead to one

ANCHORED = re.compile(r"\b(?:later|earlier|before|after|same|following|next|previous|preceding|that)\b", re.I)
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


def expressions(sentence: Span, *, published_on: date, anchor: SaidOn | None = None) -> tuple[SaidOn, ...]:
    """Every time expression of the sentence that can be grounded, in text order, without overlap.

    ``anchor`` is the time that the text spoke of last: "a year later" and "that month" count from it, or from an
    earlier expression of the sentence; where there is neither they are left alone.
    """
    if not MAY_TELL_A_TIME.search(sentence.text):
        return ()
    found: list[tuple[int, int, str, re.Match[str]]] = []
    for form, pattern in _forms(sentence.text):
        for match in pattern.finditer(sentence.text):
            if not any(match.start() < end and start < match.end() for start, end, *_ in found):
                found.append((match.start(), match.end(), form, match))
    told: list[SaidOn] = []
    for start, end, form, match in sorted(found, key=lambda one: one[0]):
        interval = _resolve(form, match, published_on, told[-1] if told else anchor)
        if interval:
            told.append(_said_on(sentence, start, end, interval))
    return tuple(told)


def _forms(words: str) -> Iterator[tuple[str, re.Pattern[str]]]:
    """The forms that the words may have, told by what each of them needs."""
    has_month, has_digit, low = MONTH.search(words), DIGIT.search(words), words.lower()
    for form, pattern in FORMS:
        if (has_month or form not in OF_MONTHS) and (has_digit or form not in OF_DIGITS):
            needed = NEEDED.get(form)
            if needed is None or any(map(low.__contains__, needed)):
                yield form, pattern


def meant(sentence: Span, start: int, end: int, *, published_on: date, anchor: SaidOn | None = None) -> SaidOn | None:
    """What the words from ``start`` to ``end`` of the text, which are known to tell a time of the sentence, mean.

    None where no rule says.
    """
    before = [one for one in expressions(sentence, published_on=published_on, anchor=anchor) if _ends(one) <= start]
    found: list[SaidOn] = []
    for form, pattern in (*FORMS, *_BARE):
        match = pattern.search(sentence.text, start - sentence.start, end - sentence.start)
        interval = match and _resolve(form, match, published_on, before[-1] if before else anchor)
        if match and interval:
            found.append(_said_on(sentence, match.start(), match.end(), interval))
    return max(found, key=lambda one: _ends(one) - (one.expression.start if one.expression else 0), default=None)


def has_tense(words: str) -> bool:
    """Whether a verb in the words tells if they speak of what was or of what will be."""
    return bool(_PAST.search(words) or _FUTURE.search(words))


def _said_on(sentence: Span, start: int, end: int, interval: Interval) -> SaidOn:
    first, last, granularity = interval
    base = sentence.start
    return SaidOn(first, last, granularity, Span(base + start, base + end, sentence.text[start:end]))


def _ends(one: SaidOn) -> int:
    return one.expression.end if one.expression else 0


def _resolve(form: str, match: re.Match[str], ref: date, anchor: SaidOn | None) -> Interval | None:
    """The interval, or None for a day that no calendar has (30 February, year 10000) or nothing tells."""
    try:
        if form == "anchored" or (form == "ago" and match["way"].lower() not in ("ago", "from now")):
            return _from_anchor(form, match, ref, anchor)
        return _RESOLVERS[form](match, ref, _is_future(match.string, match))
    except (ValueError, OverflowError):
        return None


def _from_anchor(form: str, match: re.Match[str], ref: date, anchor: SaidOn | None) -> Interval | None:
    """ "A year later", "the following month", "that day": counted from the time spoken of last."""
    if form == "ago":
        count, unit = _number(match["n"]), match["unit"].lower()
        step = count if match["way"].lower() in ("later", "after") else -count
        return _whole(_shift(anchor.first, step, unit), unit) if anchor and _is_fine(anchor, unit) else None
    unit = (match["same"] or match["that"] or match["unit"] or match["unit2"]).lower()
    unit = "day" if unit in ("night", "morning", "afternoon", "evening") else unit
    if anchor is None or not _is_fine(anchor, unit):
        return None
    way = (match["rel"] or match["rel2"] or "").lower()
    step = {"following": 1, "next": 1, "after": 1, "previous": -1, "preceding": -1, "before": -1}.get(way, 0)
    return _whole(_shift(anchor.first, step, unit), unit)


def _is_fine(anchor: SaidOn, unit: str) -> bool:
    """Whether the anchor is no coarser than the unit: of a year nobody can tell the day after."""
    days = {"day": 1, "week": 7, "month": 31, "year": 366, "decade": 3660}[unit]
    return (anchor.last - anchor.first).days < days


def _whole(day: date, unit: str) -> Interval:
    """The day, week, month, year or decade that holds the day."""
    if unit == "day":
        return day, day, unit
    if unit == "week":
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=6), unit
    if unit == "month":
        return (*_month(day.year, day.month), unit)
    first_year, last_year = (day.year, day.year) if unit == "year" else (day.year // 10 * 10, day.year // 10 * 10 + 9)
    return date(first_year, 1, 1), date(last_year, 12, 31), unit


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
    """A decade, or its first five, middle four or last five years."""
    year, part = int(match["y"]), (match["part"] or "").lower()
    if year < _COUNTED and year % 100 == 0:
        return date(year, 1, 1), date(year + 99, 12, 31), "century"
    first, last = {"early": (0, 4), "mid": (3, 6), "late": (5, 9)}.get(part, (0, 9))
    return date(year + first, 1, 1), date(year + last, 12, 31), "year" if part else "decade"


def _century(match: re.Match[str], ref: date, future: bool) -> Interval:
    """A century, or its first, middle or last quarter."""
    number = int(match["n"] or CENTURIES.get((match["word"] or "").lower(), 0))
    year, part = (number - 1) * 100, (match["part"] or "").lower()
    first, last = {"early": (0, 24), "mid": (38, 62), "late": (75, 99)}.get(part, (0, 99))
    return date(year + first, 1, 1), date(year + last, 12, 31), "century"


def _named(match: re.Match[str], ref: date, future: bool) -> Interval:
    """Days and wars that everybody dates by name."""
    if match["terror"]:
        return date(2001, 9, 11), date(2001, 9, 11), "day"
    if match["first"]:
        return date(1914, 7, 28), date(1918, 11, 11), "year"
    return date(1939, 9, 1), date(1945, 9, 2), "year"


def _bare_year(match: re.Match[str], ref: date, future: bool) -> Interval:
    year = int(match["y"])
    return date(year, 1, 1), date(year, 12, 31), "year"


def _half(match: re.Match[str], ref: date, future: bool) -> Interval:
    second = (match["h"] or match["n"]) in ("second", "2")
    year = int(match["y"]) if match["y"] else ref.year + _OFFSETS.get(match["rel"], 0)
    return date(year, 7 if second else 1, 1), _month(year, 12 if second else 6)[1], "half"


def _fiscal(match: re.Match[str], ref: date, future: bool) -> Interval:
    """The calendar years that the fiscal year is named after: when it begins differs from country to country."""
    first, last = int(match["y"] or match["y2"]), match["e"] or match["e2"]
    end = first if not last else int(last) if len(last) == 4 else first // 100 * 100 + int(last)
    return date(first, 1, 1), date(max(first, end), 12, 31), "fiscal year"


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
    step, unit = _OFFSETS[match["rel"].lower()] if match["rel"] else 0, match["unit"].lower()
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
    """ "Three weeks ago", "two months from now", from the day of publication; years and months are meant whole."""
    unit = match["unit"].lower()
    day = _shift(ref, _number(match["n"]) * (1 if match["way"].lower() == "from now" else -1), unit)
    if unit in ("day", "week"):
        return day, day, unit
    return _whole(day, "year" if unit == "decade" else unit)


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
    if year < _COUNTED and not match["part"] and not LEADS_TO_A_YEAR.search(match.string[: match.start("y")]):
        raise ValueError(f"{year} is a count as likely as a year")
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
    "named": _named,
    "bare_year": _bare_year,
    "half": _half,
    "fiscal": _fiscal,
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
_BARE = (("bare_year", BARE_YEAR), ("month_year", BARE_MONTH))  # for words that are known to tell a time
