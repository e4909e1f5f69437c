"""Relative times made absolute: "last year" as "in 2025", "on Sunday" as "on 22 February 2026"; else None."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date

from claims.detection.en.ground import has_tense
from claims.detection.en.lexicon import words
from claims.detection.en.timewords import NUMBERS
from claims.detection.values import SaidOn, Span

_MONTHS = tuple(calendar.month_name)[1:]
_SEASON = re.compile(r"(?P<rel>last|this|next) (?P<s>winter|spring|summer|autumn|fall)", re.I)
_WEEKDAY = re.compile(
    r"(?P<on>on )?(?:(?P<rel>last|next|this|past|early|late|earlier|later) )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur"
    r"|Sun)day"
    r"(?: (?P<part>morning|afternoon|evening|night))?",
    re.I,
)
_NEAR = re.compile(
    r"(?P<when>earlier|later)? ?today|yesterday|tomorrow|tonight|last night|this (?P<part>morning|afternoon|evening)",
    re.I,
)
_UNIT = re.compile(
    r"(?:(?P<when>earlier|later) )?(?P<rel>last|this|next) (?P<unit>week|weekend|month|quarter|year)", re.I
)
_AGO = re.compile(r"(?P<n>[\w ]+) (?P<unit>day|week|month|year)s? ago", re.I)
_MONTH = re.compile(
    r"(?:(?P<lead>in|of|since|until|by|from|during|for|through|early|mid|late)[ -])?(?:(?P<rel>last|next|this) )?"
    r"(?P<m>[A-Z][a-z]{2,8}\.?)"
)
_DAY_MONTH = re.compile(r"\d{1,2}(?:st|nd|rd|th)?(?: of)? [A-Z][a-z]{2,8}\.?")
_MONTH_DAY = re.compile(r"[A-Z][a-z]{2,8}\.? \d{1,2}(?:st|nd|rd|th)?")
_MONTHS_TO = re.compile(r"(?:between |from )?[A-Z][a-z]{2,8}\.? (?:to|and|through|until|[-–—]) ?[A-Z][a-z]{2,8}\.?")
_NAMED_DAYS = re.compile(r"(?:11|11th of) Sept|Sept\w*\.? 11|6 Jan|Jan\w*\.? 6\b|4 July|July 4|7 Oct|Oct\w*\.? 7\b")

_PREPOSITIONS = words("of since from by until till before after for to with on against in during through over")
_NOT_AFTER = words(
    "a an the his her their its my our every each most some that one first second previous following between and or"
    " black bloody good super"
    " ash palm easter holy cyber usually typically normally always about around nearly almost roughly just only"
    " barely than"
)
_VAGUE = re.compile(r"(?:about|around|nearly|almost|roughly|some|than|over|just|only|barely|within|exactly|to)$", re.I)
_VERB_NEXT = re.compile(r" (?:is|was|will|would|has|had|marks?|saw|sees|looks?|could|may|might|brings?|brought)\b")
_GOES_ON = re.compile(
    r"$|[,.;:!?)”\"]| ?[—–(“\"]| (?:(?:that|in|at|to|by|after|before|with|for|as|but|when|while|if|from|he|she|it"
    r"|they"
    r"|we|the|a|an|his|her|its|their|said|told|who|which|where|whether|during|over|about|against|because|amid|would"
    r"|will|was|were|is|are|had|has|also|again|hit|won|held|took|made|gave|sent|met|ran|led|[a-z]{3,}(?:ing|ed))\b"
    r"|and (?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
    r"|of (?!(?:last|next|this|that|each|every|the)\b))"
)
_ONCE = re.compile(r"(?:When|If|Once|Should|Unless) ")  # what follows is yet to come, in the present tense
_THEN = re.compile(r" (?:after|when|before|once|if) (?:[\w’-]+ ){1,4}?(?:is|are|[a-z]{3,}s) ")
_OPENS = re.compile(r"(?:This|Last|Next|Earlier|Later|Tonight|Yesterday)\b")  # after a dateline
_BEFORE_A_DAY = words("of since from by until till before after for")
_OTHER_YEAR = re.compile(
    r"\b(?:1[5-9]|20)\d\d\b|\b[A-Z][a-z]+ of (?:next|last|this) year"
    r"|\b(?:that|same|following|previous) (?:year|month)\b"
)
_VERBS = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|said|told|met|won|lost|took|held|made|gave|sent|[a-z]{2,}ed)\b"
)
_NOT_PAST = words("is are has have will would scheduled expected planned slated supposed")
_A_YEAR = re.compile(r" (?:of )?(?:this|last|next) year\b")
_UNSURE_MONTH = 150  # days: "in November", printed in June beside no past tense, may be the one to come
_WAS_TO = re.compile(r"\b(?:was|were) (?:set|due|scheduled|expected|going|planning|likely)\b")
_POSSIBLE = re.compile(r"\b(?:might|could|may|should)\b(?! have\b)")
_LAST_WORD = re.compile(r"[\w’'-]+$")
_UNSURE_LAST = 100  # days: "last October", printed in November, may be of this year or of the one before
_UNSURE_DAY = 290  # days: "votes on 22 November", printed in October, may be the one to come
_LONGEST_AGO = 20  # years


def absolute(sentence: Span, when: SaidOn, *, published_on: date, before: str = "") -> str | None:
    """What stands for the expression once the day of publication is forgotten, or None where that is not sure.

    ``before`` is the sentence before this one: a year printed there may be the one that a month belongs to.
    """
    if when.expression is None:
        return None
    place = _Place(sentence, when, published_on, before)
    if place.after[:2] in ("’s", "'s", "s’", "s'") or place.after[:1] in ("-", "’", "'"):
        return None
    for pattern, write in _FORMS:
        if match := pattern.fullmatch(place.words):
            told = write(match, place)
            return told[0].upper() + told[1:] if told and (place.opens or _OPENS.match(place.words)) else told
    return None


class _Place:
    """An expression with the words around it."""

    def __init__(self, sentence: Span, when: SaidOn, published_on: date, before: str) -> None:
        expression = when.expression or Span(sentence.start, sentence.start, "")
        self.words, self.when, self.published_on = expression.text, when, published_on
        self.left = sentence.text[max(0, expression.start - sentence.start - 60) : expression.start - sentence.start]
        self.after = sentence.text[expression.end - sentence.start :][:40]
        self.opens = expression.start == sentence.start
        last = _LAST_WORD.search(self.left.rstrip())
        self.last = last.group().lower() if last else ""
        rest = sentence.text.replace(expression.text, " ", 1)
        self.is_tensed = has_tense(rest)
        self.is_far_or_untensed = not self.is_tensed or (published_on - when.last).days > _UNSURE_DAY
        self.has_other_year = bool(_OTHER_YEAR.search(rest) or _OTHER_YEAR.search(before))
        verbs = _VERBS.findall(self.left)
        self.verb = verbs[-1] if verbs else ""
        self.is_once = not verbs and bool(_ONCE.match(sentence.text))

    def is_day_unsure(self) -> bool:
        """Whether the words before leave open if a weekday is the last one or the next."""
        is_odd = self.when.first > self.published_on and self.verb not in {*_NOT_PAST, ""}
        is_to_come = _WAS_TO.search(self.left) or _THEN.match(self.after)
        return is_odd or bool(is_to_come) or self.verb in ("is", "are")

    def is_month_unsure(self) -> bool:
        """Whether the words before leave open if a month is the last one or the next."""
        is_told = self.verb not in {*_NOT_PAST, ""} or len(self.left) <= len("In ")
        is_long_ago = (self.published_on - self.when.last).days > _UNSURE_MONTH
        return self.is_once or (is_long_ago and not is_told) or bool(_POSSIBLE.search(self.left))

    def led(self, words: str, lead: str = "in") -> str | None:
        """The words with their preposition, unless one is printed or they are the subject."""
        if self.last in ("between", "the", "this", "every", "each", "like") or self.left.endswith(
            ("this and ", " vs. ")
        ):
            return None
        is_subject = (self.opens or self.last in ("that", "because", "if")) and _VERB_NEXT.match(self.after)
        return words if self.last in _PREPOSITIONS or is_subject else f"{lead} {words}"


def printed(day: date) -> str:
    """ "22 February 2026"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _printed_month(day: date) -> str:
    return f"{_MONTHS[day.month - 1]} {day.year}"


