"""Claim reviews over REST: every move from every state, evidence, verdicts, versions, and the second person."""

import pytest

from claims.models import Claim
from reviews import workflow
from reviews.models import ClaimReview
from tests.api.operations import OPERATIONS
from tests.api.problems import pointers, problem
from tests.api.rows import review_with_evidence
from tests.factories import DeskFactory, RatingFactory, RatingScaleFactory

S = ClaimReview.State
BESIDE_THE_VERSION = ("/comments/", "/files/", "/reply-requests/")  # what is added there changes nothing that was read
VERDICT = {"headline": "Crime fell by 7 percent", "explanation": "The **office** says so."}


@pytest.fixture
def client(newsroom, api):
    return api(newsroom.reviewer)


@pytest.mark.parametrize("state", S.values)
@pytest.mark.parametrize("name", [name for name in workflow.MOVES if name != "correct"])
def test_every_move_from_every_state_is_made_or_is_refused_without_a_trace(newsroom, api, name, state):
    review = newsroom.review(state)
    if name == "submit" and state == S.DRAFT:
        newsroom.add_evidence(review)
    review.refresh_from_db()
    operation = OPERATIONS[f"post reviews/{{id}}/{name}/"]
    client = api(getattr(newsroom, operation.by))
    answer = client.post(operation.address(review), operation.body(newsroom, review))
    shown = client.get(f"reviews/{review.pk}/").json()
    if workflow.MOVES[name].starts_from(state):
        assert answer.status_code == operation.done, answer.content
        assert (shown["state"], shown["version"]) == (workflow.MOVES[name].target, review.version + 1)
    else:
        problem(answer, 409, kind="IllegalMove")
        assert (shown["state"], shown["version"]) == (state, review.version)


def test_the_moves_that_are_shown_are_the_moves_that_its_state_allows(newsroom, client):
    for state in S.values:
        shown = client.get(f"reviews/{newsroom.review(state).pk}/").json()
        assert shown["moves"] == [name for name, move in workflow.MOVES.items() if state in move.sources]


def test_a_review_is_opened_once_on_an_accepted_claim(newsroom, client, api):
    claim = newsroom.claim(Claim.State.ACCEPTED)
    answer = client.post("reviews/", {"claim": claim.pk})
    shown = answer.json()
    assert (answer.status_code, answer.headers["ETag"]) == (201, '"1"')
    assert (shown["state"], shown["reviewer"], shown["claim"], shown["claim_text"]) == (
        "draft", newsroom.reviewer.username, claim.pk, claim.text,
    )  # fmt: skip
    assert (shown["verdict"], shown["evidence"], shown["approver"]) == (None, [], None)
    problem(api(newsroom.second).post("reviews/", {"claim": claim.pk}), 422, kind="AlreadyUnderReview")
    for state in (Claim.State.CANDIDATE, Claim.State.DISMISSED, Claim.State.DUPLICATE):
        problem(client.post("reviews/", {"claim": newsroom.claim(state).pk}), 422, kind="ClaimNotAccepted")


def test_what_one_person_wrote_another_approves(newsroom, client, api):
    review = review_with_evidence(newsroom)
    verdict = VERDICT | {"rating": newsroom.rating.pk}
    problem(api(newsroom.second).post(f"reviews/{review.pk}/submit/", verdict), 422, kind="NotYourReview")
    problem(api(newsroom.second).post(f"reviews/{review.pk}/abandon/"), 422, kind="NotYourReview")
    shown = client.post(f"reviews/{review.pk}/submit/", verdict).json()
    assert (shown["verdict"]["rating"]["label"], shown["verdict"]["number"]) == ("Mostly false", 1)
    problem(client.post(f"reviews/{review.pk}/approve/"), 422, kind="SecondPairOfEyes")
    problem(client.post(f"reviews/{review.pk}/return/", {"note": "No."}), 422, kind="SecondPairOfEyes")
    returned = api(newsroom.second).post(f"reviews/{review.pk}/return/", {"note": "The table is missing."}).json()
    assert (returned["state"], returned["approver"]) == ("returned", None)
    again = client.post(f"reviews/{review.pk}/submit/", verdict | {"headline": "Crime fell by less"}).json()
    assert (again["verdict"]["number"], again["verdict"]["headline"]) == (2, "Crime fell by less")
    approved = api(newsroom.second).post(f"reviews/{review.pk}/approve/").json()
    assert (approved["state"], approved["approver"]) == ("approved", newsroom.second.username)
    verdicts = client.get(f"reviews/{review.pk}/verdicts/").json()
    assert [verdict["number"] for verdict in verdicts] == [1, 2]
    assert verdicts[1] == approved["verdict"]
    events = client.get(f"reviews/{review.pk}/events/").json()
    assert [event["name"] for event in events] == ["open", "add_evidence", "submit", "return", "submit", "approve"]
    assert events[3]["note"] == "The table is missing."


