"""Leases on claims: who holds what until when, what happens to work under an older one, and giving work away."""

from datetime import timedelta

import pytest
from django.utils import timezone

from claims.errors import IllegalMove
from claims.models import Claim, Role
from reviews import holding, services, workflow
from reviews.models import Assignment, ClaimReview, Notice
from reviews.publishing import services as publishing
from tests.conftest import Newsroom
from tests.factories import MembershipFactory
from tests.races import meanwhile, race

S = ClaimReview.State


@pytest.fixture
def place(newsroom):
    return Assignment.objects.get(claim=newsroom.claim(Claim.State.ACCEPTED))


def run_out(place):
    Assignment.objects.filter(pk=place.pk).update(held_until=timezone.now() - timedelta(seconds=1))


def test_a_held_claim_is_refused_to_others_with_who_has_it_until_when(newsroom, place):
    services.take_this(place, by=newsroom.reviewer)
    assert timedelta(minutes=14) < place.held_until - timezone.now() <= timedelta(minutes=15)
    for attempt in (
        lambda: services.take_this(place, by=newsroom.second),
        lambda: services.open_review(place.claim, by=newsroom.second),
    ):
        with pytest.raises(holding.HeldByAnother, match=f"{newsroom.reviewer} holds this claim until") as refused:
            attempt()
        assert (refused.value.holder, refused.value.until) == (newsroom.reviewer, place.held_until)
    assert not ClaimReview.objects.exists()


def test_taking_again_what_one_holds_goes_on_under_the_same_token(newsroom, place):
    services.take_this(place, by=newsroom.reviewer)
    first = place.token
    services.take_this(place, by=newsroom.reviewer)
    assert place.token == first
    run_out(place)
    services.take_this(place, by=newsroom.reviewer)
    assert place.token == first + 1


def test_a_hold_that_merely_ran_out_is_renewed(newsroom, place):
    services.take_this(place, by=newsroom.reviewer)
    run_out(place)
    services.renew_hold(place, token=place.token, by=newsroom.reviewer)
    assert place.held_until > timezone.now()


def test_a_hold_that_somebody_else_took_is_lost_and_says_to_whom(newsroom, place):
    services.take_this(place, by=newsroom.reviewer)
    old = place.token
    run_out(place)
    services.take_this(place, by=newsroom.second)
    for attempt in (services.renew_hold, services.release_hold):
        with pytest.raises(holding.HoldLost, match=f"{newsroom.second} has it now") as lost:
            attempt(place, token=old, by=newsroom.reviewer)
        assert lost.value.holder == newsroom.second
        with pytest.raises(holding.HoldLost):
            attempt(place, token=place.token, by=newsroom.reviewer)
    place.refresh_from_db()
    assert place.holder == newsroom.second


def test_what_was_given_back_is_free_at_once(newsroom, place):
    services.take_this(place, by=newsroom.reviewer)
    services.release_hold(place, token=place.token, by=newsroom.reviewer)
    assert (place.holder, place.held_until) == (None, None)
    with pytest.raises(holding.HoldLost, match="nobody has it now"):
        services.renew_hold(place, token=place.token, by=newsroom.reviewer)
    services.take_this(place, by=newsroom.second)


def test_an_editor_takes_a_claim_back_and_its_holder_is_told(newsroom, place):
    services.take_this(place, by=newsroom.reviewer)
    old = place.token
    services.take_back(place, by=newsroom.editor)
    notice = Notice.objects.get()
    assert (notice.recipient, notice.kind, notice.claim) == (newsroom.reviewer, "released", place.claim)
    with pytest.raises(holding.HoldLost):
        services.renew_hold(place, token=old, by=newsroom.reviewer)


def test_a_claim_given_to_somebody_is_lost_to_whoever_held_it_and_both_are_told(newsroom, place):
    services.take_this(place, by=newsroom.reviewer)
    old, due = place.token, timezone.localdate()
    services.assign_claim(place, to=newsroom.second, due_on=due, by=newsroom.editor)
    assert (place.assigned_to, place.due_on, place.holder) == (newsroom.second, due, None)
    assert {(one.recipient, one.kind) for one in Notice.objects.all()} == {
        (newsroom.reviewer, "released"), (newsroom.second, "assigned"),
    }  # fmt: skip
    with pytest.raises(holding.HoldLost, match=str(newsroom.second)):
        services.renew_hold(place, token=old, by=newsroom.reviewer)
    with pytest.raises(holding.HeldByAnother, match=f"given to {newsroom.second}"):
        services.open_review(place.claim, by=newsroom.reviewer)
    services.assign_claim(place, to=None, by=newsroom.editor)
    assert services.open_review(place.claim, by=newsroom.reviewer)


