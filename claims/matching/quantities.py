"""The quantities in a sentence: how much of what, times and rates, as far as they are told without understanding it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache

from claims.matching import lexicon

_DIGITS = r"\d{1,3}(?:[.,’'\u00a0\u202f ]\d{3})+(?![\d])(?:[.,]\d+)?|\d+(?:[.,]\d+)?"
_NUMBER = re.compile(rf"(?<![\w.,])[-−]?(?P<digits>{_DIGITS})(?P<ordinal>st|nd|rd|th)?(?![\d])", re.IGNORECASE)
_SIGN_BEFORE = re.compile(r"([$€£])\s?$")
_NEXT = re.compile(r"[\s\u00a0\u202f-]*([%€$£]|°[CFcf]|m²|[^\W\d_]+(?:[-'’][^\W\d_]+)*)")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_YEAR = re.compile(r"(?<![\d.,$€£])(1[5-9]\d\d|20\d\d)(s)?(?![\d.,]\d|\s?[%€$£])\b")
_ISO = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")
_DOTTED = re.compile(r"\b(\d{1,2})[./](\d{1,2})[./](\d{4})\b")
_DAY_FIRST = re.compile(r"\b(\d{1,2})(?:\.|st|nd|rd|th|er)?\s+(?:of\s+|de\s+)?([^\W\d_]+)\b", re.IGNORECASE)
_MONTH_FIRST = re.compile(
    r"\b([^\W\d_]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?\b(?![.,]?\d|\s*(?:%|percent|per cent))", re.IGNORECASE
)
_OUT_OF = re.compile(r"\b(\w+)\s+(?:in|out of|of|von|auf|sur|de cada|de)\s+(?:every\s+)?(\w+)\b", re.IGNORECASE)
_SPACES = "\u00a0\u202f’' "


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount as it is printed (`text`), its value, and of what: a unit, or "" where that is not told."""

    value: float
    unit: str
    text: str
    is_rough: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """All that is counted and dated in a sentence. Of what is a set, the order does not matter."""

    quantities: tuple[Quantity, ...]
    dates: dict[str, dict[int, str]]  # years, months, days of the month, weekdays, ordinals: each as it is printed
    rates: dict[str, str]


@lru_cache(maxsize=1024)  # a sentence is compared with many others
def figures_in(text: str, language: str) -> Figures:
    """The figures of `text`, which is written in `language`."""
    dates, rest = _dates(text)
    rates = {lexicon.RATES[(m[1] or m[2]).lower()]: m[0] for m in lexicon.RATE.finditer(rest)
             if (m[1] or m[2]).lower() in lexicon.RATES}  # fmt: skip
    return Figures(tuple(_quantities(rest, language)), dates, rates | _daily(rest))


def _daily(text: str) -> dict[str, str]:
    words = (
        (one, lexicon.RATES.get(one.lower())) for one in _WORD.findall(text) if one.lower().endswith(("ly", "lich"))
    )
    return {unit: word for word, unit in words if unit}


# ── Dates ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _dates(text: str) -> tuple[dict[str, dict[int, str]], str]:
    """The dates by what they tell, and the text with them blanked out."""
    found: dict[str, dict[int, str]] = {"year": {}, "month": {}, "day": {}, "weekday": {}, "ordinal": {}}
    text = _numeric_dates(text, found)
    for pattern, day, name in ((_DAY_FIRST, 1, 2), (_MONTH_FIRST, 2, 1)):
        for one in list(pattern.finditer(text)):
            if _is_month(one[name], text, one.start(name)) and 1 <= int(one[day]) <= 31:
                found["day"][int(one[day])] = one[0]
                text = _blank(text, one.start(day), one.end(day))
    for one in list(_YEAR.finditer(text)):
        found["year"][int(one[1])] = one[0]
        text = _blank(text, *one.span())
    for word in _WORD.finditer(text):
        _named(word, text, found)
    return found, text


def _named(word: re.Match[str], text: str, found: dict[str, dict[int, str]]) -> None:
    """Note a month, a weekday or an ordinal."""
    lowered = word[0].lower()
    if _is_month(word[0], text, word.start()):
        found["month"][lexicon.MONTHS[lowered]] = word[0]
    elif number := lexicon.DAYS.get(lowered):
        found["weekday"][number] = word[0]
    elif (number := lexicon.ORDINALS.get(lowered)) and not _is_part(text, word):
        found["ordinal"][number] = word[0]


