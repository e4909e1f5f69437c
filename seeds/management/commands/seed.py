"""`manage.py seed [--demo]`: reference data, and with --demo the demo newsroom. May run any number of times."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from seeds import demo, reference


class Command(BaseCommand):
    help = "Load the reference data, and with --demo the demo newsroom. What is there already stays as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="also the demo newsroom, with well-known passwords")

    def handle(self, *args: Any, **options: Any) -> None:
        reference.load()
        if options["demo"]:
            self._load_demo()

    def _load_demo(self) -> None:
        if not settings.DEMO:
            raise CommandError(
                "The demo accounts have well-known passwords: they are made only where CLAIMDESK_DEMO=1 is set."
            )
        demo.load()
        self.stdout.write("Log in with one of these:")
        for username, _, _, role in demo.PEOPLE:
            self.stdout.write(f"  {username:6} {demo.password_of(username):11} {role.label}")
