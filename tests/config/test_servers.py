"""The plugin that gives tests real workers: one that gets what they publish, and others with other settings."""

import signal
import time

import psycopg
from django.db import connection

from config.celery import app
from tests.config.test_children import until
from tests.servers import url_of_the_test_database

NO_SUCH_EXTRACTION = 0


def publish() -> str:
    """The id of a harmless task."""
    return app.send_task("claims.tasks.extract_claims", [NO_SUCH_EXTRACTION], queue="extraction").id


def test_the_session_worker_does_what_a_test_publishes(worker):
    task = publish()

    until(lambda: f"{task}] succeeded" in worker.output(), 20)


def test_what_a_test_publishes_without_it_is_left_alone(transactional_db, session_worker):
    task = publish()

    time.sleep(1)
    assert task not in session_worker.output()


def test_the_worker_uses_the_tests_database(transactional_db):
    with psycopg.connect(url_of_the_test_database()) as there:
        assert there.info.dbname == connection.settings_dict["NAME"]


def test_a_worker_of_the_tests_own_can_be_killed_and_replaced(start_worker):
    first = start_worker({"TASK_TIME_LIMIT": "3"})
    task = publish()
    until(lambda: f"{task}] succeeded" in first.output(), 20)

    first.kill()
    second = start_worker()

    assert first.process.returncode == -signal.SIGKILL
    assert second.process.poll() is None
