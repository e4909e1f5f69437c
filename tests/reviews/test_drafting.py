"""Drafts: saved under the lease and the version that were read, and nothing that was typed is overwritten."""

from datetime import timedelta

import pytest
from django.utils import timezone

from claims.errors import IllegalMove
from reviews import drafting, holding, services, workflow
from reviews.models import Assignment, ClaimReview, Criterion, Draft
from tests.conftest import Newsroom
from tests.factories import RatingFactory, RatingScaleFactory
from tests.races import meanwhile, race

S = ClaimReview.State


class Desk:
    """One review with the lease on its claim, as its reviewer's screen has them."""

    def __init__(self, newsroom, state=S.DRAFT):
        self.newsroom, self.review = newsroom, newsroom.review(state)
        self.place = Assignment.objects.get(claim=self.review.claim)
        services.take_this(self.place, by=newsroom.reviewer)

    def save(self, headline, expected, **given):
        given = {"by": self.newsroom.reviewer, "token": self.place.token, "rating": self.newsroom.rating} | given
        review = ClaimReview.objects.get(pk=self.review.pk)
        return services.save_draft(review, headline=headline, explanation="Because.", expected=expected, **given)


@pytest.fixture
def desk(newsroom):
    return Desk(newsroom)


def test_a_draft_is_saved_as_it_is_typed_and_keeps_the_claim_held(desk):
    assert services.draft_of(desk.review).version == 0
    Assignment.objects.update(held_until=timezone.now() - timedelta(minutes=1))
    first = desk.save("Crime f", 0)
    second = desk.save("Crime fell", first.version, rating=None)
    assert (first.version, second.version, second.headline, second.rating) == (1, 2, "Crime fell", None)
    assert Draft.objects.count() == 1
    desk.place.refresh_from_db()
    assert desk.place.held_until > timezone.now()
    desk.review.refresh_from_db()
    assert desk.review.version == 1


def test_two_windows_of_one_person_do_not_overwrite_each_other(desk):
    desk.save("From the first window", 0)
    for expected in (0, 7):
        with pytest.raises(drafting.DraftChanged) as changed:
            desk.save("From the second window", expected)
        assert (changed.value.theirs.headline, changed.value.theirs.version) == ("From the first window", 1)
    assert Draft.objects.get().headline == "From the first window"


def test_a_draft_under_an_old_lease_is_refused_with_the_text_of_the_other(desk, newsroom):
    desk.save("Rosa's words", 0)
    old = desk.place.token
    services.reassign_review(desk.review, to=newsroom.second, by=newsroom.editor)
    desk.place.refresh_from_db()
    services.take_this(desk.place, by=newsroom.second)
    desk.save("Ravi's words", 1, by=newsroom.second)
    with pytest.raises(workflow.NotYourReview):
        desk.save("Rosa's late words", 1, token=old)
    services.reassign_review(desk.review, to=newsroom.reviewer, by=newsroom.editor)
    with pytest.raises(holding.HoldLost) as lost:
        desk.save("Rosa's late words", 1, token=old)
    assert lost.value.theirs.headline == "Ravi's words"
    assert Draft.objects.get().headline == "Ravi's words"


def test_a_draft_needs_the_lease(desk, newsroom):
    services.release_hold(desk.place, token=desk.place.token, by=newsroom.reviewer)
    with pytest.raises(holding.HoldLost):
        desk.save("Crime fell", 0)
    with pytest.raises(workflow.NotYourReview):
        desk.save("Crime fell", 0, by=newsroom.second)
    assert not Draft.objects.exists()


@pytest.mark.parametrize("state", [S.SUBMITTED, S.APPROVED, S.PUBLISHED, S.RETRACTED, S.ABANDONED])
def test_only_what_is_being_written_has_a_draft_to_save(newsroom, state):
    review = newsroom.review(state)
    with pytest.raises(IllegalMove):
        services.save_draft(review, by=newsroom.reviewer, token=1, expected=0, headline="H")


