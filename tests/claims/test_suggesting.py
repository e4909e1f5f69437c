"""Pairs of claims that may be the same, kept for a whole desk: found once, open as long as nobody has decided."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims import services, suggesting
from claims.matching import filling
from claims.models import Claim, ClaimPair, Encoder, UncomparedClaim
from tests.conftest import Newsroom

S = Claim.State
WORDS = ("Crime in Almery fell by 40 % in two years.", "In two years, crime in Almery fell by 40 %.")
CONTRARY = "In two years, crime in Almery fell by 14 %."


def make_vectors():
    encoder = filling.wanted()
    if not encoder.asked_at:
        filling._ask(encoder)
    while filling.make():
        pass
    Encoder.objects.filter(pk=encoder.pk, served_at=None).update(served_at="2026-10-14T00:00Z")


def find_pairs():
    make_vectors()
    while suggesting.work_off():
        pass
    return [(row.claim, row.known) for row in ClaimPair.objects.waiting().order_by("pk")]


@pytest.fixture
def pair(newsroom):
    known, claim = (newsroom.claim(text=text) for text in WORDS)
    return known, claim


def test_claims_of_a_desk_that_may_be_the_same_are_a_pair_once_and_what_contradicts_or_is_anothers_is_none(
    newsroom, pair
):
    known, claim = pair
    newsroom.claim(text=CONTRARY)
    Newsroom().claim(text=WORDS[0])
    newsroom.claim(S.DISMISSED, text=WORDS[0])
    assert ClaimPair.objects.count() == 0, "nothing before an encoder serves"
    assert find_pairs() == [(claim, known)]
    row = ClaimPair.objects.get()
    assert (row.desk, 0.5 <= row.score <= 1) == (newsroom.desk, True)
    UncomparedClaim.objects.bulk_create(UncomparedClaim(claim=one) for one in pair)
    assert find_pairs() == [(claim, known)], "looked up twice, kept once"
    assert ClaimPair.objects.visible_to(newsroom.stranger).count() == 0
    services.accept_claim(claim, by=newsroom.reviewer)
    assert [one.sides for one in ClaimPair.objects.all()] == [(known, claim)], "an accepted one stays"


def test_a_pair_is_open_as_long_as_nobody_has_decided_and_again_when_that_is_undone(newsroom, pair):
    known, claim = pair
    find_pairs()
    by = {"by": newsroom.reviewer}
    for decide, undo in (
        (lambda: services.merge_claim(claim, into=known, **by), lambda: services.undo_decision(claim, **by)),
        (
            lambda: services.tell_claims_apart(claim, other=known, **by),
            lambda: services.take_back_apart(claim, other=known, **by),
        ),
        (lambda: services.dismiss_claim(known, reason="trivial", **by), lambda: services.reopen_claim(known, **by)),
    ):
        decide()
        assert ClaimPair.objects.waiting().count() == 0
        undo()
        assert ClaimPair.objects.waiting().count() == 1
    # what came while it was dismissed is compared when it is live again
    services.dismiss_claim(known, reason="trivial", **by)
    third = newsroom.claim(text=WORDS[0])
    assert find_pairs() == [(third, claim)]
    services.reopen_claim(known, **by)
    assert set(find_pairs()) == {(claim, known), (third, known), (third, claim)}


def test_a_reworded_claim_loses_its_pairs_and_is_compared_by_its_new_words(newsroom, pair):
    known, claim = pair
    find_pairs()
    services.edit_claim(claim, by=newsroom.reviewer, text="The harbour wall cost 4 million crowns.")
    assert ClaimPair.objects.count() == 0
    assert find_pairs() == []
    services.edit_claim(known, by=newsroom.reviewer, text="The harbour wall cost four million crowns.")
    assert find_pairs() == [(claim, known)]


def test_a_batch_takes_the_same_statements_whatever_its_size(newsroom):
    def statements(size):
        for _ in range(size):
            newsroom.claim(text=WORDS[0])
        make_vectors()
        with CaptureQueriesContext(connection) as captured:
            assert suggesting.work_off()
        return len(captured)

    assert statements(2) == statements(8)
