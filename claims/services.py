"""The use cases of articles and claims: one function each, one transaction each."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.db.models.functions import Now

from claims import adding, desks, extraction, importing, membership, refetching, tasks, triage, watching
from claims.errors import DomainError
from claims.ingestion import knowing, landing, storing
from claims.ingestion.claimreview import KnownDraft
from claims.ingestion.draft import ArticleDraft
from claims.ingestion.fetch import SafeFetcher
from claims.ingestion.textfile import vet_draft
from claims.ingestion.webpage import read_web_page
from claims.models import (
    Appearance,
    Article,
    Claim,
    Claimant,
    Desk,
    Extraction,
    Import,
    Membership,
    Revision,
    Source,
    User,
    Watch,
)

logger = logging.getLogger(__name__)


class NotInTheText(DomainError):
    """The offsets do not mark a passage of the revision."""


class AlreadyAClaim(DomainError):
    """The very same passage is a claim already."""


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
    """Have a feed, a page of fact-checks or an archive of them fetched and read in the background."""
    row = importing.queue(desk, by=by, name=url, url=url, published_on=published_on)
    tasks.nudge_import_on_commit(row.pk)
    return row


@transaction.atomic(durable=True)
def retry_import(failed: Import, *, by: User) -> None:
    """Have an import that failed tried again.

    Raises:
        IllegalMove: it has not failed.
        FileForgotten: its file is not kept any more.
    """
    importing.retry(failed, by=by)
    tasks.nudge_import_on_commit(failed.pk)


@transaction.atomic(durable=True)
def watch_address(
    url: str, *, desk: Desk, by: User, name: str = "", minutes: int = 30, source: Source | None = None
) -> Watch:
    """Look at a feed or a page of links from now on, every so many minutes; what appears there comes in.

    Raises:
        AlreadyWatched: the desk has it on its list.
    """
    watch = watching.add(desk, url=url, name=name, minutes=minutes, source=source, by=by)
    tasks.nudge_watch_on_commit(watch.pk)
    return watch


@transaction.atomic(durable=True)
def edit_watch(watch: Watch, *, by: User, expected: int | None = None, **changes: Any) -> None:
    """Change the name, the source or the minutes between two looks.

    Raises:
        StaleVersion: somebody else has changed it.
    """
    before = {name: str(getattr(watch, name) or "") for name in changes}
    watch.change(expected=expected, **changes)
    watch.log("edit", by=by, data=before)


@transaction.atomic(durable=True)
def pause_watch(watch: Watch, *, by: User, expected: int | None = None) -> None:
    """Look no more until it is resumed; what came in stays.

    Raises:
        IllegalMove: it is not watched.
        StaleVersion: somebody else has changed it.
    """
    watching.PAUSE.apply(watch, by=by, expected=expected)


@transaction.atomic(durable=True)
def resume_watch(watch: Watch, *, by: User, expected: int | None = None) -> None:
    """Look again, now and from now on.

    Raises:
        IllegalMove: it is watched.
        StaleVersion: somebody else has changed it.
    """
    watching.RESUME.apply(watch, by=by, expected=expected, failures=0, next_look_at=Now(), nudged_at=Now())
    tasks.nudge_watch_on_commit(watch.pk)


@transaction.atomic(durable=True)
def end_watch(watch: Watch, *, by: User, expected: int | None = None) -> None:
    """Take it off the list. What came in stays, and it can be resumed.

    Raises:
        IllegalMove: it is off the list.
        StaleVersion: somebody else has changed it.
    """
    watching.END.apply(watch, by=by, expected=expected)


@transaction.atomic(durable=True)
def look_now(watch: Watch, *, by: User) -> None:
    """Have the next look now.

    Raises:
        NotWatched: it is paused or removed.
    """
    watching.hasten(watch)
    logger.info("watch %s is looked at for %s", watch.pk, by.pk)
    tasks.nudge_watch_on_commit(watch.pk)


def read_in_bulk() -> None:
    """Have workers begin with what `submit_articles` queued; without it they begin within seconds all the same."""
    tasks.sweep_extractions.delay()


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


@transaction.atomic(durable=True)
def add_claim(revision: Revision, *, start: int, end: int, by: User, text: str = "", claimant: str = "") -> Claim:
    """Add by hand a claim that the detector missed: the passage from `start` to `end` (code points, half-open).

    Raises:
        NotInTheText: the offsets do not mark a passage.
        AlreadyAClaim: exactly this passage is a claim already.
    """
    quote = revision.text[start:end] if 0 <= start < end <= len(revision.text) else ""
    if not quote.strip():
        raise NotInTheText("The offsets mark no words: give the start and end of a passage, counted in code points.")
    Revision.objects.select_for_update().get(pk=revision.pk)
    if Appearance.objects.filter(revision=revision, start=start, end=end).exists():
        raise AlreadyAClaim("Exactly this passage is a claim already.")
    article = revision.article
    made_by = _claimant(article.desk, claimant)
    return adding.anchor(
        revision, start=start, end=end, by=by, text=text, claimant=made_by, said_on=article.published_on
    )


EDITABLE = frozenset({"text", "kind", "claimant", "said_on", "said_until", "said_granularity"})


@transaction.atomic(durable=True)
def edit_claim(claim: Claim, *, by: User, expected: int | None = None, **changes: Any) -> None:
    """Change the claim sentence, kind, claimant or the date said; the printed quote stays as it is.

    Raises:
        StaleVersion: somebody else changed the claim since version `expected`.
    """
    _refuse_unknown(changes, EDITABLE)
    if "claimant" in changes:
        changes["claimant"] = _claimant(claim.desk, changes["claimant"])
    if "said_on" in changes and "said_until" not in changes:
        changes |= {"said_until": changes["said_on"], "said_granularity": "day" if changes["said_on"] else ""}
    before = {name: str(getattr(claim, name) or "") for name in changes}
    after = {name: str(value or "") for name, value in changes.items()}
    if "text" in changes:
        changes["wording_edits"] = []
    claim.edit("edit", by=by, expected=expected, data={"before": before, "after": after}, **changes)


@transaction.atomic(durable=True)
def accept_claim(claim: Claim, *, by: User, expected: int | None = None, note: str = "") -> None:
    """Accept a candidate: it deserves a review."""
    triage.ACCEPT.apply(claim, by=by, expected=expected, note=note)


@transaction.atomic(durable=True)
def dismiss_claim(claim: Claim, *, by: User, reason: str, expected: int | None = None, note: str = "") -> None:
    """Dismiss a claim, for one of `Claim.DismissReason`."""
    data = {"reason": reason}
    triage.DISMISS.apply(claim, by=by, expected=expected, note=note, data=data, dismiss_reason=reason)


@transaction.atomic(durable=True)
def merge_claim(claim: Claim, *, into: Claim, by: User, expected: int | None = None, note: str = "") -> None:
    """Merge a claim into another one of its desk; its appearances stay with it and count for both."""
    triage.merge(claim, into=into, by=by, expected=expected, note=note)


@transaction.atomic(durable=True)
def reopen_claim(claim: Claim, *, by: User, expected: int | None = None, note: str = "") -> None:
    """Make an accepted, dismissed or merged claim a candidate again."""
    triage.REOPEN.apply(claim, by=by, expected=expected, note=note, duplicate_of=None, dismiss_reason="")


@transaction.atomic(durable=True)
def undo_decision(claim: Claim, *, by: User, expected: int | None = None) -> None:
    """Take back what `by` decided on the claim: it is a candidate again, and its history says so.

    Raises:
        IllegalMove: it is a candidate already.
        NothingToUndo: the last thing that happened to it is not a fresh decision of `by`.
        StaleVersion: it has moved on from version `expected`.
    """
    triage.undo(claim, by=by, expected=expected)


EDITABLE_DESK = frozenset({"name", "slug", "language", "website", "language_model_tokens", "is_second_factor_required"})


@transaction.atomic(durable=True)
def change_desk(desk: Desk, *, by: User, expected: int | None = None, **changes: Any) -> None:
    """Change a desk's name, short name, language, website, limit of the language model, or whether it asks for codes.

    Raises:
        NameTaken: another desk has the name or the short name.
        StaleVersion: somebody else changed the desk since version `expected`.
    """
    _refuse_unknown(changes, EDITABLE_DESK)
    desks.change(desk, expected=expected, **changes)
    logger.info("desk %s: %s changed by %s", desk.pk, ", ".join(sorted(changes)) or "nothing", by.pk)


@transaction.atomic(durable=True)
def change_claimant(claimant: Claimant, *, by: User, expected: int | None = None, **changes: Any) -> None:
    """Say what kind of claimant this is, and which page says who they are. The name stays: published verdicts bear it.

    Raises:
        StaleVersion: somebody else changed the claimant since version `expected`.
    """
    _refuse_unknown(changes, frozenset({"kind", "same_as"}))
    claimant.change(expected=expected, **changes)
    logger.info("claimant %s: %s changed by %s", claimant.pk, ", ".join(sorted(changes)) or "nothing", by.pk)


@transaction.atomic(durable=True)
def add_member(desk: Desk, *, user: User, role: str, by: User) -> Membership:
    """Put somebody on a desk, in one of `Role`.

    Raises:
        AlreadyAMember: they are on it.
    """
    member = membership.join(desk, user=user, role=role)
    logger.info("desk %s: %s was added as %s by %s", desk.pk, user.pk, role, by.pk)
    return member


@transaction.atomic(durable=True)
def change_role(member: Membership, *, role: str, by: User) -> None:
    """Give a member of a desk another role.

    Raises:
        LastDeskAdmin: nobody else would be desk admin.
    """
    membership.change(member, role=role)
    logger.info("desk %s: %s was made %s by %s", member.desk_id, member.user_id, role, by.pk)


@transaction.atomic(durable=True)
def remove_member(member: Membership, *, by: User) -> None:
    """Take somebody off a desk; what they did stays under their name.

    Raises:
        LastDeskAdmin: nobody else would be desk admin.
    """
    membership.leave(member)
    logger.info("desk %s: %s was taken off it by %s", member.desk_id, member.user_id, by.pk)


def _refuse_unknown(changes: Mapping[str, Any], editable: frozenset[str]) -> None:
    if unknown := changes.keys() - editable:
        raise TypeError(f"not editable: {', '.join(sorted(unknown))}")


def _claimant(desk: Desk, name: str) -> Claimant | None:
    name = " ".join(name.split())[:200]
    return Claimant.objects.get_or_create(desk=desk, name=name)[0] if name else None