def _numeric_dates(text: str, found: dict[str, dict[int, str]]) -> str:
    for pattern, order in ((_ISO, (1, 2, 3)), (_DOTTED, (3, 2, 1))):
        for one in list(pattern.finditer(text)):
            year, month, day = (int(one[place]) for place in order)
            if 1 <= month <= 12 and 1 <= day <= 31:
                for name, value in (("year", year), ("month", month), ("day", day)):
                    found[name][value] = one[0]
                text = _blank(text, *one.span())
    return text


def _is_month(word: str, text: str, start: int) -> bool:
    lowered = word.lower()
    if lowered not in lexicon.MONTHS:
        return False
    return lowered not in lexicon.NO_MONTHS or (word[0].isupper() and bool(text[:start].strip())) or lowered == "mars"


def _is_part(text: str, word: re.Match[str]) -> bool:
    """Whether what looks like an ordinal is a share: “a third of”, “two thirds”, “une quinta parte”."""
    before = _WORD.findall(text[: word.start()])[-1:]
    known = before and (before[0].lower() in lexicon.ONES or before[0].lower() in _small_numbers(""))
    return bool(known) and word[0].lower() in lexicon.PARTS


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]


# ── Amounts ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _quantities(text: str, language: str) -> Iterator[Quantity]:
    for one in list(_OUT_OF.finditer(text)):
        some, all_of = (_plain(one[n], language) for n in (1, 2))
        if some and all_of and some < all_of <= 100 and _is_share(one[0], all_of):
            yield Quantity(round(100 * some / all_of, 2), "%", one[0])
            text = _blank(text, *one.span())
    for one in list(_NUMBER.finditer(text)):
        value = _value(one["digits"], language)
        if value is not None and not one["ordinal"]:
            yield _with_unit(text, one.start(), one.end(), value, language)
            text = _blank(text, *one.span())
    yield from _in_words(text, language)


def _is_share(words: str, all_of: float) -> bool:
    """Whether “two of ten” is a share: “2 of 2024” and “one of six children” in passing are, “one of the” is none."""
    return all_of >= 2 and not re.search(r"\b(?:in|of|de)\s+(?:the|los|las|les)\b", words, re.IGNORECASE)


def _plain(word: str, language: str) -> float | None:
    if word.isascii() and word.isdigit() and len(word) <= 3:
        return float(word)
    if word.lower() in ("one", "ein", "einer", "eine", "un", "une", "uno", "una"):
        return 1.0
    return _small_numbers(language).get(word.lower())


@cache
def _small_numbers(language: str) -> dict[str, float]:
    languages = [language] if language else lexicon.LANGUAGES
    found: dict[str, float] = {}
    for one in languages:
        found |= {word: float(number) for number, word in enumerate(lexicon.NUMBERS[one].split())}
        found |= {word: float(number) for word, number in lexicon.TENS[one].items()}
    return found | {word: float(number) for word, number in lexicon.DOZENS.items()}


def _value(digits: str, language: str) -> float | None:
    """What digits with separators mean in a language: 4,200.5 in English is 4.200,5 elsewhere."""
    for sign in _SPACES:
        digits = digits.replace(sign, "")
    point, comma = (".", ",") if language == "en" else (",", ".")
    whole, _, fraction = digits.rpartition(point) if point in digits else (digits, "", "")
    if comma in whole and not re.fullmatch(rf"\d{{1,3}}(?:\{comma}\d{{3}})+", whole):
        whole, _, fraction = whole.rpartition(comma)  # the other language's way to write a fraction
    try:
        return float(Decimal(whole.replace(comma, "").replace(point, "") + "." + (fraction or "0")))
    except InvalidOperation:
        return None


def _with_unit(text: str, start: int, end: int, value: float, language: str) -> Quantity:
    """The number at `start` with the scale and the unit that follow it, or the sign of a currency before it."""
    sign = _SIGN_BEFORE.search(text[:start])
    is_rough = bool(lexicon.HEDGES.search(text[: sign.start() if sign else start]))
    value, end = _scaled(text, end, value, language)
    unit, end = _unit(text, end)
    if sign:
        unit = lexicon.UNITS[sign[1]]
    return Quantity(value, unit, text[sign.start() if sign else start : end].strip(), is_rough)


def _scaled(text: str, end: int, value: float, language: str) -> tuple[float, int]:
    while following := _NEXT.match(text, end):
        scale = lexicon.SCALES[language].get(following[1].lower().rstrip("."))
        if scale is None:
            break
        value, end = value * 10**scale, following.end()
        end += text.startswith(". ", end)  # 12 Mio. Euro
    return value, end


