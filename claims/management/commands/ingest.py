"""`manage.py ingest PATH…`: hand in files and folders of them, whatever their kind."""

from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError

from claims import services
from claims.errors import FetchRefused, UnreadableInput
from claims.ingestion.claimreview import KnownDraft
from claims.ingestion.draft import ArticleDraft
from claims.ingestion.entries import HEAD_BYTES, Entry, entries_of, kind_of
from claims.ingestion.feed import Link
from claims.models import Article, Desk, Role, User

REFUSED = 1
BATCH = 200  # entries of a file
SUFFIXES = frozenset({".txt", ".pdf", ".docx", ".json", ".ndjson", ".jsonl", ".xml", ".rss", ".atom"})


class Command(BaseCommand):
    help = (
        "Hand in articles and others' fact-checks from files: text files whose first line is ` date YYYY-MM-DD Title`, "
        "PDF, Word (.docx), ninjs, RSS and Atom, lines of JSON, and pages or DataFeeds with ClaimReviews. The content "
        "decides. Folders are searched for them. What cannot be read is named with the reason and the rest goes on; "
        "the exit code is then 1."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--desk", help="slug of the desk; may be left out where there is only one")
        parser.add_argument("--by", help="user name of who hands them in; the desk's first admin if left out")
        parser.add_argument("--date", type=date.fromisoformat, help="YYYY-MM-DD, of documents that do not say it")

    def handle(
        self, *args: Any, paths: list[Path], desk: str | None, by: str | None, date: date | None = None, **options: Any
    ) -> None:
        self._desk, self._day = _desk_named(desk), date
        self._by = _member(self._desk, by)
        self._counts = {"new": 0, "revised": 0, "unchanged": 0, "refused": 0}
        for path in _files(paths):
            self._ingest(path)
        self.stdout.write(", ".join(f"{number} {outcome}" for outcome, number in self._counts.items()) + ".")
        if self._counts["refused"]:
            raise CommandError(f"{self._counts['refused']} could not be taken; see above.", returncode=REFUSED)

    def _ingest(self, path: Path) -> None:
        """Hand in what one file holds, a batch at a time; where it breaks off, what came before all the same."""
        try:
            file = path.open("rb")
        except OSError as error:
            self._refuse(f"{path}: it cannot be opened ({error.strerror}).")
            return
        with file:
            entries = self._entries(file, path)
            while batch := list(islice(entries, BATCH)):
                self._take(batch, path)

    def _entries(self, file: IO[bytes], path: Path) -> Iterator[Entry]:
        """The file's entries; where it cannot be read any further, the last one says why."""
        try:
            kind = kind_of(file.read(HEAD_BYTES), name=str(path))
            file.seek(0)
            yield from entries_of(kind, file, name=str(path), published_on=self._day)
        except UnreadableInput as refusal:
            yield refusal
        except OSError as error:
            yield UnreadableInput(f"{path}: it cannot be read ({error.strerror}).")

    def _take(self, batch: list[Entry], path: Path) -> None:
        known = [entry for entry in batch if isinstance(entry, KnownDraft)]
        outcomes = services.know_fact_checks(known, desk=self._desk, by=self._by) if known else []
        for draft, outcome in zip(known, outcomes, strict=True):
            self._tell("revised" if outcome == "changed" else outcome, f"{path}: fact-check {draft.url}")
        for entry in batch:
            if isinstance(entry, UnreadableInput):
                self._refuse(str(entry))
            elif not isinstance(entry, KnownDraft):
                self._submit(entry, path)

    def _submit(self, entry: ArticleDraft | Link, path: Path) -> None:
        """Hand in one article; of a feed that has no text for it, the page it leads to."""
        try:
            draft = entry if isinstance(entry, ArticleDraft) else self._fetched(entry)
            submission = services.submit_article(draft, desk=self._desk, origin=Article.Origin.FILE, by=self._by)
        except (UnreadableInput, FetchRefused) as refusal:
            self._refuse(str(refusal))
            return
        stored = submission.stored
        self._tell(stored.outcome, f"{path}: article {stored.article.pk}, revision {stored.revision.number}")

    def _fetched(self, link: Link) -> ArticleDraft:
        known = {"published_on": link.published_on or self._day, "title": link.title}
        return services.read_article_at(link.url, **{name: value for name, value in known.items() if value})

    def _tell(self, outcome: str, what: str) -> None:
        self._counts[outcome] += 1
        self.stdout.write(f"{outcome:9} {what}")

    def _refuse(self, reason: str) -> None:
        self._counts["refused"] += 1
        self.stderr.write(f"refused   {reason}")


def _files(paths: list[Path]) -> Iterator[Path]:
    """The paths themselves, and of a folder every file below it that may be read, in the order of their names."""
    for path in paths:
        if path.is_dir():
            yield from sorted(file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file())
        else:
            yield path


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
