"""What kind of claim a sentence makes, and in words for a reviewer what speaks for checking it and what against."""

from __future__ import annotations

import re

from claims.detection.en.attribute import Attribution
from claims.detection.en.kindwords import (
    CAUSE,
    CHARACTERISED,
    COMPARED,
    DID,
    LAW,
    MEASURED,
    OURSELVES,
    PASSING,
    PLEDGE,
    RANK,
    SHARE,
    SPOKEN,
    STANCE,
    STANDING,
    STATE,
    TREND,
    URGED,
)
from claims.detection.en.saying import content
from claims.detection.en.signals import SIGNALS
from claims.detection.values import SaidOn, Span

KINDS = ("quantity", "event", "quote", "causal", "comparison", "prediction", "law", "position", "other")

_QUANTITY = re.compile(
    r"(?:\b(?:at least|at most|more than|less than|fewer than|nearly|almost|about|around|over|up to|an estimated"
    r"|roughly"
    r"|some|only)\s)?(?:[$€£]\s?)?(?<![\w.,])\d[\d,.]*(?<![,.])(?:%|\s?(?:percent|per cent|percentage points"
    r"|million|billion"
    r"|trillion|thousand|bn|m)\b)?(?:\s(?!(?:in|on|at|of|and|or|to|from|by|for|as|the|is|was|were|per"
    r"|since)\b)[a-z][a-z-]+)?"
    r"|\b(?:a (?:third|quarter|fifth) of|half of|one in \w+|\w+ in ten|doubled|tripled|halved|twice as|double the"
    r"|(?:five|six|seven|eight|nine|ten|eleven|twelve|dozens of|hundreds of|thousands of|millions of"
    r"|billions of|a dozen) (?!days?\b|weeks?\b|of\b|sides?\b)[a-z]+)"
)
PREDICTION = re.compile(
    r"\b(?:will|won[’']t|is (?:expected|set|going|likely|due|poised) to|are (?:expected|set|going|likely|due|poised) to"
    r"|(?<!below )(?<!above )(?<!to )forecasts?|projected to|predict(?:s|ed)?|by (?:the end of|20[3-9]\d))\b|[’']ll\b"
)
_COMPARISON = re.compile(
    r"\b(?:more|less|fewer|higher|lower|larger|greater|bigger|smaller|better|worse|faster"
    r"|\w+er) (?:[\w’-]+ ){0,4}?than\b"
    r"|\b(?:the (?:[\w’-]+ )?(?:highest|lowest|largest|biggest|smallest|fastest|worst|best|richest|poorest|most"
    r"|least|first)"
    r"|no other|the only|as (?:much|many) [\w ]{1,30} as|outpaced|record (?:high|low|number))\b",
    re.I,
)
_POSITION = re.compile(
    SIGNALS["position"].pattern.replace("|against", "")
    + r"|\b(?:criti[cq]\w+|insist\w*|demand(?:s|ed|ing)?|(?:aims?|wants?|seeks?|seeking) to|would not|called for"
    r"|rul(?:es|ed) out|urg(?:es|ed|ing)|pressur\w+|pressing)\b",
    re.I,
)
_SHOWN = (
    ("comparison", _COMPARISON, "a comparison"),
    ("law", SIGNALS["law"], "law or courts"),
    ("causal", SIGNALS["cause"], "a cause"),
    ("position", _POSITION, "a position or decision"),
)
_ORDER = (
    ("position", PLEDGE),
    ("prediction", PREDICTION),
    ("position", STANCE),
    ("causal", CAUSE),
    ("law", LAW),
    ("comparison", RANK),
    ("quantity", SHARE),
    ("comparison", COMPARED),
    ("quantity", TREND),
)
_NEXT_CLAUSE = re.compile(r", (?:and|but|although) |; ")
_FORETOLD = re.compile(r"\bwould (?!(?:not|neither|like)\b)")
_LOWERS = (
    ("question", "a question lowers it"),
    ("courtesy", "courtesies lower it"),
    ("opinion", "words of opinion lower it"),
    ("hedge", "hedged wording lowers it"),
)


