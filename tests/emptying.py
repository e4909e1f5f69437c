"""A pytest plugin: how the tables are emptied after a test that commits.

As Django does it, by TRUNCATE, but not while somebody is still there. A request that a browser sent while its window
was being closed may hold one table and wait for the next, and then PostgreSQL ends one of the two. What every migration
leaves behind the same, permissions and kinds of content, is not made again each time. (DELETE would be faster, but
plans are made for as many pages and rows as a table once had.)
"""

import time
from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection
from django.test import TransactionTestCase

KEPT = {"django_migrations", "django_content_type", "auth_permission"}  # the same after every migration
SECONDS_TO_LEAVE = 10
BUSY = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND state <> 'idle'
"""


@pytest.fixture(autouse=True, scope="session")
def _emptied_when_all_have_left() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: empty_tables())
        yield


def empty_tables() -> None:
    """Leave no row but those in KEPT, as soon as nobody is in the middle of anything."""
    with connection.cursor() as cursor:
        tables = sorted(set(connection.introspection.table_names(cursor)) - KEPT)
        for is_last in (False, False, True):
            _await_others(cursor)
            try:
                cursor.execute(f"TRUNCATE {', '.join(tables)}")
            except OperationalError:  # somebody came in that very moment
                if is_last:
                    raise
            else:
                return


def _await_others(cursor) -> None:
    deadline = time.monotonic() + SECONDS_TO_LEAVE
    while time.monotonic() < deadline:
        cursor.execute(BUSY)
        if not cursor.fetchone()[0]:
            return
        time.sleep(0.02)
