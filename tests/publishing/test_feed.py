"""The Atom feed as a feed reader sees it: addresses that never change, and news of every correction and retraction."""

from datetime import UTC, datetime, timedelta

import feedparser
import pytest
from django.test import Client

from reviews.models import ClaimReview
from reviews.publishing import services as publishing
from reviews.publishing.models import FactCheck

S = ClaimReview.State
FEED = "/fact-checks/feed.atom"


def read():
    answer = Client().get(FEED)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    feed = feedparser.parse(answer.content)
    assert not feed.bozo
    assert feed.version == "atom10"
    return feed


def moment(entry, name):
    return datetime(*entry[f"{name}_parsed"][:6], tzinfo=UTC)


@pytest.fixture
def page(newsroom):
    return newsroom.review(S.PUBLISHED).fact_check


def test_the_feed_says_what_it_is_and_where(page, settings):
    feed = read().feed
    assert feed.title == f"{settings.SITE_NAME}: fact-checks"
    links = {link.rel: link.href for link in feed.links}
    assert links == {"alternate": f"{settings.BASE_URL}/fact-checks/", "self": f"{settings.BASE_URL}{FEED}"}
    assert feed.id == f"{settings.BASE_URL}/fact-checks/"
    assert feed.updated_parsed


def test_an_entry_says_claim_rating_and_explanation(newsroom, page, settings):
    (entry,) = read().entries
    assert entry.id == entry.link == settings.BASE_URL + page.get_absolute_url()
    assert entry.title == "Mostly false: Crime fell, but by less than the mayor says"
    assert [tag.term for tag in entry.tags] == ["Mostly false"]
    assert entry.author == newsroom.desk.name
    assert "Crime fell by 12 percent in two years." in entry.summary
    assert "<strong>7 percent</strong>" in entry.summary
    assert moment(entry, "published") == page.published_at.replace(microsecond=0)


def test_a_correction_renews_an_entry_and_a_retraction_says_so_in_it(newsroom, page):
    yesterday = page.published_at - timedelta(days=1)
    FactCheck.objects.filter(pk=page.pk).update(published_at=yesterday, modified_at=yesterday)
    page.refresh_from_db()
    (first,) = read().entries
    publishing.correct_review(
        publishing.propose_correction(
            page, kind="correction", note="We had the wrong year.", rating=newsroom.rating,
            headline="Crime fell by 9 percent", explanation="The office counts 9 percent.", by=newsroom.reviewer,
        ),
        by=newsroom.editor,
    )  # fmt: skip
    (corrected,) = read().entries
    publishing.retract_review(page.review, note="The source withdrew its figures.", by=newsroom.editor)
    (retracted,) = read().entries
    assert first.id == corrected.id == retracted.id
    assert first.published == corrected.published == retracted.published
    assert moment(first, "updated") < moment(corrected, "updated") <= moment(retracted, "updated")
    assert corrected.title == "Mostly false: Crime fell by 9 percent"
    assert retracted.title == "Retracted: Crime fell by 9 percent"
    assert "The source withdrew its figures." in retracted.summary
    assert "9 percent" not in retracted.summary
    assert "tags" not in retracted


def test_what_changed_last_comes_first(newsroom):
    pages = [newsroom.review(S.PUBLISHED).fact_check for _ in range(3)]
    publishing.retract_review(pages[0].review, note="Wrong.", by=newsroom.editor)
    titles = [entry.link.rpartition("/fact-checks/")[2] for entry in read().entries]
    assert titles == [f"{page.slug}/" for page in (pages[0], pages[2], pages[1])]


def test_an_empty_feed_is_a_feed(db):
    assert read().entries == []


def test_the_feed_holds_the_last_fifty(newsroom):
    for _ in range(52):
        newsroom.review(S.PUBLISHED)
    entries = read().entries
    assert len({entry.id for entry in entries}) == len(entries) == 50


def test_the_pages_tell_where_the_feed_is(page):
    for path in ("/fact-checks/", page.get_absolute_url()):
        assert f'type="application/atom+xml" title="Claimdesk: fact-checks" href="{FEED}"' in (
            Client().get(path).content.decode()
        )