def test_giving_a_skipped_claim_to_somebody_makes_it_theirs_again(newsroom, place):
    services.skip_claim(place, reason="time", by=newsroom.second)
    services.assign_claim(place, to=newsroom.second, by=newsroom.editor)
    assert services.take_claim(newsroom.desk, by=newsroom.second) == place
    services.skip_claim(place, reason="time", by=newsroom.second)
    assert (place.assigned_to, place.holder) == (None, None)


def test_work_is_given_to_reviewers_of_the_desk_only(newsroom, place):
    idle = newsroom.join(Role.REVIEWER)
    idle.is_active = False
    idle.save()
    for person in (newsroom.viewer, newsroom.stranger, MembershipFactory().user, idle):
        with pytest.raises(workflow.NotOnTheDesk):
            services.assign_claim(place, to=person, by=newsroom.editor)


def test_work_that_was_begun_changes_hands_as_a_review(newsroom):
    review = newsroom.review()
    place = Assignment.objects.get(claim=review.claim)
    with pytest.raises(services.queueing.AlreadyBegun, match=f"review {review.pk}"):
        services.assign_claim(place, to=newsroom.second, by=newsroom.editor)
    services.reassign_review(review, to=newsroom.second, note="Rosa is ill.", by=newsroom.editor)
    event, old = review.events.latest("version"), place.token
    place.refresh_from_db()
    assert (review.reviewer, place.assigned_to, place.holder) == (newsroom.second, newsroom.second, None)
    assert (event.name, event.note, event.actor) == ("reassign", "Rosa is ill.", newsroom.editor)
    assert event.data == {"from": str(newsroom.reviewer), "to": str(newsroom.second)}
    assert place.token > old
    newsroom.add_evidence(review)
    with pytest.raises(workflow.NotYourReview):
        newsroom.submit(ClaimReview.objects.get(pk=review.pk))
    with pytest.raises(workflow.AlreadyTheirs):
        services.reassign_review(review, to=newsroom.second, by=newsroom.editor)
    with pytest.raises(workflow.NotOnTheDesk):
        services.reassign_review(review, to=newsroom.viewer, by=newsroom.editor)


@pytest.mark.parametrize("state", [S.SUBMITTED, S.APPROVED, S.PUBLISHED, S.RETRACTED, S.ABANDONED])
def test_only_a_review_that_is_being_written_changes_hands(newsroom, state):
    review = newsroom.review(state)
    with pytest.raises(IllegalMove):
        services.reassign_review(review, to=newsroom.second, by=newsroom.editor)
    assert ClaimReview.objects.get(pk=review.pk).reviewer == newsroom.reviewer


def test_who_wrote_the_verdict_does_not_approve_it_after_the_review_changed_hands(newsroom):
    review = newsroom.review(S.RETURNED)
    services.reassign_review(review, to=newsroom.second, by=newsroom.editor)
    ClaimReview.objects.filter(pk=review.pk).update(state=S.SUBMITTED)  # the verdict in force is still the first one's
    for person in (newsroom.reviewer, newsroom.second):
        with pytest.raises(workflow.SecondPairOfEyes):
            services.approve_review(review, by=person)
    services.approve_review(review, by=newsroom.editor)


def test_what_readers_see_already_is_put_under_no_embargo(newsroom):
    place = Assignment.objects.get(claim=newsroom.review(S.PUBLISHED).claim)
    with pytest.raises(services.queueing.AlreadyPublished):
        services.set_embargo(place, until=timezone.now() + timedelta(days=1), by=newsroom.editor)
    services.set_embargo(place, until=None, by=newsroom.editor)


def test_the_workload_of_a_desk_is_read_in_one_statement(newsroom, django_assert_num_queries):
    mine, other = (newsroom.claim(Claim.State.ACCEPTED) for _ in range(2))
    late = timezone.localdate() - timedelta(days=1)
    services.assign_claim(Assignment.objects.get(claim=mine), to=newsroom.second, due_on=late, by=newsroom.editor)
    services.take_this(Assignment.objects.get(claim=other), by=newsroom.second)
    for days in (2, 4, 9):
        review = newsroom.review(S.SUBMITTED)
        opened = review.verdict.created_at - timedelta(days=days)
        ClaimReview.objects.filter(pk=review.pk).update(created_at=opened)
    with django_assert_num_queries(1):
        loads = {load.person: load for load in services.workload_of(newsroom.desk)}
    assert newsroom.viewer not in loads
    second, reviewer = loads[newsroom.second], loads[newsroom.reviewer]
    assert (second.open_claims, second.held, second.overdue, second.median_days) == (1, 1, 1, None)
    assert (reviewer.open_claims, reviewer.held, reviewer.overdue, reviewer.median_days) == (0, 0, 0, 4.0)


