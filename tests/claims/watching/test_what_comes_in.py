"""Watched sources: what is new there comes in by itself, and known articles are fetched again."""

from dataclasses import replace

import pytest

from claims import services, tasks, watching
from claims.differences import word_diff
from claims.errors import IllegalMove, StaleVersion
from claims.models import (
    Article,
    Claim,
    Extraction,
    PassageChange,
    Revision,
    WatchedPage,
    WatchEvent,
)
from reviews import services as review_services
from reviews import silentedits
from reviews.models import Notice
from tests.claims.watching.turns import WALL, again, asked, page, put_feed, watch, work_off


def test_what_a_feed_names_comes_in_and_what_it_adds_comes_in_later(newsroom, site):
    put_feed(site, "wall", "tram")
    row = watch(newsroom, site)
    again()
    work_off()
    assert set(Article.objects.values_list("title", "origin")) == {("About wall", "watch"), ("About tram", "watch")}
    assert Extraction.objects.filter(state="queued").count() == 2
    assert {article.submitted_by for article in Article.objects.all()} == {newsroom.editor}
    put_feed(site, "bridge", "wall", "tram")
    again(pages=False)
    work_off()
    assert sorted(Article.objects.values_list("title", flat=True)) == ["About bridge", "About tram", "About wall"]
    assert len(asked(site, "/wall")) == 1
    row.refresh_from_db()
    assert (row.kind, row.failures, row.reason) == ("feed", 0, "")
    assert row.new_at >= row.created_at


def test_of_a_long_feed_the_newest_come_in_and_older_ones_are_known(newsroom, site):
    names = [f"n{number}" for number in range(watching.FIRST_ENTRIES + 5)]
    put_feed(site, *names)
    watch(newsroom, site)
    again()
    work_off()
    assert Article.objects.count() == watching.FIRST_ENTRIES
    again()
    work_off()
    assert Article.objects.count() == watching.FIRST_ENTRIES


def test_a_page_of_links_brings_in_what_appears_after_the_first_look(newsroom, site):
    old = '<a href="/old">An older piece about the tram</a> <a href="/login">Log in</a>'
    site.put("/", f"<html><body>{old}</body></html>".encode())
    watch(newsroom, site, "/")
    again()
    work_off()
    assert not Article.objects.exists()
    site.put("/new", page("The wall is finished", WALL))
    fresh = '<a href="/new#top">The wall is finished at last</a>'
    others = '<a href="http://elsewhere.example/x">A long headline of others</a>'
    site.put("/", f"<html><body>{fresh}{others}{old}</body></html>".encode())
    again()
    work_off()
    assert [article.title for article in Article.objects.all()] == ["The wall is finished at last"]


def test_a_page_that_names_a_feed_is_read_by_its_feed(newsroom, site):
    put_feed(site, "wall")
    link = '<link rel="alternate" type="application/rss+xml" title="{}" href="{}">'
    links = link.format("Comments", "/c") + link.format("News", "/feed")
    site.put("/", f"<html><head>{links}</head><body>News</body></html>".encode())
    row = watch(newsroom, site, "/")
    again()
    work_off()
    row.refresh_from_db()
    assert (row.feed, row.kind) == (site.url("/feed"), "feed")
    assert Article.objects.get().title == "About wall"


def test_a_feed_is_asked_with_what_it_gave_and_304_costs_nothing(newsroom, site):
    put_feed(site, "wall", ETag='"one"', Last_Modified="Mon, 12 Oct 2026 08:00:00 GMT")
    row = watch(newsroom, site)
    again()
    work_off()
    site.put("/feed", b"", status=304, Content_Type=None)
    again(pages=False)
    work_off()
    told = asked(site, "/feed")[-1]
    assert (told["If-None-Match"], told["If-Modified-Since"]) == ('"one"', "Mon, 12 Oct 2026 08:00:00 GMT")
    row.refresh_from_db()
    assert (row.etag, row.failures, row.kind) == ('"one"', 0, "feed")


