"""The public pages over HTTP: cacheable, without cookies, small, and what stands on them at each stage."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from reviews.models import ClaimReview, Rating
from reviews.publishing import services as publishing
from reviews.publishing.models import FactCheck
from tests.factories import ClaimantFactory, RatingFactory

S = ClaimReview.State
LIST, FEED = "/fact-checks/", "/fact-checks/feed.atom"


@pytest.fixture
def page(newsroom):
    return newsroom.review(S.PUBLISHED).fact_check


@pytest.fixture
def tombstone(newsroom):
    return newsroom.review(S.RETRACTED).fact_check


def addresses(*fact_checks):
    return [LIST, FEED, *(fact_check.get_absolute_url() for fact_check in fact_checks)]


def visit(path, **headers):
    return Client().get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


def tree(path):
    return html.fromstring(visit(path).content.decode())


def words(path):
    return " ".join(tree(path).text_content().split())


def propose(newsroom, fact_check, **given):
    defaults = {"kind": "correction", "note": "We had the wrong year.", "rating": newsroom.rating,
                "headline": "Crime fell by 9 percent", "explanation": "The office counts 9 percent."}  # fmt: skip
    return publishing.propose_correction(fact_check, by=newsroom.reviewer, **defaults | given)


def test_every_page_may_be_kept_by_anybody_and_knows_no_visitor(page, tombstone):
    for path in addresses(page, tombstone):
        answer = visit(path, Cookie="sessionid=abc; csrftoken=def")
        assert answer.status_code == 200
        assert not answer.cookies, path
        assert "cookie" not in answer.headers.get("Vary", "").lower(), path
        assert {part.strip() for part in answer.headers["Cache-Control"].split(",")} == {"public", "max-age=60"}


def test_somebody_who_is_logged_in_sees_the_very_same_page(newsroom, page, tombstone):
    editor = Client()
    editor.force_login(newsroom.editor)
    for path in addresses(page, tombstone):
        theirs, answer = editor.get(path), visit(path)
        assert theirs.content == answer.content
        assert not theirs.cookies
        assert "cookie" not in theirs.headers.get("Vary", "").lower()


def test_a_page_that_has_not_changed_is_not_sent_again(newsroom, page, tombstone):
    tags = {}
    for path in addresses(page, tombstone):
        tags[path] = visit(path).headers["ETag"]
        again = visit(path, If_None_Match=tags[path])
        assert (again.status_code, again.content) == (304, b""), path
        assert again.headers["Cache-Control"] == visit(path).headers["Cache-Control"]
    publishing.correct_review(propose(newsroom, page), by=newsroom.editor)
    for path in addresses(page):
        assert visit(path, If_None_Match=tags[path]).status_code == 200, path


def test_a_page_may_run_nothing_from_elsewhere_and_nothing_inline(page, tombstone):
    for path in addresses(page, tombstone):
        answer = visit(path)
        policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split(";"))
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
        assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Referrer-Policy"] == "same-origin"


def test_a_page_is_small_and_three_requests_at_most(page, tombstone):
    for path in addresses(page, tombstone):
        if path == FEED:
            continue
        assert len(visit(path).content) < 100_000
        loaded = tree(path).xpath("//link[@rel='stylesheet' or @rel='icon' or @rel='preload']/@href | //*[@src]/@src")
        assert len(loaded) <= 2, path
        assert all(address.startswith("/static/") for address in loaded)


def test_pages_are_only_read(page):
    for path in addresses(page):
        for method in ("post", "put", "patch", "delete"):
            assert getattr(Client(), method)(path).status_code == 405
        assert Client().head(path).status_code == 200


@pytest.mark.parametrize("path", ["none-such/", "none-such-1/", f"{'x' * 300}/", "feed.atom/", "%00/", "../admin/"])
def test_what_is_no_fact_check_is_a_404(db, path):
    assert visit(f"/fact-checks/{path}").status_code == 404


@pytest.mark.parametrize("before", ["x", "-1", "0x1", "1.5", "9" * 19, "9" * 5000, "%00", "٣", " 1"])
def test_what_is_no_place_in_the_list_is_a_404(page, before):
    assert Client().get(LIST, {"before": before}).status_code == 404


def test_older_pages_hold_every_fact_check_once_the_newest_first(newsroom):
    made = [newsroom.review(S.PUBLISHED).fact_check.get_absolute_url() for _ in range(45)]
    gone = newsroom.review(S.RETRACTED).fact_check.get_absolute_url()
    met, path, pages = [], LIST, 0
    while path:
        page = tree(path)
        met += page.xpath("//article//h2/a/@href")
        following = page.xpath("//a[@rel='next']/@href")
        path = LIST + following[0] if following else None
        pages += 1
    assert met == made[::-1]
    assert pages == 3
    assert gone not in met
    assert "There are no older fact-checks" in words(f"{LIST}?before=1")


def test_an_empty_list_says_so(db):
    assert "Nothing has been published yet" in words(LIST)


def test_the_list_and_the_feed_take_the_same_number_of_statements_however_long(newsroom):
    def statements(path):
        with CaptureQueriesContext(connection) as captured:
            visit(path)
        return len(captured)

    def publish(count):
        for number in range(count):
            fact_check = newsroom.review(S.PUBLISHED, claimant=ClaimantFactory(desk=newsroom.desk)).fact_check
            if number % 3 == 0:
                publishing.correct_review(propose(newsroom, fact_check), by=newsroom.editor)
            if number % 3 == 1:
                publishing.retract_review(fact_check.review, note="Wrong.", by=newsroom.editor)

    publish(3)
    few = [statements(path) for path in (LIST, FEED)]
    publish(17)
    assert [statements(path) for path in (LIST, FEED)] == few


def test_a_page_takes_the_same_number_of_statements_however_much_stands_on_it(newsroom, page):
    def correct():
        rating = RatingFactory(scale=newsroom.rating.scale, label=f"Label {Rating.objects.count()}", value=None)
        publishing.correct_review(propose(newsroom, page, rating=rating), by=newsroom.editor)
        page.refresh_from_db()

    def statements():
        with CaptureQueriesContext(connection) as captured:
            visit(page.get_absolute_url())
        return len(captured)

    correct()
    one = statements()
    correct()
    correct()
    assert statements() == one


def test_a_page_shows_claim_rating_explanation_evidence_and_where_it_was_said(newsroom):
    claimant = ClaimantFactory(desk=newsroom.desk, name="Ilse Brandt", same_as="https://encyclopaedia.example/brandt")
    page = newsroom.review(S.PUBLISHED, claimant=claimant, said_on="2026-10-11", said_until="2026-10-11").fact_check
    shown = tree(page.get_absolute_url())
    text = " ".join(shown.text_content().split())
    for part in (page.verdict.headline, page.verdict.claim_text, "Mostly false", newsroom.rating.meaning, "Ilse Brandt",
                 "11 October 2026", "counts 7 percent", "Refutes the claim", "Crime figures 2026", newsroom.desk.name,
                 "Crime fell by 12 percent in two years"):  # fmt: skip
        assert part in text, part
    assert shown.xpath("//h1/text()") == [page.verdict.headline]
    assert shown.xpath("//html/@lang") == [newsroom.desk.language]
    assert {"https://encyclopaedia.example/brandt", "https://statistics.example/crime-2026"} <= set(
        shown.xpath("//a/@href")
    )
    for name in (newsroom.reviewer, newsroom.second, newsroom.editor):
        assert name.username not in text


def test_outbound_links_are_not_vouched_for(newsroom, page):
    for link in tree(page.get_absolute_url()).xpath("//main//a[starts-with(@href, 'http')]"):
        assert {"noopener", "nofollow", "ugc"} <= set(link.get("rel").split())


def test_a_correction_stays_on_the_page_with_its_note_and_both_ratings(newsroom, page):
    other = RatingFactory(scale=newsroom.rating.scale, label="Half true", value=3)
    proposed = propose(newsroom, page, rating=other)
    assert "We had the wrong year." not in words(page.get_absolute_url())
    publishing.correct_review(proposed, by=newsroom.editor)
    text = words(page.get_absolute_url())
    for part in ("Correction,", "We had the wrong year.", "Rating changed from Mostly false to Half true",
                 "Crime fell by 9 percent", "changed"):  # fmt: skip
        assert part in text, part
    publishing.correct_review(
        propose(newsroom, page, kind="clarification", note="Words of the second note."), by=newsroom.editor
    )
    assert "We had the wrong year." in words(page.get_absolute_url())
    assert "Words of the second note." in words(page.get_absolute_url())


def test_a_declined_correction_is_never_seen(newsroom, page):
    publishing.decline_correction(propose(newsroom, page, note="Never to be seen."), by=newsroom.editor)
    assert not any(b"Never to be seen." in visit(path).content for path in addresses(page))


def test_a_retracted_fact_check_says_so_and_why_and_nothing_else(newsroom, tombstone):
    answer = visit(tombstone.get_absolute_url())
    text = words(tombstone.get_absolute_url())
    assert answer.status_code == 200
    assert "We have withdrawn this fact-check" in text
    assert "The source withdrew its figures." in text
    assert tombstone.verdict.explanation.split()[-1] not in text
    assert b"ld+json" not in answer.content
    assert b"noindex" in answer.content
    assert tombstone.get_absolute_url() not in visit(LIST).content.decode()


def test_the_address_of_a_fact_check_outlives_its_headline(newsroom, page):
    before = page.get_absolute_url()
    publishing.correct_review(propose(newsroom, page, headline="Quite another headline"), by=newsroom.editor)
    assert "Quite another headline" in words(before)
    assert FactCheck.objects.get().get_absolute_url() == before


@pytest.mark.parametrize("headline", ["Цены выросли", "价格上涨", "🙂", "…", "-" * 50, "a" * 200, "Ünïcødé ẞ"])
def test_any_headline_makes_an_address(newsroom, headline):
    review = newsroom.review()
    newsroom.add_evidence(review)
    newsroom.submit(review, headline=headline)
    review.refresh_from_db()
    newsroom._bring_past_approval(review, S.PUBLISHED)
    path = FactCheck.objects.get(review=review).get_absolute_url()
    assert re.fullmatch(r"/fact-checks/[a-z0-9-]+-\d+/", path)
    assert headline in words(path)


def test_the_days_in_the_markup_are_the_days_on_the_page(newsroom, page, settings):
    settings.TIME_ZONE = "Pacific/Kiritimati"  # fourteen hours ahead of UTC
    late = timezone.now().replace(hour=23, minute=30) - timedelta(days=3)
    FactCheck.objects.filter(pk=page.pk).update(published_at=late, modified_at=late)
    day = (late + timedelta(hours=14)).date()
    source = visit(page.get_absolute_url()).content.decode()
    assert f"{day:%-d %B %Y}" in source
    assert f'"datePublished": "{day.isoformat()}"' in source
