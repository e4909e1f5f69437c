"""Approval: the second person, the blind second verdict, who decides between two, and the emergency without one."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from claims.errors import IllegalMove
from claims.models import Role
from reviews import blind, services, workflow
from reviews.models import ClaimReview, Notice, SecondVerdict
from reviews.publishing import services as publishing
from tests.conftest import Newsroom
from tests.factories import RatingFactory, RatingScaleFactory
from tests.races import race

S = ClaimReview.State


@pytest.fixture
def blind_desk(newsroom):
    services.set_practice(newsroom.desk, second_verdict="blind", by=newsroom.admin)
    return newsroom


def rating(newsroom, label="True", value=5):
    return RatingFactory(scale=newsroom.rating.scale, label=label, value=value)


def give(review, given, by):
    return services.give_second_verdict(review, rating=given, reasoning="The table says so.", by=by)


def test_an_approver_rates_the_claim_before_seeing_the_verdict(blind_desk):
    review = blind_desk.review(S.SUBMITTED)
    for person in (blind_desk.second, blind_desk.editor, blind_desk.viewer):
        assert blind.hides(review, person)
    assert not blind.hides(review, blind_desk.reviewer)
    with pytest.raises(blind.BlindFirst):
        services.approve_review(review, by=blind_desk.second)
    close = rating(blind_desk, "False", 1)
    second = give(review, close, blind_desk.second)
    assert (second.is_agreement, second.verdict) == (True, review.verdict)
    assert not blind.hides(review, blind_desk.second)
    assert blind.hides(review, blind_desk.editor)
    with pytest.raises(blind.BlindFirst):
        services.approve_review(review, by=blind_desk.editor)
    with pytest.raises(blind.AlreadyGiven):
        give(review, close, blind_desk.second)
    services.approve_review(review, by=blind_desk.second)
    assert not blind.hides(review, blind_desk.viewer)
    assert [event.name for event in review.events.all()][-2:] == ["second_verdict", "approve"]


def test_an_editor_who_gave_neither_decides_between_two_that_differ(blind_desk):
    review = blind_desk.review(S.SUBMITTED)
    assert not give(review, rating(blind_desk), blind_desk.second).is_agreement
    assert {one.recipient for one in Notice.objects.filter(kind="disagreement")} == {
        blind_desk.editor, blind_desk.admin,
    }  # fmt: skip
    third = blind_desk.join(Role.REVIEWER)
    for person in (blind_desk.second, third):
        with pytest.raises(blind.Adjudication):
            services.approve_review(review, by=person)
    with pytest.raises(workflow.SecondPairOfEyes):
        services.approve_review(review, by=blind_desk.reviewer)
    assert not blind.hides(review, blind_desk.editor)
    services.approve_review(review, by=blind_desk.editor)
    assert review.approver == blind_desk.editor


def test_an_editor_who_is_one_of_the_two_does_not_decide_but_may_return(blind_desk):
    review = blind_desk.review(S.SUBMITTED)
    give(review, rating(blind_desk), blind_desk.editor)
    with pytest.raises(blind.Adjudication):
        services.approve_review(review, by=blind_desk.editor)
    services.return_review(review, note="We differ: look at the table again.", by=blind_desk.editor)
    blind_desk.submit(review)
    assert blind.hides(review, blind_desk.second)
    with pytest.raises(blind.BlindFirst):
        services.approve_review(review, by=blind_desk.editor)
    give(review, blind_desk.rating, blind_desk.editor)
    services.approve_review(review, by=blind_desk.editor)


def test_the_author_gives_no_second_verdict_and_another_desks_rating_is_none(blind_desk):
    review = blind_desk.review(S.SUBMITTED)
    with pytest.raises(workflow.SecondPairOfEyes):
        give(review, blind_desk.rating, blind_desk.reviewer)
    foreign = RatingFactory(scale=RatingScaleFactory(desk=blind_desk.stranger.memberships.get().desk))
    with pytest.raises(workflow.WrongScale):
        give(review, foreign, blind_desk.second)
    assert not SecondVerdict.objects.exists()


@pytest.mark.parametrize("state", [state for state in S.values if state != S.SUBMITTED])
def test_only_what_waits_for_approval_gets_a_second_verdict(newsroom, state):
    review = newsroom.review(state)
    services.set_practice(newsroom.desk, second_verdict="blind", by=newsroom.admin)
    before = review.version
    with pytest.raises(IllegalMove):
        give(review, newsroom.rating, newsroom.second)
    review.refresh_from_db()
    assert review.version == before
    assert blind.hides(review, newsroom.viewer) == (state in blind.UNDECIDED)


def test_a_desk_that_does_not_approve_blind_takes_no_second_verdict(newsroom):
    review = newsroom.review(S.SUBMITTED)
    assert not blind.hides(review, newsroom.second)
    with pytest.raises(blind.NotBlind):
        give(review, newsroom.rating, newsroom.second)


def test_the_agreement_of_a_desk_is_counted_over_its_pairs(blind_desk):
    far = rating(blind_desk)
    for given in (blind_desk.rating, blind_desk.rating, far):
        give(blind_desk.review(S.SUBMITTED), given, blind_desk.second)
    found = services.agreement_of(blind_desk.desk)
    assert (found.count, round(found.share, 2), found.kappa) == (3, 0.67, 0.0)


def test_in_an_emergency_a_desk_admin_approves_alone_and_readers_see_why(newsroom):
    review = newsroom.review()
    services.reassign_review(review, to=newsroom.admin, by=newsroom.editor)
    newsroom.add_evidence(review)
    services.submit_review(review, rating=newsroom.rating, headline="Crime fell", explanation="7.", by=newsroom.admin)
    with pytest.raises(workflow.SecondPairOfEyes):
        services.approve_review(review, by=newsroom.admin)
    with pytest.raises(workflow.ReasonNeeded):
        services.override_review(review, reason="  ", by=newsroom.admin)
    services.override_review(review, reason="Polls close at six <b>today</b>.", by=newsroom.admin)
    event = review.events.latest("version")
    assert (event.name, event.actor, event.note) == ("override", newsroom.admin, review.override_reason)
    publishing.publish_review(review, by=newsroom.editor)
    page = Client().get(review.fact_check.get_absolute_url()).content.decode()
    assert "Approved in an emergency, without a second person" in page
    assert "Polls close at six &lt;b&gt;today&lt;/b&gt;." in page
    assert "and approved by a second person" not in page


def test_the_database_lets_nobody_approve_their_own_work_without_a_reason(newsroom):
    review = newsroom.review(S.SUBMITTED)
    with pytest.raises(IntegrityError, match="review_approver_is_not_its_reviewer"), transaction.atomic():
        ClaimReview.objects.filter(pk=review.pk).update(approver=newsroom.reviewer)
    ClaimReview.objects.filter(pk=review.pk).update(approver=newsroom.reviewer, override_reason="Polls close at six.")


def test_who_approves_is_compared_with_who_wrote_it_by_now_and_not_when_the_page_was_opened(newsroom):
    opened = newsroom.review(S.SUBMITTED)
    review = ClaimReview.objects.get(pk=opened.pk)
    services.return_review(review, note="Somebody else should look.", by=newsroom.editor)
    services.reassign_review(review, to=newsroom.second, by=newsroom.editor)
    given = {"rating": newsroom.rating, "headline": "H", "explanation": "E"}
    services.submit_review(review, by=newsroom.second, **given)
    with pytest.raises(workflow.SecondPairOfEyes):
        services.approve_review(opened, by=newsroom.second)
    services.approve_review(opened, by=newsroom.reviewer)


@pytest.mark.django_db(transaction=True)
def test_of_several_who_approve_return_or_override_at_once_exactly_one_does():
    newsroom = Newsroom()
    for _ in range(5):
        review = newsroom.review(S.SUBMITTED)

        def fresh(pk=review.pk):
            return ClaimReview.objects.get(pk=pk)

        outcomes = race(
            lambda: services.approve_review(fresh(), by=newsroom.second),
            lambda: services.approve_review(fresh(), by=newsroom.editor),
            lambda: services.return_review(fresh(), note="No.", by=newsroom.editor),
            lambda: services.override_review(fresh(), reason="Now.", by=newsroom.admin),
        )
        assert sorted(type(one).__name__ for one in outcomes) == ["IllegalMove"] * 3 + ["NoneType"]
        review.refresh_from_db()
        assert review.events.count() == review.version


@pytest.mark.django_db(transaction=True)
def test_a_review_that_changes_hands_while_it_is_submitted_is_never_approved_by_who_wrote_it():
    newsroom = Newsroom()
    for _ in range(6):
        review = newsroom.review()
        newsroom.add_evidence(review)

        def fresh(pk=review.pk):
            return ClaimReview.objects.get(pk=pk)

        handed, submitted = race(
            lambda: services.reassign_review(fresh(), to=newsroom.second, by=newsroom.editor),
            lambda: newsroom.submit(fresh()),
        )
        row = fresh()
        if submitted is None:
            assert isinstance(handed, IllegalMove)
            assert (row.reviewer, row.verdict.author) == (newsroom.reviewer, newsroom.reviewer)
        else:
            assert isinstance(submitted, workflow.NotYourReview), (submitted, handed)
            assert (row.reviewer, row.verdict) == (newsroom.second, None)
