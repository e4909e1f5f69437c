"""Imports: take a queued row by a lease, read some entries outside any transaction, store them with how far one is.

What was stored and the count of entries seen change in one transaction that first checks the lease, so that a worker
may die anywhere: whoever goes on begins behind what is stored, and nothing is lost or doubled. The turns of workers are
no moves and leave no events; that somebody has a failed import tried again is one.
"""

import logging
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.functions import Now
from django.utils import timezone

from claims import extraction, scanning, sealing
from claims.errors import DomainError, FetchRefused, HostBusy, UnreadableInput
from claims.ingestion import factchecktools, knowing, landing
from claims.ingestion.claimreview import KnownDraft
from claims.ingestion.draft import ArticleDraft
from claims.ingestion.entries import HEAD_BYTES, Entry, entries_of, kind_of
from claims.ingestion.feed import Link
from claims.ingestion.fetch import PAGE_TYPES, SafeFetcher
from claims.ingestion.textfile import vet_draft
from claims.ingestion.webpage import read_web_page
from claims.models import Article, Desk, Import, ImportRefusal, Role, User
from claims.moves import Move
from claims.scanning import Infected, ScannerAway, TooLargeToScan

logger = logging.getLogger(__name__)

MAX_BYTES = 100_000_000
MAX_FETCHED_BYTES = 50_000_000
FETCH_SECONDS = 25
LEASE = timedelta(seconds=90)
STALE_NUDGE = timedelta(seconds=15)
TURN_SECONDS = 20  # of one worker at one import; then others have their turn
BATCH = 100
LINK_BATCH = 3  # of entries that are fetched, each within the fetcher's 10 seconds
MAX_PAGES = 1_000  # of an address that answers page by page
MAX_CRASHES = 3
MAX_ATTEMPTS = 10
BACK_OFF = timedelta(seconds=5)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(hours=1)  # for a host that asks to be left alone
SWEEP_BATCH = 50
MAX_REFUSALS = 1_000
KEPT_FOR = timedelta(days=7)  # the file or the key of an import that failed, so that it can be tried again
TYPES = PAGE_TYPES | {
    "application/rss+xml", "application/atom+xml", "application/xml", "text/xml", "application/json",
    "application/ld+json", "application/feed+json", "application/x-ndjson", "application/octet-stream",
}  # fmt: skip

QUEUED, RUNNING, DONE, FAILED = Import.State.QUEUED, Import.State.RUNNING, Import.State.DONE, Import.State.FAILED

RETRY = Move("retry", frozenset({FAILED}), QUEUED, Role.REVIEWER)
GIVEN = Case(  # what was handed in; what was fetched is fetched anew
    When(url="", then=F("file")), default=Value(""), output_field=CharField()
)


class TooLarge(DomainError):
    """The file is larger than an import may be."""


class FileForgotten(DomainError):
    """The file of an import that failed is kept for a week, and so is the key that an address came with."""


class KeyInTheClear(DomainError):
    """A key is sent by https alone: by plain http everybody on the way would read it."""


class EndlessPages(UnreadableInput):
    """An address leads from page to page without an end."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A worker's turn at one import; `token` tells it from every earlier and later one."""

    row: Import
    token: int


@contextmanager
def stored(file: "File[bytes]") -> Iterator[str]:
    """Store a file under a random name for the block that makes its row; a block that fails takes it along.

    Raises:
        TooLarge: it is larger than MAX_BYTES.
    """
    if file.size > MAX_BYTES:
        raise TooLarge(f"The file is larger than {MAX_BYTES // 1_000_000} MB. Cut it in parts.")
    name = default_storage.save(f"imports/{timezone.now():%Y/%m}/{secrets.token_hex(16)}", file)
    is_named = False
    try:
        yield name
        is_named = True
    finally:
        if not is_named:
            default_storage.delete(name)


def queue(desk: Desk, *, by: User, name: str, url: str = "", file: str = "", published_on: Any = None) -> Import:
    """A file or an address to be read in the background; a key to a Fact Check Tools API is sealed and not shown.

    Raises:
        KeyInTheClear: the key would go over plain http, to a host that this installation does not vouch for.
    """
    secret = ""
    if factchecktools.is_search(url):
        url, secret = factchecktools.without_secrets(url)
        name = url
    if secret:
        _require_cover(url)
    given = {"name": name[:200], "url": url, "file": file, "published_on": published_on, "has_key": bool(secret)}
    if secret:
        given["sealed_key"] = sealing.seal(secret, sealing.IMPORT_KEY)
    return Import.objects.create(desk=desk, submitted_by=by, next_attempt_at=Now(), nudged_at=Now(), **given)


