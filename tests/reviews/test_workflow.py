"""The life of a claim review: every move from every state, evidence first, a second person always."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from claims import services as claim_services
from claims.errors import DomainError, IllegalMove, StaleVersion
from claims.models import Claim
from reviews import services, workflow
from reviews.models import ClaimReview, Evidence, Rating, Verdict
from reviews.publishing import services as publishing
from reviews.publishing.models import Correction, FactCheck
from tests.factories import DeskFactory, RatingFactory, RatingScaleFactory

S = ClaimReview.State

LEGAL = {
    ("submit", S.DRAFT): S.SUBMITTED,
    ("submit", S.RETURNED): S.SUBMITTED,
    ("return", S.SUBMITTED): S.RETURNED,
    ("approve", S.SUBMITTED): S.APPROVED,
    ("override", S.SUBMITTED): S.APPROVED,
    ("publish", S.APPROVED): S.PUBLISHED,
    ("correct", S.PUBLISHED): S.PUBLISHED,
    ("retract", S.PUBLISHED): S.RETRACTED,
    ("abandon", S.DRAFT): S.ABANDONED,
    ("abandon", S.RETURNED): S.ABANDONED,
}


def propose(newsroom, review):
    return publishing.propose_correction(
        FactCheck.objects.get(review=review),
        kind="correction",
        note="We had the wrong year.",
        rating=newsroom.rating,
        headline="Crime fell by 9 percent",
        explanation="The office counts 9 percent.",
        by=newsroom.reviewer,
    )


def submit(newsroom, review):
    if not review.evidence.exists() and review.state == S.DRAFT:
        newsroom.add_evidence(review)
    newsroom.submit(review)


def make(newsroom, review, name):
    make_it = {
        "submit": lambda: submit(newsroom, review),
        "return": lambda: services.return_review(review, note="The table is missing.", by=newsroom.second),
        "approve": lambda: services.approve_review(review, by=newsroom.second),
        "override": lambda: services.override_review(review, reason="Polls close at six.", by=newsroom.admin),
        "publish": lambda: publishing.publish_review(review, by=newsroom.editor),
        "correct": lambda: publishing.correct_review(propose(newsroom, review), by=newsroom.editor),
        "retract": lambda: publishing.retract_review(review, note="The figures were withdrawn.", by=newsroom.editor),
        "abandon": lambda: services.abandon_review(review, by=newsroom.reviewer),
    }[name]
    make_it()


@pytest.mark.parametrize("state", S.values)
@pytest.mark.parametrize("name", workflow.MOVES)
def test_every_move_from_every_state_is_made_or_leaves_no_trace(newsroom, name, state):
    review = newsroom.review(state)
    if name == "correct" and state != S.PUBLISHED:
        if FactCheck.objects.filter(review=review).exists():
            with pytest.raises(IllegalMove):
                propose(newsroom, review)
        return
    before = review.version
    target = LEGAL.get((name, state))
    if target is None:
        with pytest.raises(DomainError):
            make(newsroom, review, name)
    else:
        make(newsroom, review, name)
    review.refresh_from_db()
    assert review.state == (target or state)
    assert (review.version > before) == bool(target)
    assert list(review.events.values_list("version", flat=True)) == list(range(1, review.version + 1))


def test_the_table_of_moves_is_what_these_tests_expect():
    made = {(name, source): move.target for name, move in workflow.MOVES.items() for source in move.sources}
    assert made == LEGAL


def test_submitting_without_evidence_leaves_no_trace(newsroom):
    review = newsroom.review()
    with pytest.raises(workflow.NoEvidence):
        newsroom.submit(review)
    review.refresh_from_db()
    assert (review.state, review.version, Verdict.objects.count()) == (S.DRAFT, 1, 0)


def test_nobody_approves_or_returns_their_own_work(newsroom):
    review = newsroom.review(S.SUBMITTED)
    with pytest.raises(workflow.SecondPairOfEyes):
        services.approve_review(review, by=newsroom.reviewer)
    with pytest.raises(workflow.SecondPairOfEyes):
        services.return_review(review, note="Hm.", by=newsroom.reviewer)
    with pytest.raises(IntegrityError, match="review_approver_is_not_its_reviewer"), transaction.atomic():
        ClaimReview.objects.filter(pk=review.pk).update(approver=newsroom.reviewer)


def test_only_its_reviewer_submits_or_abandons_a_review(newsroom):
    review = newsroom.review()
    newsroom.add_evidence(review)
    with pytest.raises(workflow.NotYourReview):
        services.submit_review(review, rating=newsroom.rating, headline="H", explanation="E", by=newsroom.second)
    with pytest.raises(workflow.NotYourReview):
        services.abandon_review(review, by=newsroom.second)


def test_a_claim_has_one_open_review_and_another_after_it_was_abandoned(newsroom):
    review = newsroom.review()
    with pytest.raises(workflow.AlreadyUnderReview):
        services.open_review(review.claim, by=newsroom.second)
    services.abandon_review(review, by=newsroom.reviewer)
    assert services.open_review(review.claim, by=newsroom.second).reviewer == newsroom.second


@pytest.mark.parametrize("state", [Claim.State.CANDIDATE, Claim.State.DISMISSED, Claim.State.DUPLICATE])
def test_only_an_accepted_claim_is_reviewed(newsroom, state):
    with pytest.raises(workflow.ClaimNotAccepted):
        services.open_review(newsroom.claim(state), by=newsroom.reviewer)


def test_a_claim_dismissed_meanwhile_stops_its_review(newsroom):
    draft, approved = newsroom.review(), newsroom.review(S.APPROVED)
    newsroom.add_evidence(draft)
    for review in (draft, approved):
        claim_services.dismiss_claim(Claim.objects.get(pk=review.claim_id), by=newsroom.editor, reason="trivial")
    with pytest.raises(workflow.ClaimNotAccepted):
        newsroom.submit(draft)
    with pytest.raises(workflow.ClaimNotAccepted):
        publishing.publish_review(approved, by=newsroom.editor)
    approved.refresh_from_db()
    assert approved.state == S.APPROVED
    assert not FactCheck.objects.exists()


def test_a_rating_of_another_desks_scale_is_refused(newsroom):
    review = newsroom.review()
    newsroom.add_evidence(review)
    foreign = RatingFactory(scale=RatingScaleFactory(desk=DeskFactory()))
    with pytest.raises(workflow.WrongScale):
        services.submit_review(review, rating=foreign, headline="H", explanation="E", by=newsroom.reviewer)


def test_evidence_that_a_verdict_rests_on_stays(newsroom):
    review = newsroom.review(S.RETURNED)
    cited = review.evidence.get()
    newsroom.add_evidence(review)
    with pytest.raises(workflow.EvidenceIsSettled):
        services.remove_evidence(cited, by=newsroom.reviewer)
    services.remove_evidence(review.evidence.latest("pk"), by=newsroom.reviewer)
    assert list(review.evidence.all()) == [cited]


@pytest.mark.parametrize("state", [S.SUBMITTED, S.APPROVED, S.RETRACTED, S.ABANDONED])
def test_a_review_that_waits_or_is_closed_takes_no_evidence(newsroom, state):
    review = newsroom.review(state)
    with pytest.raises(workflow.EvidenceIsSettled):
        newsroom.add_evidence(review)
    assert Evidence.objects.filter(review=review).count() == (0 if state == S.ABANDONED else 1)


def test_the_database_refuses_to_change_a_verdict_or_what_it_rests_on(newsroom):
    review = newsroom.review(S.SUBMITTED)
    with pytest.raises(IntegrityError, match="appended, not changed"), transaction.atomic():
        Verdict.objects.update(headline="Something else")
    with pytest.raises(IntegrityError, match="appended, not changed"), transaction.atomic():
        review.verdict.evidence.clear()


def test_the_database_keeps_evidence_and_ratings_as_they_were_given(newsroom):
    newsroom.review(S.SUBMITTED)
    with pytest.raises(IntegrityError, match="appended, not changed"), transaction.atomic():
        Evidence.objects.update(quote="Something else")
    with pytest.raises(IntegrityError, match="make a new one"), transaction.atomic():
        Rating.objects.filter(pk=newsroom.rating.pk).update(label="True")
    Rating.objects.filter(pk=newsroom.rating.pk).update(meaning="Said better.")


def test_a_rating_lies_on_its_scale_and_keeps_its_label_once_given(newsroom):
    newsroom.review(S.SUBMITTED)
    with pytest.raises(ValidationError, match="from 1 to 5"):
        RatingFactory.build(scale=newsroom.rating.scale, value=6).clean()
    newsroom.rating.label = "True"
    with pytest.raises(ValidationError, match="make a new one"):
        newsroom.rating.clean()


def test_a_returned_review_is_submitted_again_with_a_further_verdict(newsroom):
    review = newsroom.review(S.RETURNED)
    newsroom.submit(review, headline="Crime fell by 7 percent")
    review.refresh_from_db()
    assert (review.verdict.number, review.verdict.headline) == (2, "Crime fell by 7 percent")


def test_a_verdict_keeps_the_claim_as_it_stood(newsroom):
    review = newsroom.review(S.PUBLISHED)
    claim_services.edit_claim(Claim.objects.get(pk=review.claim_id), by=newsroom.editor, text="Other words.")
    assert review.verdict.claim_text == "Crime fell by 12 percent in two years."


def test_a_correction_shows_only_when_a_second_person_approves_it(newsroom):
    review = newsroom.review(S.PUBLISHED)
    correction = propose(newsroom, review)
    review.refresh_from_db()
    assert review.verdict.number == 1
    with pytest.raises(workflow.SecondPairOfEyes):
        publishing.correct_review(correction, by=newsroom.reviewer)
    with pytest.raises(publishing.AlreadyProposed):
        propose(newsroom, review)
    publishing.correct_review(correction, by=newsroom.editor)
    review.refresh_from_db()
    fact_check = FactCheck.objects.get(review=review)
    assert review.verdict.headline == "Crime fell by 9 percent"
    assert fact_check.modified_at > fact_check.published_at
    with pytest.raises(publishing.AlreadyDecided):
        publishing.correct_review(correction, by=newsroom.editor)


def test_a_declined_correction_changes_nothing_on_the_page(newsroom):
    review = newsroom.review(S.PUBLISHED)
    correction = propose(newsroom, review)
    publishing.decline_correction(correction, by=newsroom.editor, note="The year was right.")
    review.refresh_from_db()
    assert (review.verdict.number, correction.state) == (1, Correction.State.DECLINED)
    assert propose(newsroom, review).pk != correction.pk


def test_retracting_leaves_a_tombstone_and_drops_what_was_proposed(newsroom):
    review = newsroom.review(S.PUBLISHED)
    correction = propose(newsroom, review)
    publishing.retract_review(review, note="The source withdrew its figures.", by=newsroom.editor)
    correction.refresh_from_db()
    fact_check = FactCheck.objects.get(review=review)
    assert correction.state == Correction.State.DECLINED
    assert fact_check.retracted_at is not None
    assert fact_check.corrections.get(kind="retraction").note == "The source withdrew its figures."
    with pytest.raises(IntegrityError, match="appended, not changed"), transaction.atomic():
        FactCheck.objects.filter(pk=fact_check.pk)._raw_delete("default")


def test_a_stale_version_is_refused(newsroom):
    review = newsroom.review(S.SUBMITTED)
    with pytest.raises(StaleVersion):
        services.approve_review(review, by=newsroom.second, expected=review.version - 1)
    review.refresh_from_db()
    assert review.state == S.SUBMITTED
