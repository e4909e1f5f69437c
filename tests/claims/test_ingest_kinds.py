"""`manage.py ingest` with files of every kind: articles, and what others have published."""

import json

import pytest
from django.test import Client

from claims.models import Article, KnownFactCheck
from reviews.models import ClaimReview
from tests.claims.ingestion.documents import LINES, pdf, word
from tests.claims.test_commands import run

FEED = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Courier</title><item><title>Roads cost more</title><link>https://courier.example/roads</link>
<pubDate>Wed, 14 Oct 2026 08:00:00 GMT</pubDate>
<content:encoded><![CDATA[<p>The council spent 3 million crowns on roads, she said on Monday.</p>]]></content:encoded>
</item></channel></rss>"""
NINJS = {
    "uri": "https://agency.example/1", "type": "text", "versioncreated": "2026-10-14T08:00:00Z", "language": "en",
    "headline": "Debt fell", "body_text": "The debt of the city fell by 9 million crowns, the treasurer said.",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.pdf").write_bytes(pdf(*LINES))
    (tmp_path / "b.docx").write_bytes(word("Trams cost more", "The trams cost 8 million crowns last year, she said."))
    (tmp_path / "c.json").write_text(json.dumps(NINJS))
    (tmp_path / "d.rss").write_text(FEED)
    (tmp_path / "e.pdf").write_bytes(b"%PDF-1.7 torn")
    return tmp_path


def test_a_folder_of_documents_is_handed_in_and_the_damaged_one_is_named(newsroom, folder):
    said, complained, code = run("ingest", folder, desk=newsroom.desk.slug)
    assert (code, "e.pdf could not be read as a PDF" in complained) == (1, True)
    assert "4 new" in said, complained
    titles = set(Article.objects.values_list("title", flat=True))
    assert titles == {"Harbour wall costs more", "Trams cost more", "Debt fell", "Roads cost more"}
    assert "0 new, 0 revised, 4 unchanged, 1 refused." in run("ingest", folder, desk=newsroom.desk.slug)[0]


def test_a_document_without_a_day_takes_the_one_that_is_given(newsroom, tmp_path):
    (tmp_path / "a.pdf").write_bytes(pdf(*LINES, created=""))
    _, complained, code = run("ingest", tmp_path, desk=newsroom.desk.slug)
    assert (code, "does not say when it was published" in complained) == (1, True)
    run("ingest", tmp_path, "--date", "2026-10-01", desk=newsroom.desk.slug)
    assert str(Article.objects.get().published_on) == "2026-10-01"


@pytest.mark.parametrize("name", ["datafeed.json", "fact-checks.ndjson"])
def test_our_own_dumps_come_into_another_desk_unchanged_and_once(newsroom, tmp_path, name):
    page = newsroom.review(ClaimReview.State.PUBLISHED).fact_check
    (tmp_path / name).write_bytes(Client().get(f"/fact-checks/data/{name}").getvalue())
    elsewhere = newsroom.stranger.memberships.get().desk
    assert "1 new" in run("ingest", tmp_path, desk=elsewhere.slug)[0]
    known = KnownFactCheck.objects.get()
    assert (known.desk, known.claim_reviewed) == (elsewhere, page.verdict.claim_text)
    assert (known.rating_label, known.rating_of_five) == (newsroom.rating.label, newsroom.rating.value)
    assert "1 unchanged" in run("ingest", tmp_path, desk=elsewhere.slug)[0]
    assert KnownFactCheck.objects.count() == 1


def test_what_came_before_a_file_broke_off_is_handed_in(newsroom, tmp_path):
    whole = json.dumps([NINJS, NINJS | {"uri": "https://agency.example/2", "body_text": "Rents fell by 3 percent."}])
    (tmp_path / "torn.json").write_text(whole[:-1] + ', {"uri": "https://agen')
    said, complained, code = run("ingest", tmp_path, desk=newsroom.desk.slug)
    assert (code, "torn.json" in complained) == (1, True)
    assert "2 new, 0 revised, 0 unchanged, 1 refused." in said
    assert Article.objects.count() == 2
