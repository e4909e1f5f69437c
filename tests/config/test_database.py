"""A connection that the server has ended is not used for the next request."""

import time

import pytest
from django.conf import settings
from django.db import OperationalError, connection, connections

from config.database import PATIENCE
from config.database.base import DatabaseWrapper
from config.embedded import EACH_SESSION_SAYS


@pytest.mark.django_db(transaction=True)
def test_a_session_that_was_ended_is_found_without_asking_the_server():
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (pid,) = cursor.fetchone()
        assert other.is_usable()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
            assert cursor.fetchone() == (True,)
        assert not other.is_usable()
        with pytest.raises(OperationalError):
            other.cursor().execute("SELECT 1")
    finally:
        other.close()
    assert not other.is_usable()
    with other.cursor() as cursor:  # and the next one is a new one
        cursor.execute("SELECT 1")
    other.close()


@pytest.mark.django_db
def test_looking_takes_no_statement(monkeypatch):
    asked = []
    monkeypatch.setattr(type(connection.connection), "cursor", lambda *_: asked.append(1))
    assert connection.is_usable()
    assert asked == []


@pytest.mark.django_db(transaction=True)
def test_a_server_that_says_nothing_is_not_waited_for_beyond_patience(monkeypatch):
    monkeypatch.setattr(DatabaseWrapper, "patience", 0.3)
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.1)")
            began = time.monotonic()
            with pytest.raises(OperationalError):
                cursor.execute("SELECT pg_sleep(5)")
        assert time.monotonic() - began < 2
        assert not other.is_usable(), "its answer might come to a later question"
        other.close_if_unusable_or_obsolete()
        with other.cursor() as cursor:
            cursor.execute("SELECT 1")
            assert cursor.fetchone() == (1,)
    finally:
        other.close()


def test_whoever_is_patient_waits_for_whatever_the_database_itself_would_end():
    (limit,) = (one for one in EACH_SESSION_SAYS if one.startswith("statement_timeout="))
    assert int(limit.partition("=")[2]) / 1000 < PATIENCE
    assert PATIENCE < settings.CELERY_TASK_SOFT_TIME_LIMIT, "or its silence would count against the text in work"
