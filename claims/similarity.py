"""Claims of a desk whose sentences resemble another one's, and where their figures differ."""

import logging
import re
from collections.abc import Collection
from dataclasses import dataclass

from django.db import OperationalError, connection, transaction
from psycopg.errors import QueryCanceled

from claims.models import Claim, User

logger = logging.getLogger(__name__)

MOST = 5  # claims shown beside one
LEAST_ALIKE = 0.4  # shared trigrams: at 0.3, PostgreSQL's own, a desk of 100 000 claims takes five times as long
PATIENCE = 3000  # milliseconds: similar claims are a help and never what a page waits for
FIGURE = re.compile(r"\d+(?:[.,]\d+)*")

RESEMBLING = """
SELECT c.id, near.id, near.likeness FROM claims_claim c CROSS JOIN LATERAL (
    SELECT o.id, similarity(o.text, c.text) AS likeness FROM claims_claim o
    WHERE o.desk_id = c.desk_id AND o.id <> c.id AND o.state <> 'duplicate' AND o.text %% c.text
    ORDER BY likeness DESC, o.id LIMIT %s
) near WHERE c.id = ANY(%s) ORDER BY c.id, near.likeness DESC, near.id
"""


LIMITS = """
SELECT set_config('pg_trgm.similarity_threshold', %s, true), set_config('statement_timeout', %s, true)
"""


@dataclass(frozen=True, slots=True)
class Resemblance:
    """A claim like another one: how like (0 to 1), and the figures that only the one or the other has."""

    claim: Claim
    likeness: float
    only_here: tuple[str, ...]
    only_there: tuple[str, ...]


def resembling(claims: Collection[Claim], *, user: User, most: int = MOST) -> dict[int, list[Resemblance]]:
    """For each of `claims`, by its id, the desk's claims most like it, the likest first; none if that takes too long.

    A fixed number of statements, however many claims.
    """
    pairs = _pairs([claim.pk for claim in claims], most)
    others = Claim.objects.visible_to(user).select_related("claimant").in_bulk({other for _, other, _ in pairs})
    here = {claim.pk: claim for claim in claims}
    found: dict[int, list[Resemblance]] = {claim.pk: [] for claim in claims}
    for pk, other_pk, likeness in pairs:
        if other := others.get(other_pk):
            found[pk].append(Resemblance(other, likeness, *differing_figures(here[pk].text, other.text)))
    return found


def _pairs(ids: list[int], most: int) -> list[tuple[int, int, float]]:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(LIMITS, [str(LEAST_ALIKE), str(PATIENCE)])
            cursor.execute(RESEMBLING, [most, ids])
            found: list[tuple[int, int, float]] = cursor.fetchall()
    except OperationalError as slow:
        if not isinstance(slow.__cause__, QueryCanceled):
            raise
        logger.warning("similar claims of %s took too long and are left out", ids)
        return []
    return found


def differing_figures(here: str, there: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The figures that only the one text has, and those that only the other has, each in the order of the text."""
    ours, theirs = (list(dict.fromkeys(FIGURE.findall(text))) for text in (here, there))
    return tuple(f for f in ours if f not in theirs), tuple(f for f in theirs if f not in ours)
