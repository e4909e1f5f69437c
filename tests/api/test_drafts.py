"""Drafts, the gate, blind second verdicts and emergencies over REST."""

import pytest

from reviews import services
from reviews.models import Assignment, ClaimReview, Criterion
from tests.api.problems import pointers, problem
from tests.api.rows import blind_review, new_draft
from tests.factories import DeskFactory, RatingFactory, RatingScaleFactory

S = ClaimReview.State


@pytest.fixture
def review(newsroom):
    return newsroom.review()


def test_a_draft_is_saved_under_its_version(newsroom, api, review):
    client, address = api(newsroom.reviewer), f"reviews/{review.pk}/draft/"
    empty = client.get(address)
    assert (empty.headers["ETag"], empty.json()["version"], empty.json()["headline"]) == ('"0"', 0, "")
    body = new_draft(newsroom, review) | {"headline": "Crime fell ", "explanation": "By 7\n"}
    saved = client.put(address, body, If_Match='"0"')
    assert (saved.status_code, saved.headers["ETag"]) == (200, '"1"')
    shown = client.get(address).json()
    assert shown == saved.json()
    assert (shown["headline"], shown["explanation"], shown["saved_by"]) == (
        "Crime fell ", "By 7\n", newsroom.reviewer.username,
    )  # fmt: skip
    problem(client.put(address, body, If_Match='"0"'), 412, kind="DraftChanged")
    cleared = body | {"rating": None, "headline": "", "explanation": ""}
    assert client.put(address, cleared, If_Match='"1"').json()["rating"] is None
    assert client.put(address, body).json()["version"] == 3


def test_a_draft_without_the_lease_is_refused(newsroom, api, review):
    body, address = new_draft(newsroom, review), f"reviews/{review.pk}/draft/"
    problem(api(newsroom.second).put(address, body), 422, kind="NotYourReview")
    services.take_back(Assignment.objects.get(claim=review.claim), by=newsroom.editor)
    problem(api(newsroom.reviewer).put(address, body), 422, kind="HoldLost")
    problem(
        api(newsroom.reviewer).put(f"reviews/{newsroom.review(S.SUBMITTED).pk}/draft/", body), 409, kind="IllegalMove"
    )


def test_a_draft_takes_lines_of_its_own_desk_and_ratings_that_the_caller_can_see(newsroom, api, review):
    client, address, body = api(newsroom.reviewer), f"reviews/{review.pk}/draft/", new_draft(newsroom, review)
    line = Criterion.objects.create(desk=newsroom.desk, label="I looked for what speaks against it.")
    foreign = Criterion.objects.create(desk=DeskFactory(), label="Another desk's.")
    check = Criterion.objects.create(desk=newsroom.desk, code="primary")
    assert client.put(address, body | {"ticked": [line.pk, line.pk]}).json()["ticked"] == [line.pk]
    for ids in ([foreign.pk], [check.pk], [line.pk, 10**6]):
        assert pointers(client.put(address, body | {"ticked": ids})) == ["#/ticked"]
    for ids in ("1", {}, None, 1):
        assert "#/ticked" in pointers(client.put(address, body | {"ticked": ids}))
    assert pointers(client.put(address, body | {"ticked": ["1"]})) == ["#/ticked/0"]
    other = RatingFactory(scale=RatingScaleFactory(desk=foreign.desk))
    assert pointers(client.put(address, body | {"rating": other.pk})) == ["#/rating"]


def test_what_is_missing_is_named_with_its_place(newsroom, api, review):
    client = api(newsroom.reviewer)
    shown = {one["code"]: one for one in client.get(f"reviews/{review.pk}/gate/").json()}
    assert (shown["evidence"]["is_met"], shown["evidence"]["level"], shown["evidence"]["before"]) == (
        False, "required", "submit",
    )  # fmt: skip
    newsroom.add_evidence(review)
    Criterion.objects.create(desk=newsroom.desk, label="I looked for what speaks against it.")
    Criterion.objects.create(desk=newsroom.desk, code="length", level="required")
    body = {"rating": newsroom.rating.pk, "headline": "Crime fell", "explanation": "By 7 percent."}
    refused = problem(client.post(f"reviews/{review.pk}/submit/", body), 422, kind="NotReady")
    assert [error["pointer"] for error in refused["errors"]] == ["#/explanation", "#"]


def test_whoever_is_to_rate_blind_is_shown_nothing_of_the_verdict(newsroom, api):
    review = blind_review(newsroom)
    client, address = api(newsroom.second), f"reviews/{review.pk}"
    told = [
        client.get(f"{address}/"), client.get("reviews/"), client.get(f"{address}/verdicts/"),
        client.get(f"{address}/events/"), client.get(f"{address}/draft/"), client.get(f"{address}/gate/"),
    ]  # fmt: skip
    for answer in told:
        for secret in (review.verdict.headline, newsroom.rating.label, "7 percent"):
            assert secret not in answer.content.decode(), (answer.request["PATH_INFO"], secret)
    assert told[0].json()["is_verdict_hidden"] is True
    problem(client.post(f"{address}/approve/"), 422, kind="BlindFirst")
    body = {"rating": newsroom.rating.pk, "reasoning": "The table says so."}
    shown = client.post(f"{address}/second-verdict/", body).json()
    assert (shown["is_verdict_hidden"], shown["verdict"]["headline"]) == (False, review.verdict.headline)
    problem(client.post(f"{address}/second-verdict/", body), 422, kind="AlreadyGiven")
    assert client.post(f"{address}/approve/").json()["state"] == "approved"


def test_a_draft_on_a_desk_that_approves_blind_is_its_reviewers_alone(newsroom, api, review):
    api(newsroom.reviewer).put(f"reviews/{review.pk}/draft/", new_draft(newsroom, review))
    assert api(newsroom.second).get(f"reviews/{review.pk}/draft/").json()["headline"] == "Crime fell"
    services.set_practice(newsroom.desk, second_verdict="blind", by=newsroom.admin)
    assert api(newsroom.second).get(f"reviews/{review.pk}/draft/").json()["headline"] == ""
    assert api(newsroom.reviewer).get(f"reviews/{review.pk}/draft/").json()["headline"] == "Crime fell"


def test_an_emergency_needs_a_desk_admin_and_a_reason(newsroom, api):
    review = newsroom.review(S.SUBMITTED)
    address = f"reviews/{review.pk}/override/"
    problem(api(newsroom.editor).post(address, {"reason": "Now."}), 403)
    client = api(newsroom.admin)
    assert pointers(client.post(address, {"reason": " "})) == ["#/reason"]
    shown = client.post(address, {"reason": "Polls close at six."}).json()
    assert (shown["state"], shown["override_reason"]) == ("approved", "Polls close at six.")


def test_a_review_is_given_to_another_reviewer_of_the_desk(newsroom, api, review):
    client, address = api(newsroom.editor), f"reviews/{review.pk}/reassign/"
    problem(api(newsroom.reviewer).post(address, {"to": newsroom.second.username}), 403)
    assert client.post(address, {"to": newsroom.second.username, "note": "Ill."}).json()["reviewer"] == (
        newsroom.second.username
    )
    assert pointers(client.post(address, {"to": newsroom.stranger.username})) == ["#/to"]
    problem(client.post(address, {"to": newsroom.viewer.username}), 422, kind="NotOnTheDesk")
