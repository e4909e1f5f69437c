"""The database of a backup: dumped as it was at one moment, and loaded into an empty one as a whole or not at all."""

from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import connection, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from psycopg import sql

from claims import auditing
from config.backups import programs
from config.backups.refusals import BackupRefused

# Who is signed in, and how often something was tried lately: a stolen backup opens no session.
NOT_KEPT = ("claimdesk_cache", "claims_heartbeat", "claims_signin", "django_session")
SECONDS_FOR_A_LOCK = 60
RELATIONS = """
SELECT c.relname FROM pg_class c
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = ANY (%s)
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') ORDER BY 1
"""
TABLES, ANYTHING = ["r", "p"], ["r", "p", "v", "m", "S", "f"]


class Facts:
    """What must be known of a database to restore it: its migrations, the rows of each table, the files it names."""

    def __init__(self) -> None:
        self.postgresql = programs.major()
        self.migrations = sorted(".".join(one) for one in MigrationRecorder(connection).applied_migrations())
        self.rows = rows()
        self.files = set(named_files())


def dump(file: Path) -> Facts:
    """Write the database into `file` in pg_dump's custom format; what it held at that very moment.

    Raises:
        BackupRefused: pg_dump is missing or failed.
    """
    with auditing.one_moment():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_export_snapshot()")
            (snapshot,) = cursor.fetchone()
        facts = Facts()
        programs.run(
            "pg_dump",
            "--format=custom",
            f"--lock-wait-timeout={SECONDS_FOR_A_LOCK}s",
            f"--snapshot={snapshot}",
            f"--file={file}",
            *(f"--exclude-table-data={table}" for table in NOT_KEPT),
        )
    return facts


def load(file: Path) -> None:
    """Fill the empty database from `file`, in one transaction, and let PostgreSQL look at what it has now.

    Raises:
        BackupRefused: pg_restore is missing or failed; the database is as it was.
    """
    whole = "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", "--no-comments"
    programs.run("pg_restore", *whole, f"--dbname={connection.settings_dict['NAME']}", file)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{auditing.UNENDING}; ANALYZE")


def rows() -> dict[str, int]:
    """How many rows each table has, but those that are not kept."""
    counted = {}
    with connection.cursor() as cursor:
        cursor.execute(RELATIONS, [TABLES])
        for table in [name for (name,) in cursor.fetchall() if name not in NOT_KEPT]:
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
            (counted[table],) = cursor.fetchone()
    return counted


def named_files() -> Iterator[str]:
    """The names of the files in the media folder that rows name."""
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, models.FileField):
                named = model._default_manager.exclude(**{field.name: ""}).order_by()
                yield from named.values_list(field.name, flat=True).iterator()


def refuse_filled() -> None:
    """Only an empty database is restored into.

    Raises:
        BackupRefused: there is a table, view or sequence.
    """
    with connection.cursor() as cursor:
        cursor.execute(RELATIONS, [ANYTHING])
        found = len(cursor.fetchall())
    if found:
        raise BackupRefused(
            f"The database {connection.settings_dict['NAME']} is not empty: it has {found} tables, views and sequences."
            " Make an empty one (createdb NAME) and name it in DATABASE_URL; with the server that "
            "comes with the project, set CLAIMDESK_VAR to a new folder."
        )


def refuse_newer(migrations: list[str]) -> None:
    """A database whose tables this release does not know is none it could work with.

    Raises:
        BackupRefused: a migration of the backup is not among those of this installation.
    """
    disk = MigrationLoader(None, ignore_no_migrations=True).disk_migrations or {}
    keys = [*disk, *(replaced for migration in disk.values() for replaced in migration.replaces)]
    known = {".".join(key) for key in keys}
    if unknown := sorted(set(migrations) - known):
        raise BackupRefused(
            f"The backup is of a newer release: this one does not know {', '.join(unknown[:3])}"
            f"{f' and {len(unknown) - 3} more' if len(unknown) > 3 else ''}. Install the release "
            "that the backup was made with, or a later one, and restore with that."
        )


def migrate() -> list[str]:
    """Bring the tables of an older release up to this one; which migrations that took."""
    recorder = MigrationRecorder(connection)
    before = set(recorder.applied_migrations())
    call_command("migrate", interactive=False, verbosity=0)
    return sorted(".".join(one) for one in set(recorder.applied_migrations()) - before)
