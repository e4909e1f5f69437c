"""`manage.py restore FOLDER`: what `manage.py backup` wrote, into an empty database, and the audit of it."""

from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from config.backups import database, secrets
from config.backups import folder as folders
from config.backups.folder import Manifest
from config.backups.refusals import BackupRefused


class Command(BaseCommand):
    help = (
        "Restore a backup into an empty database and the media folder, then audit it with the chain of each desk's "
        "history. Start web, workers and beat afterwards."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="the folder that backup made")
        parser.add_argument(
            "--check", action="store_true", help="only look whether the backup is whole; change nothing"
        )

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        backup = options["folder"].absolute()
        try:
            manifest = folders.read_manifest(backup)
            folders.verify(backup, manifest)
            database.refuse_newer(manifest.migrations)
            if not check:
                database.refuse_filled()
                self._restore(backup)
        except (BackupRefused, OSError, OperationalError) as refusal:
            raise CommandError(f"Nothing was restored. {refusal}") from refusal
        self.stdout.write(
            f"The backup of {manifest.made_at}, by Claimdesk {manifest.claimdesk}, is whole"
            f"{'.' if check else ' and was restored.'}"
        )
        if not check:
            self._look_at_it(manifest)

    def _restore(self, backup: Path) -> None:
        """The files first: if the database cannot be filled, they go again, and the next try begins as this one did."""
        with ExitStack() as undoing:
            for path in folders.restore_media(backup):
                undoing.callback(path.unlink, missing_ok=True)
            database.load(backup / folders.DUMP)
            undoing.pop_all()

    def _look_at_it(self, manifest: Manifest) -> None:
        self._count(manifest)
        if done := database.migrate():
            self.stdout.write(f"It was brought up to this release by {len(done)} migrations, up to {done[-1]}.")
        for name in database.named_files():
            if not (settings.MEDIA_ROOT / name).is_file():
                self.stderr.write(f"The database names {name}, and the backup does not have it.")
        if wrong := [*self._broken(), *self._closed()]:
            raise CommandError(f"It is restored as it was, but {' And '.join(wrong)}")

    def _broken(self) -> Iterator[str]:
        try:
            call_command("audit", chain=True, at_rest=True, stdout=self.stdout)
        except CommandError as broken:
            yield f"the audit above found what was broken before the backup was made. {broken}"
        else:
            self.stdout.write("Audited: every promise is kept. Everybody has to sign in again.")

    def _closed(self) -> Iterator[str]:
        if lost := secrets.unreadable():
            named = " and ".join(f"{count} {kind}" for kind, count in lost.items())
            yield (
                f"this SECRET_KEY does not open {named}. Set SECRET_KEY to the key of the installation that was backed "
                "up, or add that to SECRET_KEY_FALLBACKS. If it is lost, give the webhooks new secrets, hand in those "
                "imports again, and delete those people's Authenticators."
            )

    def _count(self, manifest: Manifest) -> None:
        found = database.rows()
        for table, count in manifest.rows.items():
            if found.get(table) != count:
                raise CommandError(
                    f"{table} has {found.get(table)} rows and should have {count}: do not use this database."
                )
