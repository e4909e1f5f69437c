"""Searching a shelf of known fact-checks in PostgreSQL: by meaning and by words.

A shelf is a kind of row with a sentence, its words and its vectors. Both ways of searching give candidates, and of
every candidate all likenesses are measured.
"""

import json
import logging
import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg.errors import QueryCanceled

from claims.matching.scoring import Likeness, share, trigrams
from claims.models import Encoder
from claims.models.vectors import as_text
from claims.models.words import config_for

logger = logging.getLogger(__name__)

NEAREST = 50  # by vector
BEST_WORDED = 50  # of those that share words
MOST_WORDED = 2000  # that share words are weighed
RARE_IN = 1000  # rows, as PostgreSQL estimates: a word in no more of them is looked for alone
MOST_RARE, MOST_OTHERS, TOGETHER = 8, 6, 3
LONGEST = 1000  # signs of a sentence that are compared

LIMITS = """
SELECT set_config('statement_timeout', %s, true), set_config('hnsw.iterative_scan', 'relaxed_order', true),
    set_config('hnsw.ef_search', '100', true)
"""
WORDS = """
WITH total AS (SELECT greatest(reltuples, 1) AS number FROM pg_class WHERE oid = '{counted}'::regclass),
usual AS (
    SELECT word, share * total.number AS number
    FROM total, pg_stats s, unnest(s.most_common_elems::text::text[], s.most_common_elem_freqs) AS known(word, share)
    WHERE s.tablename = '{counted}' AND s.schemaname = current_schema AND s.attname = 'words'
)
SELECT a.key, word, coalesce(usual.number, 1), total.number
FROM total, jsonb_to_recordset(%(asked)s) AS a(key bigint, text text),
    unnest(tsvector_to_array(to_tsvector(%(config)s::regconfig, left(a.text, 1000)))) AS word
    LEFT JOIN usual USING (word)
"""
BY_MEANING = """
SELECT a.key, near.id FROM jsonb_to_recordset(%(asked)s) AS a(key bigint, vector text) CROSS JOIN LATERAL (
    SELECT v.{of} AS id FROM {vectors} v WHERE v.encoder_id = {encoder} AND {visible}
    ORDER BY v.vector::halfvec({dimensions}) <=> a.vector::halfvec({dimensions}) LIMIT {nearest}
) near WHERE a.vector IS NOT NULL
"""
BY_WORDS = """
SELECT a.key, best.id FROM jsonb_to_recordset(%(asked)s) AS a(key bigint, query text, weights jsonb)
CROSS JOIN LATERAL (
    SELECT found.id FROM (
        SELECT s.id, {words} AS words FROM {rows} WHERE {words} @@ a.query::tsquery AND {shown} LIMIT {most}
    ) found
    ORDER BY (SELECT sum((a.weights ->> word)::float) FROM unnest(tsvector_to_array(found.words)) AS word) DESC,
        found.id DESC
    LIMIT {best}
) best WHERE a.query <> ''
"""
LIKENESSES = """
SELECT c.key, s.id, 1 - (v.vector::halfvec({dimensions}) <=> a.vector::halfvec({dimensions})),
    coalesce((SELECT sum((a.weights ->> word)::float) FROM unnest(tsvector_to_array({words})) AS word), 0),
    left({text}, {longest}), left({title}, {longest})
FROM unnest(%(keys)s::bigint[], %(ids)s::bigint[]) AS c(key, id)
JOIN jsonb_to_recordset(%(asked)s) AS a(key bigint, text text, vector text, weights jsonb) USING (key)
JOIN {rows} ON s.id = c.id LEFT JOIN {vectors} v ON v.{of} = s.id AND v.encoder_id = {encoder}
WHERE {shown}
"""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where known fact-checks of one kind are, in SQL: `s` is the row itself, `v` its vector.

    `counted` is the table whose words are counted, `shown` and `visible` say of a row and of a vector whether it may be
    found; they may name the parameter `desk`, and `a.key`, the key under which it is looked for.
    """

    name: str
    rows: str
    text: str
    title: str
    words: str
    counted: str
    shown: str
    vectors: str
    of: str
    visible: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A sentence that is looked for under a key of the caller's, with its vector where there is one."""

    key: int
    text: str
    vector: list[float] | None


@dataclass(frozen=True, slots=True)
class Found:
    """A row of a shelf, and how like what was asked it is."""

    pk: int
    likeness: Likeness


IMPORTED = Shelf(
    name="imported", rows="claims_knownfactcheck s", text="s.claim_reviewed", title="s.title", words="s.words",
    counted="claims_knownfactcheck", shown="s.desk_id = %(desk)s", vectors="claims_knownvector", of="known_id",
    visible="v.desk_id = %(desk)s",
)  # fmt: skip


def search(
    shelf: Shelf, asked: Sequence[Asked], *, desk_id: int, language: str, encoder: Encoder | None
) -> dict[int, list[Found]]:
    """The rows of a shelf that resemble each of `asked`, by its key, in no order. Four statements, however many.

    In a transaction, since the caller says how long it may take.
    """
    sql = _Statements(shelf, encoder)
    with connection.cursor() as cursor:
        weighed, given = _prepared(cursor, sql, asked, desk_id, language)
        pairs: set[tuple[int, int]] = set()
        for statement in (sql.by_meaning, sql.by_words):
            cursor.execute(statement, given)
            pairs.update(cursor.fetchall())
        cursor.execute(sql.likenesses, given | _columns(pairs))
        return _found(cursor.fetchall(), asked, weighed)