def test_a_changed_page_is_the_next_revision_of_its_article_and_an_unchanged_one_is_not(newsroom, site):
    put_feed(site, "wall")
    watch(newsroom, site)
    again()
    work_off()
    again()
    work_off()
    assert Revision.objects.count() == 1
    site.put("/wall", page("Renamed in silence", WALL.replace("4.2", "5.1")))
    again()
    work_off()
    article = Article.objects.get()
    assert [("4.2" in row.text, "5.1" in row.text) for row in article.revisions.order_by("number")] == [
        (True, False), (False, True)
    ]  # fmt: skip
    assert Extraction.objects.filter(revision__number=2, state="queued").count() == 1


def test_an_address_that_somebody_handed_in_is_fetched_again_too(newsroom, site):
    site.put("/wall", page("The wall", WALL))
    draft = services.read_article_at(site.url("/wall"))
    services.submit_article(draft, desk=newsroom.desk, origin=Article.Origin.URL, by=newsroom.reviewer)
    services.submit_article(draft, desk=newsroom.desk, origin=Article.Origin.URL, by=newsroom.reviewer)
    site.put("/wall", page("The wall", WALL.replace("4.2", "5.1")))
    again()
    work_off()
    assert Article.objects.get().latest_revision.number == 2


def test_an_address_with_words_that_were_pasted_before_is_not_fetched_for_nothing(newsroom, site):
    site.put("/wall", page("The wall", WALL))
    draft = services.read_article_at(site.url("/wall"))
    services.submit_article(replace(draft, url=""), desk=newsroom.desk, origin="paste", by=newsroom.reviewer)
    services.submit_article(draft, desk=newsroom.desk, origin=Article.Origin.URL, by=newsroom.reviewer)
    assert Article.objects.count() == 1
    assert not WatchedPage.objects.exists()


def test_what_is_paused_is_left_alone_with_all_its_pages_until_it_is_resumed(newsroom, site):
    put_feed(site, "wall")
    row = watch(newsroom, site)
    again()
    tasks.look_at_watch(row.pk)
    row.refresh_from_db()
    services.pause_watch(row, by=newsroom.editor)
    again()
    work_off()
    assert not Article.objects.exists()
    with pytest.raises(watching.NotWatched):
        services.look_now(row, by=newsroom.editor)
    services.resume_watch(row, by=newsroom.editor)
    again()
    work_off()
    assert Article.objects.exists()
    assert list(WatchEvent.objects.values_list("name", flat=True)) == ["add", "pause", "resume"]


def test_an_address_is_on_the_list_once_and_can_be_taken_off_and_put_back(newsroom, site):
    row = watch(newsroom, site, name="The Post")
    with pytest.raises(watching.AlreadyWatched, match="“The Post” \\(watched\\)"):
        watch(newsroom, site)
    services.end_watch(row, by=newsroom.editor, expected=1)
    with pytest.raises(watching.AlreadyWatched, match="removed"):
        watch(newsroom, site)
    with pytest.raises(IllegalMove):
        services.pause_watch(row, by=newsroom.editor)
    with pytest.raises(StaleVersion):
        services.edit_watch(row, by=newsroom.editor, expected=1, minutes=60)
    services.resume_watch(row, by=newsroom.editor)
    services.edit_watch(row, by=newsroom.editor, minutes=60)
    row.refresh_from_db()
    assert (row.state, row.minutes) == ("watched", 60)
    assert row.events.last().data == {"minutes": "30"}


def test_a_silent_change_of_a_checked_passage_is_told_with_what_it_says_now(newsroom, site):
    put_feed(site, "wall")
    watch(newsroom, site)
    again()
    work_off()
    tasks.extract_claims(Extraction.objects.get().pk)
    claim = Claim.objects.get(text__contains="4.2 million")
    services.accept_claim(claim, by=newsroom.reviewer)
    review = review_services.open_review(claim, by=newsroom.reviewer)
    site.put("/wall", page("About wall", f"{WALL.replace('4.2', '5.1')} So says wall."))
    again()
    work_off()
    tasks.compare_revisions()
    silentedits.tell()
    notice = Notice.objects.get(recipient=newsroom.reviewer, kind="edited")
    assert (notice.review, "4.2 million" in notice.text) == (review, True)
    change = PassageChange.objects.get(before__claim=claim)
    assert [part.text for part in word_diff(change.before.quote, change.quote) if part.kind != "same"] == ["4.2", "5.1"]