def _require_cover(url: str) -> None:
    place = factchecktools.place_in_the_clear(url)
    if place and place not in {entry.lower() for entry in settings.FETCH_ALLOW}:
        raise KeyInTheClear("This address names a key, which plain http would show to others. Give it with https://.")


def retry(row: Import, *, by: User) -> None:
    """Queue an import that failed: a file and pages are read on behind what is stored, an address is fetched anew.

    Must run in a transaction.

    Raises:
        IllegalMove: it has not failed.
        FileForgotten: there is nothing left to read, or no key to do it with.
    """
    before = {name: getattr(row, name) for name in ("reason", "seen", "refused")}
    fresh: dict[str, Any] = {"reason": "", "attempts": 0, "crashes": 0, "finished_at": None}
    begins_anew = bool(row.url) and not row.page_token
    if begins_anew:
        fresh |= dict.fromkeys(("seen", "new", "changed", "unchanged", "refused", "pages"), 0)
        fresh |= dict.fromkeys(("kind", "page_token", "earlier_token"), "")
    RETRY.apply(row, by=by, data=before, next_attempt_at=Now(), nudged_at=Now(), **fresh)
    if begins_anew:
        row.refusals.all().delete()
    if row.is_without_its_key or not (row.url or row.file):
        what = "key" if row.url else "file"
        raise FileForgotten(f"The {what} of this import is not kept any more: hand it in again.")


def forget_files() -> None:
    """Let go of files and keys of imports that failed a week ago; files are swept when no row names them."""
    old = Import.objects.filter(state=FAILED, finished_at__lt=Now() - KEPT_FOR)
    old.exclude(file="", sealed_key="").update(file="", sealed_key="")


@transaction.atomic
def take(import_id: int) -> Lease | None:
    """A turn at the import, or None where it is settled, not due, or another worker is at it."""
    free = Q(state=QUEUED, next_attempt_at__lte=Now()) | Q(state=RUNNING, lease_until__lt=Now())
    taken = Import.objects.filter(free, pk=import_id, attempts__lt=MAX_ATTEMPTS).update(
        state=RUNNING, lease_token=F("lease_token") + 1, lease_until=Now() + LEASE, attempts=F("attempts") + 1
    )
    if not taken:
        return None
    row = Import.objects.select_related("desk", "submitted_by").get(pk=import_id)
    return Lease(row, row.lease_token)


def work(lease: Lease, seconds: float = TURN_SECONDS) -> bool:
    """Read and store entries until all are, or the time is up; whether something is left to do."""
    try:
        is_over = _turn(lease, time.monotonic() + seconds)
    except EndlessPages as refusal:
        _settle(lease, FAILED, str(refusal), page_token="")
    except sealing.SecretLost:
        _settle(lease, FAILED, "Its key cannot be read any more. Hand the address in again.", sealed_key="")
    except (UnreadableInput, FetchRefused, KeyInTheClear, Infected, TooLargeToScan, ScannerAway) as refusal:
        _refuse(lease, refusal)
    except MemoryError:
        _settle(lease, FAILED, "Reading it needs more memory than is allowed. Cut it in parts.")
    except FileNotFoundError:
        _settle(lease, FAILED, "The file is gone. Hand it in again.", kept="")
    else:
        if not is_over:
            return _give_back(lease)
        _settle(lease, DONE, "", kept="", sealed_key="")
    return False


def _turn(lease: Lease, ends_at: float) -> bool:
    """Whether everything is read; a lease that was lost ends the turn, and settles nothing."""
    if factchecktools.is_search(lease.row.url):
        return _turn_pages(lease, ends_at)
    if not lease.row.file and not _fetch(lease):
        return True
    with default_storage.open(str(lease.row.file.name), "rb") as file:
        for entries in _batches(lease.row, file):
            if not _keep(lease, entries):
                return True
            if time.monotonic() > ends_at:
                return False
    return True