# ── Races ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def kinds(outcomes):
    return sorted(type(one).__name__ for one in outcomes)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_open_or_take_one_claim_at_once_one_is_refused():
    newsroom = Newsroom()
    for _ in range(5):
        claim = newsroom.claim(Claim.State.ACCEPTED)
        place = Assignment.objects.get(claim=claim)
        outcomes = race(
            lambda claim=claim: services.open_review(claim, by=newsroom.reviewer),
            lambda place=place: services.take_this(place, by=newsroom.second),
        )
        assert kinds(outcomes) in (["ClaimReview", "HeldByAnother"], ["HeldByAnother", "NoneType"])
        holder = Assignment.objects.get(pk=place.pk).holder
        assert holder == (newsroom.reviewer if ClaimReview.objects.filter(claim=claim).exists() else newsroom.second)


@pytest.mark.django_db(transaction=True)
def test_renewing_what_ran_out_and_taking_it_at_once_leaves_one_holder():
    newsroom = Newsroom()
    for _ in range(10):
        place = Assignment.objects.get(claim=newsroom.claim(Claim.State.ACCEPTED))
        services.take_this(place, by=newsroom.reviewer)
        run_out(place)
        outcomes = race(
            lambda place=place: services.renew_hold(
                Assignment.objects.get(pk=place.pk), token=place.token, by=newsroom.reviewer
            ),
            lambda place=place: services.take_this(Assignment.objects.get(pk=place.pk), by=newsroom.second),
        )
        assert kinds(outcomes) in (["HoldLost", "NoneType"], ["HeldByAnother", "NoneType"])
        renewed = outcomes[0] is None
        assert Assignment.objects.get(pk=place.pk).holder == (newsroom.reviewer if renewed else newsroom.second)


@pytest.mark.django_db(transaction=True)
def test_giving_back_and_taking_at_once_never_loses_the_one_who_took():
    newsroom = Newsroom()
    for _ in range(10):
        place = Assignment.objects.get(claim=newsroom.claim(Claim.State.ACCEPTED))
        services.take_this(place, by=newsroom.reviewer)
        race(
            lambda place=place: services.release_hold(
                Assignment.objects.get(pk=place.pk), token=place.token, by=newsroom.reviewer
            ),
            lambda place=place: services.take_this(Assignment.objects.get(pk=place.pk), by=newsroom.second),
        )
        with pytest.raises(holding.HoldLost):
            services.release_hold(place, token=place.token, by=newsroom.reviewer)
        assert Assignment.objects.get(pk=place.pk).holder in {None, newsroom.second}


@pytest.mark.django_db(transaction=True)
def test_nothing_is_published_while_it_is_put_under_embargo():
    newsroom = Newsroom()
    until = timezone.now() + timedelta(days=1)
    for _ in range(6):
        review = newsroom.review(S.APPROVED)
        place = Assignment.objects.get(claim=review.claim)
        outcomes = race(
            lambda review=review: publishing.publish_review(ClaimReview.objects.get(pk=review.pk), by=newsroom.editor),
            lambda place=place: services.set_embargo(place, until=until, by=newsroom.editor),
        )
        assert kinds(outcomes) in (["AlreadyPublished", "FactCheck"], ["NoneType", "NotReady"])
        place.refresh_from_db()
        assert (ClaimReview.objects.get(pk=review.pk).state == S.PUBLISHED) == (place.embargo_until is None)


@pytest.mark.django_db(transaction=True)
def test_an_embargo_that_comes_while_it_is_being_published_is_refused():
    newsroom = Newsroom()
    review = newsroom.review(S.APPROVED)
    place, until = Assignment.objects.get(claim=review.claim), timezone.now() + timedelta(days=1)
    outcome = meanwhile(
        lambda: services.set_embargo(place, until=until, by=newsroom.editor),
        lambda: workflow.PUBLISH.apply(review, by=newsroom.editor),
    )
    assert isinstance(outcome, services.queueing.AlreadyPublished)


@pytest.mark.django_db(transaction=True)
def test_what_is_being_put_under_embargo_is_not_published_before_that_is_settled():
    newsroom = Newsroom()
    review = newsroom.review(S.APPROVED)
    until = timezone.now() + timedelta(days=1)
    outcome = meanwhile(
        lambda: publishing.publish_review(ClaimReview.objects.get(pk=review.pk), by=newsroom.editor),
        lambda: Assignment.objects.filter(claim=review.claim).update(embargo_until=until),
    )
    assert isinstance(outcome, workflow.NotReady)
