"""Imports from the Fact Check Tools API of other servers: page by page, each page once, whatever the server answers."""

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import urlsplit

import pytest
from django.db.models import F
from django.db.models.functions import Now
from django.urls import reverse

from claims import importing, services
from claims.ingestion.factchecktools import IMAGE_PATH, PATH, address_of
from claims.models import Desk, Import, KnownFactCheck
from claims.sealing import IMPORT_KEY, seal
from reviews.models import ClaimReview
from tests.claims.ingestion.conftest import Site
from tests.claims.test_importing import counts, work_off
from tests.loopback import serving

S = Import.State
KEY = "AIzaVerySecret"


class ToolsServer(Site):
    """A server that answers `claims:search?query=wall` with what a test says; pages are named by their tokens."""

    address = property(lambda self: self.url(f"{PATH}?query=wall"))

    def page(self, token, body, *, key="", **facts):
        asked = urlsplit(address_of(self.address, token=token, secret=key and f"key={key}"))
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.put(f"{asked.path}?{asked.query}", body, Content_Type="application/json; charset=UTF-8", **facts)

    @property
    def asked(self):
        """The tokens of the pages that were asked for, in their order."""
        return [path.partition("pageToken=")[2] for path, _ in self.requests]


@pytest.fixture
def tools(settings):
    with serving(ToolsServer()) as server:
        settings.FETCH_ALLOW = [server.place]
        yield server


def claim(name, **review):
    facts = {"publisher": {"name": "Facts", "site": "facts.example"}, "url": f"https://www.facts.example/{name}",
             "reviewDate": "2026-10-14T08:00:00Z", "textualRating": "False", "languageCode": "en"}  # fmt: skip
    return {"text": f"The wall cost {name}", "claimReview": [facts | review]}


def answer(*names, token=""):
    return {"claims": [claim(name) for name in names]} | ({"nextPageToken": token} if token else {})


def hand_in(newsroom, url):
    return services.import_address(url, desk=newsroom.desk, by=newsroom.reviewer)


def known():
    return sorted(url.rpartition("/")[2] for url in KnownFactCheck.objects.values_list("url", flat=True))


def test_what_another_house_has_published_is_imported_from_its_api(live_server, newsroom, api, settings):
    settings.BASE_URL, settings.FETCH_ALLOW = live_server.url, [urlsplit(live_server.url).netloc]
    published = [newsroom.review(ClaimReview.State.PUBLISHED, said_on="2026-10-11", said_until="2026-10-11").fact_check
                 for _ in range(5)]  # fmt: skip
    theirs = Desk.objects.get(memberships__user=newsroom.stranger)
    given = {"url": f"{live_server.url}{PATH}?query=crime&pageSize=2", "desk": theirs.slug}
    row = Import.objects.get(pk=api(newsroom.stranger).post("imports/", given).json()["id"])
    assert counts(work_off(row)) == (S.DONE, 5, 0, 0, 0)
    assert (row.pages, row.page_token) == (3, "")
    shown = api(newsroom.stranger).get(f"imports/{row.pk}/").json()
    assert (shown["kind"], shown["seen"], shown["url"]) == ("search", 5, given["url"])
    rows = {one.url: one for one in KnownFactCheck.objects.filter(desk=theirs)}
    assert set(rows) == {live_server.url + page.get_absolute_url() for page in published}
    one = rows[live_server.url + published[0].get_absolute_url()]
    assert (one.claim_reviewed, one.publisher, one.publisher_site, one.rating_label, one.title, one.language) == (
        "Crime fell by 12 percent in two years.", newsroom.desk.name, urlsplit(live_server.url).hostname,
        "Mostly false", "Crime fell, but by less than the mayor says", "en",
    )  # fmt: skip
    assert (str(one.said_on), one.reviewed_on) == ("2026-10-11", published[0].published_at.date())
    again = services.import_address(given["url"], desk=theirs, by=newsroom.stranger)
    assert counts(work_off(again)) == (S.DONE, 0, 0, 5, 0)


