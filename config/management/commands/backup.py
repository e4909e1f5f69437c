"""`manage.py backup FOLDER`: the database and the media folder as they belong together, for `manage.py restore`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from config.backups import database, folder
from config.backups.refusals import BackupRefused


class Command(BaseCommand):
    help = (
        "Write the database and the media folder into a new folder, with a manifest that restore checks. "
        "The service may go on working meanwhile. SECRET_KEY is not in it: keep that apart."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="the folder to make; its parent must be there")
        parser.add_argument("--replace", action="store_true", help="put the new backup in the place of an earlier one")

    def handle(self, *args: Any, replace: bool, **options: Any) -> None:
        target = options["folder"].absolute()
        try:
            with folder.being_written(target, replace=replace) as draft:
                facts = database.dump(draft / folder.DUMP)
                media, size = folder.write_media(draft)  # after it: so each file that the database names is there
                manifest = folder.write_manifest(draft, facts, media, size)
        except (BackupRefused, OSError, OperationalError) as refusal:
            raise CommandError(f"No backup was made. {refusal}") from refusal
        missing = sorted(name for name in facts.files if f"{folder.MEDIA}/{name}" not in media)
        for name in missing:
            self.stderr.write(f"The database names {name}, and the media folder does not have it.")
        self.stdout.write(
            f"{target}: {sum(manifest.rows.values())} rows of {len(manifest.rows)} tables, {manifest.files} files.\n"
            "SECRET_KEY is not in it: keep that apart, or the secrets in it stay closed."
        )
