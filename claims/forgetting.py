"""Forgetting what was read and came to nothing: the texts of articles from which no claim was ever accepted.

A text is blacked out sign by sign, so that each place in it keeps its offsets and its quote; what was found in it keeps
its row, its history and its number, and loses its words. See the ADR on forgetting.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import ProtectedError, Q

from claims import chaining, triage
from claims.models import Article, Claim, Claimant, ClaimEvent, ClaimTopic, ClaimVector, User, WatchedPage

FORGOTTEN = "(forgotten)"  # what a claim says whose words are gone; triggers know it
LOOKED_AT, BATCH = 2000, 10  # articles of one step: looked at, and forgotten
MOST_COUNTED = 10_000

# Of the articles `a`: none of its texts is young or to be read, and no claim in it was ever accepted or serves others.
COME_TO_NOTHING = """
EXISTS (SELECT FROM claims_revision r WHERE r.article_id = a.id AND r.forgotten_at IS NULL)
AND NOT EXISTS (SELECT FROM claims_revision r WHERE r.article_id = a.id AND r.created_at >= {before})
AND NOT EXISTS (
    SELECT FROM claims_extraction x JOIN claims_revision r ON r.id = x.revision_id
    WHERE r.article_id = a.id AND x.state IN ('queued', 'running'))
AND NOT EXISTS (
    SELECT FROM claims_revision r JOIN claims_appearance p ON p.revision_id = r.id
    JOIN claims_claim c ON c.id = p.claim_id
    WHERE r.article_id = a.id AND (
        c.state NOT IN ('candidate', 'dismissed')
        OR EXISTS (SELECT FROM claims_claimevent e WHERE e.claim_id = c.id AND e.name IN ('accept', 'restore'))
        OR EXISTS (SELECT FROM claims_claim d WHERE d.duplicate_of_id = c.id)
        OR EXISTS (SELECT FROM claims_topicexample t WHERE t.claim_id = c.id)))
"""
AMONG = (
    f"SELECT a.id FROM claims_article a WHERE a.id = ANY(%(ids)s) AND {COME_TO_NOTHING} ORDER BY a.id LIMIT %(most)s"
)
COUNT = (
    "SELECT count(*) FROM (SELECT FROM claims_article a WHERE a.desk_id = %(desk)s "
    f"AND {COME_TO_NOTHING} LIMIT %(most)s) AS counted"
)
BEFORE = "%(before)s"
NO_WORDS: dict[str, Any] = {
    "text": FORGOTTEN, "wording_edits": [], "claimant": None, "said_as": "", "reasons": [], "features": {},
    "dimensions": [],
}  # fmt: skip


class Step(NamedTuple):
    """How many articles were forgotten, and the id behind which the next step looks: 0 to begin again."""

    forgotten: int
    next_after: int


def count(desk_id: int, before: datetime) -> int:
    """How many articles of the desk came to nothing and have no text since `before`; MOST_COUNTED at most."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT.format(before=BEFORE), {"desk": desk_id, "before": before, "most": MOST_COUNTED})
        return int(cursor.fetchone()[0])


def forget_articles(desk_id: int, *, before: datetime, after: int, by: User) -> Step:
    """Forget some of the articles behind the id `after`. Must run in a transaction.

    Candidates in them are dismissed, by who made the rule. What somebody works with is left for another time.
    """
    looked_at = Article.objects.filter(desk=desk_id, pk__gt=after).order_by("pk").values_list("pk", flat=True)
    ids = list(looked_at[:LOOKED_AT])
    found = _among(ids, before, BATCH)
    is_more = len(found) == BATCH
    forgotten = sum(_forget(article_id, before, by) for article_id in found)
    return Step(forgotten, found[-1] if is_more else ids[-1] if len(ids) == LOOKED_AT else 0)


def _among(ids: Sequence[int], before: datetime, most: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(AMONG.format(before=BEFORE), {"ids": list(ids), "before": before, "most": most})
        return [article_id for (article_id,) in cursor]


def _forget(article_id: int, before: datetime, by: User) -> bool:
    """Forget one article; False where somebody was at it, or did something with it meanwhile."""
    article = Article.objects.select_for_update(skip_locked=True).filter(pk=article_id).first()
    if article is None:
        return False
    here = Q(appearances__revision__article=article_id)
    ids = set(Claim.objects.filter(here).values_list("pk", flat=True))
    claims = list(Claim.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    if not _among([article_id], before, 1):
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT claimdesk_forget_texts(%s)", [article_id])
    Article.objects.filter(pk=article_id).update(byline="")
    WatchedPage.objects.filter(article=article_id).update(next_fetch_at=None, title="")
    elsewhere = Claim.objects.filter(pk__in=ids, appearances__revision__forgotten_at=None).values_list("pk", flat=True)
    _take_words([claim for claim in claims if claim.pk not in set(elsewhere)], by)
    return True


def _take_words(claims: Sequence[Claim], by: User) -> None:
    """Empty the claims, their history, and what was worked out of their words."""
    reason = Claim.DismissReason.OTHER
    claimants = {claim.claimant_id for claim in claims if claim.claimant_id}
    for claim in claims:
        if triage.DISMISS.starts_from(claim.state):
            triage.DISMISS.apply(claim, by=by, data={"reason": reason}, dismiss_reason=reason, **NO_WORDS)
        else:
            claim.edit("forget", by=by, **NO_WORDS)
    ids = [claim.pk for claim in claims]
    told = ClaimEvent.objects.filter(Q(name="edit") | ~Q(note=""), claim__in=ids).values_list("pk", flat=True)
    if events := list(told):
        chaining.erase(ClaimEvent._meta.db_table, events)
    ClaimVector.objects.filter(claim__in=ids).delete()
    ClaimTopic.objects.filter(claim__in=ids).exclude(origin=ClaimTopic.Origin.HAND).delete()
    for claimant in Claimant.objects.filter(pk__in=claimants, claims=None):
        _forget_claimant(claimant)


def _forget_claimant(claimant: Claimant) -> None:
    """Delete a claimant of whom no claim is left, unless a verdict names them."""
    try:
        with transaction.atomic():
            claimant.delete()
    except ProtectedError:
        return
