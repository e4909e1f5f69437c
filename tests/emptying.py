"""A pytest plugin: how the tables are emptied after a test that commits.

Django would TRUNCATE them all, which takes each table for itself alone. A request that a browser sent while its window
was being closed may hold one table and wait for the next, and then PostgreSQL ends one of the two. So whoever is still
there is waited for; and DELETE, which needs no table for itself, is ten times as fast where most are empty.
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
# Rows of tests that were rolled back stay in the files, too: later tests would read them, and plan with their pages.
HAS_GROWN = """
SELECT EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 400000)
"""
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
        cursor.execute(HAS_GROWN)
        if cursor.fetchone()[0]:
            cursor.execute(f"TRUNCATE {', '.join(tables)}")
        else:
            deletes = "; ".join(f"DELETE FROM {table}" for table in tables)
            cursor.execute(f"SET session_replication_role = replica; {deletes}; RESET session_replication_role")
    return True


def _await_others(cursor) -> None:
    deadline = time.monotonic() + SECONDS_TO_LEAVE
    while time.monotonic() < deadline:
        cursor.execute(BUSY)
        if not cursor.fetchone()[0]:
            return
        time.sleep(0.02)
