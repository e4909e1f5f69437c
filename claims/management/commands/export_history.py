"""`manage.py export_history DESK`: the chain of a desk's history as lines of JSON, which prove themselves.

With `--heads`, only how long each chain is and what it ends in: a line a desk, to be kept elsewhere.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims import attesting, auditing, chaining
from claims.models import Desk


class Command(BaseCommand):
    help = (
        "Print the history of a desk as lines of JSON, one an event, in the order of its chain. "
        "docs/clients/verify_history.py verifies them without Claimdesk."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("desk", nargs="?", help="slug of the desk; with --heads it may be left out")
        parser.add_argument(
            "--heads",
            action="store_true",
            help="print only the length and the last hash of each chain, for `audit --anchors`",
        )

    def handle(self, *args: Any, desk: str | None, heads: bool, **options: Any) -> None:
        if not desk and not heads:
            raise CommandError("Name a desk, or ask for --heads.")
        desks = list(Desk.objects.filter(slug=desk) if desk else Desk.objects.order_by("pk"))
        if desk and not desks:
            raise CommandError(f"There is no desk {desk}.")
        with auditing.one_moment():
            for one in desks:
                if heads:
                    self.stdout.write(attesting.head_of(one))
                else:
                    self._print(one)

    def _print(self, desk: Desk) -> None:
        for link in chaining.links_of(desk.pk):
            self.stdout.write(link.as_line())