def test_each_review_counts_and_what_cannot_be_taken_is_reported_by_page_and_claim(newsroom, tools):
    two = claim("A") | {"claimReview": [*claim("A")["claimReview"], *claim("B")["claimReview"]]}
    bad = [7, {"text": "No review"}, claim("C", url="ftp://facts.example/"), claim("D") | {"text": None},
           claim("E") | {"claimReview": ["page"]}]  # fmt: skip
    tools.page("", {"claims": [two], "nextPageToken": "more&more"})
    tools.page("more&more", {"claims": [*bad, claim("F", publisher={"site": 7}, title=10**400, reviewDate="soon")]})
    row = work_off(hand_in(newsroom, tools.address))
    assert (counts(row), row.seen, known()) == ((S.DONE, 3, 0, 0, 5), 8, ["A", "B", "F"])
    assert list(row.refusals.values_list("entry", "reason")) == [
        (3, "Page 2, claim 1 has no review (claimReview)."),
        (4, "Page 2, claim 2 has no review (claimReview)."),
        (5, "Page 2, claim 3: A ClaimReview lacks the web address of its page (url)."),
        (6, "Page 2, claim 4: A ClaimReview lacks the claim (claimReviewed)."),
        (7, "Page 2, claim 5: The review is no object."),
    ]
    unnamed = KnownFactCheck.objects.get(url__endswith="/F")
    assert (unnamed.publisher, unnamed.publisher_site, unnamed.reviewed_on) == ("facts.example", "facts.example", None)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"<html>", "Page 2 is not JSON"),
        (b"\xff{}", "not in UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        ([], "not as the Fact Check Tools API answers"),
        ({"error": {"code": 403}}, "not as the Fact Check Tools API answers"),
        ({"claims": {}}, "not as the Fact Check Tools API answers"),
        ({"claims": [], "nextPageToken": 7}, "not as the Fact Check Tools API answers"),
        ({"claims": [], "nextPageToken": "x" * 1_501}, "cannot be sent back"),
        ({"claims": [], "nextPageToken": "x\0"}, "cannot be sent back"),
        ({"claims": [], "nextPageToken": "\ud800"}, "cannot be sent back"),
        ({"claims": [0] * 2_001}, "more than 2,000 entries"),
    ],
)
def test_an_answer_in_another_form_ends_it_with_the_reason_and_keeps_what_came_before(newsroom, tools, body, why):
    tools.page("", answer("A", token="t2"))
    tools.page("t2", body)
    row = work_off(hand_in(newsroom, tools.address))
    assert (counts(row), row.seen, known(), why in row.reason) == ((S.FAILED, 1, 0, 0, 0), 1, ["A"], True)


def test_where_nothing_is_found_there_is_nothing_in_it(newsroom, tools):
    tools.page("", {})
    assert counts(work_off(hand_in(newsroom, tools.address))) == (S.DONE, 0, 0, 0, 0)
    tools.page("", {"nextPageToken": "t2"})
    tools.page("t2", answer("A"))
    assert counts(work_off(hand_in(newsroom, tools.address))) == (S.DONE, 1, 0, 0, 0)


def test_pages_that_lead_in_a_circle_end_it_and_it_begins_anew(newsroom, tools):
    for token, body in {"": answer("A", token="a"), "a": answer("B", token="b"), "b": answer("C", token="a")}.items():
        tools.page(token, body)
    row = work_off(hand_in(newsroom, tools.address))
    assert (row.state, "leads back to one that was read before" in row.reason, known()) == (S.FAILED, True, list("ABC"))
    assert len(tools.requests) < 8
    tools.page("b", answer("C"))
    services.retry_import(row, by=newsroom.reviewer)
    assert (counts(work_off(row)), row.seen, row.pages) == ((S.DONE, 0, 0, 3, 0), 3, 3)


def test_pages_without_an_end_are_read_to_a_limit(newsroom, tools, monkeypatch):
    monkeypatch.setattr(importing, "MAX_PAGES", 3)
    for number in range(5):
        tools.page(f"t{number}" if number else "", answer(f"N{number}", token=f"t{number + 1}"))
    row = work_off(hand_in(newsroom, tools.address))
    assert (counts(row), row.reason) == (
        (S.FAILED, 3, 0, 0, 0), "Only 3 pages are read. Narrow the search, or ask for more (pageSize)."
    )  # fmt: skip


def test_a_worker_that_dies_and_a_server_that_fails_cost_no_page(newsroom, tools, monkeypatch):
    tools.page("", answer("A", "B", token="t2"))
    tools.page("t2", answer("C", token="t3"))
    tools.page("t3", b"", status=500)
    row = hand_in(newsroom, tools.address)
    assert importing.work(importing.take(row.pk), seconds=0) is True, "a page, then others have their turn"

    def die(*_):
        raise SystemExit("killed")

    monkeypatch.setattr(importing, "_store", die)
    with pytest.raises(SystemExit):
        importing.work(importing.take(row.pk))
    monkeypatch.undo()
    row.refresh_from_db()
    assert (row.state, row.seen, row.pages, row.page_token) == (S.RUNNING, 2, 1, "t2")
    Import.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert importing.requeue_stale() == [row.pk]
    assert (counts(work_off(row)), "HTTP status 500" in row.reason) == ((S.FAILED, 3, 0, 0, 0), True)
    tools.page("t3", answer("D", "A"))
    services.retry_import(row, by=newsroom.reviewer)
    assert (row.seen, row.new, row.page_token, row.kind) == (3, 3, "t3", "search")
    assert (counts(work_off(row)), row.seen, known()) == ((S.DONE, 4, 0, 1, 0), 5, list("ABCD"))
    assert tools.asked == ["", "t2", "t2", "t3", "t3"]


def waits(row):
    """Seconds until the import is tried again, as the database has them."""
    (left,) = Import.objects.filter(pk=row.pk, state=S.QUEUED).values_list(F("next_attempt_at") - Now(), flat=True)
    return round(left.total_seconds(), -1)


