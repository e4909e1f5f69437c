"""Pairs of claims that may be the same, kept for a whole desk: found once, open as long as nobody has decided."""

import sys

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext

from claims import services, suggesting
from claims.matching import filling
from claims.models import Claim, ClaimPair, Encoder, UncomparedClaim
from tests import encoders
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
    Encoder.objects.filter(pk=encoder.pk, served_at=None).update(served_at=Now())


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


# Pairs of sentences without a word in common: only an encoder can tell that they are alike.
FERRY = ("The ferry sails on Sundays.", "Boats cross at weekends.")
WINE = ("The mayor owns a vineyard.", "Wine is made by her family.")
SCHOOL = ("Schools look for teachers.", "Every second class goes untaught.")
TRAM = ("The tram line was extended.", "Rails lead to the airport now.")


@pytest.fixture
def encode_by(settings, monkeypatch):
    """`encode_by(version, {pair: cosine})` chooses a version of an encoder that knows how alike each two are."""

    def choose(version, likenesses):
        module, vectors = encoders.another(version, 8), {}
        for at, ((one, other), cosine) in enumerate(likenesses.items()):
            vectors[one] = [float(n == 2 * at) for n in range(8)]
            vectors[other] = [{2 * at: cosine, 2 * at + 1: (1 - cosine**2) ** 0.5}.get(n, 0.0) for n in range(8)]
        module.encode = lambda texts: [vectors[text] for text in texts]
        monkeypatch.setitem(sys.modules, module.__name__, module)
        settings.ENCODER = module.__name__

    return choose


def scored():
    return {row.earlier.text: (row.score, row.encoder) for row in ClaimPair.objects.select_related("earlier")}


def test_scores_follow_another_encoder_in_batches_but_where_somebody_has_decided(newsroom, encode_by, monkeypatch):
    encode_by("first", dict.fromkeys((FERRY, WINE, SCHOOL, TRAM), 1.0))
    (ferry, boats), (wine, family), (school, classes), (tram, rails) = (
        [newsroom.claim(text=text) for text in pair] for pair in (FERRY, WINE, SCHOOL, TRAM)
    )
    assert find_pairs() == [(boats, ferry), (family, wine), (classes, school), (rails, tram)]
    before = scored()
    assert before[FERRY[0]] == (pytest.approx(0.9955, abs=0.001), "first")
    services.tell_claims_apart(classes, other=school, by=newsroom.reviewer)
    services.merge_claim(rails, into=tram, by=newsroom.reviewer)
    encode_by("another", {FERRY: 0.8, WINE: 0.1, SCHOOL: 0.1, TRAM: 0.1})
    make_vectors()
    assert scored() == before, "they serve until they are made anew"
    monkeypatch.setattr(suggesting, "AGAIN", 1)
    assert suggesting.work_off()
    assert len(before.items() & scored().items()) == 3, "one at a time"
    assert find_pairs() == [(boats, ferry)]
    decided = {text: before[text] for text in (SCHOOL[0], TRAM[0])}
    assert scored() == decided | {FERRY[0]: (pytest.approx(0.858, abs=0.01), "another")}
    services.take_back_apart(classes, other=school, by=newsroom.reviewer)
    assert find_pairs() == [(boats, ferry)], "what is open again is compared again"
    assert SCHOOL[0] not in scored()