def _weekday(match: re.Match[str], place: _Place) -> str | None:
    if (
        not place.is_tensed
        or place.is_day_unsure()
        or not _GOES_ON.match(place.after)
        or (not match["on"] and place.last in _NOT_AFTER)
    ):
        return None
    day = printed(place.when.first)
    if match["part"]:
        day = f"the {match['part'].lower()} of {day}"
    if match["on"] or place.last not in _BEFORE_A_DAY:
        day = f"on {day}" if place.last != "on" else day
    return f"{match['rel']} {day}" if (match["rel"] or "").lower() in ("early", "late", "earlier", "later") else day


def _near_day(match: re.Match[str], place: _Place) -> str | None:
    printed_words = match.group().lower()
    if printed_words == "today" or not _GOES_ON.match(place.after) or place.last in _NOT_AFTER | {"here"}:
        return None
    part = match["part"] or {"tonight": "evening", "last night": "night"}.get(printed_words, "")
    day = f"the {part.lower()} of {printed(place.when.first)}" if part else printed(place.when.first)
    when = f"{match['when']} " if match["when"] else ""
    return when + (day if place.last in _PREPOSITIONS else f"on {day}")


def _unit(match: re.Match[str], place: _Place) -> str | None:
    first, last, unit = place.when.first, place.when.last, match["unit"].lower()
    is_title = match["unit"][0].isupper()  # of a programme
    if is_title or (unit == "weekend" and match["rel"].lower() == "this" and first > place.published_on):
        return None
    told_as = {
        "year": str(first.year),
        "month": _printed_month(first),
        "week": f"the week of {printed(first)}",
        "weekend": f"the weekend of {first.day} {_MONTHS[first.month - 1]} to {printed(last)}",
        "quarter": f"the {('first', 'second', 'third', 'fourth')[(first.month - 1) // 3]} quarter of {first.year}",
    }[unit]
    told = f"in {told_as}" if match["when"] else place.led(told_as, "on" if unit == "weekend" else "in")
    return f"{match['when']} {told}" if match["when"] and told else told


