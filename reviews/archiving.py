"""Kept copies: take a queued row by a lease, fetch the page outside any transaction, keep it once.

The row is the truth. A worker may die at any point and a task may run twice: the lease token says whose work counts.
The file is written first, under a name that only this lease has; whatever no row names is swept (`reviews.uploads`).
"""

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from claims import scanning
from claims.anchoring import anchor
from claims.errors import DomainError, FetchRefused
from claims.ingestion.fetch import Answer, SafeFetcher
from reviews import linkchecks, warc
from reviews.drift import share_lost
from reviews.models import Evidence, Practice, Snapshot
from reviews.reading import Words, read_words

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=90)
STALE_NUDGE = timedelta(seconds=20)
MAX_ATTEMPTS = 5
BACK_OFF = timedelta(seconds=30)  # after the first failure; four times as long after each further one
SWEEP_BATCH = 200
MAX_URL_CHARS = 2000

QUEUED, RUNNING = Snapshot.State.QUEUED, Snapshot.State.RUNNING
KEPT, FAILED = Snapshot.State.KEPT, Snapshot.State.FAILED


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to fetch one copy until its time is up; `token` tells it from every earlier and later one."""

    snapshot_id: int
    token: int
    number: int
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Copy:
    """What was fetched, and what can be read of it."""

    answer: Answer
    words: Words
    sha256: str
    captured_at: datetime


class NotKept(Exception):
    """The page could not be fetched; the message says why, for a person. `code` is what the server answered, if any."""

    def __init__(self, reason: str, code: int | None = None) -> None:
        super().__init__(reason)
        self.code = code


class NotClean(NotKept):
    """The page was fetched, and the virus scanner says that it must not be kept."""


class NotScanned(NotKept):
    """The page was fetched, and the virus scanner did not answer."""


@transaction.atomic
def queue(evidence: Evidence) -> Snapshot:
    """The first copy of what the evidence cites, to be made in the background."""
    return Snapshot.objects.create(evidence=evidence, number=1, next_attempt_at=Now(), nudged_at=Now())


@transaction.atomic
def take(snapshot_id: int) -> Lease | None:
    """A lease on the copy, or None where it is settled, not due, or held by another worker."""
    free = Q(state=QUEUED, next_attempt_at__lte=Now()) | Q(state=RUNNING, lease_until__lt=Now())
    taken = Snapshot.objects.filter(free, pk=snapshot_id, attempts__lt=MAX_ATTEMPTS).update(
        state=RUNNING, lease_token=F("lease_token") + 1, lease_until=Now() + LEASE, attempts=F("attempts") + 1
    )
    if not taken:
        return None
    row = Snapshot.objects.select_related("evidence").get(pk=snapshot_id)
    return Lease(row.pk, row.lease_token, row.number, row.evidence)


def fetch(lease: Lease) -> Copy:
    """The page as it is now; opens no transaction.

    Raises:
        NotKept: the address may not be fetched, does not answer, or answers with an error or an infected file.
    """
    fetcher = SafeFetcher(
        allow=settings.FETCH_ALLOW, timeout=settings.ARCHIVE_TIMEOUT, max_bytes=int(settings.ARCHIVE_BYTES)
    )
    try:
        answer = fetcher.keep(lease.evidence.url)
    except FetchRefused as refusal:
        raise NotKept(str(refusal)) from None
    if answer.code != 200:
        raise NotKept(f"The site answered with HTTP status {answer.code} instead of the page.", answer.code)
    try:
        scanning.require_clean(answer.body)
    except scanning.ScannerAway as refusal:
        raise NotScanned(str(refusal)) from None
    except DomainError as refusal:
        raise NotClean(str(refusal), answer.code) from None
    words = read_words(answer.body, content_type=answer.content_type, url=answer.url)
    return Copy(answer, words, hashlib.sha256(answer.raw).hexdigest(), timezone.now())


def keep(lease: Lease, copy: Copy) -> bool:
    """Keep what was fetched, all or nothing; False where the lease is no longer the row's.

    A later copy whose bytes or words are those of an earlier one keeps its findings and no second file.
    """
    earlier = Snapshot.objects.filter(evidence=lease.evidence, state=KEPT).order_by("number")
    same = earlier.filter(Q(sha256=copy.sha256) | (~Q(text="") & Q(text=copy.words.text)))
    name = "" if same.exists() else _write(lease, copy)
    kept = False
    try:
        kept = _settle(lease, copy, name, earlier.first())
    finally:
        if name and not kept:
            default_storage.delete(name)
    return kept


def _write(lease: Lease, copy: Copy) -> str:
    day = f"{copy.captured_at:%Y/%m}"
    name = f"snapshots/{day}/{lease.snapshot_id}-{lease.token}-{copy.sha256[:16]}.warc.gz"
    return default_storage.save(name, ContentFile(warc.pack(copy.answer, captured_at=copy.captured_at)))


@transaction.atomic
def _settle(lease: Lease, copy: Copy, name: str, first: Snapshot | None) -> bool:
    settled = _leased(lease).update(
        state=KEPT,
        lease_until=None,
        reason="",
        warc=name,
        drift=_drift(first, copy) if first else None,
        recheck_at=Now() + linkchecks.next_look(),
        public_attempt_at=Now() if _goes_public(lease) else None,
        **_facts(copy, lease.evidence.quote),
    )
    if settled:
        _follow_up(lease)
    else:
        logger.info("snapshot %s: the lease %s was lost; nothing is kept", lease.snapshot_id, lease.token)
    return bool(settled)


def _facts(copy: Copy, quote: str) -> dict[str, Any]:
    """What the row says of the copy. Its text is the main one, or all of the page where the quote stands elsewhere."""
    answer, text = copy.answer, copy.words.text
    place = anchor(quote, text)
    if place is None and (place := anchor(quote, copy.words.everything)):
        text = copy.words.everything
    start, end = place or (None, None)
    return {
        "final_url": answer.url if len(answer.url) <= MAX_URL_CHARS else "",
        "http_code": answer.code,
        "content_type": "".join(filter(str.isprintable, answer.content_type)),
        "title": copy.words.title,
        "text": text,
        "sha256": copy.sha256,
        "captured_at": copy.captured_at,
        "quote_start": start,
        "quote_end": end,
    }


def _drift(first: Snapshot, copy: Copy) -> float:
    return 0.0 if first.sha256 == copy.sha256 else share_lost(first.text, f"{copy.words.text} {copy.words.everything}")


def _goes_public(lease: Lease) -> bool:
    if lease.number > 1 or not settings.PUBLIC_ARCHIVE_URL:
        return False
    return Practice.objects.filter(desk=lease.evidence.review.claim.desk_id, is_archived_publicly=True).exists()


def _follow_up(lease: Lease) -> None:
    """Tell of what a later look found. The evidence itself is never altered: the page's title stays on the copy."""
    if lease.number > 1:
        linkchecks.tell_if_changed(Snapshot.objects.get(pk=lease.snapshot_id))


