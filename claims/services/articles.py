"""The use cases of articles coming in: handed in, imported, extracted again."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.db import transaction

from claims import extraction, importing, refetching, tasks
from claims.errors import DomainError
from claims.ingestion import knowing, landing, storing
from claims.ingestion.claimreview import KnownDraft
from claims.ingestion.draft import ArticleDraft
from claims.ingestion.fetch import SafeFetcher
from claims.ingestion.textfile import vet_draft
from claims.ingestion.webpage import read_web_page
from claims.models import (
    Article,
    Desk,
    Extraction,
    Import,
    User,
)

logger = logging.getLogger(__name__)


class NothingToRetry(DomainError):
    """Only an extraction that failed can be tried again."""


@dataclass(frozen=True, slots=True)
class Submission:
    """The answer to handing in an article: what was stored, and the extraction that is to find its claims."""

    stored: storing.Stored
    extraction: Extraction


@transaction.atomic(durable=True)
def submit_article(draft: ArticleDraft, *, desk: Desk, origin: str, by: User) -> Submission:
    """Store an article and queue its extraction, in one transaction; the same article twice changes nothing.

    Raises:
        UnreadableInput: the title or the text holds no words, whatever reader made the draft.
    """
    vet_draft(draft)
    stored = storing.store(draft, desk=desk, origin=origin, by=by)
    if origin == Article.Origin.URL:
        refetching.keep_an_eye(stored.article)
    queued, is_new = extraction.queue(stored.revision)
    if is_new:
        tasks.nudge_on_commit(queued.pk)
    return Submission(stored, queued)


@transaction.atomic(durable=True)
def submit_articles(
    drafts: Sequence[ArticleDraft], *, desk: Desk, origin: str, by: User
) -> list[tuple[landing.Landed, int]]:
    """Store many articles, all or none, each with the outcome it would have had alone, and queue their extractions.

    Each comes with the id of its extraction. Workers read them as they have room; `read_in_bulk` has them begin.

    Raises:
        UnreadableInput: a title or a text holds no words; ask `vet_draft` before.
    """
    for draft in drafts:
        vet_draft(draft)
    landed = landing.land(drafts, desk=desk, origin=origin, by=by)
    queued = extraction.queue_in_bulk({one.revision_id for one in landed}, desk=desk)
    return [(one, queued[one.revision_id]) for one in landed]


@transaction.atomic(durable=True)
def know_fact_checks(drafts: Sequence[KnownDraft], *, desk: Desk, by: User) -> list[knowing.Outcome]:
    """Store what others have published, all or none: for each, whether it was new, changed or unchanged."""
    outcomes = knowing.know(drafts, desk=desk)
    logger.info("desk %s: %s fact-checks of others were brought in by %s", desk.pk, len(drafts), by.pk)
    return outcomes


@transaction.atomic(durable=True)
def import_file(file: "File[bytes]", *, desk: Desk, name: str, by: User, published_on: date | None = None) -> Import:
    """Keep a file and have it read in the background.

    Raises:
        TooLarge: it is larger than an import may be.
    """
    with importing.stored(file) as kept:
        row = importing.queue(desk, by=by, name=name, file=kept, published_on=published_on)
        tasks.nudge_import_on_commit(row.pk)
    return row


@transaction.atomic(durable=True)
def import_address(url: str, *, desk: Desk, by: User, published_on: date | None = None) -> Import:
    """Have a feed, a page of fact-checks, an archive of them or a `claims:search` read in the background."""
    row = importing.queue(desk, by=by, name=url, url=url, published_on=published_on)
    tasks.nudge_import_on_commit(row.pk)
    return row


@transaction.atomic(durable=True)
def retry_import(failed: Import, *, by: User) -> None:
    """Have an import that failed tried again.

    Raises:
        IllegalMove: it has not failed.
        FileForgotten: its file, or its key, is not kept any more.
    """
    importing.retry(failed, by=by)
    tasks.nudge_import_on_commit(failed.pk)


def read_in_bulk() -> None:
    """Have workers begin with what `submit_articles` queued; without it they begin within seconds all the same."""
    tasks.nudge_sweep_on_commit()
    tasks.nudge_estimates_on_commit()


def read_article_at(url: str, **known: Any) -> ArticleDraft:
    """Fetch `url` through the one safe client and read the article on it. Opens no transaction.

    `known` may give `published_on` and `title` where the page does not say them.

    Raises:
        FetchRefused: the address may not be fetched, or did not answer with a page.
        UnreadableInput: there is no dated article on the page.
    """
    page = SafeFetcher(allow=settings.FETCH_ALLOW).get(url)
    return read_web_page(page.body, url=page.url, content_type=page.content_type, **known)


@transaction.atomic(durable=True)
def retry_extraction(failed: Extraction, *, by: User) -> None:
    """Give a failed extraction a fresh start.

    Raises:
        NothingToRetry: it has not failed.
    """
    if not extraction.retry(failed):
        raise NothingToRetry("Only an extraction that failed can be tried again.")
    logger.info("extraction %s is tried again by %s", failed.pk, by.pk)
    tasks.nudge_on_commit(failed.pk)
