"""The servers that come with the project: where they listen, and how long they stay up."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from config.places import EmbeddedServerError, locked
from config.postgres import EACH_SESSION_SAYS as EACH_SESSION_SAYS
from config.postgres import Postgres
from config.valkey import Valkey

__all__ = ["EmbeddedServerError", "Postgres", "Valkey", "database_url", "redis_url", "servers"]


def database_url(var: Path) -> str:
    """Where the embedded PostgreSQL of this folder listens, whether or not it is up."""
    return Postgres(var).url


def redis_url(var: Path) -> str:
    """Where the embedded Valkey of this folder listens, whether or not it is up."""
    return Valkey(var).url


@contextmanager
def servers(var: Path, *, postgres: bool = True, valkey: bool = True, durable: bool = True) -> Iterator[None]:
    """The wanted servers answer while the block runs; the last user of the folder to leave stops them.

    Users are counted by shared locks, which the system lets go of when a user is killed: the next one then finds the
    servers up and attaches, or finds what a crash left and recovers from it.
    """
    var.mkdir(parents=True, exist_ok=True)
    with (var / "servers.lock").open("a") as users:
        try:
            with locked(var / "start.lock"):
                fcntl.flock(users, fcntl.LOCK_SH)
                if postgres:
                    Postgres(var, durable=durable).start()
                if valkey:
                    Valkey(var).start()
            yield
        finally:
            with locked(var / "start.lock"):
                if _is_last(users):
                    Valkey(var).stop()
                    Postgres(var).stop()


def _is_last(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