@transaction.atomic
def give_back(lease: Lease, failure: NotKept) -> None:
    """Try again later, each time after a longer while; after MAX_ATTEMPTS the copy has failed, with the reason.

    What is not clean has failed at once, and a scanner that is away is waited for as long as it takes.
    """
    row = Snapshot.objects.get(pk=lease.snapshot_id)
    given_back = {"lease_until": None, "reason": str(failure), "http_code": failure.code}
    if isinstance(failure, NotScanned):
        wait = timedelta(seconds=scanning.SECONDS_TO_COME_BACK)
        _leased(lease).update(state=QUEUED, attempts=F("attempts") - 1, next_attempt_at=Now() + wait, **given_back)
        return
    if row.attempts < MAX_ATTEMPTS and not isinstance(failure, NotClean):
        wait = BACK_OFF * 4 ** (row.attempts - 1)
        _leased(lease).update(state=QUEUED, next_attempt_at=Now() + wait, **given_back)
        return
    if _leased(lease).update(state=FAILED, recheck_at=Now() + linkchecks.next_look(), **given_back):
        _follow_up(lease)


def _leased(lease: Lease) -> QuerySet[Snapshot]:
    return Snapshot.objects.filter(pk=lease.snapshot_id, state=RUNNING, lease_token=lease.token)


def retry(snapshot: Snapshot) -> bool:
    """Give a copy that failed a fresh start; False where it has not failed, or a later one has been queued since."""
    failed = Snapshot.objects.filter(pk=snapshot.pk, state=FAILED, recheck_at__isnull=False)
    return bool(failed.update(state=QUEUED, attempts=0, next_attempt_at=Now(), nudged_at=Now(), recheck_at=None))


@transaction.atomic
def requeue_stale(limit: int = SWEEP_BATCH) -> list[int]:
    """The copies whose nudge was lost, whose time has come, or whose worker vanished, marked as nudged.

    A page whose fetching never came to an end is given up.
    """
    lost = Q(state=QUEUED, next_attempt_at__lte=Now(), nudged_at__lt=Now() - STALE_NUDGE)
    due = Q(state=QUEUED, next_attempt_at__lte=Now(), nudged_at__lt=F("next_attempt_at"))
    abandoned = Q(state=RUNNING, lease_until__lt=Now())
    stale = Snapshot.objects.filter(lost | due | abandoned).order_by("next_attempt_at", "id")
    rows = list(stale.select_for_update(skip_locked=True)[:limit].values_list("pk", "attempts"))
    Snapshot.objects.filter(pk__in=[pk for pk, attempts in rows if attempts >= MAX_ATTEMPTS]).update(
        state=FAILED,
        lease_until=None,
        reason=f"Given up after {MAX_ATTEMPTS} attempts that never came to an end.",
        recheck_at=Now() + linkchecks.next_look(),
    )
    due_now = [pk for pk, attempts in rows if attempts < MAX_ATTEMPTS]
    Snapshot.objects.filter(pk__in=due_now).update(nudged_at=Now())
    return due_now
