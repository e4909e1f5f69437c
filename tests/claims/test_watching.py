"""Watched sources: what is new there comes in by itself, politely, and known articles are fetched again."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db.models.functions import Now

from claims import polite, refetching, services, tasks, watching
from claims.differences import word_diff
from claims.errors import HostBusy, IllegalMove, StaleVersion
from claims.models import (
    Article,
    Claim,
    Extraction,
    PassageChange,
    Revision,
    Watch,
    WatchedPage,
    WatchEvent,
    WebHost,
)
from reviews import services as review_services
from reviews import silentedits
from reviews.models import Notice
from tests.claims.ingestion.conftest import Site
from tests.factories import AppearanceFactory
from tests.loopback import serving
from tests.races import race

WALL = "The harbour wall cost 4.2 million crowns, twice as much as planned."
ITEM = "<item><title>{title}</title><link>{url}</link><pubDate>Mon, 12 Oct 2026 08:00:00 GMT</pubDate></item>"


@pytest.fixture
def site(settings):
    with serving(Site()) as server:
        settings.FETCH_ALLOW = [server.place]
        settings.SECONDS_BETWEEN_FETCHES = 0
        yield server


def page(title, text):
    return (
        f'<html lang="en"><head><title>{title}</title><meta property="article:published_time" content="2026-10-12">'
        f"</head><body><article><h1>{title}</h1><p>{text}</p><p>The council spoke of it on Monday for an hour.</p>"
        "</article></body></html>"
    ).encode()


def put_feed(site, *names, **headers):
    items = "".join(ITEM.format(title=f"About {name}", url=site.url(f"/{name}")) for name in names)
    feed = f'<rss version="2.0"><channel><title>The Harbour Post</title>{items}</channel></rss>'
    site.put("/feed", feed.encode(), Content_Type="application/rss+xml", **headers)
    for name in names:
        site.put(f"/{name}", page(f"About {name}", f"{WALL} So says {name}."))


def watch(newsroom, site, path="/feed", **given):
    return services.watch_address(site.url(path), desk=newsroom.desk, by=newsroom.editor, **given)


def work_off():
    """What beat and workers do until nothing is due, in this process."""
    for _ in range(20):
        watches, pages = watching.due(), refetching.due()
        if not watches and not pages:
            return
        for pk in watches:
            tasks.look_at_watch(pk)
        for pk, _ in pages:
            tasks.fetch_page(pk)
    pytest.fail("something is due again and again")


def again(*, pages=True):
    """As if the time had come to look again."""
    Watch.objects.update(next_look_at=Now(), nudged_at=Now() - timedelta(minutes=5))
    if pages:
        WatchedPage.objects.filter(next_fetch_at__isnull=False).update(
            next_fetch_at=Now(), nudged_at=Now() - timedelta(minutes=5)
        )


def asked(site, path):
    return [headers for asked_for, headers in site.requests if asked_for == path]


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


def test_robots_txt_is_obeyed_and_asked_for_once_a_day(newsroom, site):
    put_feed(site, "wall", "private")
    site.put("/robots.txt", b"User-agent: *\nDisallow: /private\n", Content_Type="text/plain")
    watch(newsroom, site)
    again()
    work_off()
    assert [article.title for article in Article.objects.all()] == ["About wall"]
    assert not asked(site, "/private")
    assert "asks programs not to read" in WatchedPage.objects.get(title="About private").reason
    assert len(asked(site, "/robots.txt")) == 1
    WebHost.objects.update(robots_until=Now())
    again()
    work_off()
    assert len(asked(site, "/robots.txt")) == 2


@pytest.mark.parametrize(("status", "is_read"), [(404, True), (403, True), (429, False), (500, False)])
def test_a_site_without_robots_txt_is_read_and_one_in_trouble_is_not(newsroom, site, status, is_read):
    put_feed(site, "wall")
    site.put("/robots.txt", b"", status=status)
    row = watch(newsroom, site)
    again()
    work_off()
    row.refresh_from_db()
    assert Article.objects.exists() == is_read
    assert ("robots.txt" in row.reason) == (not is_read)


def test_an_address_that_may_not_be_fetched_says_so_each_time(newsroom, site, settings):
    settings.FETCH_ALLOW = []
    row = watch(newsroom, site)
    for _ in range(2):
        again()
        work_off()
        row.refresh_from_db()
        assert "robots.txt" not in row.reason
        assert row.reason.startswith("Only the ports 80 and 443")
    assert not site.requests


def test_pages_of_one_host_are_fetched_one_after_the_other(newsroom, site, settings):
    settings.SECONDS_BETWEEN_FETCHES = 60
    put_feed(site, "wall", "tram")
    watch(newsroom, site)
    again()
    tasks.look_at_watch(Watch.objects.get().pk)
    for pk, _ in refetching.due():
        tasks.fetch_page(pk)
    assert not Article.objects.exists()
    waiting = WatchedPage.objects.filter(next_fetch_at__gt=Now() + timedelta(seconds=50))
    assert list(waiting.values_list("failures", "reason")) == [(0, "")] * 2


def test_thirty_pages_of_a_new_feed_have_their_turns_one_by_one_and_other_hosts_do_not_wait(newsroom, settings):
    settings.SECONDS_BETWEEN_FETCHES = 5
    WebHost.objects.create(name="https://slow.example", robots="User-agent: *\nCrawl-delay: 20", free_at=Now())
    urls = [f"https://post.example/{number}" for number in range(30)]
    urls += [f"https://slow.example/{number}" for number in range(3)] + ["https://other.example/1"]
    WatchedPage.objects.bulk_create(
        WatchedPage(desk=newsroom.desk, url=url, identity=watching.identity_of(url), next_fetch_at=Now(),
                    nudged_at=Now() - timedelta(minutes=5))
        for url in urls
    )  # fmt: skip
    soon = refetching.due()
    now = {WatchedPage.objects.get(pk=pk).url: seconds for pk, seconds in soon}
    assert now == {urls[0]: 0, urls[1]: 5.25, urls[30]: pytest.approx(0, abs=0.1), urls[33]: 0}
    later = WatchedPage.objects.exclude(pk__in=[pk for pk, _ in soon]).order_by("pk")
    turns = list(later.filter(url__contains="post").values_list("next_fetch_at", flat=True))
    assert [(one - turns[0]).total_seconds() for one in turns] == pytest.approx([5.25 * n for n in range(28)], abs=1)
    assert (turns[-1] - WatchedPage.objects.get(url=urls[0]).nudged_at).total_seconds() < 160
    first, second = later.filter(url__contains="slow").values_list("next_fetch_at", flat=True)
    assert (second - first).total_seconds() == pytest.approx(20.25, abs=1)
    assert refetching.due() == [], "until the first of their turns has come"


def test_two_workers_that_want_one_host_at_once_get_one_turn(site, settings, transactional_db):
    settings.SECONDS_BETWEEN_FETCHES = 60
    site.put("/robots.txt", b"", Content_Type="text/plain")
    site.put("/x", b"<html></html>")

    def ask():
        try:
            polite.fetch(site.url("/x"), types=refetching.PAGE_TYPES, max_bytes=1000)
        except polite.TurnTaken:
            return "taken"
        return "fetched"

    assert sorted(race(ask, ask)) == ["fetched", "taken"]
    assert len(asked(site, "/x")) == 1


def test_a_host_that_is_busy_is_left_alone_as_long_as_it_says(newsroom, site):
    put_feed(site, "wall")
    site.put("/feed", b"", status=429, Retry_After="3600")
    row = watch(newsroom, site)
    again()
    work_off()
    row.refresh_from_db()
    assert row.reason.endswith("asks to be left alone for a while.")
    assert Watch.objects.filter(next_look_at__gt=Now() + timedelta(minutes=59)).exists()
    with pytest.raises(HostBusy):
        polite.fetch(site.url("/wall"), types=refetching.PAGE_TYPES, max_bytes=1000)


def test_a_look_that_fails_is_tried_again_later_and_later_and_says_why(newsroom, site):
    site.put("/feed", b"gone", status=500)
    row = watch(newsroom, site, minutes=60)
    waits = []
    for number in range(1, 5):
        again()
        work_off()
        row.refresh_from_db()
        assert (row.failures, row.reason) == (number, "127.0.0.1 answered with HTTP status 500 instead of a page.")
        waits.append(row.next_look_at - row.looked_at)
    assert all(later > 1.5 * earlier for earlier, later in pairwise(waits))
    put_feed(site, "wall")
    again()
    work_off()
    row.refresh_from_db()
    assert (row.failures, row.reason) == (0, "")


def test_a_worker_that_dies_on_a_page_leaves_it_for_later_and_at_last_alone(newsroom, site):
    put_feed(site, "wall")
    watch(newsroom, site)
    again()
    tasks.look_at_watch(Watch.objects.get().pk)
    page_id = WatchedPage.objects.get().pk
    for _ in range(refetching.MOST_FAILURES):
        assert refetching.take(page_id) is not None  # and nothing comes of it
        assert refetching.take(page_id) is None
        again()
    assert WatchedPage.objects.get().next_fetch_at is None


def test_whoever_was_overtaken_stores_nothing(newsroom, site):
    put_feed(site, "wall")
    watch(newsroom, site)
    again()
    slow = watching.take(Watch.objects.get().pk)
    found = watching.look(slow)
    again()
    assert watching.keep(watching.take(slow.row.pk), found) == 1
    assert watching.keep(slow, found) == 0
    again()
    late = refetching.take(WatchedPage.objects.get().pk)
    read = refetching.fetch(late)
    again()
    assert refetching.keep(refetching.take(late.row.pk), read) is not None
    assert refetching.keep(late, read) is None
    assert Revision.objects.count() == 1


def test_old_texts_are_looked_at_less_and_left_alone_unless_a_claim_in_them_matters(newsroom, site):
    put_feed(site, "wall")
    watch(newsroom, site)
    again()
    work_off()
    row = WatchedPage.objects.get()

    def wait(age):
        WatchedPage.objects.update(changed_at=Now() - age, etag="")
        again()
        work_off()
        row.refresh_from_db()
        return row.next_fetch_at and row.next_fetch_at - row.fetched_at

    assert wait(timedelta(hours=1)) < timedelta(hours=2) < wait(timedelta(days=1)) < timedelta(hours=8)
    assert timedelta(days=5) < wait(timedelta(days=59)) < timedelta(days=9)
    assert wait(timedelta(days=61)) is None
    WatchedPage.objects.update(next_fetch_at=Now())
    AppearanceFactory(claim=newsroom.claim("accepted"), revision=row.article.latest_revision, quote="cost 4.2 million")
    assert timedelta(days=5) < wait(timedelta(days=61)) < timedelta(days=9)


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