def _fetch(lease: Lease) -> bool:
    """Fetch the address and keep what it answered, so that every turn reads the same; False where the lease is lost."""
    fetcher = SafeFetcher(
        allow=settings.FETCH_ALLOW, timeout=FETCH_SECONDS, max_bytes=MAX_FETCHED_BYTES, content_types=TYPES
    )
    page = fetcher.look_again(lease.row.url)
    scanning.require_clean(page.body)
    with stored(ContentFile(page.body)) as name:
        if not _held(lease).update(file=name):
            default_storage.delete(name)
            return False
    lease.row.refresh_from_db()
    return True


def _turn_pages(lease: Lease, ends_at: float) -> bool:
    """The same, page by page: what a page holds and what leads to the next one are stored together.

    A circle of pages of any length is noticed by one token met before, renewed ever more rarely (R. P. Brent, 1980).
    """
    row = lease.row
    while row.page_token or not row.pages:
        if row.pages >= MAX_PAGES:
            raise EndlessPages(f"Only {row.pages:,} pages are read. Narrow the search, or ask for more (pageSize).")
        page = _fetch_page(row)
        is_circle = page.token in {row.page_token, row.earlier_token} - {""}
        told: dict[str, Any] = {"kind": factchecktools.KIND, "pages": row.pages + 1, "page_token": page.token}
        if not row.pages & (row.pages + 1):
            told["earlier_token"] = page.token
        if not _keep(lease, page.entries, **told):
            return True
        if is_circle:
            raise EndlessPages(f"Page {row.pages + 1:,} leads back to one that was read before: this would never end.")
        row.refresh_from_db(fields=told)
        if time.monotonic() > ends_at:
            return False
    return True


def _fetch_page(row: Import) -> factchecktools.Page:
    """The next page of a Fact Check Tools API, fetched outside any transaction."""
    secret = sealing.unseal(row.sealed_key, sealing.IMPORT_KEY) if row.has_key else ""
    if secret:
        _require_cover(row.url)
    fetcher = SafeFetcher(
        allow=settings.FETCH_ALLOW, timeout=FETCH_SECONDS, max_bytes=factchecktools.MAX_PAGE_BYTES, content_types=TYPES
    )
    answer = fetcher.look_again(factchecktools.address_of(row.url, token=row.page_token, secret=secret))
    return factchecktools.read_page(answer.body, name=f"Page {row.pages + 1:,}")


def _batches(row: Import, file: "File[bytes]") -> Iterator[list[Entry]]:
    """The entries behind those that are stored already, a batch at a time; of addresses few, since each is fetched."""
    kind = row.kind or kind_of(file.read(HEAD_BYTES), name=row.name)
    file.seek(0)
    Import.objects.filter(pk=row.pk).update(kind=kind)
    entries = islice(entries_of(kind, file, name=row.name, published_on=row.published_on, url=row.url), row.seen, None)
    batch: list[Entry] = []
    try:
        for entry in entries:
            batch.append(entry)
            if len(batch) == BATCH or sum(isinstance(one, Link) for one in batch) == LINK_BATCH:
                yield batch
                batch = []
    except UnreadableInput:
        if batch:
            yield batch
        raise
    if batch:
        yield batch


def _keep(lease: Lease, entries: Sequence[Entry], **told: Any) -> bool:
    """Store a batch and what else the row is told, all or nothing; False where the lease is no longer the row's."""
    read = [_read(entry) for entry in entries]
    with transaction.atomic():
        row = Import.objects.select_for_update(no_key=True).get(pk=lease.row.pk)
        if row.state != RUNNING or row.lease_token != lease.token:
            logger.info("import %s: the lease %s was lost; nothing is stored", row.pk, lease.token)
            return False
        outcomes = _store(row, read)
        refusals = [(row.seen + n, str(one)) for n, one in enumerate(read, start=1) if isinstance(one, DomainError)]
        room = max(0, MAX_REFUSALS - row.refused)
        ImportRefusal.objects.bulk_create(
            ImportRefusal(of=row, entry=entry, reason=reason[:1000]) for entry, reason in refusals[:room]
        )
        counts = {name: F(name) + outcomes.count(name) for name in ("new", "changed", "unchanged")}
        counts |= {"seen": F("seen") + len(read), "refused": F("refused") + len(refusals)}
        Import.objects.filter(pk=row.pk).update(attempts=0, lease_until=Now() + LEASE, reason="", **counts, **told)
    return True


