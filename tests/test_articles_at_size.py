"""Articles are found by letters of theirs among very many, behind every door, without reading the others."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.models import Source
from tests.factories import ArticleFactory, RevisionFactory
from tests.plans import many_articles, most_rows_read

WORDS = {"title": "quixot", "byline": "zebedee", "address": "quux-", "source": "almery gaz"}


@pytest.fixture
def article(newsroom):
    """One that is unlike 20,000 others."""
    many_articles(newsroom, 20_000)
    facts = {"title": "Quixotry 9% up", "byline": "By Zebedee Ott", "url": "https://quux-news.example/1"}
    source = Source.objects.create(desk=newsroom.desk, name="Almery Gazette")
    found = RevisionFactory(article=ArticleFactory(desk=newsroom.desk, source=source, **facts)).article
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE claims_article, claims_source")
    return found


def assert_read_few(asked):
    statements = [one["sql"] for one in asked if 'FROM "claims_article"' in one["sql"]]
    assert statements
    for sql in statements:
        assert most_rows_read(sql, "claims_article")[1] < 10, sql


def test_an_article_is_found_by_its_letters_without_reading_the_others(newsroom, article, api, client, as_staff):
    finds_over_rest_by_the_title(api(newsroom.viewer), article)
    client.force_login(newsroom.viewer)
    for words in WORDS.values():
        finds_at_the_desk(client, article, words)
    staff = as_staff(newsroom.viewer)
    for words in (*WORDS.values(), "zebedee almery", '"by zebedee" quux'):
        finds_in_the_admin(staff, article, words)


def finds_over_rest_by_the_title(client, article):
    for words in ("quixot", "QUIXOTRY 9%"):
        with CaptureQueriesContext(connection) as asked:
            found = client.get("articles/", q=words).json()["results"]
        assert [row["id"] for row in found] == [article.pk]
        assert_read_few(asked)
    assert client.get("articles/", q="quixotry 9_").json()["results"] == []


def finds_at_the_desk(client, article, words):
    with CaptureQueriesContext(connection) as asked:
        shown = client.get(reverse("workspace:articles"), {"q": words})
    assert [row.article for row in shown.context["listed"]] == [article], words
    assert_read_few([one for one in asked if "ILIKE" in one["sql"]])


def finds_in_the_admin(staff, article, words):
    with CaptureQueriesContext(connection) as asked:
        shown = staff.get(reverse("admin:claims_article_changelist"), {"q": words})
    assert list(shown.context["cl"].result_list) == [article], words
    assert_read_few([one for one in asked if "ILIKE" in one["sql"]])
