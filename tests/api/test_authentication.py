"""Who may call the REST API: tokens and sessions, scopes, and what is said to everybody else."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.models import ApiToken, Membership, Role, Scope
from tests.api.problems import problem
from tests.factories import ClaimFactory, MembershipFactory


def visit(header, path="claims/"):
    return Client().get(f"/api/v1/{path}", headers={"Authorization": header} if header else {})


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Bearer cd_wrong", "bearer cd_w\xf6rong", "Bearer a b c", "Token cd_x", "Basic YTpi"],
)
def test_who_brings_no_valid_token_is_asked_for_one(newsroom, header):
    answer = visit(header)
    problem(answer, 401)
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="Claimdesk"'


def test_a_token_works_until_it_expires_or_is_withdrawn(newsroom, api):
    client = api(newsroom.viewer)
    assert client.get("claims/").status_code == 200
    ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    problem(client.get("claims/"), 401)
    ApiToken.objects.update(expires_at=timezone.now() + timedelta(days=1))
    assert client.get("claims/").status_code == 200
    ApiToken.objects.all().delete()
    problem(client.get("claims/"), 401)


def test_the_token_of_somebody_who_may_no_longer_log_in_is_worth_nothing(newsroom, api):
    client = api(newsroom.editor)
    newsroom.editor.is_active = False
    newsroom.editor.save()
    problem(client.get("claims/"), 401)


def test_what_somebody_may_is_read_with_their_token_at_every_request(newsroom, api):
    client, claim, other = api(newsroom.reviewer), newsroom.claim(), MembershipFactory(user=newsroom.reviewer)
    theirs = ClaimFactory(desk=other.desk)
    held = Membership.objects.filter(user=newsroom.reviewer)
    with CaptureQueriesContext(connection) as asked:
        assert client.post(f"claims/{claim.pk}/accept/").status_code == 200
    assert sum("claims_membership" in one["sql"] for one in asked) == 1
    assert [one["id"] for one in client.get("claims/").json()["results"]] == [theirs.pk, claim.pk]
    held.filter(desk=newsroom.desk).update(role=Role.VIEWER)
    problem(client.post(f"claims/{claim.pk}/reopen/"), 403)
    assert client.get(f"claims/{claim.pk}/").status_code == 200
    held.filter(desk=newsroom.desk).delete()
    problem(client.get(f"claims/{claim.pk}/"), 404)
    assert [one["id"] for one in client.get("claims/").json()["results"]] == [theirs.pk]
    held.delete()
    assert client.get("claims/").json()["results"] == []


def test_a_token_is_kept_as_a_digest_and_notes_its_last_use(newsroom, api):
    client = api(newsroom.viewer)
    secret = client.headers["Authorization"].removeprefix("Bearer ")
    token = ApiToken.objects.get()
    assert secret not in json.dumps(list(ApiToken.objects.values()), default=str)
    assert token.last_used_at is None
    client.get("claims/")
    token.refresh_from_db()
    assert token.last_used_at is not None
    with CaptureQueriesContext(connection) as asked:
        client.get("claims/")
    assert not any(one["sql"].startswith("UPDATE") for one in asked)  # once a minute is enough


def test_a_wrong_token_is_a_401_even_in_a_valid_session(newsroom):
    browser = Client()
    browser.force_login(newsroom.reviewer)
    problem(browser.get("/api/v1/claims/", headers={"Authorization": "Bearer cd_wrong"}), 401)


def test_a_session_reads_but_writes_only_with_its_csrf_token(newsroom):
    claim = newsroom.claim()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(newsroom.reviewer)
    assert browser.get(f"/api/v1/claims/{claim.pk}/").status_code == 200
    address = f"/api/v1/claims/{claim.pk}/accept/"
    problem(browser.post(address, "{}", content_type="application/json"), 403)
    claim.refresh_from_db()
    assert claim.state == "candidate"
    browser.get("/admin/login/?next=/admin/")
    browser.cookies["csrftoken"] = "a" * 32
    accepted = browser.post(address, "{}", content_type="application/json", headers={"X-CSRFToken": "a" * 32})
    assert (accepted.status_code, accepted.json()["state"]) == (200, "accepted")


REVIEWING = (
    "reviews/", "evidence/", "media/", "fact-checks/", "comments/", "notices/", "reader-requests/", "reply-requests/",
    "saved-searches/", "snapshots/", "translations/", "worklist/",
)  # fmt: skip
SETTING_UP = ("memberships/", "desks/", "criteria/", "topics/", "rating-scales/")


def scope_for(operation):
    """The one scope that a token needs for the operation, and none where everybody may."""
    if operation.is_public:
        return None
    if operation.path.startswith("webhook"):
        return Scope.ADMIN
    if not operation.is_write:
        return Scope.CLAIMS_READ
    if operation.path.startswith(SETTING_UP):
        return Scope.ADMIN
    decided = ("translations/{id}/approve/", "translations/{id}/return/", "translations/{id}/withdraw/")
    publishing = operation.path.startswith("corrections/") or operation.path.endswith(
        ("/publish/", "/retract/", *decided)
    )
    if publishing:
        return Scope.PUBLISH
    reviewing = operation.path.startswith(REVIEWING)
    return Scope.REVIEWS_WRITE if reviewing else Scope.CLAIMS_WRITE


def test_a_token_without_scopes_may_nothing(newsroom, api):
    _, secret = ApiToken.objects.issue(newsroom.admin, name="empty", scopes=[])
    problem(visit(f"Bearer {secret}"), 403)


def test_the_description_of_the_api_is_for_everybody(db):
    assert Client().get("/api/v1/schema/").status_code == 200
    assert Client().get("/api/v1/docs/").status_code == 200


@pytest.mark.parametrize("method", ["get", "post", "put", "delete", "patch", "options"])
@pytest.mark.parametrize("path", ["", "nothing/", "claims", "claims/1/nothing/", "claims/1/accept"])
def test_an_address_that_does_not_exist_is_a_problem_too(db, method, path):
    problem(getattr(Client(), method)(f"/api/v1/{path}"), 404)


@pytest.mark.parametrize(
    ("method", "path"),
    [("put", "claims/1/"), ("delete", "claims/1/"), ("delete", "reviews/1/"), ("put", "articles/1/"),
     ("delete", "desks/1/"), ("post", "fact-checks/"), ("delete", "claims/"), ("get", "claims/1/accept/"),
     ("post", "desks/")],
)  # fmt: skip
def test_a_method_that_is_not_offered_is_a_405_that_says_which_are(newsroom, api, method, path):
    client = api(newsroom.admin)
    answer = getattr(client.client, method)(f"/api/v1/{path}", headers=client.headers)
    problem(answer, 405)
    assert method.upper() not in answer.headers["Allow"]
