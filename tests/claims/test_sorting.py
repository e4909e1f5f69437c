"""Topics of claims: by keywords and by example, by hand for good, sorted anew in the background."""

import pytest
from django.db import connection

from claims import services, sorting
from claims.matching import encoder, filling
from claims.models import ClaimTopic, Topic, UnsortedClaim, UnsortedDesk
from tests.conftest import Newsroom
from tests.races import meanwhile

RENTS = "Rents in the city rose by 8 percent last year."
LIKE_RENTS = (
    "Tenants pay eight percent more for their flats than a year ago.",
    "Housing costs in the city have gone up by a tenth since last year.",
)
UNLIKE = (
    "The hospital has no surgeons at night.",
    "Crime fell by 12 percent last year.",
    "The moon landing took place in 1969.",
    "The mayor of the city was born in Norway.",
)


@pytest.fixture
def newsroom(transactional_db):
    made = Newsroom()
    yield made
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE indexname LIKE '%%vector_near_%%'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP INDEX {name}")


@pytest.fixture
def topic(newsroom):
    return Topic.objects.create(desk=newsroom.desk, name="Housing", keywords=["council houses"], weight=2)


def finish():
    while filling.work(5):
        pass
    while sorting.work_off():
        pass


def topics_of(claim):
    return [(row.origin, row.why, row.is_off) for row in claim.topics.order_by("pk")]


def test_claims_near_to_an_example_get_its_topic_and_say_why_and_others_do_not(newsroom, topic, settings):
    settings.ENCODER = encoder.__name__
    example = newsroom.claim(text=RENTS)
    like = [newsroom.claim(text=text) for text in LIKE_RENTS]
    unlike = [newsroom.claim(text=text) for text in UNLIKE]
    worded = newsroom.claim(text="The city sold its last Council  houses in May.")
    abroad = Newsroom().claim(text=RENTS)
    services.add_example(topic, claim=example, by=newsroom.editor)
    finish()
    assert topics_of(example) == [("example", "an example of the topic", False)]
    assert topics_of(worded) == [("keyword", "keyword “council houses”", False)]
    for claim in like:
        ((origin, why, _),) = topics_of(claim)
        assert (origin, why.startswith(f"like claim {example.pk} (0.")) == ("example", True)
    assert not ClaimTopic.objects.filter(claim__in=[*unlike, abroad]).exists()
    assert not UnsortedClaim.objects.exists()
    assert not UnsortedDesk.objects.exists()

    services.remove_example(topic, claim=example, by=newsroom.editor)
    finish()
    assert [row.claim for row in ClaimTopic.objects.all()] == [worded]


@pytest.fixture
def encoder_of_tests(settings):
    settings.ENCODER = "tests.encoders"


def test_what_a_person_decides_stays_whatever_the_words_are_and_stands_in_the_history(
    newsroom, topic, encoder_of_tests
):
    off, on = newsroom.claim(text="No council houses are left."), newsroom.claim(text="Nothing else.")
    finish()
    assert topics_of(off) == [("keyword", "keyword “council houses”", False)]
    services.take_off_topic(off, topic=topic, by=newsroom.reviewer)
    services.put_on_topic(on, topic=topic, by=newsroom.reviewer)
    for claim in (off, on):
        services.edit_claim(claim, by=newsroom.reviewer, text=claim.text + " Council houses!")
    Topic.objects.filter(pk=topic.pk).update(keywords=["council houses", "flats"])
    finish()
    finish()
    assert (topics_of(off), topics_of(on)) == ([("hand", "", True)], [("hand", "", False)])
    assert not ClaimTopic.objects.in_force().filter(claim=off).exists()
    event = off.events.get(name="take_off_topic")
    assert (event.actor, event.data) == (newsroom.reviewer, {"topic": topic.pk, "name": "Housing"})


def test_a_changed_keyword_sorts_a_desk_anew_in_batches_that_may_stop_and_be_repeated(
    newsroom, topic, encoder_of_tests, monkeypatch
):
    monkeypatch.setattr(sorting, "BATCH", 2)
    claims = [newsroom.claim(text=f"Rent number {number} rose.") for number in range(5)]
    finish()
    assert not ClaimTopic.objects.exists()
    Topic.objects.filter(pk=topic.pk).update(keywords=["rent"])
    assert sorting.work_off()
    assert {row.claim for row in ClaimTopic.objects.all()} == {claims[4], claims[3]}
    Topic.objects.filter(pk=topic.pk).update(keywords=["number 1", "number 3"])  # from the top again
    finish()
    assert {row.claim: row.why for row in ClaimTopic.objects.all()} == {
        claims[1]: "keyword “number 1”", claims[3]: "keyword “number 3”",
    }  # fmt: skip
    sorting.sort([claim.pk for claim in claims])
    assert ClaimTopic.objects.count() == 2


def test_a_claim_that_is_edited_while_it_is_sorted_is_sorted_again(newsroom, topic, encoder_of_tests):
    claim = newsroom.claim(text="Nothing of that.")
    finish()
    services.edit_claim(claim, by=newsroom.reviewer, text="Nothing of this.")

    def edit():
        services.edit_claim(claim, by=newsroom.reviewer, text="Council houses are gone.")

    assert meanwhile(edit, sorting.work_off) is None
    finish()
    assert topics_of(claim) == [("keyword", "keyword “council houses”", False)]


def test_only_so_many_claims_of_its_own_desk_are_examples_of_a_topic(newsroom, topic, monkeypatch):
    monkeypatch.setattr(sorting, "MOST_EXAMPLES", 1)
    example = newsroom.claim()
    for _ in range(2):
        services.add_example(topic, claim=example, by=newsroom.editor)
    with pytest.raises(sorting.UnusableExample, match="at most 1 examples"):
        services.add_example(topic, claim=newsroom.claim(), by=newsroom.editor)
    with pytest.raises(sorting.UnusableExample, match="topic's own desk"):
        services.add_example(topic, claim=Newsroom().claim(), by=newsroom.editor)
    with pytest.raises(sorting.UnusableExample, match="no example"):
        services.remove_example(topic, claim=newsroom.claim(), by=newsroom.editor)
