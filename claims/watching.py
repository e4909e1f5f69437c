"""Watches: look at a feed or a page of links when its time has come, and note the addresses that are new there.

Who sets out to look puts the next look off before anything else, and later with every look that came to nothing: a
worker that dies on a page is a look that failed. Whoever is overtaken by the next look stores nothing.
"""

import hashlib
import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from claims import polite
from claims.errors import DomainError, FetchRefused, HostBusy, UnreadableInput
from claims.ingestion.draft import ArticleDraft
from claims.ingestion.entries import HEAD_BYTES, kind_of
from claims.ingestion.feed import MAX_FEED_BYTES, Link, read_feed
from claims.ingestion.fetch import PAGE_TYPES, Fetched
from claims.ingestion.links import links_on
from claims.models import Desk, Role, Source, User, Watch, WatchedPage
from claims.moves import Move

logger = logging.getLogger(__name__)

LEAST_WAIT = timedelta(seconds=90)  # longer than a look takes
STALE_NUDGE = timedelta(seconds=60)
BATCH = 100
JITTER = 0.1  # of the time between two looks, so that not all feeds are looked at in the same minute
LONGEST_BACK_OFF = timedelta(hours=24)
FIRST_ENTRIES = 30  # of a feed that is new to us: older ones are known, and not fetched
TYPES = PAGE_TYPES | {"application/rss+xml", "application/atom+xml", "application/xml", "text/xml"}

WATCHED, PAUSED, ENDED = Watch.State.WATCHED, Watch.State.PAUSED, Watch.State.ENDED
PAUSE = Move("pause", frozenset({WATCHED}), PAUSED, Role.EDITOR)
RESUME = Move("resume", frozenset({PAUSED, ENDED}), WATCHED, Role.EDITOR)
END = Move("end", frozenset({WATCHED, PAUSED}), ENDED, Role.EDITOR)


class AlreadyWatched(DomainError):
    """A desk watches an address once."""


class NotWatched(DomainError):
    """Only what is watched can be looked at."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to one look; `token` tells it from every earlier and later one."""

    row: Watch
    token: int


@dataclass(frozen=True, slots=True)
class Look:
    """What there was: addresses in their order, what was answered, and the feed that a page names."""

    answer: Fetched
    kind: str = ""
    links: Sequence[Link] = ()
    feed: str = ""


def identity_of(url: str) -> str:
    """What makes two addresses the same: all their characters."""
    return hashlib.sha256(url.encode()).hexdigest()


def add(desk: Desk, *, url: str, name: str, minutes: int, source: Source | None, by: User) -> Watch:
    """Watch an address from now on. Must run in a transaction.

    Raises:
        AlreadyWatched: the desk does, or did and removed it: then resume that one.
    """
    given = {"url": url, "name": name or urlsplit(url).netloc[:200], "minutes": minutes, "source": source}
    given |= {"added_by": by, "next_look_at": Now(), "nudged_at": Now()}
    watch, is_new = Watch.objects.get_or_create(desk=desk, identity=identity_of(url), defaults=given)
    if not is_new:
        raise AlreadyWatched(
            f"This address is on the list already, as “{watch.name}” ({watch.get_state_display().lower()})."
        )
    watch.refresh_from_db()
    watch.log("add", by=by)
    return watch


def hasten(watch: Watch) -> None:
    """Have the next look now.

    Raises:
        NotWatched: it is paused or removed.
    """
    if not Watch.objects.filter(pk=watch.pk, state=WATCHED).update(next_look_at=Now(), nudged_at=Now()):
        raise NotWatched("Only what is watched can be looked at: resume it first.")


@transaction.atomic
def take(watch_id: int) -> Lease | None:
    """A lease on the watch, or None where it is not its time, or another worker has it."""
    due = Watch.objects.filter(pk=watch_id, state=WATCHED, next_look_at__lte=Now())
    row = due.select_for_update(skip_locked=True, of=("self",)).select_related("desk", "added_by").first()
    if row is None:
        return None
    wait = max(_until_next(row) * 2 ** min(row.failures, 10), LEAST_WAIT)
    Watch.objects.filter(pk=row.pk).update(
        lease_token=row.lease_token + 1, failures=row.failures + 1, next_look_at=Now() + min(wait, LONGEST_BACK_OFF)
    )
    return Lease(row, row.lease_token + 1)