def test_a_verdict_needs_evidence_and_a_rating_that_the_desk_uses(newsroom, client):
    review = newsroom.review()
    address = f"reviews/{review.pk}/submit/"
    problem(client.post(address, VERDICT | {"rating": newsroom.rating.pk}), 422, kind="NoEvidence")
    newsroom.add_evidence(review)
    elsewhere = DeskFactory()
    foreign = RatingFactory(scale=RatingScaleFactory(desk=elsewhere))
    assert pointers(client.post(address, VERDICT | {"rating": foreign.pk})) == ["#/rating"]
    elsewhere.memberships.create(user=newsroom.reviewer, role="viewer")
    problem(client.post(address, VERDICT | {"rating": foreign.pk}), 422, kind="WrongScale")
    own = RatingFactory(scale=RatingScaleFactory(desk=newsroom.desk), label="Pinocchio", value=None)
    assert client.post(address, VERDICT | {"rating": own.pk}).json()["verdict"]["rating"]["value"] is None


def test_evidence_is_added_read_and_removed_until_a_verdict_rests_on_it(newsroom, client):
    review = newsroom.review()
    given = {"url": "https://statistics.example/crime?y=2026&d=1", "stance": "context", "title": "Crime figures",
             "quote": "Crime fell\nby 7 percent.", "note": "Official.", "accessed_on": "2026-10-12"}  # fmt: skip
    answer = client.post(f"reviews/{review.pk}/evidence/", given)
    shown = answer.json()
    assert answer.status_code == 201
    assert {name: shown[name] for name in given} == given
    assert shown["added_by"] == newsroom.reviewer.username
    assert client.get(f"reviews/{review.pk}/evidence/").json() == [shown]
    assert client.get(f"evidence/{shown['id']}/").json() == shown
    assert client.get(f"reviews/{review.pk}/").json()["evidence"] == [shown]
    assert client.delete(f"evidence/{shown['id']}/").status_code == 204
    problem(client.get(f"evidence/{shown['id']}/"), 404)
    settled = newsroom.review(S.RETURNED).evidence.get()
    problem(client.delete(f"evidence/{settled.pk}/"), 422, kind="EvidenceIsSettled")
    waiting = newsroom.review(S.SUBMITTED)
    problem(client.post(f"reviews/{waiting.pk}/evidence/", given), 422, kind="EvidenceIsSettled")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [({"url": "javascript:alert(1)"}, "#/url"), ({"url": "data:text/html,x"}, "#/url"), ({"url": "/crime"}, "#/url"),
     ({"url": "ftp://statistics.example/"}, "#/url"), ({"url": "https://"}, "#/url"), ({"url": ""}, "#/url"),
     ({"url": "https://statistics.example/ x"}, "#/url"), ({"stance": "denies"}, "#/stance"),
     ({"accessed_on": "today"}, "#/accessed_on"), ({"title": "t" * 301}, "#/title"), ({"quote": "q\x02"}, "#/quote"),
     ({"added_by": 1}, "#/added_by"), ({"review": 1}, "#/review")],
)  # fmt: skip
def test_evidence_with_errors_is_refused_where_they_are(newsroom, client, change, pointer):
    review = newsroom.review()
    body = {"url": "https://statistics.example/", "stance": "refutes"} | change
    assert pointers(client.post(f"reviews/{review.pk}/evidence/", body)) == [pointer]
    assert not review.evidence.exists()


def test_a_version_that_somebody_else_overtook_is_a_412_and_changes_nothing(newsroom, api):
    for name, operation in OPERATIONS.items():
        if not name.startswith("post reviews/{id}/") or name.endswith(BESIDE_THE_VERSION):
            continue
        review = operation.row(newsroom)
        review.refresh_from_db()
        client = api(getattr(newsroom, operation.by))
        body = operation.body(newsroom, review)
        stale, fresh = f'"{review.version - 1}"', f'"{review.version}"'
        problem(client.post(operation.address(review), body, If_Match=stale), 412, kind="StaleVersion")
        shown = client.get(f"reviews/{review.pk}/")
        assert shown.headers["ETag"] == fresh, name
        assert client.post(operation.address(review), body, If_Match=fresh).status_code == operation.done, name


@pytest.mark.parametrize("missing", ["rating", "headline", "explanation"])
def test_a_verdict_is_whole(newsroom, client, missing):
    review = review_with_evidence(newsroom)
    body = VERDICT | {"rating": newsroom.rating.pk}
    del body[missing]
    assert pointers(client.post(f"reviews/{review.pk}/submit/", body)) == [f"#/{missing}"]
    assert pointers(client.post(f"reviews/{review.pk}/submit/", body | {missing: ""})) == [f"#/{missing}"]


def test_returning_needs_a_note(newsroom, api):
    review = newsroom.review(S.SUBMITTED)
    client = api(newsroom.second)
    for body in ({}, {"note": ""}, {"note": "  "}):
        assert pointers(client.post(f"reviews/{review.pk}/return/", body)) == ["#/note"]


def test_a_scale_is_shown_with_its_ratings_in_their_order(newsroom, client):
    scale = RatingScaleFactory(desk=newsroom.desk, worst=1, best=3)
    labels = [("Satire", None, 3), ("Wrong", 1, 0), ("Right", 3, 2), ("Half", 2, 1)]
    for label, value, position in labels:
        RatingFactory(scale=scale, label=label, value=value, position=position)
    shown = client.get(f"rating-scales/{scale.pk}/").json()
    assert [(rating["label"], rating["value"]) for rating in shown["ratings"]] == [
        ("Wrong", 1), ("Half", 2), ("Right", 3), ("Satire", None),
    ]  # fmt: skip
    assert (shown["worst"], shown["best"], shown["desk"]) == (1, 3, newsroom.desk.slug)
