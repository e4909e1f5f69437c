"""`claims:search` over very many fact-checks of others reads few of them."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from reviews.publishing.searching import COMMON
from tests.plans import most_rows_read, nodes_of

SEARCH = "/v1alpha1/claims:search"
TABLE = "claims_knownfactcheck"
MANY = 20_000  # of which every 50th is in Welsh, every 1000th of a small site, and every 5000th about quixotry


@pytest.fixture
def archive(newsroom):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO claims_knownfactcheck (desk_id, url, claim_reviewed, publisher, publisher_site, claimant,"
            " rating_label, title, language, identity, reviewed_on, listed_at, created_at)"
            " SELECT %s, 'https://facts.example/' || n, 'The harbour wall cost ' || n || ' crowns'"
            " || CASE WHEN n %% 5000 = 0 THEN ', which is quixotry' ELSE '' END, 'Facts',"
            " CASE WHEN n %% 1000 = 0 THEN 'small.example' ELSE 'facts.example' END, 'Ilse Brandt', 'False', '',"
            " CASE WHEN n %% 50 = 0 THEN 'cy' ELSE 'en' END, md5(n::text), now() - n * interval '1 hour',"
            " now() - n * interval '1 hour', now()"
            " FROM generate_series(1, %s) AS n",
            [newsroom.desk.pk, MANY],
        )
        cursor.execute("ANALYZE claims_knownfactcheck")


ASKED = (  # what for, how many are shown, and how many rows may be read
    ({"query": "quixotry"}, 4, 20),
    ({"query": "quixotry wall"}, 4, 20),
    ({"query": "quixotry", "languageCode": "cy"}, 4, 20),
    ({"query": "quixotry", "reviewPublisherSiteFilter": "small.example"}, 4, 30),
    ({"query": "harbour", "reviewPublisherSiteFilter": "small.example"}, 10, COMMON + 1),
    ({"reviewPublisherSiteFilter": "facts.example"}, 10, 30),
    ({"reviewPublisherSiteFilter": "small.example"}, 10, 30),
    ({"reviewPublisherSiteFilter": "facts.example", "languageCode": "cy"}, 10, 700),
    ({"query": "harbour"}, 10, COMMON + 1),
    ({"query": "harbour", "languageCode": "cy"}, 10, COMMON + 1),
    ({"query": "harbour", "maxAgeDays": 7}, 10, COMMON + 1),
)


@pytest.mark.usefixtures("archive")
def test_a_search_reads_few_of_very_many_fact_checks_on_every_page():
    for query, found, most in ASKED:
        token = reads_few(query, found, most)
        if token:
            reads_few(query | {"pageToken": token}, found, most)


def reads_few(query, found, most):
    """Ask for a page; the token of the next one."""
    with CaptureQueriesContext(connection) as asked:
        answer = Client().get(SEARCH, query).json()
    assert len(answer["claims"]) == found, query
    for sql in [one["sql"] for one in asked if f'FROM "{TABLE}"' in one["sql"]]:
        scans = [node["Node Type"] for node in nodes_of(sql) if node.get("Relation Name") == TABLE]
        assert "Seq Scan" not in scans or "ORDER BY" not in sql, query
        assert most_rows_read(sql, TABLE)[1] <= most, query
    return answer.get("nextPageToken")
