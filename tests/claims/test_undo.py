"""Undoing one's own decision: fresh, untouched since, one's own; the history keeps both."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from claims import services, triage
from claims.errors import IllegalMove, StaleVersion
from claims.models import Claim, ClaimEvent

S = Claim.State


@pytest.mark.parametrize("state", [S.ACCEPTED, S.DISMISSED, S.DUPLICATE])
def test_ones_own_decision_is_undone_and_stays_in_the_history(newsroom, state):
    claim = newsroom.claim(state)
    services.undo_decision(claim, by=newsroom.reviewer, expected=2)
    assert (claim.state, claim.dismiss_reason, claim.duplicate_of) == (S.CANDIDATE, "", None)
    event = claim.events.latest("version")
    assert (event.name, event.actor) == ("reopen", newsroom.reviewer)
    assert event.note.startswith("Undone: ")


def test_nobody_undoes_what_another_decided(newsroom):
    claim = newsroom.claim(S.ACCEPTED)
    with pytest.raises(triage.NothingToUndo):
        services.undo_decision(claim, by=newsroom.second)
    claim.refresh_from_db()
    assert (claim.state, claim.version) == (S.ACCEPTED, 2)


def test_what_was_changed_since_or_is_a_candidate_again_is_not_undone(newsroom):
    edited, reopened = newsroom.claim(S.ACCEPTED), newsroom.claim(S.DISMISSED)
    services.edit_claim(edited, by=newsroom.second, text="Crime fell.")
    services.reopen_claim(reopened, by=newsroom.reviewer)
    with pytest.raises(triage.NothingToUndo):
        services.undo_decision(edited, by=newsroom.reviewer)
    with pytest.raises(StaleVersion):
        services.undo_decision(edited, by=newsroom.reviewer, expected=2)
    with pytest.raises(IllegalMove):
        services.undo_decision(reopened, by=newsroom.reviewer)


def test_a_decision_of_yesterday_is_not_undone(newsroom):
    claim = newsroom.claim(S.DISMISSED)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE claims_claimevent DISABLE TRIGGER USER")
        before = timezone.now() - triage.UNDO_WITHIN - timedelta(minutes=1)
        ClaimEvent.objects.filter(claim=claim).update(created_at=before)
        cursor.execute("ALTER TABLE claims_claimevent ENABLE TRIGGER USER")
    with pytest.raises(triage.NothingToUndo):
        services.undo_decision(claim, by=newsroom.reviewer)


def test_the_list_of_decisions_holds_what_may_be_undone_the_latest_first(newsroom):
    first, second, third = (newsroom.claim(state) for state in (S.ACCEPTED, S.DISMISSED, S.DUPLICATE))
    services.edit_claim(first, by=newsroom.second, text="Crime fell.")
    found = triage.decisions_of(newsroom.reviewer, [newsroom.desk])
    assert [event.claim for event in found] == [third, second]
    assert not triage.decisions_of(newsroom.second, [newsroom.desk]).exists()


@pytest.mark.parametrize(
    ("sides", "is_checked", "reason"),
    [
        ({"opinion": 0.9, "prediction": 0.6}, False, "opinion"),
        ({"prediction": 0.7}, False, "prediction"),
        ({"verifiable": 0.2}, False, "not_checkable"),
        ({"verifiable": 0.9}, False, "trivial"),
        ({}, False, "trivial"),
        ({"opinion": 0.9}, True, "already_checked"),
    ],
)
def test_the_likely_reason_follows_the_sides_of_a_claim(sides, is_checked, reason):
    dimensions = [{"name": name, "value": value} for name, value in sides.items()]
    assert triage.likely_reason(dimensions, is_checked=is_checked) == reason
