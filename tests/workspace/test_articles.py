"""Articles in the workspace: handing in, how the finding of claims stands, what changed between two texts."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from claims.models import Article, Claim, Extraction
from reviews.publishing import figures
from reviews.publishing.figures import Counted
from tests.factories import AppearanceFactory, ArticleFactory, ClaimFactory, ExtractionFactory, RevisionFactory
from tests.plans import long_queue, most_rows_read

ARTICLES = reverse("workspace:articles")
OVERVIEW = reverse("workspace:overview")
TEXT = b"date 2026-10-14 Harbour wall costs more\nBy Rosa Tallis\n\nThe wall cost 4.2 million crowns.\n"


def failed(newsroom, **facts):
    return ExtractionFactory(
        revision__article__desk=newsroom.desk,
        state=Extraction.State.QUARANTINED,
        reason="The detector ran out of memory.",
        finished_at=timezone.now(),
        **facts,
    )


@pytest.mark.parametrize(
    ("given", "origin"),
    [
        ({"title": "Harbour wall", "published_on": "2026-10-14", "text": "It cost 4.2 million crowns."}, "paste"),
        ({"file": SimpleUploadedFile("wall.txt", TEXT)}, "file"),
    ],
)
def test_an_article_is_handed_in_and_its_page_shows_how_it_stands(newsroom, at_desk, given, origin):
    answer = at_desk(newsroom.reviewer).post(ARTICLES, given, follow=True)
    article = Article.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("workspace:article", args=(article.pk,))
    assert (article.origin, article.desk) == (origin, newsroom.desk)
    assert "Queued" in answer.text
    assert f"{reverse('workspace:articles-progress')}?articles={article.pk}" in answer.text


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({}, "Give one of these"),
        ({"text": "Words without a day.", "title": "T"}, "both a title and the day"),
        ({"url": "http://127.0.0.1:1/inside"}, "nothing was stored"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_words_and_kept_in_the_form(newsroom, at_desk, given, why):
    answer = at_desk(newsroom.reviewer).post(ARTICLES, given)
    assert (answer.status_code, why in answer.text) == (422, True)
    for value in given.values():
        assert value in answer.text
    assert not Article.objects.exists()


def test_a_viewer_reads_and_hands_nothing_in(newsroom, at_desk):
    extraction = failed(newsroom)
    article = extraction.revision.article
    viewer = at_desk(newsroom.viewer)
    for page in (viewer.get(ARTICLES), viewer.get(reverse("workspace:article", args=(article.pk,)))):
        assert "out of memory" in page.text
        assert "Try again" not in page.text
        assert "Hand in an article" not in page.text
    assert viewer.post(ARTICLES, {"text": "x"}).status_code == 403
    assert viewer.post(reverse("workspace:article-retry", args=(article.pk,))).status_code == 403


def test_another_desks_articles_are_not_there(newsroom, at_desk):
    article = RevisionFactory(article__desk=newsroom.desk).article
    stranger = at_desk(newsroom.stranger)
    assert stranger.get(reverse("workspace:article", args=(article.pk,))).status_code == 404
    assert stranger.post(reverse("workspace:article-retry", args=(article.pk,))).status_code == 404
    assert article.title not in stranger.get(ARTICLES).text
    progress = stranger.get(reverse("workspace:articles-progress"), {"articles": article.pk})
    assert f"progress-{article.pk}" not in progress.text


def test_a_failed_one_says_why_and_is_tried_again(newsroom, at_desk):
    extraction = failed(newsroom)
    retry = reverse("workspace:article-retry", args=(extraction.revision.article_id,))
    answer = at_desk(newsroom.reviewer).post(retry, follow=True)
    assert "Queued again" in answer.text
    extraction.refresh_from_db()
    assert extraction.state == Extraction.State.QUEUED
    assert "Only an extraction that failed" in at_desk(newsroom.reviewer).post(retry, follow=True).text


def test_progress_is_asked_for_until_everything_is_settled(newsroom, at_desk):
    extraction = ExtractionFactory(revision__article__desk=newsroom.desk)
    article = extraction.revision.article_id
    progress = reverse("workspace:articles-progress")
    at_reviewer = at_desk(newsroom.reviewer)
    assert f'hx-get="{progress}?articles={article}"' in at_reviewer.get(progress, {"articles": article}).text
    Extraction.objects.update(state=Extraction.State.DONE, finished_at=timezone.now())
    answer = at_reviewer.get(progress, {"articles": article}).text
    assert "hx-get" not in answer
    assert "nothing to triage" in answer


def test_the_list_is_filtered_by_words_and_state_and_goes_on_page_by_page(newsroom, at_desk):
    failed(newsroom, revision__article__title="Trams are late")
    for n in range(31):
        RevisionFactory(article__desk=newsroom.desk, article__title=f"Harbour {n}")
    at_reviewer = at_desk(newsroom.reviewer)
    assert [one.article.title for one in at_reviewer.get(ARTICLES, {"state": "quarantined"}).context["listed"]] == [
        "Trams are late"
    ]
    first = at_reviewer.get(ARTICLES, {"q": "harbour"}).context
    second = at_reviewer.get(f"{ARTICLES}?{first['next_query']}").context
    assert len(first["listed"]) == 30
    assert [one.article.title for one in second["listed"]] == ["Harbour 0"]
    assert second["next_query"] == ""
    assert "No article matches" in at_reviewer.get(ARTICLES, {"q": "zeppelin"}).text


def test_a_new_text_tells_what_changed_and_what_it_did_to_the_claims(newsroom, at_desk):
    old = RevisionFactory(article__desk=newsroom.desk, text="Ten ships sank. Crime fell by 12 percent.")
    new = RevisionFactory(article=old.article, number=2, text="Ten ships sank. Crime fell by 7 percent.")
    kept, gone, came = ClaimFactory.create_batch(3, desk=newsroom.desk)
    for claim, revision, quote in ((kept, old, "Ten ships sank."), (kept, new, "Ten ships sank."),
                                   (gone, old, "12 percent"), (came, new, "7 percent")):  # fmt: skip
        AppearanceFactory(claim=claim, revision=revision, quote=quote)
    page = at_desk(newsroom.reviewer).get(reverse("workspace:article", args=(old.article_id,)))
    assert (page.context["kept"], page.context["gone"], page.context["came"]) == (1, [gone.text], [came.text])
    assert "<del>12</del><ins>7</ins>" in page.text
    assert at_desk(newsroom.reviewer).get(page.request["PATH_INFO"], {"from": "9", "to": "x"}).status_code == 200


def test_a_fresh_desk_is_told_what_to_do(newsroom, at_desk):
    at_reviewer = at_desk(newsroom.reviewer)
    assert "Hand one in above" in at_reviewer.get(ARTICLES).text
    assert "How a fact-check comes about" in at_reviewer.get(reverse("workspace:overview")).text
    assert "hand one in" in at_reviewer.get(reverse("workspace:triage")).text


@pytest.mark.parametrize("name", ["overview", "articles"])
def test_a_page_asks_the_same_number_of_questions_however_much_there_is(newsroom, at_desk, name):
    counts = []
    for many in (2, 25):
        for revision in RevisionFactory.create_batch(many, article__desk=newsroom.desk):
            AppearanceFactory(claim=ClaimFactory(desk=newsroom.desk), revision=revision)
            ExtractionFactory(revision=revision)
            newsroom.review()
        client = at_desk(newsroom.editor)
        client.get(reverse(f"workspace:{name}"))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse(f"workspace:{name}"))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 28


def test_the_overview_tells_what_waits_for_whom(newsroom, at_desk):
    newsroom.claim()
    mine, submitted = newsroom.review(), newsroom.review("submitted")
    shown = at_desk(newsroom.reviewer).get(reverse("workspace:overview")).context
    assert shown["waiting"].candidates.count == 1
    assert [one["review"] for one in shown["mine"]] == [mine]
    assert shown["to_approve"] == []
    shown = at_desk(newsroom.second).get(reverse("workspace:overview")).context
    assert shown["to_approve"] == [submitted]
    assert shown["chart"]["decided"] == 2
    stranger = at_desk(newsroom.stranger).get(reverse("workspace:overview")).context
    assert (stranger["waiting"].candidates.count, stranger["chart"]["decided"]) == (0, 0)


def test_somebody_without_a_desk_is_told_what_to_do(at_desk, django_user_model, db):
    answer = at_desk(django_user_model.objects.create(username="new")).get(reverse("workspace:overview"))
    assert (answer.status_code, "Ask a desk admin to add you" in answer.text) == (403, True)


def test_the_days_of_the_chart_are_the_last_fourteen(newsroom, at_desk):
    ArticleFactory(desk=newsroom.desk)
    bars = at_desk(newsroom.viewer).get(reverse("workspace:overview")).context["chart"]["bars"]
    assert [bar.day for bar in bars] == [timezone.localdate() - timedelta(days=ago) for ago in range(13, -1, -1)]


def test_the_overview_counts_as_far_as_anybody_reads_and_says_that_there_are_more(newsroom, at_desk, monkeypatch):
    monkeypatch.setattr(figures, "MOST_COUNTED", 2)
    first = newsroom.claim()
    newsroom.claim()
    shown = at_desk(newsroom.reviewer).get(OVERVIEW)
    assert shown.context["waiting"].candidates == Counted(2, False, first.created_at)
    newsroom.claim()
    shown = at_desk(newsroom.reviewer).get(OVERVIEW)
    assert "2+</strong> candidates" in shown.text
    assert "0</strong> accepted" in shown.text


def test_no_figure_of_the_overview_reads_all_rows(newsroom, at_desk, monkeypatch):
    monkeypatch.setattr(figures, "MOST_COUNTED", 50)
    long_queue(newsroom, 3000)
    Claim.objects.bulk_create(Claim(desk=newsroom.desk, text="Rents rose.", check_worthiness=0.5) for _ in range(60))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE claims_claim")
        cursor.execute("SET LOCAL enable_seqscan = off")  # which wins while the table is this small
    with CaptureQueriesContext(connection) as asked:
        at_desk(newsroom.viewer).get(OVERVIEW)
    for table in ("claims_claim", "reviews_assignment"):
        sqls = [one["sql"] for one in asked if f'FROM "{table}"' in one["sql"]]
        assert sqls
        for sql in sqls:
            assert most_rows_read(sql, table)[1] <= figures.MOST_COUNTED + 1


def test_articles_that_failed_are_found_among_very_many_that_did_not(newsroom, at_desk):
    one = failed(newsroom).revision
    again = failed(newsroom).revision  # which was read at last
    ExtractionFactory(revision=again, detector_version="another", state="done", finished_at=timezone.now())
    ArticleFactory.create_batch(200, desk=newsroom.desk, submitted_by=newsroom.editor)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE claims_article; ANALYZE claims_extraction; ANALYZE claims_revision")
    with CaptureQueriesContext(connection) as asked:
        shown = at_desk(newsroom.viewer).get(ARTICLES, {"state": "quarantined"})
    assert [row.article for row in shown.context["listed"]] == [one.article]
    (sql,) = [one["sql"] for one in asked if "LIMIT 31" in one["sql"]]
    assert most_rows_read(sql, "claims_article")[1] < 10