def _unit(text: str, end: int) -> tuple[str, int]:
    """The unit within the next two words, and where it ends."""
    place, unit = end, ""
    for _ in range(3):
        following = _NEXT.match(text, place)
        if following is None:
            break
        word, place = following[1].lower(), following.end()
        if word in lexicon.POINTS:
            return "points", place
        if not unit and word in lexicon.UNITS:
            unit, end = lexicon.UNITS[word], place
            if unit not in ("%",):
                break
        elif unit or word not in ("per", "pour", "por", "of", "de", "d", "cent", "percentage", "square", "us"):
            break
        if word == "cent" and text[:place].lower().endswith(("per cent", "pour cent")):
            unit, end = "%", place
    return unit, end


def _in_words(text: str, language: str) -> Iterator[Quantity]:
    numbers = _small_numbers(language)
    words = list(_WORD.finditer(text))
    passed = -1
    for place, word in enumerate(words):
        lowered = word[0].lower()
        before = words[place - 1][0].lower() if place else ""
        if word.start() < passed:
            continue
        quantity = _part(text, word, before, numbers) or _multiple(word[0], lowered)
        if quantity is None and (value := _spelt(lowered, numbers, text, word.end(), language)) is not None:
            quantity = _with_unit(text, word.start(), word.end(), value, language)
            passed = word.start() + len(quantity.text)
        if quantity:
            yield quantity


def _spelt(word: str, numbers: dict[str, float], text: str, end: int, language: str) -> float | None:
    """What a number in words is worth; “a” and “one” only before a million, as they are words of all kinds."""
    scales = lexicon.SCALES[language]
    if word in lexicon.ONES:
        following = _NEXT.match(text, end)
        after = following[1].lower() if following else ""
        is_counted = after in scales and len(after) > 2
        return 1.0 if is_counted else None
    if word in numbers:
        return numbers[word]
    tens, _, ones = word.partition("-")
    if ones and tens in numbers and numbers.get(ones, 10.0) < 10:
        return numbers[tens] + numbers[ones]
    if span := lexicon.SPANS.get(word):
        return float(span) if word == "half-century" else None
    if len(word) > 2 and word in scales and scales[word] < 6 and word not in ("cent", "cents"):
        return 10.0 ** scales[word]
    return None


def _part(text: str, word: re.Match[str], before: str, numbers: dict[str, float]) -> Quantity | None:
    """A part of a whole as a percentage: a fifth, two thirds, half."""
    lowered = word[0].lower()
    parts = lexicon.PARTS.get(lowered)
    if parts is None or re.match(r"\s*-?\s*(?:century|a century|a million|century)", text[word.end() :]):
        return None
    if lowered in lexicon.WHOLE_PARTS:
        return Quantity(100 / parts, "%", word[0], is_rough=True)
    some = 1.0 if before in lexicon.ONES or before in ("by",) else numbers.get(before, 0.0)
    if not some:
        return None
    return Quantity(round(100 * some / parts, 2), "%", f"{before} {word[0]}", is_rough=True)


def _multiple(word: str, lowered: str) -> Quantity | None:
    times = lexicon.TIMES.get(lowered)
    return Quantity(float(times), "times", word) if times else None


# ── Comparing ─────────────────────────────────────────────────────────────────────────────────────────────────────


def agree(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities may be the same: their units, and their values as precisely as the rougher is told."""
    if one.unit and other.unit and one.unit != other.unit:
        kind, factor = lexicon.KINDS.get(one.unit, ("", None))
        kind_too, factor_too = lexicon.KINDS.get(other.unit, ("", None))
        if kind != kind_too or not factor or not factor_too:
            return False
        here, there = one.value * factor, other.value * factor_too
        return abs(here - there) <= 0.03 * max(abs(here), abs(there))
    if one.value == other.value:
        return True
    if "%" in (one.unit, other.unit) and (one.is_rough or other.is_rough) and abs(one.value - other.value) <= 1.5:
        return True
    return _is_rounded(one, other) or _is_rounded(other, one)


def comparable(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities measure the same kind of thing, so that they contradict each other if they differ."""
    if not one.unit or not other.unit or one.unit == other.unit:
        return True
    kind = lexicon.KINDS.get(one.unit, ("", None))[0]
    return bool(kind) and kind == lexicon.KINDS.get(other.unit, ("", None))[0]


def _is_rounded(rough: Quantity, exact: Quantity) -> bool:
    """Whether `rough` is `exact` rounded: to two digits or more, or to one where it says “about”."""
    digits = _digits(rough.value)
    if digits >= _digits(exact.value) or not exact.value or not (digits >= 2 or rough.is_rough):
        return False
    return abs(rough.value - float(f"{exact.value:.{digits}g}")) <= (0.05 if rough.is_rough else 1e-9) * abs(
        exact.value
    )


def _digits(value: float) -> int:
    return len(f"{value:.10g}".replace(".", "").strip("0")) or 1
