"""What PostgreSQL reads for a statement, and desks long enough for it to matter."""

import json
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.utils import timezone

from claims.models import Claim
from reviews.models import Assignment
from tests.conftest import Newsroom
from tests.multiplied import copy_row


def nodes_of(sql: str) -> Iterator[dict[str, Any]]:
    """The nodes of the plan by which `sql` has just been run."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")
        (found,) = cursor.fetchone()
    plan = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    yield from _inside(plan)


def _inside(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for inner in node.get("Plans", []):
        yield from _inside(inner)


def most_rows_read(sql: str, table: str) -> tuple[str | None, int]:
    """Of the scans of `table` the one that reads most: its index, and how many rows it read, those thrown away too."""
    scans = [node for node in nodes_of(sql) if node.get("Relation Name") == table]
    rows = [(node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"] for node in scans]
    most = max(rows)
    return scans[rows.index(most)].get("Index Name"), round(most)


def forget_statistics(*tables: str, thought_empty: bool = False) -> None:
    """Let the planner know nothing of `tables`, or take them for empty, until the test is rolled back.

    So it is after a bulk load, until autovacuum comes round: it was there before the rows, or never.
    """
    known = {"pages": int(thought_empty), "rows": 0 if thought_empty else -1, "tables": list(tables)}
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM pg_statistic WHERE starelid = ANY(%(tables)s::regclass[])", known)
        cursor.execute(
            "UPDATE pg_class SET relpages = %(pages)s, reltuples = %(rows)s WHERE oid = ANY(%(tables)s::regclass[])"
            " OR oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = ANY(%(tables)s::regclass[]))",
            known,
        )


def know(*tables: str) -> None:
    """Let the planner know how many rows `tables` have, whatever it made of them in tests before."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(tables)}")


def long_queue(newsroom: Newsroom, many: int) -> None:
    """A worklist of `many` ranked claims; the 200 most urgent are begun, by one person."""
    Claim.objects.bulk_create(
        [Claim(desk=newsroom.desk, text="Crime fell.", check_worthiness=0.5, state="accepted") for _ in range(many)],
        batch_size=5000,
    )
    Assignment.objects.update(ranked_at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE reviews_assignment SET priority = 2000 + id % 977")
        cursor.execute(
            "UPDATE reviews_assignment SET assigned_to_id = %s WHERE id IN "
            "(SELECT id FROM reviews_assignment ORDER BY priority DESC, id LIMIT 200)",
            [newsroom.second.pk],
        )
        cursor.execute("ANALYZE claims_claim, reviews_assignment, reviews_claimreview, reviews_skip")


def many_pairs(newsroom: Newsroom, many: int) -> None:
    """As many pairs that wait, of claims each of which may be the same as the next."""
    facts = {"desk": newsroom.desk, "check_worthiness": 0.5}
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        Claim.objects.bulk_create([Claim(text=f"Crime fell by {n} percent.", **facts) for n in range(many + 1)])
        cursor.execute("SET session_replication_role = origin")
        cursor.execute(
            "INSERT INTO claims_claimpair (desk_id, earlier_id, later_id, score, is_open)"
            " SELECT desk_id, id, lead(id) OVER (ORDER BY id), 0.5 + id %% 977 / 2000.0, true FROM claims_claim"
            " WHERE desk_id = %s ORDER BY id LIMIT %s",
            [newsroom.desk.pk, many],
        )


def many_articles(newsroom: Newsroom, many: int) -> None:
    """As many articles of the desk that are like one another, without the texts that they would have."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO claims_article (desk_id, title, byline, published_on, url, language, origin, identity,"
            " submitted_by_id, created_at) SELECT %s, 'The council spends more on wall number ' || n, 'By Ines Valloy',"
            " '2026-10-14', 'https://courier.example/wall/' || n, 'en', 'bulk', md5(n::text), %s, now()"
            " FROM generate_series(1, %s) AS n",
            [newsroom.desk.pk, newsroom.editor.pk, many],
        )


def long_archive(newsroom: Newsroom, many: int) -> None:
    """As many published fact-checks of the desk, one a minute, each with a verdict like that of the first of them."""
    page = newsroom.review("published").fact_check
    facts = {"desk": newsroom.desk, "check_worthiness": 0.5, "state": Claim.State.ACCEPTED}
    claims = [f"Crime fell by {number} percent." for number in range(many)]
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        copy_row(Claim.objects.create(text="Crime fell.", **facts), claims, {"text": "made.text"})
        cursor.execute(
            "INSERT INTO reviews_claimreview (version, claim_id, reviewer_id, approver_id, verdict_id, state,"
            " override_reason, created_at) SELECT 1, claim.id, reviewer_id, approver_id, verdict_id, review.state, '',"
            " now() FROM claims_claim claim, reviews_claimreview review"
            " WHERE review.id = %s AND claim.id <> review.claim_id",
            [page.review_id],
        )
        cursor.execute(
            "INSERT INTO reviews_verdict (review_id, number, claim_text, rating_id, headline, explanation, author_id,"
            " created_at) SELECT review.id, 1, claim_text, rating_id, headline, explanation, author_id, now()"
            " FROM reviews_claimreview review, reviews_verdict verdict"
            " WHERE verdict.review_id = %s AND review.id <> verdict.review_id",
            [page.review_id],
        )
        cursor.execute(
            "UPDATE reviews_claimreview review SET verdict_id = verdict.id FROM reviews_verdict verdict"
            " WHERE verdict.review_id = review.id"
        )
        cursor.execute(
            "INSERT INTO publishing_factcheck (review_id, slug, published_by_id, published_at, modified_at)"
            " SELECT review.id, 'many-' || review.id, published_by_id, published_at - review.id * interval '1 minute',"
            " modified_at FROM reviews_claimreview review, publishing_factcheck page WHERE page.id = %s"
            " AND review.id <> page.review_id",
            [page.pk],
        )
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("ANALYZE claims_claim, reviews_claimreview, reviews_verdict, publishing_factcheck")
