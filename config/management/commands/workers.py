"""`manage.py workers`: which workers say that they work, and which have fallen silent."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from claims import heartbeats


class Command(BaseCommand):
    help = (
        f"Print when each worker of the last hour last said that it works. The exit code is 1 if one has been silent "
        f"for {heartbeats.SILENT_AFTER} seconds, or there is none. A database that is away is no fault of a worker."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("worker", nargs="?", help="ask for this one alone, such as worker@host: for a probe of it")

    def handle(self, *args: Any, worker: str | None, **options: Any) -> None:
        try:
            found = [one for one in heartbeats.known() if worker in {None, one.worker}]
        except OperationalError as trouble:
            self.stderr.write(f"The database does not answer, so nobody knows: {trouble}")
            return
        for one in found:
            said = "SILENT" if one.is_silent else "works"
            self.stdout.write(f"{one.worker:<40}{said:<8}{one.seconds:6.0f} s ago   {', '.join(one.queues)}")
        if not found:
            who = f"{worker} has not" if worker else "No worker has"
            raise CommandError(f"{who} said within the hour that it works.")
        if silent := [one.worker for one in found if one.is_silent]:
            raise CommandError(f"Silent: {', '.join(silent)}. Start them again.")
