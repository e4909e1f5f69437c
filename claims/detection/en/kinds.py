"""What kind of claim a sentence makes, and in words for a reviewer what speaks for checking it and what against."""

from __future__ import annotations

import re

from claims.detection.en.attribute import Attribution
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
_FIGURE = re.compile(r"\d|hundreds|thousands|millions|billions|doubled?|tripled|halved|third|quarter|half|in ten|twice")
_PREDICTION = re.compile(
    r"\b(?:will|won[’']t|is (?:expected|set|going|likely|due|poised) to|are (?:expected|set|going|likely|due|poised) to"
    r"|forecasts?|projected to|predict(?:s|ed)?|by (?:the end of|20[3-9]\d))\b|[’']ll\b"
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
_QUOTE = re.compile(
    r"\b(?:call(?:s|ed|ing)|describ(?:es|ed|ing)|label(?:s|ed|ing|l?ed)|dubbed|compared|denounced|branded|accus\w+)\b"
)
_EVENT = re.compile(
    r"\b(?:has|have|had) (?:\w+ ){0,2}?(?:been|\w+ed|\w+en)\b|\b(?:was|were|met|held|signed|took|went|killed|fired"
    r"|sold|won"
    r"|lost|broke|sent|gave|made|came|is|are) ?\w*|\b[a-z]{3,}ed\b"
)
_SHOWN = (
    ("comparison", _COMPARISON, "a comparison"),
    ("law", SIGNALS["law"], "law or courts"),
    ("causal", SIGNALS["cause"], "a cause"),
    ("position", _POSITION, "a position or decision"),
)
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
    """One of ``KINDS``: the most checkable aspect wins; a prediction stays one whatever numbers it holds."""
    words = sentence.text
    if _PREDICTION.search(words):
        return "prediction"
    if _FIGURE.search(quantity(sentence, dates)):
        return "quantity"
    for name, pattern, _ in (_SHOWN[0], _SHOWN[2], _SHOWN[1], _SHOWN[3]):
        if pattern.search(words):
            return name
    if _QUOTE.search(words) and attribution:
        return "quote"
    return "event" if dates or _EVENT.search(words) else "other"


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
    if _PREDICTION.search(sentence.text):
        told.append("it looks ahead, which lowers it")
    return told