def _read(entry: Entry) -> ArticleDraft | KnownDraft | DomainError:
    """The entry with its address fetched where it is one, outside any transaction."""
    try:
        if isinstance(entry, Link):
            page = SafeFetcher(allow=settings.FETCH_ALLOW).get(entry.url)
            return read_web_page(
                page.body,
                url=page.url,
                content_type=page.content_type,
                title=entry.title,
                published_on=entry.published_on,
            )
        if isinstance(entry, ArticleDraft):
            vet_draft(entry)
    except (UnreadableInput, FetchRefused) as refusal:
        return refusal
    return entry


def _store(row: Import, read: Sequence[ArticleDraft | KnownDraft | DomainError]) -> list[str]:
    """What became of each that was taken: new, changed or unchanged."""
    drafts = [one for one in read if isinstance(one, ArticleDraft)]
    landed = landing.land(drafts, desk=row.desk, origin=Article.Origin.IMPORT, by=row.submitted_by) if drafts else []
    extraction.queue_in_bulk({one.revision_id for one in landed}, desk=row.desk)
    others = [one for one in read if isinstance(one, KnownDraft)]
    known = knowing.know(others, desk=row.desk, are_partial=factchecktools.is_search(row.url))
    articles = ["changed" if one.outcome == "revised" else str(one.outcome) for one in landed]
    return [*articles, *known]


def _held(lease: Lease) -> Any:
    return Import.objects.filter(pk=lease.row.pk, state=RUNNING, lease_token=lease.token)


def _give_back(lease: Lease) -> bool:
    return bool(_held(lease).update(state=QUEUED, lease_until=None, next_attempt_at=Now(), nudged_at=Now()))


def _refuse(lease: Lease, refusal: DomainError) -> None:
    """Put it off where the host is only busy, or the virus scanner away; anything else ends it."""
    if isinstance(refusal, HostBusy | ScannerAway):
        _put_off(lease, refusal)
    else:
        _settle(lease, FAILED, str(refusal))


def _put_off(lease: Lease, busy: HostBusy | ScannerAway) -> None:
    """Leave it alone as long as it asks, or else ever longer: the row waits, and nothing waits in the broker."""
    pause = min(FIRST_PAUSE * 2 ** (lease.row.attempts - 1), LONGEST_PAUSE)
    again_at = Now() + max(pause, timedelta(seconds=busy.seconds))
    reason = f"{busy} It is asked again by itself."
    _held(lease).update(state=QUEUED, lease_until=None, next_attempt_at=again_at, nudged_at=Now(), reason=reason)


def _settle(lease: Lease, state: str, reason: str, *, kept: str | Case = GIVEN, **told: str) -> None:
    """The end. A file that has served is swept when no row names it; `kept` is what may be read once more."""
    _held(lease).update(state=state, reason=reason, file=kept, lease_until=None, finished_at=Now(), **told)


def count_crash(import_id: int, reason: str) -> None:
    """Note that this very input killed, hung or broke its worker: back off, or give it up at the third time."""
    running = Import.objects.filter(pk=import_id, state=RUNNING)
    given_back = {"crashes": F("crashes") + 1, "lease_until": None, "reason": reason}
    if running.filter(crashes__lt=MAX_CRASHES - 1).update(state=QUEUED, next_attempt_at=Now() + BACK_OFF, **given_back):
        return
    running.update(state=FAILED, finished_at=Now(), file=GIVEN, **given_back)


@transaction.atomic
def requeue_stale(limit: int = SWEEP_BATCH) -> list[int]:
    """The imports whose nudge was lost or whose worker vanished, marked as nudged. The hopeless are given up."""
    lost = Q(state=QUEUED, next_attempt_at__lte=Now(), nudged_at__lte=Now() - STALE_NUDGE)
    stale = Import.objects.filter(lost | Q(state=RUNNING, lease_until__lt=Now())).order_by("next_attempt_at", "id")
    rows = list(stale.select_for_update(skip_locked=True)[:limit].values_list("pk", "attempts"))
    hopeless = [pk for pk, attempts in rows if attempts >= MAX_ATTEMPTS]
    reason = f"Given up after {MAX_ATTEMPTS} attempts that got nowhere."
    Import.objects.filter(pk__in=hopeless).update(
        state=FAILED, finished_at=Now(), lease_until=None, file=GIVEN, reason=reason
    )
    due = [pk for pk, attempts in rows if attempts < MAX_ATTEMPTS]
    Import.objects.filter(pk__in=due).update(nudged_at=Now())
    return due
