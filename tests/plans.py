"""What PostgreSQL reads for a statement, and desks long enough for it to matter."""

import json
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.utils import timezone

from claims.models import Claim
from reviews.models import Assignment
from tests.conftest import Newsroom


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
