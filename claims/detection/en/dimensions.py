"""The sides of a claim beyond one score, each with a figure from 0 to 1 and its reason in words for a reviewer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from claims.detection.en.attributed import Attributed
from claims.detection.en.attribution import Attribution
from claims.detection.en.kinds import PREDICTION, quantity
from claims.detection.en.topics import judging, topics
from claims.detection.values import Dimension, SaidOn, Span

_YES = 0.5  # from which a property is told as present
_TOLD = {
    "said": "tells what somebody said",
    "quoted": "holds somebody's words in quotation marks",
    "thought": "tells what somebody thinks",
    "intended": "tells what somebody wants or plans",
    "shown": "tells what something is said to show",
}
_UNNAMED = 0.5  # value of a source without a name, half way between a name and none


class Told(NamedTuple):
    """Whether a sentence tells somebody's words, thoughts or plans, and the printed words that may name who; or ""."""

    content: Attributed
    perhaps: str = ""


def dimensions(
    sentence: Span,
    attribution: Attribution | None,
    told: Told,
    dates: tuple[SaidOn, ...],
    properties: Mapping[str, float],
) -> tuple[Dimension, ...]:
    """One dimension for each of ``claims.detection.DIMENSIONS``, in that order.

    ``told`` says whether anybody's words, thoughts or plans are told at all, and whose they may be; ``properties`` are
    the encoder's probabilities of "verifiable", "consequence", "opinion" and "vague".
    """
    figure = quantity(sentence, dates)
    holds = _holds(figure, attribution, dates)
    return (
        _verifiable(properties["verifiable"], holds),
        Dimension("quantity", float(bool(figure)), f"states “{figure}”" if figure else "states no figure"),
        _source(attribution, told),
        _consequence(properties["consequence"], sentence.text),
        _opinion(properties["opinion"], sentence.text),
        _prediction(sentence.text),
        _vague(properties["vague"], holds),
    )


def _holds(figure: str, attribution: Attribution | None, dates: tuple[SaidOn, ...]) -> list[str]:
    """What the sentence gives a reviewer to look up."""
    held = ["a figure"] if figure else []
    if any(date.expression for date in dates):
        held.append("a time")
    if attribution and attribution.claimant:
        held.append("a named source")
    return held


def _listed(held: list[str]) -> str:
    return " and ".join([", ".join(held[:-1]), held[-1]] if len(held) > 1 else held)


def _verifiable(value: float, holds: list[str]) -> Dimension:
    if value < _YES:
        return _rounded("verifiable", value, "reads like words that no evidence could settle")
    with_what = f", and gives {_listed(holds)}" if holds else ""
    return _rounded("verifiable", value, f"says something that evidence could show true or false{with_what}")


def _source(attribution: Attribution | None, told: Told) -> Dimension:
    if attribution and attribution.claimant:
        return Dimension("source", 1.0, f"{attribution.claimant} is named as the source")
    if attribution and attribution.unnamed:
        return Dimension("source", _UNNAMED, f"the source has no name: “{attribution.unnamed}”")
    if told.content.kind:
        whose = f"; perhaps “{told.perhaps}”" if told.perhaps else ", but no source is clear"
        return _rounded("source", _UNNAMED * told.content.score, _TOLD[told.content.kind] + whose)
    return Dimension("source", 0.0, "the article says so itself")


def _consequence(value: float, words: str) -> Dimension:
    touched = [f"{name} (“{word}”)" for name, word in topics(words)]
    if value < _YES:
        return _rounded("consequence", value, "would matter to few if it were wrong")
    why = f": it touches {_listed(touched[:2])}" if touched else ""
    return _rounded("consequence", value, f"would matter to many if it were wrong{why}")


def _opinion(value: float, words: str) -> Dimension:
    if value < _YES:
        return _rounded("opinion", value, "told as a fact, without a judgement of the writer's or speaker's own")
    word = judging(words)
    why = f": “{word}”" if word else ""
    return _rounded("opinion", value, f"shows a judgement of the writer's or speaker's own{why}")


def _prediction(words: str) -> Dimension:
    found = PREDICTION.search(words)
    if found:
        return Dimension("prediction", 1.0, f"looks ahead: “{found.group()}”")
    return Dimension("prediction", 0.0, "speaks of what was or is")


def _vague(value: float, holds: list[str]) -> Dimension:
    if value >= _YES:
        return _rounded("vague", value, "does not say who, what, how much or when clearly enough to check")
    return _rounded(
        "vague", value, f"gives {_listed(holds)} to check" if holds else "says clearly enough what to check"
    )


def _rounded(name: str, value: float, why: str) -> Dimension:
    return Dimension(name, round(value, 3), why)
