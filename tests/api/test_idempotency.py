"""A POST under an `Idempotency-Key`: done once, however often it is sent, and whatever dies in between."""

import threading
import time
from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.test import Client
from django.utils import timezone

from claims import repeating, services, tasks
from claims.ingestion import storing
from claims.ingestion.textfile import read_pasted_text
from claims.models import Article, Claim, ClaimEvent, KeyedRequest, Role
from reviews.publishing.hookmodels import WebhookEndpoint
from tests.api.operations import OPERATIONS, documented
from tests.api.problems import problem
from tests.api.rows import new_file
from tests.api.test_isolation import everything
from tests.factories import MembershipFactory
from tests.races import race

KEY = "4d8c1c8e-2f0e-4b7f-9d1b-1f0f6f2d9a11"
POSTS = [name for name, operation in OPERATIONS.items() if operation.method == "post" and operation.body]
ARTICLE = {
    "title": "Harbour wall costs more",
    "published_on": "2026-10-14",
    "text": "The council spent 4.2 million crowns on the harbour wall last year, the mayor said.",
}


@pytest.fixture
def reviewer(transactional_db):
    """Somebody on one desk, whose rows are really committed."""
    return MembershipFactory(role=Role.REVIEWER).user


def end_the_lease():
    KeyedRequest.objects.update(lease_until=Now() - timedelta(seconds=1))


def hand_in(client, body=ARTICLE, key=KEY):
    return client.post("articles/", body, Idempotency_Key=key)


@pytest.fixture
def killed(monkeypatch):
    """The process dies after the work is committed, before it has kept the answer."""
    monkeypatch.setattr(repeating.Attempt, "keep", lambda self, answer: None)


# ── The same again ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", POSTS)
def test_what_is_sent_again_is_answered_again_and_not_done_again(newsroom, api, name):
    operation = OPERATIONS[name]
    row = operation.row(newsroom) if operation.row else None
    client, body = api(getattr(newsroom, operation.by)), operation.body(newsroom, row)
    first = client.post(operation.address(row), body, Idempotency_Key=KEY)
    assert first.status_code == operation.done, first.content
    assert "Idempotency-Replayed" not in first.headers
    before = everything()
    again = client.post(operation.address(row), body, Idempotency_Key=KEY)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["Idempotency-Replayed"] == "true"
    for header in ("Content-Type", "ETag", "Cache-Control"):
        assert again.headers.get(header) == first.headers.get(header), header
    assert everything() == before


def test_a_file_is_told_by_its_bytes(newsroom, api):
    address, client = f"reviews/{newsroom.review().pk}/files/", api(newsroom.reviewer)
    first = client.upload(address, new_file(newsroom, None), Idempotency_Key=KEY)
    assert first.status_code == 201
    assert client.upload(address, new_file(newsroom, None), Idempotency_Key=KEY).json() == first.json()
    other = new_file(newsroom, None)
    other["file"].file.write(b"more")
    other["file"].seek(0)
    problem(client.upload(address, other, Idempotency_Key=KEY), 422, kind="KeyReused")


def test_a_body_that_no_door_takes_is_not_read_for_its_key(newsroom, api):
    client = api(newsroom.reviewer)
    headers = client.headers | {"Idempotency-Key": KEY, "Content-Length": str(10**9)}
    problem(client.client.post("/api/v1/articles/", ARTICLE, "application/json", headers=headers), 413)
    address = f"/api/v1/reviews/{newsroom.review().pk}/files/"
    problem(client.client.post(address, new_file(newsroom, None), headers=headers), 413)
    assert not KeyedRequest.objects.exists()


def test_the_order_of_members_makes_no_other_request(newsroom, api):
    client = api(newsroom.reviewer)
    hand_in(client)
    assert "Idempotency-Replayed" in hand_in(client, dict(reversed(ARTICLE.items()))).headers


