"""What happens to a claim: every move from every state, each with its event, and none by two people at once."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from claims import services, triage
from claims.errors import IllegalMove, StaleVersion
from claims.models import Appearance, Claim, ClaimEvent
from tests.factories import AppearanceFactory, ClaimFactory, DeskFactory, MembershipFactory, RevisionFactory

S = Claim.State


def make(newsroom, claim, name):
    if name == "merge":
        services.merge_claim(claim, into=ClaimFactory(desk=newsroom.desk), by=newsroom.reviewer)
    elif name == "dismiss":
        services.dismiss_claim(claim, by=newsroom.reviewer, reason="opinion")
    else:
        {"accept": services.accept_claim, "reopen": services.reopen_claim}[name](claim, by=newsroom.reviewer)


LEGAL = {
    ("accept", S.CANDIDATE): S.ACCEPTED,
    ("dismiss", S.CANDIDATE): S.DISMISSED,
    ("dismiss", S.ACCEPTED): S.DISMISSED,
    ("merge", S.CANDIDATE): S.DUPLICATE,
    ("merge", S.ACCEPTED): S.DUPLICATE,
    ("reopen", S.ACCEPTED): S.CANDIDATE,
    ("reopen", S.DISMISSED): S.CANDIDATE,
    ("reopen", S.DUPLICATE): S.CANDIDATE,
}


@pytest.mark.parametrize("state", S.values)
@pytest.mark.parametrize("name", triage.MOVES)
def test_every_move_from_every_state_is_made_or_leaves_no_trace(newsroom, name, state):
    claim = newsroom.claim(state)
    before, events = claim.version, claim.events.count()
    target = LEGAL.get((name, state))
    if target is None:
        with pytest.raises(IllegalMove):
            make(newsroom, claim, name)
    else:
        make(newsroom, claim, name)
    claim.refresh_from_db()
    assert claim.state == (target or state)
    assert claim.version - before == claim.events.count() - events == (1 if target else 0)
    assert list(claim.events.values_list("version", flat=True)) == list(range(1, claim.version + 1))


def test_an_event_says_who_moved_the_claim_and_why(newsroom):
    claim = newsroom.claim()
    services.dismiss_claim(claim, by=newsroom.second, reason="trivial", note="A matter of taste.")
    event = claim.events.latest("version")
    assert (event.name, event.actor, event.note, event.data) == (
        "dismiss", newsroom.second, "A matter of taste.", {"reason": "trivial"},
    )  # fmt: skip


def test_reopening_forgets_the_reason_and_the_other_claim(newsroom):
    for state in (S.DISMISSED, S.DUPLICATE):
        claim = newsroom.claim(state)
        services.reopen_claim(claim, by=newsroom.reviewer)
        assert (claim.dismiss_reason, claim.duplicate_of) == ("", None)


def test_a_claim_is_not_merged_into_itself_a_dismissed_one_a_duplicate_or_another_desks(newsroom):
    claim = newsroom.claim()
    others = [claim, newsroom.claim(S.DISMISSED), newsroom.claim(S.DUPLICATE), ClaimFactory(desk=DeskFactory())]
    for other in others:
        with pytest.raises(triage.CannotMerge):
            services.merge_claim(claim, into=other, by=newsroom.reviewer)
    claim.refresh_from_db()
    assert (claim.state, claim.version) == (S.CANDIDATE, 1)


def test_a_merged_claim_keeps_its_appearances(newsroom):
    claim = newsroom.claim(S.DUPLICATE)
    assert claim.appearances.count() == 1


def test_a_stale_version_changes_nothing(newsroom):
    claim = newsroom.claim()
    services.edit_claim(claim, by=newsroom.reviewer, expected=1, text="Crime fell by 12 percent from 2024 to 2026.")
    with pytest.raises(StaleVersion):
        services.accept_claim(claim, by=newsroom.second, expected=1)
    with pytest.raises(StaleVersion):
        services.edit_claim(claim, by=newsroom.second, expected=1, text="Other words.")
    claim.refresh_from_db()
    assert (claim.state, claim.version, claim.text) == (S.CANDIDATE, 2, "Crime fell by 12 percent from 2024 to 2026.")


def test_an_edit_keeps_the_quote_and_says_what_was_changed(newsroom):
    claim = newsroom.claim()
    services.edit_claim(claim, by=newsroom.reviewer, text="Crime in Port Almery fell.", claimant="Ilse  Brandt")
    assert claim.appearances.get().quote == "Crime fell by 12 percent in two years"
    assert claim.claimant.name == "Ilse Brandt"
    assert claim.events.latest("version").data["after"]["text"] == "Crime in Port Almery fell."


def test_a_claim_added_by_hand_is_anchored_to_the_words(newsroom):
    revision = RevisionFactory(article__desk=newsroom.desk, text="🙂 Ten ships were sold. מחיר עלה")
    claim = services.add_claim(revision, start=2, end=22, by=newsroom.reviewer)
    assert claim.appearances.get().quote == "Ten ships were sold."
    with pytest.raises(services.AlreadyAClaim):
        services.add_claim(revision, start=2, end=22, by=newsroom.second)
    for start, end in [(0, 0), (5, 4), (2, 900), (1, 2)]:
        with pytest.raises(services.NotInTheText):
            services.add_claim(revision, start=start, end=end, by=newsroom.reviewer)


def test_the_database_refuses_a_quote_that_is_not_in_the_text(newsroom):
    revision = RevisionFactory(article__desk=newsroom.desk, text="🙂 Ten ships were sold.")
    claim = ClaimFactory(desk=newsroom.desk)
    with pytest.raises(IntegrityError, match="is not what revision"), transaction.atomic():
        Appearance.objects.create(claim=claim, revision=revision, start=2, end=5, quote="Two")
    Appearance.objects.create(claim=claim, revision=revision, start=2, end=5, quote="Ten")


def test_the_database_refuses_to_change_or_delete_events_and_revisions(newsroom):
    appearance = AppearanceFactory()
    for rows in (ClaimEvent.objects.all(), type(appearance.revision).objects.all()):
        with pytest.raises(IntegrityError, match="appended, not changed"), transaction.atomic():
            rows.update(created_at="2020-01-01T00:00Z")
        with pytest.raises(IntegrityError, match="appended, not changed"), transaction.atomic():
            rows._raw_delete(rows.db)


@pytest.mark.django_db(transaction=True)
def test_of_two_people_deciding_at_once_exactly_one_wins():
    claim = ClaimFactory()
    users = [MembershipFactory(desk=claim.desk).user for _ in range(8)]
    barrier, outcomes = threading.Barrier(8), []

    def decide(user):
        try:
            barrier.wait()
            services.accept_claim(Claim.objects.get(pk=claim.pk), by=user)
            outcomes.append("accepted")
        except IllegalMove:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=(user,)) for user in users]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    claim.refresh_from_db()
    assert sorted(outcomes) == ["accepted"] + ["refused"] * 7
    assert (claim.version, claim.events.count()) == (2, 2)
