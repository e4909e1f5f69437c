"""Publishing, correcting and retracting over REST."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims import services as claim_services
from claims.models import Claim
from reviews.models import ClaimReview
from reviews.publishing.models import Correction
from tests.api.problems import pointers, problem
from tests.api.published import correction, fact_check, new_correction
from tests.factories import ClaimantFactory, MembershipFactory, RatingFactory
from tests.plans import long_archive, most_rows_read

S = ClaimReview.State


@pytest.fixture
def editor(newsroom, api):
    return api(newsroom.editor)


def test_publishing_answers_with_the_page_and_its_markup(newsroom, editor, settings):
    review = newsroom.review(S.APPROVED)
    answer = editor.post(f"reviews/{review.pk}/publish/")
    shown = answer.json()
    assert answer.status_code == 201
    assert shown["url"] == f"{settings.BASE_URL}/fact-checks/{shown['slug']}/"
    assert shown["claim_review"]["@type"] == "ClaimReview"
    assert shown["claim_review"]["url"] == shown["url"]
    assert (shown["headline"], shown["rating"], shown["review"]) == (
        review.verdict.headline, "Mostly false", review.pk,
    )  # fmt: skip
    assert editor.get(f"fact-checks/{shown['id']}/").json() == shown
    assert editor.get("fact-checks/").json()["results"] == [shown]


def test_a_claim_dismissed_meanwhile_is_not_published(newsroom, editor):
    review = newsroom.review(S.APPROVED)
    claim_services.dismiss_claim(Claim.objects.get(pk=review.claim_id), by=newsroom.editor, reason="trivial")
    problem(editor.post(f"reviews/{review.pk}/publish/"), 422, kind="ClaimNotAccepted")


def test_a_correction_takes_effect_when_a_second_person_approves_it(newsroom, editor, api):
    page = fact_check(newsroom)
    proposer = api(newsroom.editor)
    body = new_correction(newsroom, None)
    answer = proposer.post(f"fact-checks/{page.pk}/corrections/", body)
    proposed = answer.json()
    assert (answer.status_code, proposed["state"], proposed["decided_by"]) == (201, "proposed", None)
    assert (proposed["before"]["number"], proposed["after"]["number"]) == (1, 2)
    problem(proposer.post(f"fact-checks/{page.pk}/corrections/", body), 422, kind="AlreadyProposed")
    problem(proposer.post(f"corrections/{proposed['id']}/approve/"), 422, kind="SecondPairOfEyes")
    assert editor.get(f"fact-checks/{page.pk}/").json()["headline"] == page.verdict.headline
    approved = api(newsroom.admin).post(f"corrections/{proposed['id']}/approve/").json()
    assert (approved["state"], approved["decided_by"]) == ("published", newsroom.admin.username)
    shown = editor.get(f"fact-checks/{page.pk}/").json()
    assert shown["headline"] == body["headline"]
    assert shown["modified_at"] > shown["published_at"]
    assert shown["claim_review"]["correction"][0]["text"] == body["note"]
    problem(api(newsroom.admin).post(f"corrections/{proposed['id']}/approve/"), 422, kind="AlreadyDecided")
    assert editor.get(f"fact-checks/{page.pk}/corrections/").json() == [approved]
    assert editor.get(f"corrections/{proposed['id']}/").json() == approved


def test_a_declined_correction_leaves_the_page_as_it_is(newsroom, editor):
    proposed = correction(newsroom)
    before = editor.get(f"fact-checks/{proposed.fact_check_id}/").json()
    declined = editor.post(f"corrections/{proposed.pk}/decline/", {"note": "The year was right."}).json()
    assert (declined["state"], declined["decided_by"]) == ("declined", newsroom.editor.username)
    assert editor.get(f"fact-checks/{proposed.fact_check_id}/").json() == before
    problem(editor.post(f"corrections/{proposed.pk}/decline/"), 422, kind="AlreadyDecided")
    problem(editor.post(f"corrections/{proposed.pk}/approve/"), 422, kind="AlreadyDecided")


def test_a_retracted_fact_check_stays_without_its_markup_and_is_corrected_no_more(newsroom, editor):
    proposed = correction(newsroom)
    page = proposed.fact_check
    shown = editor.post(f"reviews/{page.review_id}/retract/", {"note": "The source withdrew its figures."}).json()
    assert (shown["claim_review"], shown["id"]) == (None, page.pk)
    assert shown["retracted_at"] is not None
    corrections = editor.get(f"fact-checks/{page.pk}/corrections/").json()
    assert [(c["kind"], c["state"]) for c in corrections] == [("correction", "declined"), ("retraction", "published")]
    problem(editor.post(f"corrections/{proposed.pk}/approve/"), 409, kind="IllegalMove")
    problem(editor.post(f"fact-checks/{page.pk}/corrections/", new_correction(newsroom, None)), 409, kind="IllegalMove")
    problem(editor.post(f"reviews/{page.review_id}/retract/", {"note": "Again."}), 409, kind="IllegalMove")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [({"kind": "retraction"}, "#/kind"), ({"kind": "typo"}, "#/kind"), ({"note": ""}, "#/note"),
     ({"note": " "}, "#/note"),
     ({"state": "published"}, "#/state"), ({"rating": 0}, "#/rating"), ({"headline": "h" * 201}, "#/headline")],
)  # fmt: skip
def test_a_correction_with_errors_is_refused_where_they_are(newsroom, editor, change, pointer):
    page = fact_check(newsroom)
    assert pointers(editor.post(f"fact-checks/{page.pk}/corrections/", new_correction(newsroom, None) | change)) == [
        pointer
    ]
    assert not Correction.objects.exists()


def test_a_stale_version_of_the_review_is_a_412(newsroom, editor):
    proposed = correction(newsroom)
    review = proposed.fact_check.review
    review.refresh_from_db()
    stale, fresh = f'"{review.version - 1}"', f'"{review.version}"'
    for way in ("approve", "decline"):
        problem(editor.post(f"corrections/{proposed.pk}/{way}/", {}, If_Match=stale), 412, kind="StaleVersion")
    page = fact_check(newsroom)
    answer = editor.post(f"fact-checks/{page.pk}/corrections/", new_correction(newsroom, None), If_Match='"1"')
    problem(answer, 412, kind="StaleVersion")
    assert editor.post(f"corrections/{proposed.pk}/decline/", {}, If_Match=fresh).status_code == 200


def test_the_reason_of_a_retraction_is_for_readers_and_therefore_needed(newsroom, editor):
    page = fact_check(newsroom)
    for body in ({}, {"note": ""}, {"note": None}):
        assert pointers(editor.post(f"reviews/{page.review_id}/retract/", body)) == ["#/note"]


def test_corrections_that_wait_are_listed_with_why_and_how_much(newsroom, editor):
    page = fact_check(newsroom)
    body = new_correction(newsroom, None) | {"reason": "source", "severity": "minor"}
    proposed = editor.post(f"fact-checks/{page.pk}/corrections/", body).json()
    assert (proposed["reason"], proposed["severity"]) == ("source", "minor")
    newsroom.review(S.RETRACTED)

    def found(**query):
        return [row["id"] for row in editor.get("corrections/", **query).json()["results"]]

    assert found(state="proposed") == found(kind="correction") == [proposed["id"]]
    assert len(found(desk=newsroom.desk.slug)) == 2
    assert found(state=["declined"]) == []
    problem(editor.get("corrections/", state="open"), 400, at="#/state")
    problem(editor.post(f"fact-checks/{page.pk}/corrections/", body | {"severity": "huge"}), 400, at="#/severity")


ASKED_OF_VERY_MANY = (
    {"ordering": "-published_at"}, {"ordering": "-modified_at"}, {"retracted": "false"}, {"retracted": "true"},
    {"desk": "theirs"}, {"rating": "Satire"}, {"claimant": "Brandt"},
)  # fmt: skip


def test_a_page_of_very_many_fact_checks_reads_few_of_them(newsroom, api):
    long_archive(newsroom, 5000)
    newsroom.review("published", claimant=ClaimantFactory(desk=newsroom.desk, name="Ilse Brandt"))
    newsroom.rating = RatingFactory(label="Satire", value=None)
    newsroom.review("retracted")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = api(newsroom.viewer)
    for asking in ("on one desk", "on several", "an operator"):
        if asking == "on several":
            MembershipFactory(user=newsroom.viewer)
        newsroom.viewer.is_superuser = asking == "an operator"
        newsroom.viewer.save()
        client.get("fact-checks/")
        for query in ASKED_OF_VERY_MANY:
            reads_few(client, newsroom, query, asking)


def reads_few(client, newsroom, query, asking):
    asked = {name: value if name != "desk" else newsroom.desk.slug for name, value in query.items()}
    with CaptureQueriesContext(connection) as captured:
        assert client.get("fact-checks/", page_size=20, **asked).json()["results"]
    assert len(captured) <= (6 if {"rating", "claimant"} & query.keys() else 5), (query, asking)
    (sql,) = [one["sql"] for one in captured if 'FROM "publishing_factcheck"' in one["sql"]]
    for table in ("publishing_factcheck", "reviews_claimreview", "claims_claim"):
        assert most_rows_read(sql, table)[1] <= 25, (table, query, asking)