def quantity(sentence: Span, dates: tuple[SaidOn, ...]) -> str:
    """The first number of the sentence that is not part of a date, with its unit, or ""."""
    taken = [date.expression for date in dates if date.expression]
    for match in _QUANTITY.finditer(sentence.text):
        start, end = sentence.start + match.start(), sentence.start + match.end()
        if not any(start < one.end and one.start < end for one in taken):
            return match.group().strip(" ,.")
    return ""


def kind(sentence: Span, attribution: Attribution | None, dates: tuple[SaidOn, ...]) -> str:
    """One of ``KINDS``: the one whose check decides the claim; what somebody says is of the kind of what is said."""
    if CHARACTERISED.search(sentence.text):
        return "quote"
    if URGED.search(sentence.text):
        return "position"
    claimed = content(sentence, attribution)
    words = _NEXT_CLAUSE.split(claimed, maxsplit=1)[0]
    for name, sign in _ORDER:
        if sign.search(words):
            return name
    if SPOKEN.search(sentence.text):
        return "quote"
    if attribution and attribution.form == "finite" and _FORETOLD.search(words):
        return "prediction"
    return _plain_kind(sentence, words, attribution, dates)


def _plain_kind(sentence: Span, words: str, attribution: Attribution | None, dates: tuple[SaidOn, ...]) -> str:
    if _measures(words, dates):
        return "quantity" if STANDING.search(words) or not DID.search(words) else "event"
    if _speaks_for_itself(sentence.text):
        return "quote"
    return "other" if STATE.search(words) else "event"


def _measures(words: str, dates: tuple[SaidOn, ...]) -> bool:
    """Whether a figure is left once dates, ages, clock times and lengths of time are taken out."""
    for date in dates:
        words = words.replace(date.expression.text, ",") if date.expression else words
    return bool(MEASURED.search(PASSING.sub(",", words)))


def _speaks_for_itself(words: str) -> bool:
    """Whether the sentence opens with a quotation of views, not of facts."""
    end = min((at for at in (words.find("”"), words.find('"', 1)) if at > 0), default=0)
    return words[:1] in ("“", '"') and bool(OURSELVES.search(words, 0, end))


def reasons(
    sentence: Span, attribution: Attribution | None, dates: tuple[SaidOn, ...], parts: dict[str, float], *, quoted: bool
) -> tuple[str, ...]:
    """Short phrases, the strongest first; ``parts`` are the signals that were present, with their weights."""
    told: list[str] = []
    if number := quantity(sentence, dates):
        told.append(f"a number: {number}")
    for _, pattern, label in _SHOWN:
        if found := pattern.search(sentence.text):
            told.append(f"{label}: {found.group().strip()}")
    told.extend(_source(attribution))
    told.extend(f"a time: {date.expression.text.strip()}" for date in dates[:1] if date.expression)
    if quoted:
        told.append("printed as a direct quote")
    told.extend(_against(sentence, parts))
    return tuple(told) or ("stated as a fact",)


def _source(attribution: Attribution | None) -> list[str]:
    if attribution is None:
        return []
    if attribution.claimant:
        return [f"a named source: {attribution.claimant}"]
    return [f"an unnamed source: {attribution.unnamed}"] if attribution.unnamed else []


def _against(sentence: Span, parts: dict[str, float]) -> list[str]:
    told = [label for name, label in _LOWERS if parts.get(name, 0.0) < 0]
    if parts.get("first_person", 0.0) < 0 and parts.get("opinion", 0.0):
        told = [label for label in told if "opinion" not in label] + ["first-person opinion lowers it"]
    if PREDICTION.search(sentence.text):
        told.append("it looks ahead, which lowers it")
    return told
