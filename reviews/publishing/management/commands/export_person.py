"""`manage.py export_person NAME`: everything that refers to a person, as lines of JSON."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.models import User
from reviews.publishing import people


class Command(BaseCommand):
    help = (
        "Print what is kept about a person as lines of JSON: the account, then each row that refers to it. No secrets."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is nobody called {username}.")
        for line in people.data_of(user):
            self.stdout.write(line, ending="")
