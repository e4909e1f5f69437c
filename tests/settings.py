"""Django's settings under test: the service's own, on servers that start here, before anything reads an address.

pytest-django loads the settings before any conftest.py, so this is the one place that comes first however pytest is
called. Nothing here touches ./var. DATABASE_URL and REDIS_URL, when set, are used instead.
"""

import atexit
import fcntl
import os
import shutil
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from config.embedded import Postgres, Valkey, database_url, redis_url, servers

PREFIX = "claimdesk-test-"
OURS = "CLAIMDESK_TEST_SERVERS"
SECONDS_TO_START = 60  # another run may be about to take its lock


def _clear_killed_runs() -> None:
    """End the servers and remove the data of test runs that were killed: their locks are free."""
    for var in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            with (var / "servers.lock").open("r+") as users:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if time.time() - var.stat().st_mtime > SECONDS_TO_START:
                    _remove(var)
        except OSError:  # in use, just made, or another user's
            continue


def _remove(var: Path) -> None:
    for server in (Postgres(var), Valkey(var)):
        server.stop()
        shutil.rmtree(server.sockets, ignore_errors=True)
    shutil.rmtree(var, ignore_errors=True)


def _start() -> None:
    """Servers for this process alone, gone with their data when it ends."""
    _clear_killed_runs()
    var = Path(tempfile.mkdtemp(prefix=PREFIX))
    var.chmod(0o711)  # under root, PostgreSQL runs as somebody who must get through
    os.environ |= {"CLAIMDESK_VAR": str(var), "SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz"}
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(var / "metrics")
    (var / "metrics").mkdir()
    for name in os.environ.get(OURS, "").split():  # the addresses of the process that hands out the tests
        os.environ.pop(name, None)
    ours = [name for name in ("DATABASE_URL", "REDIS_URL") if not os.environ.get(name)]
    os.environ[OURS] = " ".join(ours)
    stack = ExitStack()
    stack.callback(_remove, var)
    starter = os.getpid()
    atexit.register(lambda: stack.close() if os.getpid() == starter else None)
    own = {"postgres": "DATABASE_URL" in ours, "valkey": "REDIS_URL" in ours}
    stack.enter_context(servers(var, durable=False, **own))
    os.environ["DATABASE_URL"] = os.environ.get("DATABASE_URL") or database_url(var)
    os.environ["REDIS_URL"] = os.environ.get("REDIS_URL") or redis_url(var)


_start()

from config.settings import *  # noqa: E402, F403  its addresses are those just set

# Static files straight from the apps, so that no test depends on what was collected.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}  # noqa: F405
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
READER_REQUESTS_PER_HOUR = 1_000_000  # the tests of the limit set their own
API_READS_PER_MINUTE = API_WRITES_PER_MINUTE = API_ANONYMOUS_PER_MINUTE = 1_000_000
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405
