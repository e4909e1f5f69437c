"""A database of the bench's own, with a desk: in a throw-away folder, gone afterwards."""

from __future__ import annotations

import importlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType

import django

from config.embedded import Postgres, database_url, servers
from config.options import BASE

PREFIX = "claimdesk-bench-"


@contextmanager
def database(folder: Path | None = None) -> Iterator[None]:
    """PostgreSQL with our tables runs while the block does, and Django is set up for it.

    Whatever DATABASE_URL and ./var are is left alone. All is gone afterwards, also after SIGTERM; but in a `folder`
    that is named it stays, to be gone on with.
    """
    signal.signal(signal.SIGTERM, _end)
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    var = folder.resolve() if folder else Path(tempfile.mkdtemp(prefix=PREFIX))
    var.chmod(0o711)  # under root, PostgreSQL runs as somebody who must get through
    with ExitStack() as stack:
        if folder is None:
            stack.callback(_remove, var)
        stack.enter_context(servers(var, valkey=False))
        os.environ |= {
            "CLAIMDESK_VAR": str(var),
            "DATABASE_URL": database_url(var),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SECRET_KEY": "only-for-the-bench-0123456789-abcdefghijklmnopqrstuvwxyz",
            "LOG_LEVEL": "ERROR",
        }
        done = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(done, cwd=BASE, check=True, stdout=subprocess.DEVNULL)
        django.setup()
        yield
        importlib.import_module("django.db").connections.close_all()


def _end(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


def _remove(var: Path) -> None:
    shutil.rmtree(Postgres(var).sockets, ignore_errors=True)
    shutil.rmtree(var, ignore_errors=True)
