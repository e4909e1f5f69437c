"""PostgreSQL is made to look again at tables that it takes for empty, or for much smaller than they are."""

import json

import pytest
from celery.signals import before_task_publish
from django.db import connection

from claims import estimates, importing, tasks
from claims.models import Claimant
from tests.conftest import ApiClient, Newsroom

TABLE = "claims_claimant"
FILL = f"""
INSERT INTO {TABLE} (desk_id, name, kind, same_as, version)
SELECT %s, 'Mayor ' || n, '', '', 1 FROM generate_series(1, 5000) AS n
"""
TELL = "SELECT pg_stat_force_next_flush()"  # what the session changed; by itself it would take up to ten seconds


@pytest.fixture
def newsroom(transactional_db):
    """Of a database in which nothing has changed since PostgreSQL looked."""
    made = Newsroom()
    run("ANALYZE")
    run(TELL)
    return made


def run(sql, *given):
    with connection.cursor() as cursor:
        cursor.execute(sql, given or None)
        return cursor.fetchall() if cursor.description else None


def believed():
    """How many rows and pages PostgreSQL believes that the table has."""
    ((rows, pages),) = run(f"SELECT reltuples, relpages FROM pg_class WHERE oid = '{TABLE}'::regclass")
    return rows, pages


def planned():
    """How many rows PostgreSQL thinks that it would read."""
    ((found,),) = run(f"EXPLAIN (FORMAT JSON) SELECT FROM {TABLE}")
    return (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]["Plan Rows"]


def test_a_table_that_was_looked_at_while_its_rows_came_is_looked_at_again(newsroom):
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(FILL, [newsroom.desk.pk])
        run(f"ANALYZE {TABLE}")  # as autovacuum does; the rows are not there yet
        cursor.execute("COMMIT")
        cursor.execute(TELL)
    other.close()
    rows, pages = believed()
    assert rows == 0 < pages
    assert planned() == 1
    assert estimates.renew() == [TABLE]
    assert (believed()[0], planned()) == (5000, 5000)
    assert estimates.renew() == []


def test_a_table_that_has_grown_is_looked_at_before_its_session_tells_what_it_changed(newsroom):
    run(FILL, newsroom.desk.pk)
    assert estimates.renew() == [TABLE]
    assert believed()[0] == 5000


def test_what_has_changed_a_little_is_left_to_autovacuum(newsroom):
    run(FILL, newsroom.desk.pk)
    run(TELL)
    estimates.renew()
    Claimant.objects.filter(name__startswith="Mayor 1").update(kind="person")
    run(TELL)
    assert estimates.renew() == []


def test_who_holds_the_table_is_not_waited_for(newsroom):
    run(FILL, newsroom.desk.pk)
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute(f"BEGIN; LOCK TABLE {TABLE} IN SHARE UPDATE EXCLUSIVE MODE")
        estimates.renew()
        assert believed()[0] != 5000
        cursor.execute("ROLLBACK")
    other.close()
    assert estimates.renew() == [TABLE]
    assert believed()[0] == 5000


def test_a_role_that_may_not_analyze_asks_for_nothing(newsroom):
    run(FILL, newsroom.desk.pk)
    run("CREATE ROLE only_writes; GRANT USAGE ON SCHEMA public TO only_writes")
    try:
        run("SET ROLE only_writes")
        assert estimates.renew() == []
        run(f"RESET ROLE; GRANT MAINTAIN ON {TABLE} TO only_writes; SET ROLE only_writes")
        assert estimates.renew() == [TABLE]
    finally:
        run("RESET ROLE; DROP OWNED BY only_writes; DROP ROLE only_writes")


@pytest.fixture
def asked_for():
    """The tasks that were asked for."""
    names = []

    def note(sender, **_):
        names.append(sender)

    before_task_publish.connect(note)
    yield names
    before_task_publish.disconnect(note)


def test_what_fills_tables_at_once_has_them_looked_at_when_it_is_committed(newsroom, asked_for):
    line = {"title": "The wall", "text": "The wall cost 12 crowns.", "desk": newsroom.desk.slug}
    answer = ApiClient(newsroom.reviewer).send_lines("articles/bulk/", line | {"published_on": "2026-10-14"})
    assert answer.getvalue().count(b'"new"') == 2  # the line, and the sum
    assert asked_for.count(tasks.renew_estimates.name) == 1
    row = importing.queue(newsroom.desk, by=newsroom.editor, name="none.ndjson", file="gone")
    tasks.work_off_import(row.pk)
    assert asked_for.count(tasks.renew_estimates.name) == 2
