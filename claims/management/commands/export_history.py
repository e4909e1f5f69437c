"""`manage.py export_history DESK`: the chain of a desk's history as lines of JSON, which prove themselves."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims import auditing, chaining
from claims.models import Desk


class Command(BaseCommand):
    help = (
        "Print the history of a desk as lines of JSON, one an event, in the order of its chain. "
        "docs/clients/verify_history.py verifies them without Claimdesk."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("desk", help="slug of the desk")

    def handle(self, *args: Any, desk: str, **options: Any) -> None:
        found = Desk.objects.filter(slug=desk).first()
        if found is None:
            raise CommandError(f"There is no desk {desk}.")
        with auditing.one_moment():
            for link in chaining.links_of(found.pk):
                self.stdout.write(link.as_line())
