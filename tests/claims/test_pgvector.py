"""The extension that vectors need: migrate finds out before it changes anything, and says what to do."""

from importlib import import_module

import pytest
from django.db import NotSupportedError, connection

migration = import_module("claims.migrations.0016_vectors")


def test_migrate_says_what_to_install_where_pgvector_is_missing_or_too_old(db, monkeypatch):
    with connection.schema_editor() as editor:
        migration.look_for_pgvector(None, editor)
        monkeypatch.setattr(migration, "LEAST", (99, 0))
        with pytest.raises(NotSupportedError, match=r"it has 0\.\d.*postgresql-<version>-pgvector.*migrate again"):
            migration.look_for_pgvector(None, editor)
        monkeypatch.setattr(migration, "EXTENSION", "no-such-extension")
        with pytest.raises(NotSupportedError, match="it has none"):
            migration.look_for_pgvector(None, editor)
