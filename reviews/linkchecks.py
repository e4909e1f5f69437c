"""Looking again at the links of evidence: when a page is due, what has become of it, and who is told."""

import random
from collections import Counter
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from claims.models import Role
from reviews import notifying
from reviews.models import ClaimReview, Evidence, Notice, Snapshot

MAX_DRIFT = 0.3  # of the words lost: a page that lost more says something else now
JITTER = 0.15  # of the time between two looks
BATCH = 100
PER_HOST = 10  # in one batch
HOST_SPACING = timedelta(seconds=20)

S = ClaimReview.State
WATCHED = frozenset({S.DRAFT, S.SUBMITTED, S.RETURNED, S.APPROVED, S.PUBLISHED})


def next_look() -> timedelta:
    """How long until a link is looked at again: the installation's time, a little more or less."""
    days = settings.LINK_CHECK_DAYS * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - chance spreads the load
    return timedelta(days=days)


@transaction.atomic
def queue_due(limit: int = BATCH) -> list[int]:
    """Queue the next copy of what is due, and return the ids of the copies queued.

    A host is asked every HOST_SPACING at most, and the rest of its pages wait for the next time. Evidence of a review
    that was abandoned or retracted is looked at no more.
    """
    due = Snapshot.objects.filter(recheck_at__lte=Now()).order_by("recheck_at")
    locked = due.select_for_update(skip_locked=True, of=("self",)).select_related("evidence__review")
    hosts: Counter[str] = Counter()
    queued = []
    for last in list(locked[:limit]):
        if last.evidence.review.state not in WATCHED:
            Snapshot.objects.filter(pk=last.pk).update(recheck_at=None)
            continue
        host = urlsplit(last.evidence.url).hostname or ""
        if hosts[host] < PER_HOST:
            queued.append(_succeed(last, after=hosts[host] * HOST_SPACING))
        else:
            Snapshot.objects.filter(pk=last.pk).update(recheck_at=Now() + PER_HOST * HOST_SPACING)
        hosts[host] += 1
    return queued


def _succeed(last: Snapshot, *, after: timedelta) -> int:
    Snapshot.objects.filter(pk=last.pk).update(recheck_at=None)
    return Snapshot.objects.create(
        evidence_id=last.evidence_id, number=last.number + 1, next_attempt_at=Now() + after, nudged_at=Now()
    ).pk


def tell_if_changed(snapshot: Snapshot) -> None:
    """Tell the reviewer and the desk's editors of a dead link or a changed page: once per evidence and finding.

    `snapshot` is a later copy that is settled. Within the caller's transaction.
    """
    evidence = Evidence.objects.select_related("review__claim__desk", "review__reviewer").get(pk=snapshot.evidence_id)
    finding, words = _finding(snapshot, evidence)
    if not finding:
        return
    review = evidence.review
    notifying.tell(
        [review.reviewer, *notifying.people_of(review.claim.desk, Role.EDITOR)],
        kind=Notice.Kind.LINK,
        text=f"{words}: {evidence.title or evidence.url}",
        desk=review.claim.desk,
        review=review,
        key=f"link:{evidence.pk}:{finding}",
    )


def _finding(snapshot: Snapshot, evidence: Evidence) -> tuple[str, str]:
    """What became of the page, as a key and in words; nothing where it is as it was."""
    if snapshot.state == Snapshot.State.FAILED:
        if snapshot.http_code == HTTPStatus.OK:
            return "refused", "The virus scanner refused a source that it took before"
        return "dead", "A source cannot be reached any more"
    if (snapshot.drift or 0) > MAX_DRIFT:
        return "changed", f"A source has changed: {round(100 * (snapshot.drift or 0))} percent of its words are gone"
    first = evidence.snapshots.filter(state=Snapshot.State.KEPT).exclude(pk=snapshot.pk).order_by("number").first()
    if first and first.quote_start is not None and snapshot.text and snapshot.quote_start is None:
        return "quote", "The passage we quote is gone from a source"
    return "", ""
