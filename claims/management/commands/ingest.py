"""`manage.py ingest PATH…`: hand in text files and folders of them."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims import services
from claims.errors import UnreadableInput
from claims.ingestion.textfile import MAX_TEXT_BYTES, read_text_file
from claims.models import Article, Desk, Role, User

REFUSED = 1


class Command(BaseCommand):
    help = (
        "Hand in articles from text files. The first line of a file is ` date YYYY-MM-DD Title`, then a byline, then "
        "paragraphs. Folders are searched for *.txt. A file that cannot be read is named with the reason and the rest "
        "goes on; the exit code is then 1."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--desk", help="slug of the desk; may be left out where there is only one")
        parser.add_argument("--by", help="user name of who hands them in; the desk's first admin if left out")

    def handle(self, *args: Any, paths: list[Path], desk: str | None, by: str | None, **options: Any) -> None:
        self._desk = _desk_named(desk)
        self._by = _member(self._desk, by)
        counts = {"new": 0, "revised": 0, "unchanged": 0, "refused": 0}
        for path in _files(paths):
            counts[self._ingest(path)] += 1
        self.stdout.write(", ".join(f"{number} {outcome}" for outcome, number in counts.items()) + ".")
        if counts["refused"]:
            raise CommandError(f"{counts['refused']} could not be taken; see above.", returncode=REFUSED)

    def _ingest(self, path: Path) -> str:
        """Hand in one file and say what came of it."""
        try:
            draft = read_text_file(_bytes_of(path), name=str(path))
            submission = services.submit_article(draft, desk=self._desk, origin=Article.Origin.FILE, by=self._by)
        except UnreadableInput as refusal:
            self.stderr.write(f"refused   {refusal}")
            return "refused"
        stored = submission.stored
        self.stdout.write(f"{stored.outcome:9} {path}: article {stored.article.pk}, revision {stored.revision.number}")
        return stored.outcome


def _files(paths: list[Path]) -> Iterator[Path]:
    """The paths themselves, and of a folder every *.txt below it, in the order of their names."""
    for path in paths:
        if path.is_dir():
            yield from sorted(path.rglob("*.txt"))
        else:
            yield path


def _bytes_of(path: Path) -> bytes:
    """What the file holds, but no more than is needed to see that it is too large."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_TEXT_BYTES + 1)
    except OSError as error:
        raise UnreadableInput(f"{path}: it cannot be opened ({error.strerror}).") from error


def _desk_named(slug: str | None) -> Desk:
    desks = list(Desk.objects.filter(slug=slug) if slug else Desk.objects.all()[:2])
    if len(desks) == 1:
        return desks[0]
    known = ", ".join(Desk.objects.values_list("slug", flat=True)) or "none yet: make one in the admin, or `make seed`"
    raise CommandError(f"Name a desk with --desk. There are: {known}.")


def _member(desk: Desk, username: str | None) -> User:
    members = User.objects.filter(memberships__desk=desk, is_active=True)
    if username:
        member = members.filter(username=username).first()
    else:
        member = members.filter(memberships__role=Role.ADMIN).order_by("pk").first()
    if member is None:
        who = f"{username} is no member of" if username else "There is no desk admin on"
        raise CommandError(f"{who} the desk {desk.slug}: name a member with --by.")
    return member