def measure(
    shelf: Shelf, asked: Sequence[Asked], pairs: Collection[tuple[int, int]], *, desk_id: int, language: str,
    encoder: Encoder | None,
) -> dict[int, list[Found]]:  # fmt: skip
    """How like the sentence asked under a key a row of the shelf is, of `pairs` of both. Two statements, however many.

    What the shelf does not show is left out. In a transaction, as `search`.
    """
    sql = _Statements(shelf, encoder)
    with connection.cursor() as cursor:
        weighed, given = _prepared(cursor, sql, asked, desk_id, language)
        cursor.execute(sql.likenesses, given | _columns(pairs))
        return _found(cursor.fetchall(), asked, weighed)


@contextmanager
def patiently(asked: Sequence[Asked], milliseconds: int, *, what: str) -> Iterator[None]:
    """One transaction in which no statement lasts longer; what takes longer ends it, and is noted as `what`."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(LIMITS, [str(milliseconds)])
            yield
    except OperationalError as slow:
        if not isinstance(slow.__cause__, QueryCanceled):
            raise
        logger.warning("%s for %s took too long and are left out", what, [one.key for one in asked])


class _Statements:
    """The statements for one shelf; without an encoder, nothing is found by meaning."""

    def __init__(self, shelf: Shelf, encoder: Encoder | None) -> None:
        parts: dict[str, Any] = {name: getattr(shelf, name) for name in Shelf.__slots__}
        parts |= {"encoder": encoder.pk if encoder else 0, "dimensions": encoder.dimensions if encoder else 1}
        parts |= {"nearest": NEAREST, "most": MOST_WORDED, "best": BEST_WORDED, "longest": LONGEST}
        self.words, self.by_meaning, self.by_words, self.likenesses = (
            one.format(**parts) for one in (WORDS, BY_MEANING, BY_WORDS, LIKENESSES)
        )


@dataclass(frozen=True, slots=True)
class _Weighed:
    """The words of a sentence, each with how much it tells, and what finds the rows that share some."""

    weights: dict[str, float]
    query: str


def _prepared(
    cursor: CursorWrapper, sql: _Statements, asked: Sequence[Asked], desk_id: int, language: str
) -> tuple[dict[int, _Weighed], dict[str, Any]]:
    """The words of what is asked, by its key, and what the other statements are given."""
    given: dict[str, Any] = {"desk": desk_id, "config": config_for(language)}
    cursor.execute(sql.words, given | {"asked": _json(asked)})
    weighed = _weights(cursor.fetchall())
    return weighed, given | {"asked": _json(asked, weighed)}


def _columns(pairs: Collection[tuple[int, int]]) -> dict[str, list[int]]:
    keys, ids = [list(one) for one in zip(*sorted(pairs), strict=True)] or [[], []]
    return {"keys": keys, "ids": ids}


def _weights(rows: Iterable[tuple[int, str, float, float]]) -> dict[int, _Weighed]:
    """For each key its words: of so many rows, in so many is the word."""
    of_key: dict[int, list[tuple[str, float, float]]] = defaultdict(list)
    for key, word, number, total in rows:
        of_key[key].append(
            (word, number, math.log(1 + (total - number + 0.5) / (number + 0.5)) if total > number else 0.01)
        )
    return {
        key: _Weighed(
            {word: weight for word, _, weight in words}, query_of([(word, number) for word, number, _ in words])
        )
        for key, words in of_key.items()
    }


def query_of(words: Collection[tuple[str, float]]) -> str:
    """A text search query: any of the rare `words`, or any three of the others, the rarest of both."""
    ordered = sorted(words, key=lambda one: (one[1], -len(one[0]), one[0]))
    rare = [_quoted(word) for word, number in ordered if number <= RARE_IN][:MOST_RARE]
    others = [_quoted(word) for word, number in ordered if number > RARE_IN][:MOST_OTHERS]
    together = combinations(others, min(TOGETHER, len(others))) if others else ()
    return "|".join([*rare, *(f"({'&'.join(some)})" for some in together)])


def _quoted(word: str) -> str:
    doubled = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"


def _json(asked: Iterable[Asked], weighed: dict[int, _Weighed] | None = None) -> str:
    rows = []
    for one in asked:
        row: dict[str, Any] = {"key": one.key, "text": one.text[:LONGEST].replace("\0", " ")}
        row["vector"] = None if one.vector is None else as_text(one.vector)
        words = (weighed or {}).get(one.key)
        rows.append(row | ({"query": words.query, "weights": words.weights} if words else {"query": "", "weights": {}}))
    return json.dumps(rows)


def _found(
    rows: Iterable[tuple[int, int, float | None, float, str, str]],
    asked: Iterable[Asked],
    weighed: dict[int, _Weighed],
) -> dict[int, list[Found]]:
    letters = {one.key: trigrams(one.text[:LONGEST]) for one in asked}
    whole = {key: sum(words.weights.values()) for key, words in weighed.items()}
    found: dict[int, list[Found]] = defaultdict(list)
    for key, pk, meaning, words, text, title in rows:
        likeness = Likeness(
            meaning=None if meaning is None or math.isnan(meaning) else max(0.0, meaning),
            words=min(1.0, words / whole[key]) if whole.get(key) else 0.0,
            letters=share(text, letters[key]),
            title=share(title, letters[key]) if title else None,
        )
        found[key].append(Found(pk, likeness))
    return found
