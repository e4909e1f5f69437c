"""Every list, with every filter, once PostgreSQL has looked again at tables that it had taken for empty."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims import estimates
from claims.models import Appearance, Article, Claim, Topic
from reviews.models import ClaimReview
from tests.api.manyrows import many
from tests.api.operations import LISTS, OPERATIONS, documented
from tests.multiplied import multiplied, multiply, set_up
from tests.plans import forget_statistics, know, nodes_of

TIMES = 80  # of 32 articles, 24 claims and so on: thousands of each
READS, TIME = re.compile(r"\s*(SELECT|WITH)\b"), re.compile(r"'\d{4}-\d\d-\d\d \d\d:[^']*'")  # of asking, say
OF_A_LIST = {"cursor", "expand", "fields", "page_size"}
MOST = 20  # rows read for each row of the largest table: some walks through it, and no table for each


@pytest.fixture
def full(newsroom):
    """Thousands of rows of every kind, in tables that are taken for empty."""
    for name in LISTS:
        many(newsroom, OPERATIONS[name].path, 2)
    Article.objects.filter(pk=Article.objects.earliest("pk").pk).update(language="de")
    multiply(TIMES)
    know(*(model._meta.db_table for model in set_up()))
    forget_statistics(*(model._meta.db_table for model in multiplied()), thought_empty=True)
    return newsroom


def asked_with(newsroom):
    """What is given for each filter by name: what many rows have, what few have, and what none has."""
    place = Appearance.objects.select_related("revision").latest("pk")
    days = ["2026-10-01", "2030-01-01"]
    ids = {
        "article": place.revision.article_id, "claim": place.claim_id, "revision": place.revision_id, "after": 1,
        "review": ClaimReview.objects.latest("pk").pk, "topic": Topic.objects.latest("pk").pk,
    }  # fmt: skip
    people = [newsroom.reviewer.username, newsroom.viewer.username]
    return {name: [one] for name, one in ids.items()} | {
        "assigned_to": people, "holder": people, "reviewer": people, "user": people,
        "claimant": ["mayor", "quixot"], "desk": [newsroom.desk.slug], "language": ["en", "de", "cy"],
        "min_check_worthiness": ["0", "1"], "publisher_site": ["facts.example"], "q": ["crime", "quixot"],
        "rating": ["False"], "rating_of_five": ["1"], "published_from": days, "published_to": days,
        "reviewed_from": days, "reviewed_to": days, "said_from": days, "said_to": days,
    }  # fmt: skip


def queries(name, given):
    """The list in each of its orderings, with each of its filters."""
    offered = {one["name"]: one["schema"] for one in documented()[name]["parameters"] if one["in"] == "query"}
    for ordering in offered.pop("ordering", {"enum": [None]})["enum"]:
        base = {"ordering": ordering} if ordering else {}
        yield base
        for filtered, schema in offered.items():
            if filtered not in OF_A_LIST:
                for value in _values(filtered, schema, given):
                    yield base | {filtered: value}


def _values(name, schema, given):
    if "enum" in schema or "enum" in schema.get("items", {}):
        return schema.get("enum") or schema["items"]["enum"]
    return ["true", "false"] if schema["type"] == "boolean" else given[name]


def rows_read(sql):
    """By all nodes of the plan together, those thrown away too."""
    thrown_away = "Rows Removed by Filter", "Rows Removed by Join Filter", "Rows Removed by Index Recheck"
    return sum(
        (node["Actual Rows"] + sum(node.get(one, 0) for one in thrown_away)) * node["Actual Loops"]
        for node in nodes_of(sql)
    )


def test_no_list_reads_a_table_for_each_row_of_another(full, api):
    given = asked_with(full)
    largest = max(Article.objects.count(), Claim.objects.count())
    assert largest > 2000
    renewed = estimates.renew()
    assert {"claims_article", "claims_claim", "claims_appearance", "claims_revision"} <= set(renewed)
    clients = {by: api(getattr(full, by)) for by in {OPERATIONS[name].by for name in LISTS}}
    seen: set[str] = set()
    for name in [*LISTS, "get desks/{id}/overview/", "get desks/{id}/workload/"]:
        operation = OPERATIONS[name]
        for query in queries(name, given):
            connection.queries_log.clear()
            with CaptureQueriesContext(connection) as asked:
                answer = clients[operation.by].get(operation.address(full.desk), **query)
            assert answer.status_code == 200, (name, query, answer.content)
            read = {TIME.sub("", one["sql"]): one["sql"] for one in asked if READS.match(one["sql"])}
            for alike in read.keys() - seen:
                assert rows_read(read[alike]) < MOST * largest, (name, query, read[alike])
            seen |= read.keys()
