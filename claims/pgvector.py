"""Whether the database server has the extension that vectors need."""

from typing import Any

from django.db import NotSupportedError

EXTENSION = "vector"
LEAST = (0, 8)  # from which an index goes on searching when a filter left too few
THERE = "SELECT coalesce(installed_version, default_version) FROM pg_available_extensions WHERE name = %s"


def look_for(apps: Any, schema_editor: Any) -> None:
    """A step of a migration. Raises NotSupportedError, which says what to install, where there is none that will do."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(THERE, [EXTENSION])
        found = cursor.fetchone()
    version = tuple(int(part) for part in found[0].split(".")[:2]) if found else ()
    if version < LEAST:
        there = f"it has {found[0]}" if found else "it has none"
        raise NotSupportedError(
            "Claimdesk keeps what claims mean as vectors and needs the extension pgvector, 0.8 or later, on the "
            f"database server; {there}. Install it there (Debian and Ubuntu: postgresql-<version>-pgvector; most hosts "
            "only have it switched on), then migrate again. "
            "If an older one is installed: ALTER EXTENSION vector UPDATE."
        )
