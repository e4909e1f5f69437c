"""A pytest plugin: how the tables are emptied after a test that commits.

Django would TRUNCATE them all, which takes each table for itself alone. A request that a browser sent while its window
was being closed may hold one table and wait for the next, and then PostgreSQL ends one of the two. DELETE waits for
nobody who only reads, and is ten times as fast where most tables are empty.
"""

import time
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import TransactionTestCase

KEPT = {"django_migrations", "django_content_type", "auth_permission"}  # the same after every migration
SECONDS_TO_LEAVE = 10
BUSY = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND state <> 'idle'
"""
LARGE = "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND relkind = 'r' AND pg_relation_size(oid) > 1000000"
MAY_PASS_BY_TRIGGERS = "SELECT current_setting('is_superuser') = 'on'"


@pytest.fixture(autouse=True, scope="session")
def _emptied_by_deleting() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        djangos = TransactionTestCase._fixture_teardown
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: empty_tables() or djangos(case))
        yield


def empty_tables() -> bool:
    """Delete every row of every table as soon as nobody is in the middle of anything; False where we may not.

    Triggers that keep the history, and foreign keys, are passed by: only a superuser can do that.
    """
    with connection.cursor() as cursor:
        cursor.execute(MAY_PASS_BY_TRIGGERS)
        if not cursor.fetchone()[0]:
            return False
        _await_others(cursor)
        tables = sorted(set(connection.introspection.table_names(cursor)) - KEPT)
        deletes = "; ".join(f'DELETE FROM "{table}"' for table in tables)
        cursor.execute(f"SET session_replication_role = replica; {deletes}; RESET session_replication_role")
        cursor.execute(LARGE, [tables])
        for (table,) in cursor.fetchall():  # later tests would read its dead rows, and plan with its pages
            cursor.execute(f'VACUUM "{table}"')
    return True


def _await_others(cursor) -> None:
    deadline = time.monotonic() + SECONDS_TO_LEAVE
    while time.monotonic() < deadline:
        cursor.execute(BUSY)
        if not cursor.fetchone()[0]:
            return
        time.sleep(0.02)
