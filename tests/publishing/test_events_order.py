"""The stream when transactions overlap: whoever has read up to an id has missed nothing before it."""

import pytest
from django.db import transaction

from claims import services as claim_services
from claims import triage
from reviews import services, workflow
from reviews.publishing import dispatch
from reviews.publishing.hookmodels import OutgoingEvent, UnsentEvent
from tests.races import meanwhile, race

pytestmark = pytest.mark.django_db(transaction=True)


def told():
    """The claims of the stream, in its order."""
    return [event.data["claim"]["id"] for event in OutgoingEvent.objects.stream().order_by("id")]


def test_what_was_refused_is_not_told(newsroom):
    review = newsroom.review()
    dispatch.dispatch()
    with pytest.raises(workflow.NoEvidence):
        services.submit_review(review, rating=newsroom.rating, headline="H", explanation="E", by=newsroom.reviewer)
    assert not UnsentEvent.objects.exists()


def test_a_change_that_commits_late_is_told_after_what_was_read_meanwhile(newsroom):
    late, early = newsroom.claim(), newsroom.claim()

    def others():
        claim_services.accept_claim(early, by=newsroom.second)
        dispatch.dispatch()
        return told()

    read = meanwhile(others, lambda: triage.ACCEPT.apply(late, by=newsroom.reviewer), wait=1)
    assert read == [early.pk]  # whose row in the outbox has the higher id
    cursor = OutgoingEvent.objects.last().pk
    dispatch.dispatch()
    assert [event.data["claim"]["id"] for event in OutgoingEvent.objects.filter(pk__gt=cursor)] == [late.pk]


def test_a_second_dispatcher_does_not_overtake_the_first(newsroom):
    first, second = newsroom.claim("accepted"), newsroom.claim("accepted")
    seen = []

    def overtake():
        made = dispatch.dispatch()
        seen.extend(told())
        return made

    # the first has written its line, and has not committed
    assert meanwhile(overtake, lambda: dispatch.dispatch(limit=1), wait=1) == 0
    assert seen == []
    assert told() == [first.pk]
    dispatch.dispatch()
    assert told() == [first.pk, second.pk]


def test_several_dispatchers_tell_everything_once_and_in_order(newsroom):
    claims = [newsroom.claim("accepted") for _ in range(12)]
    race(*[lambda: dispatch.dispatch(limit=2)] * 4)
    while dispatch.dispatch(limit=2):
        pass
    assert told() == [claim.pk for claim in claims]


def test_a_dispatcher_that_dies_has_told_nothing_and_the_next_tells_all(newsroom, api):
    newsroom.claim("accepted")
    with transaction.atomic():
        dispatch.dispatch()
        transaction.set_rollback(True)
    assert told() == []
    assert dispatch.dispatch() == 1
    assert len(told()) == 1


def test_an_outbox_that_a_restore_filled_anew_tells_nothing_twice(newsroom):
    newsroom.claim("accepted")
    dispatch.dispatch()
    UnsentEvent.objects.create(claim_event_id=int(OutgoingEvent.objects.get().key.removeprefix("claim:")))
    dispatch.dispatch()
    assert len(told()) == 1
    assert not UnsentEvent.objects.exists()
