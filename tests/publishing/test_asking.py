"""Readers ask: the public form, what keeps robots out, the mail address, and what the desk does with a request."""

import re
import time
from datetime import timedelta

import pytest
import redis
from django.conf import settings as installation
from django.core import mail
from django.db.models.functions import Now
from django.test import Client

from claims.callers import address_of
from reviews import limits, readers, services, tasks
from reviews.models import Assignment, Notice, ReaderRequest
from reviews.publishing import results
from reviews.publishing import tasks as publishing_tasks
from reviews.publishing.services import retract_review
from reviews.publishing.site import asking
from reviews.services.readers import AlreadySettled, WrongDesk
from tests.api.problems import problem
from tests.reviews.conftest import together

ADDRESS = "/fact-checks/ask/"
CLAIM = "Crime fell by 12 percent in two years."


@pytest.fixture
def counters(settings):
    """Counters that begin at nothing."""
    settings.READER_REQUESTS_PER_HOUR = 3
    with redis.Redis.from_url(installation.REDIS_URL) as store:
        _clear(store)
        yield store
        _clear(store)


def _clear(store):
    for key in store.scan_iter("claimdesk:asking:*"):
        store.delete(key)


@pytest.fixture
def post(settings):
    settings.EMAIL_HOST, settings.READER_MAILS_PER_DAY = "mail.example", 1_000_000
    return settings


@pytest.fixture
def send(newsroom, monkeypatch):
    """`send(text=…)`: what a reader is answered who took a moment to fill in the form."""
    monkeypatch.setattr(asking, "LEAST_SECONDS", -1)

    def submit(path=ADDRESS, client=None, **given):
        client = client or Client(enforce_csrf_checks=True)
        page = client.get(path).content.decode()
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
        return client.post(path, {"desk": newsroom.desk.slug} | hidden | given)

    return submit


def confirmed(newsroom, claim=None, email="reader@example.org"):
    request = services.take_request(newsroom.desk, text=CLAIM, email=email)
    services.confirm_request(request.pk)
    if claim:
        services.group_request(request, claim=claim, by=newsroom.reviewer)
    return ReaderRequest.objects.get(pk=request.pk)


def test_a_reader_asks_without_cookies_scripts_or_a_token(send, newsroom):
    answer = send(text=CLAIM, url="https://paper.example/story")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/fact-checks/ask/thanks/")
    row = ReaderRequest.objects.get()
    assert (row.desk, row.text, row.url, row.state) == (newsroom.desk, CLAIM, "https://paper.example/story", "new")


@pytest.mark.parametrize("path", [ADDRESS, "/fact-checks/ask/thanks/", "/fact-checks/ask/confirm/x/"])
def test_no_page_sets_a_cookie_or_runs_a_script(client, newsroom, path):
    client.cookies["csrftoken"] = "malformed"
    answer = client.get(path)
    assert not answer.cookies
    assert "<script" not in answer.content.decode()
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert len(answer.content) < 20_000


def test_a_desk_has_its_own_form_and_an_unknown_one_none(client, newsroom, send):
    send(f"/fact-checks/ask/to/{newsroom.desk.slug}/", text=CLAIM, desk="whatever")
    assert ReaderRequest.objects.get().desk == newsroom.desk
    assert client.get("/fact-checks/ask/to/nobody/").status_code == 404


def test_an_installation_may_name_the_desks_that_are_asked(client, newsroom, settings, api):
    settings.READER_DESKS = ["another"]
    assert client.get(ADDRESS).status_code == 404
    problem(client.post("/api/v1/reader-requests/", {"desk": newsroom.desk.slug, "text": CLAIM},
                        content_type="application/json"), 400, at="#/desk")  # fmt: skip


