"""Pages of articles: fetch the new ones, and known ones again as long as they may change.

How often depends on how long the text has stood: a quarter of that, between an hour and a week. After two months
without a change a page is left alone, unless a claim in it is being checked or was. Leases are like those of watches.
"""

import logging
import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from claims import extraction, polite, watching
from claims.errors import FetchRefused, HostBusy, UnreadableInput
from claims.ingestion import storing
from claims.ingestion.draft import ArticleDraft
from claims.ingestion.fetch import PAGE_TYPES, Fetched
from claims.ingestion.textfile import vet_draft
from claims.ingestion.webpage import MAX_PAGE_BYTES, read_web_page
from claims.models import Article, Claim, Extraction, User, Watch, WatchedPage

logger = logging.getLogger(__name__)

STALE_NUDGE = timedelta(seconds=60)
BATCH = 100
SWEPT_EVERY = 10.0  # seconds, by beat: whose turn comes later is put to that turn
SHARE = 4  # of the time that the text has stood: one look
SHORTEST, LONGEST = timedelta(hours=1), timedelta(days=7)
LEFT_ALONE_AFTER = timedelta(days=60)
JITTER = 0.15
MOST_FAILURES = 6  # of a page that was never read: then it is given up
BACK_OFF = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to fetch one page; `token` tells it from every earlier and later one."""

    row: WatchedPage
    token: int


@dataclass(frozen=True, slots=True)
class Read:
    """What was fetched, and the article on it; None where nothing has changed."""

    answer: Fetched
    draft: ArticleDraft | None


def keep_an_eye(article: Article) -> None:
    """Fetch the page of an article again from time to time, if it has one. Must run in a transaction."""
    if not article.url:  # the same words were handed in as text before
        return
    page = WatchedPage(
        desk_id=article.desk_id, url=article.url, identity=watching.identity_of(article.url), article=article,
        nudged_at=Now(), next_fetch_at=Now() + SHORTEST, fetched_at=Now(), changed_at=Now(),
    )  # fmt: skip
    WatchedPage.objects.bulk_create([page], ignore_conflicts=True)


@transaction.atomic
def take(page_id: int) -> Lease | None:
    """A lease on the page, or None where it is not its time, or another worker has it."""
    related = ("desk", "article__submitted_by", "watch__added_by", "watch__source")
    due = WatchedPage.objects.filter(pk=page_id, next_fetch_at__lte=Now()).select_related(*related)
    row = due.select_for_update(skip_locked=True, of=("self",)).first()
    if row is None:
        return None
    is_hopeless = row.article_id is None and row.failures + 1 >= MOST_FAILURES
    wait = min(BACK_OFF * 2 ** min(row.failures, 12), LONGEST)
    WatchedPage.objects.filter(pk=row.pk).update(
        lease_token=row.lease_token + 1,
        failures=row.failures + 1,
        next_fetch_at=None if is_hopeless else Now() + wait,
    )
    return Lease(row, row.lease_token + 1)


def fetch(lease: Lease) -> Read:
    """Fetch and read the page; opens no transaction.

    Raises:
        HostBusy: not now.
        FetchRefused, UnreadableInput: why it cannot be read.
    """
    row = lease.row
    answer = polite.fetch(
        row.url, types=PAGE_TYPES, max_bytes=MAX_PAGE_BYTES, etag=row.etag, last_modified=row.last_modified
    )
    if answer.is_unchanged:
        return Read(answer, None)
    day = row.article.published_on if row.article else row.published_on
    draft = read_web_page(
        answer.body, url=answer.url, content_type=answer.content_type, title=row.title, published_on=day
    )
    if row.article:  # it is this article, whatever the page calls itself today
        draft = replace(draft, url=row.article.url)
    elif row.watch and row.watch.source:
        draft = replace(draft, site_name=row.watch.source.name)
    vet_draft(draft)
    return Read(answer, draft)


@transaction.atomic
def keep(lease: Lease, read: Read) -> Extraction | None:
    """Store the text if it is new and say when to look again; the extraction that is due, if one is.

    Nothing where the lease was lost.
    """
    if not _held(lease).update(failures=0, reason="", fetched_at=Now()):
        logger.info("page %s: the lease %s was lost; nothing is stored", lease.row.pk, lease.token)
        return None
    row, queued = lease.row, None
    told: dict[str, Any] = {}
    changed_at = row.changed_at or timezone.now()
    if read.draft is not None:
        told |= {"etag": read.answer.etag, "last_modified": read.answer.last_modified}
        stored = storing.store(read.draft, desk=row.desk, origin=Article.Origin.WATCH, by=_on_behalf_of(row))
        found, is_new = extraction.queue(stored.revision)
        queued = found if is_new else None
        changed_at = changed_at if stored.outcome == "unchanged" else timezone.now()
        told |= {"article": stored.article, "changed_at": changed_at}
    article = told.get("article", row.article)
    WatchedPage.objects.filter(pk=row.pk).update(**told, next_fetch_at=_next(changed_at, article))
    return queued


def _on_behalf_of(row: WatchedPage) -> User:
    """Who is answerable for what comes in: who added the watch, or handed in the address."""
    by: User = row.watch.added_by if row.watch else row.article.submitted_by  # type: ignore[union-attr]
    return by


def _next(changed_at: datetime, article: Article | None) -> datetime | None:
    """When to look again at a text that has stood since `changed_at`; None where it is left alone."""
    now = timezone.now()
    stood = now - changed_at
    if stood > LEFT_ALONE_AFTER and not _matters(article):
        return None
    wait = min(max(stood / SHARE, SHORTEST), LONGEST)
    return now + wait * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - chance spreads the load


def _matters(article: Article | None) -> bool:
    """Whether a claim in the article is being checked, or was."""
    claims = Claim.objects.filter(appearances__revision__article=article, state=Claim.State.ACCEPTED)
    return article is not None and claims.exists()


def put_off(lease: Lease, why: FetchRefused | UnreadableInput) -> None:
    """A fetch that came to nothing: what to tell, and where the host says when, when to try again."""
    told: dict[str, Any] = {"reason": str(why)[:1000], "fetched_at": Now()}
    if isinstance(why, polite.TurnTaken):  # nothing is wrong
        told = {"failures": lease.row.failures}
    if isinstance(why, HostBusy) and why.seconds:
        told["next_fetch_at"] = Now() + timedelta(seconds=why.seconds + random.random())  # noqa: S311 - spreads the load
    _held(lease).update(**told)


def _held(lease: Lease) -> QuerySet[WatchedPage]:
    return WatchedPage.objects.filter(pk=lease.row.pk, lease_token=lease.token)


@transaction.atomic
def due(limit: int = BATCH) -> list[tuple[int, float]]:
    """The pages whose time has come, marked as nudged, each with the seconds until its host may be asked for it.

    So many pages of a host as have their turn before the next sweep; the others are put to their turns, one by one.
    """
    rows = WatchedPage.objects.filter(next_fetch_at__lte=Now()).exclude(
        watch__state__in=[Watch.State.PAUSED, Watch.State.ENDED]
    )
    rows = rows.filter(Q(nudged_at__lt=F("next_fetch_at")) | Q(nudged_at__lte=Now() - STALE_NUDGE))
    locked = rows.order_by("next_fetch_at", "id").select_for_update(skip_locked=True, of=("self",))
    found = list(locked.only("pk", "url")[:limit])
    waits = dict(zip(found, polite.turns([row.url for row in found]), strict=True))
    later = [row for row in found if waits[row] >= SWEPT_EVERY]
    for row in later:
        row.next_fetch_at = timezone.now() + timedelta(seconds=waits[row])
    WatchedPage.objects.bulk_update(later, ["next_fetch_at"])
    soon = [(row.pk, wait) for row, wait in waits.items() if wait < SWEPT_EVERY]
    WatchedPage.objects.filter(pk__in=[pk for pk, _ in soon]).update(nudged_at=Now())
    return soon