def _season(match: re.Match[str], place: _Place) -> str | None:
    first, last = place.when.first.year, place.when.last.year
    year = str(first) if first == last else f"{first}–{last % 100:02}"
    return place.led(f"the {match['s'].lower()} of {year}")


def _ago(match: re.Match[str], place: _Place) -> str | None:
    number, unit = match["n"].lower(), match["unit"].lower()
    count = int(number) if number.isdecimal() else NUMBERS.get(number, 0)
    is_vague = number in ("few", "several", "couple of", "dozen") or not 0 < count <= _LONGEST_AGO
    if is_vague or place.last in ("or", "to", "and") or (_VAGUE.search(place.left.rstrip()) and place.last != "than"):
        return None
    day = place.when.first
    if unit == "day":
        return place.led(printed(day), "on")
    if unit == "week":
        return place.led(f"about {printed(day)}", "on")
    if unit == "year" and count == 1:
        day = date(day.year, place.published_on.month, 1)
    return place.led(f"about {day.year if unit == 'year' and count > 1 else _printed_month(day)}")


def _month(match: re.Match[str], place: _Place) -> str | None:
    lead, rel, month = (match["lead"] or "").lower(), (match["rel"] or "").lower(), match["m"]
    if place.is_far_or_untensed or place.has_other_year or place.is_month_unsure() or place.last in _NOT_AFTER:
        return None
    if not lead and not rel and place.last not in _PREPOSITIONS:
        return None
    if month == "May" and not rel and lead not in ("in", "since", "until", "during"):
        return None
    if rel == "last" and (place.published_on - place.when.last).days < _UNSURE_LAST:
        return None
    if not rel:
        return f"{match.group()} {place.when.first.year}"
    dated = f"{month} {place.when.first.year}"
    return f"{match['lead']} {dated}" if lead else place.led(dated)


def _with_year(match: re.Match[str], place: _Place) -> str | None:
    if _A_YEAR.match(place.after) or place.has_other_year or place.is_far_or_untensed:
        return None
    if place.when.first.year != place.when.last.year:
        return None
    if _NAMED_DAYS.match(match.group()):
        return None
    comma = "," if match.re is _MONTH_DAY else ""
    return f"{match.group()}{comma} {place.when.first.year}"


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], _Place], str | None]], ...] = (
    (_SEASON, _season),
    (_UNIT, _unit),
    (_WEEKDAY, _weekday),
    (_NEAR, _near_day),
    (_AGO, _ago),
    (_DAY_MONTH, _with_year),
    (_MONTH_DAY, _with_year),
    (_MONTHS_TO, _with_year),
    (_MONTH, _month),
)