@pytest.mark.parametrize(
    ("given", "named"),
    [({}, "text-problem"), ({"text": " \x00"}, "text"), ({"url": "javascript:alert(1)"}, "url-problem"),
     ({"url": "ftp://a.example/"}, "url-problem"), ({"text": "x" * 2001}, "text-problem"),
     ({"text": CLAIM, "desk": ""}, "desk-problem"), ({"text": CLAIM, "desk": "another"}, "desk-problem")],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(send, given, named):
    answer = send(**given)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert named in page
    assert 'role="alert"' in page
    assert ReaderRequest.objects.count() == 0


def test_hostile_words_stay_words_in_the_form(send):
    page = send(text='</textarea><script>alert(1)</script>"', desk="").content.decode()
    assert "<script" not in page


def test_who_is_too_quick_is_asked_to_look_again_and_keeps_what_they_wrote(newsroom):
    client = Client()
    token = re.search(r'name="token" value="([^"]+)"', client.get(ADDRESS).content.decode())[1]
    answer = client.post(ADDRESS, {"desk": newsroom.desk.slug, "text": CLAIM, "token": token})
    assert answer.status_code == 400
    assert CLAIM in answer.content.decode()
    assert "very quick" in answer.content.decode()
    assert ReaderRequest.objects.count() == 0


@pytest.mark.parametrize("token", ["", "made up", "InN0b2xlbiI:1tabc:xyz"])
def test_a_time_that_we_did_not_sign_is_none(send, token):
    assert send(text=CLAIM, token=token).status_code == 400
    assert ReaderRequest.objects.count() == 0


def test_a_form_that_lay_open_for_a_day_is_sent_again(send, monkeypatch):
    monkeypatch.setattr(asking, "MOST_SECONDS", -1)
    assert "open for a long time" in send(text=CLAIM).content.decode()


def test_a_robot_that_fills_in_what_nobody_sees_is_thanked_and_not_heard(send):
    assert send(text=CLAIM, website="https://spam.example").status_code == 302
    assert ReaderRequest.objects.count() == 0


def test_who_asks_too_often_is_told_when_to_come_back(send, counters):
    for _ in range(3):
        assert send(text=CLAIM).status_code == 302
    answer = send(text=CLAIM)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 3600
    assert CLAIM in answer.content.decode()
    assert ReaderRequest.objects.count() == 3


def test_the_rest_api_counts_the_same_way(newsroom, counters):
    body = {"desk": newsroom.desk.slug, "text": CLAIM}
    ask = lambda: Client().post("/api/v1/reader-requests/", body, content_type="application/json")  # noqa: E731
    assert [ask().status_code for _ in range(3)] == [202] * 3
    refused = ask()
    problem(refused, 429)
    assert int(refused.headers["Retry-After"]) > 0


def test_no_address_of_a_computer_is_kept_and_the_key_is_forgotten(counters):
    limits.count_request("203.0.113.77")
    limits.count_request("2001:db8:1:2::1")
    for key in counters.scan_iter("claimdesk:asking:*"):
        assert b"203.0.113" not in key + (counters.get(key) or b"")
        assert 0 < counters.ttl(key) <= 2 * 86_400


def test_one_ipv6_network_is_one_place(counters):
    for host in range(3):
        limits.count_request(f"2001:db8:1:2::{host}")
    with pytest.raises(limits.TooMany):
        limits.count_request("2001:db8:1:2:ffff::1")
    limits.count_request("2001:db8:1:3::1")


@pytest.mark.parametrize(
    ("proxies", "seen", "address"),
    [(0, "198.51.100.1", "127.0.0.1"), (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"), (1, "", "127.0.0.1"),
     (2, "forged, 203.0.113.9, 10.0.0.1", "203.0.113.9"), (2, "10.0.0.1", "127.0.0.1")],
)  # fmt: skip
def test_only_our_own_proxies_say_where_somebody_is(settings, proxies, seen, address):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    assert address_of({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": seen}) == address


def test_nobody_asks_while_nobody_can_count(send, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert send(text=CLAIM).status_code == 429
    assert ReaderRequest.objects.count() == 0


# ── The mail address ──────────────────────────────────────────────────────────────────────────────────────────────


def ask_by_mail(send):
    send(text="Buy pills at https://spam.example\nnow", email="reader@example.org")
    request = ReaderRequest.objects.get()
    tasks.ask_to_confirm(request.pk)
    return request


def test_an_address_is_used_only_once_its_owner_said_yes(send, post, client):
    request = ask_by_mail(send)
    (message,) = mail.outbox
    assert message.to == ["reader@example.org"]
    assert "spam.example" not in message.body
    link = re.search(r"http://[^/]+(/fact-checks/ask/confirm/\S+/)", message.body)[1]
    assert "Yes, tell me" in client.get(link).content.decode()
    request.refresh_from_db()
    assert request.confirmed_at is None
    assert "is confirmed" in client.post(link).content.decode()
    request.refresh_from_db()
    assert request.confirmed_at is not None


def test_the_question_is_mailed_once_whatever_runs_twice(send, post):
    request = ask_by_mail(send)
    tasks.ask_to_confirm(request.pk)
    tasks.sweep_readers()
    assert len(mail.outbox) == 1


def test_a_lost_nudge_and_a_refusing_server_are_swept(newsroom, post, monkeypatch):
    request = services.take_request(newsroom.desk, text=CLAIM, email="reader@example.org")
    monkeypatch.setattr("reviews.mailing.send", lambda *args, **facts: False)
    tasks.ask_to_confirm(request.pk)
    assert readers.unasked() == [request.pk]
    monkeypatch.undo()
    tasks.ask_to_confirm(request.pk)
    assert readers.unasked() == []


@pytest.mark.parametrize("token", ["x", "1:2:3", "Mg:1tXyzz:forged"])
def test_a_link_that_is_not_ours_confirms_nothing(client, newsroom, token):
    answer = client.post(f"/fact-checks/ask/confirm/{token}/")
    assert answer.status_code == 404


def test_an_address_that_nobody_confirmed_is_forgotten_after_a_week(newsroom, post):
    old = services.take_request(newsroom.desk, text=CLAIM, email="reader@example.org")
    kept = confirmed(newsroom)
    ReaderRequest.objects.update(created_at=Now() - timedelta(days=8))
    tasks.sweep_readers()
    assert [ReaderRequest.objects.get(pk=row.pk).email for row in (old, kept)] == ["", "reader@example.org"]


def test_without_a_mail_server_no_address_is_asked_for_or_kept(send, settings, client):
    settings.EMAIL_HOST = ""
    assert 'name="email"' not in client.get(ADDRESS).content.decode()
    send(text=CLAIM, email="reader@example.org")
    assert ReaderRequest.objects.get().email == ""


def test_one_address_is_not_flooded_with_questions(send, post, counters, settings):
    settings.READER_REQUESTS_PER_HOUR, settings.READER_MAILS_PER_DAY = 100, 1
    assert send(text=CLAIM, email="victim@example.org").status_code == 302
    assert send(text=CLAIM, email="Victim@example.org").status_code == 429


@pytest.mark.parametrize("email", ["a@b.example\nBcc: c@evil.example", "a@b.example,c@evil.example", "a b@c.example"])
def test_an_address_is_one_address(send, post, email):
    assert send(text=CLAIM, email=email).status_code == 400
    assert ReaderRequest.objects.count() == 0


# ── What the desk does with it ────────────────────────────────────────────────────────────────────────────────────


def test_a_reader_is_told_the_result_once_and_then_forgotten(newsroom, post):
    review = newsroom.review("published")
    request = confirmed(newsroom, review.claim)
    silent = services.take_request(newsroom.desk, text=CLAIM, email="unconfirmed@example.org")
    services.group_request(silent, claim=review.claim, by=newsroom.reviewer)
    for pk in [*results.due(), request.pk, silent.pk]:
        publishing_tasks.tell_result(pk)
    (message,) = mail.outbox
    assert message.to == ["reader@example.org"]
    assert review.fact_check.get_absolute_url() in message.body
    request.refresh_from_db()
    assert (request.state, request.email) == ("told", "")
    assert results.due() == []


def test_nobody_is_told_before_anything_is_published_or_after_it_was_retracted(newsroom, post):
    review = newsroom.review("published")
    confirmed(newsroom, newsroom.review("approved").claim)
    confirmed(newsroom, review.claim)
    retract_review(review, note="The source withdrew its figures.", by=newsroom.editor)
    assert results.due() == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_a_reader_once(newsroom, post):
    request = confirmed(newsroom, newsroom.review("published").claim)
    together(*[lambda: results.tell(request.pk)] * 6)
    assert len(mail.outbox) == 1


def test_a_refused_mail_is_sent_later_and_a_dead_workers_address_forgotten(newsroom, post, monkeypatch):
    request = confirmed(newsroom, newsroom.review("published").claim)
    monkeypatch.setattr("reviews.mailing.send", lambda *args, **facts: False)
    results.tell(request.pk)
    assert results.due() == [request.pk]
    ReaderRequest.objects.update(told_at=Now() - timedelta(hours=2))
    assert results.forget_told() == 1
    assert ReaderRequest.objects.get().email == ""


def test_grouping_raises_the_claim_in_the_worklist_and_tells_the_editors_once(newsroom, api):
    claim = newsroom.claim("accepted")
    Assignment.objects.filter(claim=claim).update(ranked_at=Now())
    for _ in range(3):
        request = services.take_request(newsroom.desk, text=CLAIM)
        answer = api(newsroom.reviewer).post(f"reader-requests/{request.pk}/group/", {"claim": claim.pk})
        assert (answer.status_code, answer.json()["state"]) == (200, "grouped")
    assert Assignment.objects.get(claim=claim).ranked_at is None
    assert Notice.objects.filter(kind="request", recipient=newsroom.editor).count() == 1


def test_declining_forgets_the_address_and_is_the_end(newsroom):
    request = confirmed(newsroom)
    services.decline_request(request, by=newsroom.reviewer)
    assert (request.state, request.email, request.decided_by) == ("declined", "", newsroom.reviewer)
    with pytest.raises(AlreadySettled):
        services.group_request(request, claim=newsroom.claim(), by=newsroom.reviewer)


def test_a_request_goes_with_a_claim_of_its_own_desk(newsroom, api):
    request = services.take_request(newsroom.desk, text=CLAIM)
    foreign = newsroom.stranger.memberships.get().desk
    claim = newsroom.claim()
    type(claim).objects.filter(pk=claim.pk).update(desk=foreign)
    claim.refresh_from_db()
    with pytest.raises(WrongDesk):
        services.group_request(request, claim=claim, by=newsroom.reviewer)
    problem(api(newsroom.reviewer).post(f"reader-requests/{request.pk}/group/", {"claim": claim.pk}), 400, at="#/claim")


def test_claims_that_say_nearly_the_same_are_suggested_the_likest_first(newsroom, api):
    near = newsroom.claim(text="Crime fell by 12 percent in the last two years.")
    nearer = newsroom.claim(text=CLAIM)
    newsroom.claim("dismissed", text=CLAIM)
    newsroom.claim(text="The harbour wall cost 4.2 million crowns.")
    request = services.take_request(newsroom.desk, text=CLAIM)
    found = api(newsroom.viewer).get(f"reader-requests/{request.pk}/similar/").json()
    assert [row["id"] for row in found] == [nearer.pk, near.pk]
    began = time.monotonic()
    list(readers.similar_claims(request))
    assert time.monotonic() - began < 1


def test_an_address_is_shown_to_nobody(newsroom, api):
    confirmed(newsroom)
    answer = api(newsroom.admin).get("reader-requests/")
    assert b"reader@example.org" not in answer.content
    assert answer.json()["results"][0]["wants_answer"] is True
