"""A connection that the server has ended is not used for the next request."""

import pytest
from django.db import OperationalError, connection, connections


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
