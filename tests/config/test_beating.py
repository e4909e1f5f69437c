"""Workers say that they work, and whoever asks hears which have fallen silent."""

from types import SimpleNamespace

import pytest
import redis
from django.core.management import CommandError, call_command
from django.db import connection

from claims import heartbeats
from claims.models import Heartbeat
from config import beating, children
from config.celery import app
from tests.config.test_children import until
from tests.servers import redis_url

WORKER = "worker@test"


def let_time_pass(seconds):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE claims_heartbeat SET beaten_at = beaten_at - make_interval(secs => %s)", [seconds])


def known():
    """Those that have said so, but for the worker of other tests."""
    return [one for one in heartbeats.known() if "-session@" not in one.worker]


@pytest.fixture
def nobody_else(db):
    """What the worker of other tests has to say waits until this one is over."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE claims_heartbeat IN EXCLUSIVE MODE")
        cursor.execute("DELETE FROM claims_heartbeat")


def test_a_worker_says_that_it_works_until_it_ends(start_worker):
    worker = start_worker()
    until(known, 15)
    (found,) = known()
    assert found.queues == ["bulk", "default", "extraction"]
    assert not found.is_silent
    worker.stop()
    assert known() == []


@pytest.mark.usefixtures("nobody_else")
def test_the_command_names_who_is_silent_and_forgets_them_after_an_hour(capsys):
    with pytest.raises(CommandError, match="No worker has said within the hour"):
        call_command("workers")
    heartbeats.note("other@test", ["webhooks"])
    let_time_pass(heartbeats.SILENT_AFTER + 1)
    heartbeats.note(WORKER, ["default", "bulk"])
    call_command("workers", WORKER)
    assert "worker@test" in capsys.readouterr().out
    with pytest.raises(CommandError, match="Silent: other@test"):
        call_command("workers")
    with pytest.raises(CommandError, match="nobody@test has not said"):
        call_command("workers", "nobody@test")
    let_time_pass(heartbeats.FORGOTTEN_AFTER)
    heartbeats.note(WORKER, ["default", "bulk"])
    assert [one.worker for one in Heartbeat.objects.all()] == [WORKER]
    call_command("workers")


def test_a_probe_does_not_blame_a_worker_for_a_database_that_is_away(transactional_db, monkeypatch, capsys):
    connection.close()
    with monkeypatch.context() as away:
        away.setitem(connection.settings_dict, "HOST", "/nowhere")
        call_command("workers", WORKER)
    connection.close()
    assert "does not answer" in capsys.readouterr().err


def test_the_supervisor_and_the_database_agree_when_a_worker_is_silent():
    assert children.SILENT_AFTER == heartbeats.SILENT_AFTER


@pytest.fixture
def heart(monkeypatch, settings):
    """The heart of a worker with one pair of hands, which does not beat by itself."""
    monkeypatch.setattr(beating.state, "all_total_count", [0])
    settings.REDIS_URL = redis_url(2)
    queues = SimpleNamespace(consume_from={"bulk": None})
    consumer = SimpleNamespace(
        hostname=WORKER,
        controller=SimpleNamespace(concurrency=1),
        app=SimpleNamespace(amqp=SimpleNamespace(queues=queues)),
    )
    yield beating.Heart(consumer)
    with redis.Redis.from_url(redis_url(2)) as broker:
        broker.delete("bulk", "webhooks")


def test_a_worker_works_where_its_loop_turns_and_takes_what_waits_for_it(heart, settings, monkeypatch):
    assert not heart.works(), "its loop has not turned yet"
    heart.count_turn()
    assert heart.works(), "nothing waits"
    assert not heart.works(), "its loop has not turned since"
    with redis.Redis.from_url(settings.REDIS_URL) as broker:
        broker.lpush("webhooks", "for another")
        heart.count_turn()
        assert heart.works()
        broker.lpush("bulk", "for this one")
        heart.count_turn()
        assert not heart.works(), "something waits, and it has taken nothing"
    beating.state.all_total_count[0] += 1
    heart.count_turn()
    assert heart.works(), "it has taken something"
    heart.count_turn()
    monkeypatch.setattr(beating.state, "active_requests", {"a long one"})
    assert heart.works(), "its hands are full"
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert heart.works(), "nobody can take anything while the broker is away"


def test_the_heart_is_a_part_of_every_worker():
    assert "config.beating:Heart" in app.steps["consumer"]
