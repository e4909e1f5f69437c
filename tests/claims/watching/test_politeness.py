"""Watched sources: whose turn it is, what a host asks for, and what is tried again later."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db.models.functions import Now

from claims import polite, refetching, tasks, watching
from claims.errors import HostBusy
from claims.models import (
    Article,
    Revision,
    Watch,
    WatchedPage,
    WebHost,
)
from tests.claims.watching.turns import again, asked, put_feed, watch, work_off
from tests.factories import AppearanceFactory
from tests.races import race


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
