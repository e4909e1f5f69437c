"""How a claim has spread: when it was printed first and last, in how many articles and sources, and how much when.

What is merged into a claim counts for it too, however many merges lie between. An article counts once, on its own day.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from claims.models import Claim

DAY, WEEK, MONTH, YEAR = "day", "week", "month", "year"
LONGEST = ((DAY, 31), (WEEK, 371), (MONTH, 1830))  # days from the first to the last: what lasts longer goes by years
MOST_YEARS = 100  # up to the last one: a mistyped date must not draw two thousand bars

# Each row leads to the next by a key, one lookup after the other. OFFSET 0 keeps the planner from another order, which
# it would choose where it takes a table for empty, and which multiplies what it reads: after a bulk load, for a while.
PRINTED = """
WITH RECURSIVE one(claim, part) AS (
    SELECT id, id FROM unnest(%s::bigint[]) AS id
    UNION SELECT one.claim, merged.id FROM one
        CROSS JOIN LATERAL (SELECT id FROM claims_claim WHERE duplicate_of_id = one.part OFFSET 0) merged
), printed AS (
    SELECT one.claim, a.id, a.source_id, a.published_on, sum(p.places) AS places FROM one
        CROSS JOIN LATERAL (SELECT revision_id, count(*) AS places FROM claims_appearance
            WHERE claim_id = one.part GROUP BY revision_id) p
        CROSS JOIN LATERAL (SELECT article_id FROM claims_revision WHERE id = p.revision_id OFFSET 0) r
        CROSS JOIN LATERAL (SELECT id, source_id, published_on FROM claims_article WHERE id = r.article_id OFFSET 0) a
    GROUP BY one.claim, a.id, a.source_id, a.published_on
)
SELECT claim, published_on, count(*), count(DISTINCT source_id), sum(places)::bigint
FROM printed GROUP BY GROUPING SETS ((claim), (claim, published_on)) ORDER BY claim, published_on NULLS FIRST
"""


@dataclass(frozen=True, slots=True)
class Bar:
    """So many articles from `first`, through a day, a week or a month."""

    first: date
    articles: int


@dataclass(frozen=True, slots=True)
class Spread:
    """Where and when a claim was printed; `appearances` counts each place in each text of an article.

    `bars` are in order and without gaps, each a `unit` long. Articles without a source count for none of the `sources`.
    """

    first_seen: date
    last_seen: date
    articles: int
    sources: int
    appearances: int
    unit: str
    bars: tuple[Bar, ...]

    @property
    def most(self) -> int:
        """The articles of the highest bar."""
        return max(bar.articles for bar in self.bars)


def spread_of(claims: Collection[Claim]) -> dict[int, Spread]:
    """How each of `claims` has spread, by its id, in one statement; one that was printed nowhere has none."""
    with connection.cursor() as cursor:
        cursor.execute(PRINTED, [[claim.pk for claim in claims]])
        rows = cursor.fetchall()
    totals = {claim: (articles, sources, places) for claim, day, articles, sources, places in rows if day is None}
    days: dict[int, dict[date, int]] = {claim: {} for claim in totals}
    for claim, day, articles, _, _ in rows:
        if day is not None:
            days[claim][day] = articles
    return {claim: _spread(days[claim], *totals[claim]) for claim in totals}


def _spread(days: dict[date, int], articles: int, sources: int, places: int) -> Spread:
    first, last = min(days), max(days)
    unit = unit_for(first, last)
    return Spread(first, last, articles, sources, places, unit, tuple(bars_of(days, unit)))


def unit_for(first: date, last: date) -> str:
    """What a bar stands for, so that there are no more of them than can be seen."""
    length = (last - first).days + 1
    return next((unit for unit, longest in LONGEST if length <= longest), YEAR)


def bars_of(days: dict[date, int], unit: str) -> list[Bar]:
    """The days' articles by `unit`, also where there were none; weeks begin on Monday."""
    counted: Counter[date] = Counter()
    for day, articles in days.items():
        counted[_begin(day, unit)] += articles
    at, last = min(counted), max(counted)
    if last.year - at.year >= MOST_YEARS:
        at = at.replace(year=last.year - MOST_YEARS + 1)
    bars = [Bar(at, counted[at])]
    while at < last:
        at = _next(at, unit)
        bars.append(Bar(at, counted[at]))
    return bars


def _begin(day: date, unit: str) -> date:
    if unit == DAY:
        return day
    if unit == WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if unit == MONTH else day.replace(month=1, day=1)


def _next(first: date, unit: str) -> date:
    if unit == YEAR:
        return first.replace(year=first.year + 1)
    if unit == MONTH:
        return (first + timedelta(days=31)).replace(day=1)
    return first + timedelta(days=1 if unit == DAY else 7)
