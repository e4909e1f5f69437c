"""The extension that vectors need: migrate finds out before it changes anything, and says what to do."""

import pytest
from django.db import NotSupportedError, connection

from claims import pgvector


def test_migrate_says_what_to_install_where_pgvector_is_missing_or_too_old(db, monkeypatch):
    with connection.schema_editor() as editor:
        pgvector.look_for(None, editor)
        monkeypatch.setattr(pgvector, "LEAST", (99, 0))
        with pytest.raises(NotSupportedError, match=r"it has 0\.\d.*postgresql-<version>-pgvector.*migrate again"):
            pgvector.look_for(None, editor)
        monkeypatch.setattr(pgvector, "EXTENSION", "no-such-extension")
        with pytest.raises(NotSupportedError, match="it has none"):
            pgvector.look_for(None, editor)
