"""Splitting off: words that mean something else where they are printed again become a claim of their own."""

import pytest

from claims import auditing, services, triage
from claims.errors import IllegalMove, StaleVersion
from claims.models import Claim, ToldApart
from claims.promises import CHECKS
from claims.splitting import NothingToSplit, NotSplit
from tests.claims.test_duplicates import QUOTE, read, suggested

S = Claim.State


def accepted_and_merged(newsroom, into):
    claim = newsroom.claim(S.ACCEPTED)
    services.merge_claim(claim, into=into, by=newsroom.reviewer)
    return claim


def test_a_repeat_that_is_another_claim_is_split_off_undone_and_stays_apart_wherever_it_is_printed_next(newsroom):
    by = {"by": newsroom.reviewer}
    known = read(newsroom.desk, QUOTE)
    services.accept_claim(known, **by)
    read(newsroom.desk, QUOTE)
    place = known.appearances.latest("pk")
    with pytest.raises(StaleVersion):
        services.split_off_claim(known, place=place, expected=1, **by)
    other = services.split_off_claim(known, place=place, expected=2, **by)
    assert (other.state, other.text, other.version) == (S.CANDIDATE, known.text, 1)
    assert (list(other.appearances.all()), known.appearances.count()) == ([place], 1)
    assert (other.events.get().name, known.events.latest("version").name) == ("split", "split_off")
    assert suggested(newsroom, other) == []
    third = read(newsroom.desk, QUOTE)
    assert third not in (known, other), "who reads it says which of the two it is"
    again = read(newsroom.desk, QUOTE, article=place.revision.article, number=2, text=f"Again: {QUOTE}.")
    assert again == other, "a new text of the article keeps its claim"
    for claim, where in ((known, known.appearances.get()), (known, place), (other, place)):
        with pytest.raises(NothingToSplit):
            services.split_off_claim(claim, place=where, **by)

    assert services.join_claim_again(other, expected=1, **by) == known
    other.refresh_from_db()
    assert (other.state, other.duplicate_of, known.appearances.count(), other.appearances.count()) == (
        S.DUPLICATE, known, 3, 0,
    )  # fmt: skip
    assert not ToldApart.objects.exists()
    assert read(newsroom.desk, QUOTE) == known
    assert not list(triage.decisions_of(newsroom.reviewer, [newsroom.desk]).filter(claim=other))
    for claim in (other, known):
        with pytest.raises((NotSplit, IllegalMove)):
            services.join_claim_again(claim, **by)
    services.undo_decision(accepted_and_merged(newsroom, known), **by)
    found = [auditing.look(check, desk_id=None) for check in CHECKS if check.promise == "I7"]
    assert [one.rows for one in found if one.broken] == []


def test_what_was_split_off_and_decided_since_is_not_joined_again(newsroom):
    by = {"by": newsroom.reviewer}
    known = read(newsroom.desk, QUOTE)
    read(newsroom.desk, QUOTE)
    other = services.split_off_claim(known, place=known.appearances.latest("pk"), **by)
    services.edit_claim(other, text=f"{QUOTE} in Norby", **by)
    with pytest.raises(NotSplit, match="merge it instead"):
        services.join_claim_again(other, **by)
    assert read(newsroom.desk, QUOTE) not in (known, other), "its words were split, whatever it says now"
    services.dismiss_claim(known, reason="trivial", **by)
    with pytest.raises(NotSplit, match="reopen"):
        services.join_claim_again(other, **by)
