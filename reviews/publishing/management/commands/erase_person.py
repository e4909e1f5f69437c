"""`manage.py erase_person NAME --by OPERATOR`: take a person out of the tables, and leave the history a number."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.errors import DomainError
from claims.models import User
from reviews.publishing import people


class Command(BaseCommand):
    help = (
        "Erase a person's data, for good. Without --yes it only says what would go and what would stay. "
        "See “Privacy” in docs/operations.md."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--by", required=True, help="user name of the operator who answers for it")
        parser.add_argument("--with-words", action="store_true", help="take their comments and notes away as well")
        parser.add_argument("--yes", action="store_true", help="do it")

    def handle(self, *args: Any, username: str, by: str, with_words: bool, yes: bool, **options: Any) -> None:
        user = User.objects.filter(username=username).first()
        operator = User.objects.filter(username=by, is_superuser=True, is_active=True).first()
        if user is None:
            raise CommandError(f"There is nobody called {username}.")
        if operator is None:
            raise CommandError(f"{by} is no operator of this installation: name one with --by.")
        if not yes:
            self._tell(people.preview_of(user, by=operator))
            return
        try:
            erased = people.erase_person(user, by=operator, with_words=with_words)
        except DomainError as refusal:
            raise CommandError(str(refusal)) from None
        rows = sum(erased.gone.values())
        self.stdout.write(f"Erased: {rows} rows were deleted or emptied. The history names former-member-{user.pk}.")

    def _tell(self, preview: people.Preview) -> None:
        for title, rows in (("Would go", preview.goes), ("Would stay, under a number", preview.stays)):
            self.stdout.write(f"{title}:")
            self.stdout.writelines(f"  {count:>7} {name}" for name, count in rows.items())
        self.stdout.writelines(f"Not yet: {refusal}" for refusal in preview.refusals)
        self.stdout.write("Nothing was changed. To do it, say --yes.")