def look(lease: Lease) -> Look:
    """Fetch and read the address; opens no transaction.

    Raises:
        HostBusy: not now.
        FetchRefused, UnreadableInput: why it cannot be read.
    """
    row = lease.row
    answer = polite.fetch(
        row.looks_at, types=TYPES, max_bytes=MAX_FEED_BYTES, etag=row.etag, last_modified=row.last_modified
    )
    if answer.is_unchanged:
        return Look(answer)
    kind = kind_of(answer.body[:HEAD_BYTES], name=row.name)
    if kind == "feed":
        entries = read_feed(answer.body, name=row.name, content_type=answer.content_type)
        return Look(answer, Watch.Kind.FEED, [link for entry in entries if (link := _link(entry))])
    if kind != "page":
        raise UnreadableInput("This is neither a feed nor a web page.")
    found = links_on(answer.body, url=answer.url, content_type=answer.content_type)
    return Look(answer, Watch.Kind.PAGE, found.links, "" if row.feed else found.feed)


def _link(entry: ArticleDraft | Link | UnreadableInput) -> Link | None:
    """Where the entry's article is. Also of a feed that carries whole texts, the page has what was printed."""
    if isinstance(entry, ArticleDraft):
        return Link(entry.url, entry.title, entry.published_on) if entry.url else None
    return entry if isinstance(entry, Link) else None


@transaction.atomic
def keep(lease: Lease, found: Look) -> int:
    """Note what is new and when to look again; how many addresses were new. Nothing where the lease was lost."""
    row, answer = lease.row, found.answer
    told = {"failures": 0, "reason": "", "looked_at": Now(), "next_look_at": Now() + _until_next(row)}
    if not answer.is_unchanged:
        told |= {"etag": answer.etag, "last_modified": answer.last_modified, "kind": found.kind}
    if found.feed and not row.kind:  # from now on the feed tells what is new
        told |= {"feed": found.feed, "kind": "", "etag": "", "last_modified": "", "next_look_at": Now()}
    if not _held(lease).update(**told):
        logger.info("watch %s: the lease %s was lost; nothing is stored", row.pk, lease.token)
        return 0
    if found.feed and not row.kind:
        return 0
    new = _note(row, found)
    if new:
        Watch.objects.filter(pk=row.pk).update(new_at=Now())
    return new


def _note(row: Watch, found: Look) -> int:
    """Store the addresses that this desk does not know. On the first look at a page, all that is there is known."""
    links = {identity_of(link.url): link for link in found.links}
    known = set(WatchedPage.objects.filter(desk=row.desk_id, identity__in=links).values_list("identity", flat=True))
    fresh = [(identity, link) for identity, link in links.items() if identity not in known]
    fetched = len(fresh) if row.kind else FIRST_ENTRIES if found.kind == Watch.Kind.FEED else 0
    WatchedPage.objects.bulk_create(
        (
            WatchedPage(
                desk_id=row.desk_id, watch=row, url=link.url, identity=identity, title=link.title[:500],
                published_on=link.published_on, nudged_at=Now() - STALE_NUDGE,
                next_fetch_at=Now() if number < fetched else None,
            )
            for number, (identity, link) in enumerate(fresh)
        ),
        ignore_conflicts=True,
    )  # fmt: skip
    return min(len(fresh), fetched)


def put_off(lease: Lease, why: FetchRefused | UnreadableInput) -> None:
    """A look that came to nothing: what to tell, and where the host says when, when to try again."""
    told: dict[str, Any] = {"reason": str(why)[:1000], "looked_at": Now()}
    if isinstance(why, polite.TurnTaken):  # nothing is wrong
        told = {"failures": lease.row.failures}
    if isinstance(why, HostBusy) and why.seconds:
        told["next_look_at"] = Now() + timedelta(seconds=why.seconds + random.random())  # noqa: S311 - spreads the load
    _held(lease).update(**told)


def _until_next(row: Watch) -> timedelta:
    return timedelta(minutes=row.minutes * random.uniform(1 - JITTER, 1 + JITTER))  # noqa: S311 - chance spreads the load


def _held(lease: Lease) -> QuerySet[Watch]:
    return Watch.objects.filter(pk=lease.row.pk, lease_token=lease.token)


@transaction.atomic
def due(limit: int = BATCH) -> list[int]:
    """The watches whose time has come, marked as nudged."""
    rows = Watch.objects.filter(state=WATCHED, next_look_at__lte=Now())
    rows = rows.filter(Q(nudged_at__lt=F("next_look_at")) | Q(nudged_at__lte=Now() - STALE_NUDGE))
    ids = list(
        rows.order_by("next_look_at", "id").select_for_update(skip_locked=True).values_list("pk", flat=True)[:limit]
    )
    Watch.objects.filter(pk__in=ids).update(nudged_at=Now())
    return ids