def test_a_browser_session_has_keys_as_a_token_has(newsroom):
    client = Client()
    client.force_login(newsroom.reviewer)
    headers = {"Idempotency-Key": KEY}
    answers = [client.post("/api/v1/articles/", ARTICLE, "application/json", headers=headers) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert Article.objects.count() == 1


# ── Not the same ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_another_payload_or_another_address_under_the_key_is_refused(newsroom, api):
    client, claims = api(newsroom.reviewer), [newsroom.claim(), newsroom.claim()]
    hand_in(client)
    before = everything()
    problem(hand_in(client, ARTICLE | {"title": "Another"}), 422, kind="KeyReused")
    problem(client.post(f"claims/{claims[0].pk}/accept/", ARTICLE, Idempotency_Key=KEY), 422, kind="KeyReused")
    assert everything() == before
    client.post(f"claims/{claims[0].pk}/accept/", {}, Idempotency_Key="other")
    problem(client.post(f"claims/{claims[1].pk}/accept/", {}, Idempotency_Key="other"), 422, kind="KeyReused")


def test_keys_are_a_persons_own(newsroom, api):
    hand_in(api(newsroom.reviewer))
    answer = hand_in(api(newsroom.second))
    assert (answer.status_code, answer.json()["outcome"]) == (200, "unchanged")
    assert "Idempotency-Replayed" not in answer.headers
    problem(hand_in(api(newsroom.stranger), ARTICLE | {"desk": newsroom.desk.slug}), 400, at="#/desk")


def test_who_may_no_longer_call_hears_nothing_of_what_was_answered(newsroom, api):
    client = api(newsroom.reviewer)
    hand_in(client)
    problem(hand_in(api(newsroom.reviewer, scopes=["claims:read"])), 403)
    newsroom.reviewer.api_tokens.all().delete()
    problem(hand_in(client), 401)


@pytest.mark.parametrize("key", ["", "   ", "x" * 256, "naïve", "tab\tinside"])
def test_a_key_is_1_to_255_printable_ascii_characters(newsroom, api, key):
    problem(hand_in(api(newsroom.reviewer), key=key), 400, at="#/Idempotency-Key")
    assert not Article.objects.exists()
    assert hand_in(api(newsroom.reviewer), key="x" * 255).status_code == 202


def test_a_key_without_a_person_is_refused_and_not_passed_over(newsroom):
    body = {"desk": newsroom.desk.slug, "text": "Did crime fall?"}
    headers = {"Idempotency-Key": KEY}
    answer = Client().post("/api/v1/reader-requests/", body, "application/json", headers=headers)
    problem(answer, 400, at="#/Idempotency-Key")


def test_reading_and_editing_take_no_notice_of_a_key(newsroom, api):
    client, claim = api(newsroom.reviewer), newsroom.claim()
    for kind in ("event", "position"):
        assert client.patch(f"claims/{claim.pk}/", {"kind": kind}, If_Match="*", Idempotency_Key=KEY).status_code == 200
    assert not KeyedRequest.objects.exists()


def test_a_refusal_frees_the_key(newsroom, api):
    client, claim = api(newsroom.reviewer), newsroom.claim(Claim.State.ACCEPTED)
    problem(hand_in(client, {"text": ""}), 400)
    problem(client.post(f"claims/{claim.pk}/accept/", {}, Idempotency_Key=KEY), 409, kind="IllegalMove")
    assert not KeyedRequest.objects.exists()
    assert hand_in(client).status_code == 202


# ── At the same time, and after a death ───────────────────────────────────────────────────────────────────────────


def test_of_many_at_the_same_moment_one_is_done(reviewer, api):
    clients = [api(reviewer) for _ in range(6)]
    answers = race(*[lambda client=client: hand_in(client) for client in clients])
    for answer in answers:
        if answer.status_code == 409:
            problem(answer, 409, kind="RequestUnderWay")
            assert answer.headers["Retry-After"] == "2"
    done = [answer for answer in answers if answer.status_code == 202]
    assert len({answer.content for answer in done}) == 1
    assert sum("Idempotency-Replayed" not in answer.headers for answer in done) == 1
    assert Article.objects.count() == KeyedRequest.objects.count() == 1


def test_a_move_that_may_not_be_repeated_is_made_once_in_a_race(transactional_db, api, newsroom):
    """Without a key the loser hears 409 IllegalMove, as if the move had failed."""
    claim, clients = newsroom.claim(), [api(newsroom.reviewer) for _ in range(4)]
    address = f"claims/{claim.pk}/accept/"
    answers = race(*[lambda client=client: client.post(address, {}, Idempotency_Key=KEY) for client in clients])
    assert {answer.status_code for answer in answers} <= {200, 409}
    for answer in answers:
        if answer.status_code == 409:
            problem(answer, 409, kind="RequestUnderWay")
    assert clients[0].post(address, {}, Idempotency_Key=KEY).json()["state"] == "accepted"
    assert ClaimEvent.objects.filter(claim=claim, name="accept").count() == 1


def test_while_a_request_is_under_way_the_same_one_waits(reviewer, api, monkeypatch):
    client, is_begun, may_end = api(reviewer), threading.Event(), threading.Event()
    store = storing.store

    def slowly(*args, **kwargs):
        is_begun.set()
        may_end.wait(10)
        return store(*args, **kwargs)

    monkeypatch.setattr(storing, "store", slowly)

    def meanwhile():
        is_begun.wait(10)
        answer = hand_in(client)
        may_end.set()
        return answer

    first, second = race(lambda: hand_in(client), meanwhile)
    problem(second, 409, kind="RequestUnderWay")
    assert first.status_code == 202
    assert hand_in(client).content == first.content


def test_a_process_that_dies_before_the_commit_has_done_nothing_and_the_next_one_does_it(reviewer, api, monkeypatch):
    client = api(reviewer)
    with monkeypatch.context() as dying:
        dying.setattr(repeating.Attempt, "release", lambda self: None)
        dying.setattr(tasks, "nudge_on_commit", lambda pk: 1 / 0)
        assert hand_in(client).status_code == 500
    problem(hand_in(client), 409, kind="RequestUnderWay")
    end_the_lease()
    assert hand_in(client).status_code == 202
    assert Article.objects.count() == 1


def test_a_process_that_dies_after_the_commit_leaves_a_key_that_says_so_and_nothing_is_done_twice(
    reviewer, api, killed
):
    client = api(reviewer)
    hand_in(client)
    problem(hand_in(client), 409, kind="RequestUnderWay")
    end_the_lease()
    said = problem(hand_in(client), 409, kind="OutcomeUnknown")
    assert "not done again" in said["detail"]
    assert Article.objects.count() == 1


def test_an_error_after_the_commit_leaves_a_key_that_says_so(reviewer, api, monkeypatch):
    client = api(reviewer)
    with monkeypatch.context() as broken:
        broken.setattr("claims.api.articles.SubmissionOutput", lambda article: 1 / 0)
        assert hand_in(client).status_code == 500
    end_the_lease()
    problem(hand_in(client), 409, kind="OutcomeUnknown")
    assert Article.objects.count() == 1


def test_who_was_taken_over_from_writes_nothing(reviewer, api):
    draft = read_pasted_text(ARTICLE["text"], title="Late", published_on=timezone.localdate())
    late = repeating.take(reviewer, KEY, "the same")
    end_the_lease()
    assert repeating.take(reviewer, KEY, "the same").token == late.token + 1
    with pytest.raises(repeating.RequestUnderWay), late.noting():
        services.submit_article(draft, desk=reviewer.memberships.get().desk, origin="paste", by=reviewer)
    assert not Article.objects.exists()
    assert KeyedRequest.objects.filter(has_happened=False).exists()


def test_taking_over_waits_for_the_work_that_is_being_committed(reviewer, api, monkeypatch, killed):
    """The lease ends while the transaction is open: the repeat sees that it was done after all."""
    client, is_begun = api(reviewer), threading.Event()
    monkeypatch.setattr(repeating, "LEASE", timedelta(milliseconds=200))

    def slowly(pk):
        is_begun.set()
        time.sleep(1)

    def repeat():
        is_begun.wait(10)
        time.sleep(0.3)
        return hand_in(client)

    monkeypatch.setattr(tasks, "nudge_on_commit", slowly)
    first, second = race(lambda: hand_in(client), repeat)
    assert first.status_code == 202
    problem(second, 409, kind="OutcomeUnknown")
    assert Article.objects.count() == 1


# ── Secrets and forgetting ────────────────────────────────────────────────────────────────────────────────────────


def test_a_secret_is_given_again_to_who_asked_for_it_and_is_not_stored_in_clear(newsroom, api):
    client = api(newsroom.admin)
    ask = {"url": "https://hooks.example.org/claims"}
    first = client.post("webhooks/", ask, Idempotency_Key=KEY).json()
    assert first["secret"].startswith("whsec_")
    assert client.post("webhooks/", ask, Idempotency_Key=KEY).json() == first
    kept = KeyedRequest.objects.values().get()
    assert first["secret"] not in str(kept)
    assert first["url"] not in str(kept)
    assert WebhookEndpoint.objects.count() == 1


def test_an_answer_that_can_no_longer_be_read_is_lost_and_not_made_anew(newsroom, api):
    client = api(newsroom.reviewer)
    hand_in(client)
    KeyedRequest.objects.update(sealed_body="not what was sealed")
    problem(hand_in(client), 409, kind="OutcomeUnknown")


def test_a_key_is_kept_for_a_day_and_then_forgotten(newsroom, api):
    client = api(newsroom.reviewer)
    hand_in(client)
    end_the_lease()
    KeyedRequest.objects.update(created_at=timezone.now() - timedelta(hours=23, minutes=59))
    tasks.forget_requests()
    assert "Idempotency-Replayed" in hand_in(client).headers
    KeyedRequest.objects.update(created_at=timezone.now() - timedelta(hours=24, minutes=1))
    tasks.forget_requests()
    assert not KeyedRequest.objects.exists()
    assert hand_in(client).json()["outcome"] == "unchanged"


def test_keeping_the_answer_may_fail_without_taking_it_from_the_caller(newsroom, api, monkeypatch):
    def away(*args):
        raise repeating.DatabaseTrouble("away")

    client = api(newsroom.reviewer)
    monkeypatch.setattr(repeating.sealing, "seal", away)
    assert hand_in(client).status_code == 202


def test_every_post_and_nothing_else_is_described_as_taking_a_key():
    for name, operation in documented().items():
        takes = {parameter["name"] for parameter in operation.get("parameters", []) if parameter["in"] == "header"}
        is_keyed = name.startswith("post ") and name != "post articles/bulk/"
        assert ("Idempotency-Key" in takes) == is_keyed, name
