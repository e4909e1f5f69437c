"""`manage.py issue_token USER`: a token for the REST API."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.models import ApiToken, Scope, User


class Command(BaseCommand):
    help = "Make a token with which a program uses the REST API in a person's name. It is printed this once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", default="command line", help="what uses it")
        parser.add_argument("--scope", action="append", choices=Scope.values, dest="scopes", help="default: all scopes")
        parser.add_argument("--days", type=int, default=90, help="valid for so many days (default 90)")

    def handle(self, *args: Any, username: str, name: str, scopes: list[str] | None, days: int, **options: Any) -> None:
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active user called {username}.")
        if days < 1:
            raise CommandError("--days must be at least 1.")
        _, secret = ApiToken.objects.issue(user, name=name, scopes=scopes or list(Scope.values), days=days)
        self.stdout.write(secret)