def test_a_verdict_is_submitted_from_the_draft(desk, newsroom):
    newsroom.add_evidence(desk.review)
    desk.save("Crime fell by 7 percent", 0)
    services.submit_review(desk.review, by=newsroom.reviewer)
    assert (desk.review.state, desk.review.verdict.headline) == (S.SUBMITTED, "Crime fell by 7 percent")
    with pytest.raises(IllegalMove):
        desk.save("Something else", 1)


def test_a_returned_review_goes_on_from_what_was_submitted(newsroom):
    desk = Desk(newsroom, S.RETURNED)
    draft = services.draft_of(desk.review)
    assert (draft.version, draft.headline) == (0, desk.review.verdict.headline)
    desk.save("Better words", 0)
    newsroom.submit(desk.review, headline="Best words")
    services.return_review(desk.review, note="Almost.", by=newsroom.second)
    draft = services.draft_of(desk.review)
    assert (draft.version, draft.headline) == (2, "Best words")


def test_a_rating_that_went_out_of_use_is_kept_in_the_draft_and_refused_when_it_is_submitted(newsroom):
    scale = RatingScaleFactory(desk=newsroom.desk)
    own = RatingFactory(scale=scale, label="Wrong")
    desk = Desk(newsroom)
    newsroom.add_evidence(desk.review)
    desk.save("Crime fell", 0, rating=own)
    type(scale).objects.filter(pk=scale.pk).update(retired_at=timezone.now())
    assert desk.save("Crime fell by 7 percent", 1, rating=own).rating == own
    with pytest.raises(workflow.WrongScale):
        services.submit_review(desk.review, by=newsroom.reviewer)


def test_the_lines_of_the_checklist_stay_ticked_until_they_are_unticked(desk, newsroom):
    line = Criterion.objects.create(desk=newsroom.desk, label="I looked for what speaks against it.")
    desk.save("Crime", 0, ticked=[line])
    assert list(desk.save("Crime fell", 1).ticked.all()) == [line]
    assert list(desk.save("Crime fell", 2, ticked=[]).ticked.all()) == []


@pytest.mark.django_db(transaction=True)
def test_of_two_windows_saving_at_once_one_is_told_of_the_other():
    desk = Desk(Newsroom())
    for version in range(6):
        outcomes = race(*(lambda version=version, text=text: desk.save(text, version) for text in ("left", "right")))
        refused = [one for one in outcomes if isinstance(one, drafting.DraftChanged)]
        saved = [one for one in outcomes if isinstance(one, Draft)]
        assert (len(refused), len(saved)) == (1, 1), outcomes
        assert refused[0].theirs.headline == saved[0].headline == Draft.objects.get().headline


@pytest.mark.django_db(transaction=True)
def test_saving_and_submitting_at_once_never_end_in_each_others_arms():
    desk = Desk(Newsroom())
    newsroom = desk.newsroom
    newsroom.add_evidence(desk.review)
    desk.save("First words", 0)

    def submit():
        newsroom.submit(ClaimReview.objects.get(pk=desk.review.pk), headline="Submitted words")

    for _ in range(5):
        version = Draft.objects.get().version
        services.take_this(desk.place, by=newsroom.reviewer)
        saved, submitted = race(lambda version=version: desk.save("Typed meanwhile", version), submit)
        assert submitted is None
        assert isinstance(saved, Draft | IllegalMove | holding.HoldLost), saved
        assert ClaimReview.objects.get(pk=desk.review.pk).verdict.headline == "Submitted words"
        services.return_review(desk.review, note="Again.", by=newsroom.second)
        desk.place.refresh_from_db()


@pytest.mark.django_db(transaction=True)
def test_submitting_waits_for_a_draft_that_is_being_saved():
    desk = Desk(Newsroom())
    newsroom = desk.newsroom
    newsroom.add_evidence(desk.review)
    desk.save("First words", 0)
    words = {"rating": newsroom.rating, "headline": "Typed meanwhile", "explanation": "E", "ticked": None}
    outcome = meanwhile(
        lambda: newsroom.submit(ClaimReview.objects.get(pk=desk.review.pk)),
        lambda: holding.lock_for(desk.review.claim),
        lambda: drafting.save(desk.review, expected=1, by=newsroom.reviewer, **words),
    )
    assert outcome is None
    assert ClaimReview.objects.get(pk=desk.review.pk).state == S.SUBMITTED
