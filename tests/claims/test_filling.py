"""Vectors: asked for by triggers, made in the background, and changed over to another encoder meanwhile."""

import sys
import time

import pytest
from django.db import connection, transaction

from claims import services, tasks
from claims.ingestion.claimreview import KnownDraft
from claims.ingestion.knowing import know
from claims.matching import encoder, filling
from claims.models import Claim, ClaimVector, Encoder, KnownVector
from reviews.publishing.models import FactCheck, FactCheckVector
from tests import encoders
from tests.conftest import Newsroom
from tests.factories import ClaimFactory
from tests.races import meanwhile

DRAFT = KnownDraft(url="https://facts.example/1", claim_reviewed="The wall cost 9 million.", publisher="Facts",
                   publisher_site="facts.example")  # fmt: skip


@pytest.fixture
def newsroom(transactional_db):
    return Newsroom()


@pytest.fixture(autouse=True)
def encoder_of_tests(transactional_db, settings):
    """The tables are emptied after a test, but the indexes of its encoders would stay."""
    settings.ENCODER = "tests.encoders"
    yield
    with connection.cursor() as cursor:
        for name in indexes():
            cursor.execute(f"DROP INDEX {name}")


@pytest.fixture
def another_encoder(settings, monkeypatch):
    """Call it, and the settings name a newer encoder with vectors of another length."""

    def choose():
        monkeypatch.setitem(sys.modules, "encoders_of_tomorrow", encoders.another("words-of-tests/2", 12))
        settings.ENCODER = "encoders_of_tomorrow"

    return choose


def import_one(newsroom):
    with transaction.atomic():
        know([DRAFT], desk=newsroom.desk)


def finish():
    while filling.work(5):
        pass


def vectors(kind, **of):
    return list(kind.objects.filter(**of).order_by("encoder_id").values_list("encoder__name", "vector"))


def test_each_sentence_gets_a_vector_whether_it_was_there_before_the_encoder_or_came_after(newsroom):
    before = newsroom.claim(text="The wall cost 9 million.")
    finish()
    after = newsroom.claim(text="The wall cost 9 million.")
    import_one(newsroom)
    page = newsroom.review("published").fact_check
    assert vectors(ClaimVector, claim=after) == [(encoders.VERSION, None)]
    finish()
    ((name, vector),) = vectors(ClaimVector, claim=before)
    assert name == encoders.VERSION
    assert vector == pytest.approx(encoders.encode(["The wall cost 9 million."])[0], abs=0.001)
    assert vectors(ClaimVector, claim=after) == [(name, vector)]
    assert vectors(KnownVector, desk=newsroom.desk) == [(name, vector)]
    assert vectors(FactCheckVector, fact_check=page)[0][1]
    assert not Claim.objects.exclude(pk__in=ClaimVector.objects.values("claim")).exists()


def test_a_sentence_that_changes_gets_another_vector(newsroom):
    claim, page = newsroom.claim(text="Ships came."), newsroom.review("published").fact_check
    import_one(newsroom)
    finish()
    services.edit_claim(claim, by=newsroom.reviewer, text="Trams left.")
    assert vectors(ClaimVector, claim=claim)[0][1] is None
    newsroom.correct(page)
    assert vectors(FactCheckVector, fact_check=page)[0][1] is None
    finish()
    assert vectors(ClaimVector, claim=claim)[0][1] == pytest.approx(encoders.encode(["Trams left."])[0], abs=0.001)
    assert vectors(FactCheckVector, fact_check=page)[0][1]


def test_while_a_vector_is_made_the_sentence_waits_to_be_changed_and_is_read_again(newsroom):
    claim = newsroom.claim(text="Ships came.")
    finish()
    services.edit_claim(claim, by=newsroom.reviewer, text="Ships sank.")
    change = lambda: Claim.objects.filter(pk=claim.pk).update(text="Trams left.")  # noqa: E731
    assert meanwhile(change, lambda: filling.make(), lambda: None) == 1
    assert vectors(ClaimVector, claim=claim)[0][1] is None
    finish()
    assert vectors(ClaimVector, claim=claim)[0][1] == pytest.approx(encoders.encode(["Trams left."])[0], abs=0.001)


