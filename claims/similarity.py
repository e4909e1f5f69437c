"""Claims of a desk whose sentences resemble another one's, and where their figures differ."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection

from claims.models import Claim, User

MOST = 5  # claims shown beside one
FIGURE = re.compile(r"\d+(?:[.,]\d+)*")

# The operator uses the trigram index; its threshold (0.3) is PostgreSQL's own.
RESEMBLING = """
SELECT c.id, near.id, near.likeness FROM claims_claim c CROSS JOIN LATERAL (
    SELECT o.id, similarity(o.text, c.text) AS likeness FROM claims_claim o
    WHERE o.desk_id = c.desk_id AND o.id <> c.id AND o.state <> 'duplicate' AND o.text %% c.text
    ORDER BY likeness DESC, o.id LIMIT %s
) near WHERE c.id = ANY(%s) ORDER BY c.id, near.likeness DESC, near.id
"""


@dataclass(frozen=True, slots=True)
class Resemblance:
    """A claim like another one: how like (0 to 1), and the figures that only the one or the other has."""

    claim: Claim
    likeness: float
    only_here: tuple[str, ...]
    only_there: tuple[str, ...]


def resembling(claims: Collection[Claim], *, user: User, most: int = MOST) -> dict[int, list[Resemblance]]:
    """For each of `claims`, by its id, the desk's claims most like it, the likest first. Two statements in all."""
    with connection.cursor() as cursor:
        cursor.execute(RESEMBLING, [most, [claim.pk for claim in claims]])
        pairs = cursor.fetchall()
    others = Claim.objects.visible_to(user).select_related("claimant").in_bulk({other for _, other, _ in pairs})
    here = {claim.pk: claim for claim in claims}
    found: dict[int, list[Resemblance]] = {claim.pk: [] for claim in claims}
    for pk, other_pk, likeness in pairs:
        if other := others.get(other_pk):
            found[pk].append(Resemblance(other, likeness, *differing_figures(here[pk].text, other.text)))
    return found


def differing_figures(here: str, there: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The figures that only the one text has, and those that only the other has, each in the order of the text."""
    ours, theirs = (list(dict.fromkeys(FIGURE.findall(text))) for text in (here, there))
    return tuple(f for f in ours if f not in theirs), tuple(f for f in theirs if f not in ours)
