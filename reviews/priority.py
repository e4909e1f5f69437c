"""How urgent a claim is: a sum of points, each with its reason in words, that does not change while time passes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import log2
from typing import Any

from claims.keywords import touches

EPOCH = date(2020, 1, 1)  # where the line of days begins; any day would do, as long as it stays
POINTS_A_DAY = 1.0
POINTS_OF_WORTH = 10.0
POINTS_OF_REACH = 1.5  # a step: a source has a reach of 0 to 3
MOST_FOR_APPEARANCES = 5.0
MOST_FOR_REQUESTS = 6.0
REACHES = ("hardly anybody", "some people", "many people", "most of the country")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a desk cares about, with the points that it adds. `given` is why a claim has it without any keyword."""

    name: str
    keywords: tuple[str, ...]
    weight: int
    given: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a claim when its priority is worked out.

    `reach` is the largest of its sources (0 to 3, None where no source is known), `articles` and `requests` are counts,
    `seen_on` is the day it last appeared.
    """

    text: str
    check_worthiness: float
    reach: int | None
    seen_on: date
    articles: int
    requests: int


@dataclass(frozen=True, slots=True)
class Part:
    """One reason for the priority; `name` tells it from the others, `why` is for people."""

    name: str
    points: float
    why: str


@dataclass(frozen=True, slots=True)
class Priority:
    """The sum and what it is the sum of."""

    total: float
    parts: tuple[Part, ...]


def priority(facts: Facts, subjects: Iterable[Subject] = ()) -> Priority:
    """The priority of a claim.

    A newer claim gets a point more for every day; an older one does not lose any. So the distance between two claims
    stays what it is, and nothing has to be worked out anew because a day has passed.
    """
    parts = [
        Part("worth", POINTS_OF_WORTH * facts.check_worthiness, f"check-worthiness {facts.check_worthiness:.2f}"),
        _recency(facts.seen_on),
        *_reach(facts.reach),
        *_repeated(facts.articles),
        *_requested(facts.requests),
        *_of_interest(facts.text, subjects),
    ]
    rounded = tuple(Part(part.name, round(part.points, 2), part.why) for part in parts)
    return Priority(round(sum(part.points for part in rounded), 2), rounded)


def seen_from(today: date, parts: Sequence[Part]) -> Priority:
    """The same priority for people who look at it `today`: the age as points lost since, instead of the long line."""
    line = POINTS_A_DAY * (today - EPOCH).days
    told = tuple(Part(p.name, round(p.points - line, 2), p.why) if p.name == "recency" else p for p in parts)
    return Priority(round(sum(part.points for part in told), 2), told)


def parts_from(stored: Iterable[dict[str, Any]]) -> tuple[Part, ...]:
    """The parts as they stand in the worklist's table."""
    return tuple(Part(one["name"], one["points"], one["why"]) for one in stored)


def _recency(seen_on: date) -> Part:
    days = (seen_on - EPOCH).days
    return Part("recency", POINTS_A_DAY * days, f"last seen on {seen_on.day} {seen_on:%B %Y}")


def _reach(reach: int | None) -> list[Part]:
    if reach is None:
        return []
    return [Part("reach", POINTS_OF_REACH * reach, f"its source reaches {REACHES[min(reach, len(REACHES) - 1)]}")]


def _repeated(articles: int) -> list[Part]:
    if articles < 2:
        return []
    return [Part("appearances", min(MOST_FOR_APPEARANCES, 1.5 * log2(articles)), f"appeared in {articles} articles")]


def _requested(requests: int) -> list[Part]:
    if requests < 1:
        return []
    asked = "one reader asks" if requests == 1 else f"{requests} readers ask"
    return [Part("requests", min(MOST_FOR_REQUESTS, 1.5 * log2(1 + requests)), f"{asked} for it")]


def _of_interest(text: str, subjects: Iterable[Subject]) -> list[Part]:
    found = ((subject, _why(text, subject)) for subject in subjects)
    return [Part("topic", float(subject.weight), f"about {subject.name} ({why})") for subject, why in found if why]


def _why(text: str, subject: Subject) -> str:
    keyword = touches(text, subject.keywords)
    return f"“{keyword}”" if keyword else subject.given