def test_a_busy_server_is_left_alone_as_long_as_it_asks_or_ever_longer_and_then_gone_on_with(newsroom, tools):
    tools.page("", answer("A", token="t2"))
    row = hand_in(newsroom, tools.address)
    in_an_hour = format_datetime(datetime.now(UTC) + timedelta(minutes=50), usegmt=True)
    for status, headers, seconds in (
        (429, {"Retry_After": "600"}, 600), (503, {"Retry_After": in_an_hour}, 3000), (503, {}, 30),
        (429, {"Retry_After": "soon"}, 60), (429, {"Retry_After": "1"}, 120),
    ):  # fmt: skip
        tools.page("t2", b"", status=status, **headers)
        assert importing.work(importing.take(row.pk)) is False, "no worker waits, and nothing in the broker"
        assert waits(row) == seconds
        row.refresh_from_db()
        assert (row.seen, "asks to be left alone" in row.reason) == (1, True)
        assert (importing.take(row.pk), importing.requeue_stale()) == (None, [])
        Import.objects.update(next_attempt_at=Now() - timedelta(seconds=1), nudged_at=Now() - timedelta(minutes=1))
        assert importing.requeue_stale() == [row.pk], "the sweep finds it when its time has come"
    tools.page("t2", answer("B"))
    assert (counts(work_off(row)), row.reason, known()) == ((S.DONE, 2, 0, 0, 0), "", ["A", "B"])


def test_a_search_for_an_image_is_imported_and_no_key_is_kept_or_sent_in_the_clear(newsroom, tools, api, settings):
    address = tools.url(f"{IMAGE_PATH}?imageUri=https://photos.example/wall")
    body = json.dumps({"results": [{"claim": claim("A")}, 7, {"claim": claim("B")}]}).encode()
    where = f"{IMAGE_PATH}?imageUri=https://photos.example/wall&pageSize=100&key={KEY}"
    tools.put(where, body, Content_Type="application/json")
    row = hand_in(newsroom, f"{address}&key={KEY}")
    assert (row.url, row.name, row.has_key, KEY in str(vars(row))) == (address, address, True, False)
    assert (counts(work_off(row)), known()) == ((S.DONE, 2, 0, 0, 1), ["A", "B"])
    settings.FETCH_ALLOW = []
    rest = api(newsroom.reviewer)
    for path in (PATH, IMAGE_PATH):
        given = {"url": f"http://facts.example{path}?query=wall&key={KEY}", "desk": newsroom.desk.slug}
        refused = rest.post("imports/", given)
        assert (refused.status_code, KEY in refused.content.decode()) == (422, False)
    assert Import.objects.count() == 1
    Import.objects.update(
        state=S.QUEUED, url=f"http://facts.example{PATH}?query=wall", sealed_key=seal(KEY, IMPORT_KEY)
    )
    Import.objects.update(finished_at=None, pages=0, next_attempt_at=Now())
    assert "plain http" in work_off(row).reason, "one from before this was refused"


def test_a_key_is_used_and_neither_shown_nor_kept(newsroom, tools, api, client):
    tools.page("", answer("A", token="t2"), key=KEY)
    rest = api(newsroom.reviewer)
    given = rest.post("imports/", {"url": f"{tools.address}&key={KEY}#{KEY}", "desk": newsroom.desk.slug})
    row = Import.objects.get()
    assert (given.json()["url"], row.url, row.name) == (tools.address,) * 3
    assert (row.has_key, KEY in str(vars(row))) == (True, False)
    assert work_off(row).state == S.FAILED, "the second page is not there"
    assert tools.requests[-1][0].endswith(f"&pageToken=t2&key={KEY}")
    client.force_login(newsroom.reviewer)
    shown = client.get(reverse("workspace:import", args=(row.pk,)))
    assert ("Fact Check Tools API" in shown.text, KEY in shown.text, KEY in row.reason) == (True, False, False)
    assert KEY not in rest.get(f"imports/{row.pk}/").text
    tools.page("t2", answer("B"), key=KEY)
    services.retry_import(row, by=newsroom.reviewer)
    assert (counts(work_off(row)), row.sealed_key) == ((S.DONE, 2, 0, 0, 0), "")


def test_a_key_of_what_failed_is_forgotten_after_a_week_or_with_the_secret_that_sealed_it(newsroom, tools, settings):
    forgotten, lost = (work_off(hand_in(newsroom, f"{tools.address}&KEY={KEY}")) for _ in range(2))
    Import.objects.filter(pk=forgotten.pk).update(finished_at=Now() - importing.KEPT_FOR - timedelta(seconds=1))
    importing.forget_files()
    forgotten.refresh_from_db()
    assert (forgotten.sealed_key, forgotten.is_retriable) == ("", False)
    with pytest.raises(importing.FileForgotten, match="The key of this import is not kept"):
        services.retry_import(forgotten, by=newsroom.reviewer)
    assert lost.is_retriable
    services.retry_import(lost, by=newsroom.reviewer)
    settings.SECRET_KEY = "another" * 10
    assert (work_off(lost).reason, lost.is_retriable) == (
        "Its key cannot be read any more. Hand the address in again.", False
    )  # fmt: skip
    assert len(tools.requests) == 2
