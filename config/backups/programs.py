"""PostgreSQL's own programs, and how they reach the database that Django is connected to."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.backends.postgresql.client import DatabaseClient

from config.backups.refusals import BackupRefused
from config.places import EmbeddedServerError
from config.postgres import installed

SECONDS_TO_CONNECT = "10"


def run(name: str, *arguments: str | Path) -> None:
    """Run one of them to its end, against the database of Django's connection.

    Where the database is and who asks goes by the environment: a password on a command line is everybody's to read.

    Raises:
        BackupRefused: there is no such program that is new enough, or it failed.
    """
    done = subprocess.run(  # noqa: S603  PostgreSQL's own, no shell
        [str(find(name)), *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=os.environ | {"LC_ALL": "C"} | _place(),
        check=False,
    )
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()[-2000:]
        raise BackupRefused(f"{name} failed with code {done.returncode}:\n{said}")


def find(name: str) -> Path:
    """The first that is not older than the server: in PG_BIN if that is set, else on the PATH, else in the wheel."""
    server, old = major(), []
    for program in _candidates(name):
        found = _major(program)
        if found >= server:
            return program
        old.append(f"{program} is of PostgreSQL {found}")
    raise BackupRefused(
        f"No {name} of PostgreSQL {server} or later was found{''.join(f'; {one}' for one in old)}. Install "
        f"postgresql-client-{server}, or name the folder of the server's programs in PG_BIN."
    )


def major() -> int:
    """Of which PostgreSQL the server is, such as 18."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // 10_000


def _candidates(name: str) -> list[Path]:
    if settings.PG_BIN:
        named = [Path(settings.PG_BIN, name)]
    else:
        on_path = shutil.which(name)
        named = [Path(on_path)] if on_path else []
        try:
            named.append(installed() / "pginstall" / "bin" / name)
        except EmbeddedServerError:  # an installation without the servers that come with the project
            return named
    return [program for program in named if os.access(program, os.X_OK)]


def _major(program: Path) -> int:
    asked = subprocess.run([str(program), "--version"], capture_output=True, check=False)  # noqa: S603  as above
    found = re.search(rb"\) (\d+)", asked.stdout)
    return int(found[1]) if found else 0


def _place() -> dict[str, str]:
    given = connection.settings_dict
    _, secret = DatabaseClient.settings_to_cmd_args_env(given, [])
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGDATABASE": "NAME"}
    place = {variable: str(given[name]) for variable, name in names.items() if given.get(name)}
    return (
        {"PGCONNECT_TIMEOUT": SECONDS_TO_CONNECT} | place | {name: str(value) for name, value in (secret or {}).items()}
    )
