"""Claims of a desk whose sentences resemble another one's, and where their figures differ.

How like two sentences are is measured by their trigrams. Which ones are measured is found by their words: reading the
trigrams' index costs time with every claim of the desk, as most trigrams are in a great many of them.
"""

import logging
import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.db import OperationalError, connection, transaction
from psycopg.errors import QueryCanceled

from claims.models import Claim, User
from claims.models.words import config_in_sql

logger = logging.getLogger(__name__)

MOST = 5  # claims shown beside one
LEAST_ALIKE = 0.4  # shared trigrams
RARE_IN = 200  # claims, as PostgreSQL estimates: a word in no more of them is looked for alone, others together
MOST_WORDS = 6  # of a sentence that are looked for alone, and as many together: the rarest
TOGETHER = 3
FEW_WORDS = 3  # a sentence with fewer is looked for by its trigrams: it has few
PATIENCE = 3000  # milliseconds: similar claims are a help and never what a page waits for
FIGURE = re.compile(r"\d+(?:[.,]\d+)*")

WORDS = f"""
WITH usual AS (
    SELECT word, share * greatest(c.reltuples, 0) AS number
    FROM pg_class c JOIN pg_stats s ON s.tablename = c.relname AND s.schemaname = c.relnamespace::regnamespace::text,
        unnest(s.most_common_elems::text::text[], s.most_common_elem_freqs) AS known(word, share)
    WHERE c.oid = 'claims_claim'::regclass AND s.attname = 'words'
)
SELECT c.id, word, coalesce(usual.number, 0) AS number
FROM claims_claim c JOIN claims_desk d ON d.id = c.desk_id
    CROSS JOIN unnest(tsvector_to_array(to_tsvector({config_in_sql("d.language")}, left(c.text, 2000)))) AS word
    LEFT JOIN usual USING (word)
WHERE c.id = ANY(%s) ORDER BY c.id, number, length(word) DESC, word
"""  # noqa: S608  only constants are put in

RESEMBLING = """
SELECT c.id, near.id, near.likeness FROM {asked} CROSS JOIN LATERAL (
    SELECT o.id, similarity(o.text, c.text) AS likeness FROM claims_claim o
    WHERE o.desk_id = c.desk_id AND o.id <> c.id AND o.state <> 'duplicate' AND {near}
    ORDER BY likeness DESC, o.id LIMIT %(most)s
) near ORDER BY c.id, near.likeness DESC, near.id
"""
BY_WORDS = RESEMBLING.format(
    asked="unnest(%(ids)s::bigint[], %(queries)s::tsquery[]) AS asked(id, query) JOIN claims_claim c USING (id)",
    near="o.words @@ asked.query AND similarity(o.text, c.text) >= %(least)s",
)
BY_TRIGRAMS = RESEMBLING.format(
    asked="unnest(%(ids)s::bigint[]) AS asked(id) JOIN claims_claim c USING (id)", near="o.text %% c.text"
)

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

    The same few statements, however many claims. Not found is what is like a claim but shares neither a rare word nor
    three others with it.
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
            cursor.execute(WORDS, [ids])
            queries = _queries(cursor.fetchall())
            given: dict[str, Any] = {"most": most, "least": LEAST_ALIKE}
            given |= {"ids": list(queries), "queries": list(queries.values())}
            cursor.execute(BY_WORDS, given)
            found: list[tuple[int, int, float]] = cursor.fetchall()
            if short := [pk for pk in ids if pk not in queries]:
                cursor.execute(BY_TRIGRAMS, {"ids": short, "most": most})
                found += cursor.fetchall()
            return found
    except OperationalError as slow:
        if not isinstance(slow.__cause__, QueryCanceled):
            raise
        logger.warning("similar claims of %s took too long and are left out", ids)
        return []


def _queries(words: Collection[tuple[int, str, float]]) -> dict[int, str]:
    """What finds the claims with words like those of each claim, by its id; not of a claim with few words.

    `words` are ids with a word and in how many claims it is, the rarest word of each claim first.
    """
    of_claim = defaultdict(list)
    for pk, word, number in words:
        of_claim[pk].append((word, number))
    return {pk: query_of(found) for pk, found in of_claim.items() if len(found) >= FEW_WORDS}


def query_of(words: Sequence[tuple[str, float]]) -> str:
    """A text search query: any of the rare `words`, or any three of the others."""
    rare = [_quoted(word) for word, number in words if number <= RARE_IN][:MOST_WORDS]
    others = [_quoted(word) for word, number in words if number > RARE_IN][:MOST_WORDS]
    together = combinations(others, min(TOGETHER, len(others))) if others else ()
    return "|".join([*rare, *(f"({'&'.join(some)})" for some in together)])


def _quoted(word: str) -> str:
    doubled = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"


def differing_figures(here: str, there: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The figures that only the one text has, and those that only the other has, each in the order of the text."""
    ours, theirs = (list(dict.fromkeys(FIGURE.findall(text))) for text in (here, there))
    return tuple(f for f in ours if f not in theirs), tuple(f for f in theirs if f not in ours)
