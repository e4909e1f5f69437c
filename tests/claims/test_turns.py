"""What can wait gives way to articles that somebody has handed in."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from celery import current_app
from django.utils import timezone

from claims import extraction, sorting, tasks
from claims.matching import filling
from claims.models import Extraction
from tests.factories import ExtractionFactory

STEP = 0.3  # seconds that a batch takes
UPKEEP = [tasks.make_vectors, tasks.sort_claims, tasks.pair_claims]


@pytest.fixture
def asked(monkeypatch):
    """The tasks that are asked for, in their order."""
    names: list[str] = []
    for task in UPKEEP:
        monkeypatch.setattr(task, "delay", lambda name=task.name: names.append(name))
    return names


@pytest.fixture
def batches(monkeypatch):
    """How many batches of topics and vectors were worked off; there are always more."""
    worked: list[float] = []
    monkeypatch.setattr(tasks, "time", SimpleNamespace(monotonic=lambda: STEP * len(worked)))
    monkeypatch.setattr(filling, "time", tasks.time)
    monkeypatch.setattr(sorting, "work_off", lambda: not worked.append(STEP))
    monkeypatch.setattr(filling, "advance", lambda: not worked.append(STEP))
    return worked


def consume(monkeypatch, *queues):
    monkeypatch.setattr(current_app.amqp.queues, "_consume_from", dict.fromkeys(queues))


def waiting(seconds, **facts):
    since = timezone.now() - timedelta(seconds=seconds)
    return ExtractionFactory(state=Extraction.State.QUEUED, next_attempt_at=since, **facts)


@pytest.mark.django_db
@pytest.mark.parametrize("task", [tasks.sort_claims, tasks.make_vectors])
def test_while_an_article_waits_turns_are_short_and_the_next_comes_with_the_sweep(monkeypatch, asked, batches, task):
    consume(monkeypatch, "extraction", "default", "bulk")
    task()
    assert STEP * len(batches) > tasks.TURN_SECONDS
    assert task.name in asked
    batches.clear()
    asked.clear()
    waiting(10)
    task()
    assert 0 < STEP * len(batches) < 3 * tasks.SECONDS_BESIDE_ARTICLES
    assert asked == []


@pytest.mark.django_db
def test_a_worker_that_reads_no_articles_gives_way_to_none(monkeypatch, asked, batches):
    consume(monkeypatch, "default", "bulk")
    waiting(10)
    tasks.sort_claims()
    assert STEP * len(batches) > tasks.TURN_SECONDS
    assert asked == ["claims.tasks.sort_claims"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("facts", "gives_way"),
    [
        ({"seconds": 10}, True),
        ({"seconds": 0}, False),
        ({"seconds": -60}, False),  # it failed, and is tried again later
        ({"seconds": 10, "is_in_bulk": True}, False),
    ],
)
def test_others_give_way_to_what_somebody_handed_in_and_a_worker_could_have_taken(facts, gives_way):
    waiting(**facts)
    assert extraction.is_behind() is gives_way