def test_the_old_encoder_serves_until_the_new_one_has_everything_and_goes_then(newsroom, another_encoder):
    claim = newsroom.claim()
    import_one(newsroom)
    finish()
    old = filling.serving()
    another_encoder()
    assert filling.advance()
    assert filling.serving() == old
    late = newsroom.claim(text="Ships came.")  # while they change over: both want it
    assert [name for name, _ in vectors(ClaimVector, claim=late)] == ["words-of-tests/1", "words-of-tests/2"]
    assert filling.advance()
    assert vectors(ClaimVector, claim=late)[0][1]  # what is searched by comes first
    assert filling.serving() == old
    finish()
    new = filling.serving()
    assert (new.name, new.dimensions) == ("words-of-tests/2", 12)
    assert [name for name, _ in vectors(ClaimVector, claim=claim)] == ["words-of-tests/2"]
    assert not Encoder.objects.filter(pk=old.pk).exists()
    searched = ("claims_claimvector", "claims_knownvector", "publishing_factcheckvector")
    assert indexes() == {f"{table}_near_{new.pk}" for table in searched}


def indexes():
    with connection.cursor() as cursor:
        cursor.execute("SELECT c.relname FROM pg_class c JOIN pg_am a ON a.oid = c.relam WHERE a.amname = 'hnsw'")
        return {name for (name,) in cursor.fetchall()}


def test_an_encoder_that_is_not_installed_any_more_makes_nothing_and_stands_in_nobodys_way(newsroom, another_encoder):
    newsroom.claim()
    finish()
    Encoder.objects.update(module="gone.away")
    newsroom.claim(text="Ships came.")
    assert filling.code_of(filling.serving()) is None
    another_encoder()
    finish()
    assert filling.serving().name == "words-of-tests/2"
    assert not ClaimVector.objects.filter(vector=None).exists()


def test_an_index_that_a_death_left_half_built_is_built_anew(newsroom):
    import_one(newsroom)
    filling.advance()
    name = filling.index_name(KnownVector, Encoder.objects.get())
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE INDEX {name} ON claims_knownvector (id)")
        cursor.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = %s::regclass", [name])
    finish()
    assert name in indexes()
    with connection.cursor() as cursor:  # of a kind that was not searched yet when the encoder began to serve
        cursor.execute(f"DROP INDEX {name}")
    finish()
    assert name in indexes()


def test_one_process_makes_vectors_and_the_others_go_on_with_their_work(newsroom):
    newsroom.claim()
    filling.advance()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [filling.ONE_AT_A_TIME])
        assert meanwhile(lambda: filling.work(5), lambda: None) is None
        cursor.execute("SELECT pg_advisory_unlock(%s)", [filling.ONE_AT_A_TIME])
    finish()
    assert not ClaimVector.objects.filter(vector=None).exists()


def test_what_is_asked_for_while_a_worker_lets_go_is_seen_by_it(newsroom, monkeypatch):
    """Who came while it worked has gone again: nobody else would look before the next sweep."""
    finish()

    def nothing_is_left():
        newsroom.claim()
        return False

    monkeypatch.setattr(filling, "advance", nothing_is_left)
    assert filling.work(5) is True


def test_a_worker_makes_the_vectors_of_what_it_finds_within_a_second(newsroom, worker):
    tasks.make_vectors.delay()
    within(30, filling.serving)
    claim = ClaimFactory(desk=newsroom.desk, text="The council spent 4.2 million crowns on the wall.")
    began = time.monotonic()
    tasks.make_vectors.delay()
    within(10, lambda: ClaimVector.objects.filter(claim=claim, vector__isnull=False).exists())
    assert time.monotonic() - began < 5
    assert filling.serving().name == encoder.VERSION


def within(seconds, ask):
    deadline = time.monotonic() + seconds
    while not (found := ask()):
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)
    return found


def test_another_verdict_on_a_review_without_a_page_asks_for_nothing(newsroom):
    finish()
    newsroom.review("submitted")
    assert not FactCheck.objects.exists()
    assert not FactCheckVector.objects.exists()
