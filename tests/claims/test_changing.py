"""Rows that change: the UPDATE tells what the row has become, and what was read before of other rows is read anew."""

import pytest
from django.db import connection
from django.db.models import F, Q
from django.test.utils import CaptureQueriesContext

from claims.errors import StaleVersion
from claims.models import Claim
from tests.factories import AppearanceFactory, ClaimantFactory, ClaimFactory


def test_a_change_is_read_by_the_statement_that_makes_it(newsroom):
    claim = ClaimFactory(desk=newsroom.desk)
    with CaptureQueriesContext(connection) as asked:
        claim.change(text="What the mayor said", check_worthiness=F("check_worthiness") / 2)
    assert len(asked) == 1
    stored = Claim.objects.get(pk=claim.pk)
    facts = [field.attname for field in Claim._meta.concrete_fields]
    assert {name: getattr(claim, name) for name in facts} == {name: getattr(stored, name) for name in facts}
    assert (stored.text, stored.version, "mayor" in stored.words) == ("What the mayor said", 2, True)


def test_a_guard_that_does_not_hold_leaves_the_row_and_reads_it(newsroom):
    claim = ClaimFactory(desk=newsroom.desk)
    Claim.objects.filter(pk=claim.pk).update(state=Claim.State.ACCEPTED, version=5)
    assert not claim.update_where(Q(state=Claim.State.CANDIDATE), {"text": "never"})
    assert (claim.state, claim.version, claim.text != "never") == (Claim.State.ACCEPTED, 5, True)
    with pytest.raises(StaleVersion, match="you had version 1, it is now version 5"):
        claim.change(expected=1, text="never")
    assert not Claim.objects.filter(text="never").exists()


def test_a_guard_may_ask_other_tables(newsroom):
    claim = ClaimFactory(desk=newsroom.desk)
    assert not claim.update_where(Q(desk__slug="another"), {"text": "never"})
    assert claim.update_where(Q(desk__slug=newsroom.desk.slug), {"text": "at once"})
    assert Claim.objects.get(pk=claim.pk).text == "at once"


def test_what_was_not_read_before_is_not_read_with_a_change(newsroom):
    claim = Claim.objects.defer("words", "reasons").get(pk=ClaimFactory(desk=newsroom.desk).pk)
    claim.change(text="What the mayor said")
    assert claim.get_deferred_fields() == {"words", "reasons"}


def test_related_rows_are_read_anew_but_for_those_that_no_change_alters(newsroom):
    kept, other = ClaimFactory(desk=newsroom.desk), ClaimFactory(desk=newsroom.desk)
    first, second = (ClaimantFactory(desk=newsroom.desk, name=name) for name in ("A", "B"))
    claim = ClaimFactory(desk=newsroom.desk, claimant=first, duplicate_of=kept, state=Claim.State.DUPLICATE)
    AppearanceFactory(claim=claim)
    claim = (
        Claim.objects.select_related("desk", "claimant", "duplicate_of")
        .prefetch_related("appearances")
        .get(pk=claim.pk)
    )
    assert len(claim.appearances.all()) == 1
    AppearanceFactory(claim=claim)
    claim.change(text="once")
    with CaptureQueriesContext(connection) as asked:
        assert (claim.desk, claim.claimant) == (newsroom.desk, first)
    assert not len(asked)
    with CaptureQueriesContext(connection) as asked:
        assert (claim.duplicate_of, len(claim.appearances.all())) == (kept, 2)
    assert len(asked) == 2
    claim.change(claimant=second, duplicate_of=other)
    assert (claim.claimant, claim.duplicate_of) == (second, other)
