"""The worklist: what waits on a desk is ranked, and the next best claim is found for somebody."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from claims.models import Appearance, Claim, Desk, Topic, User
from reviews.models import Assignment, ClaimReview, ReaderRequest, Skip
from reviews.priority import Facts, Priority, Subject, priority

RANK_BATCH = 200


def free_for(user: User) -> QuerySet[Assignment]:
    """What `user` may be given: open, nobody else's, held by nobody else, not passed over by them."""
    skipped = Skip.objects.filter(assignment=OuterRef("pk"), reviewer=user)
    is_free = Q(holder=None) | Q(holder=user) | Q(held_until__lte=Now())
    return Assignment.objects.filter(is_free, Q(assigned_to=None) | Q(assigned_to=user), ~Exists(skipped), is_open=True)


def next_for(user: User, desk: Desk) -> Assignment | None:
    """The next best claim of the desk, locked until the transaction ends; None where nothing waits for `user`.

    First what they hold and have not begun, then what was given to them by its due date, then by priority. Two who ask
    at once are never given the same row: a row that somebody else is about to take is passed over.
    """
    begun = ClaimReview.objects.under_way().filter(claim=OuterRef("claim"))
    free = free_for(user).filter(~Exists(begun), desk=desk).select_for_update(skip_locked=True, of=("self",))
    held = free.filter(holder=user, held_until__gt=Now()).order_by("held_until")
    given = free.filter(assigned_to=user).order_by(F("due_on").asc(nulls_last=True), "-priority", "id")
    best = free.filter(assigned_to=None).order_by("-priority", "id")
    return held.first() or given.first() or best.first()


@transaction.atomic
def rank(desks: Iterable[Desk], limit: int = RANK_BATCH) -> int:
    """Work out the priority of open claims that have none, the oldest first, at most `limit`; how many those were.

    The desk is locked meanwhile, so that whoever takes at the same time waits: else they would pass over the rows that
    are being ranked, and be told that nothing waits.
    """
    waiting = Assignment.objects.filter(desk__in=desks, is_open=True, ranked_at=None).order_by("id")
    unranked = sorted(set(waiting.order_by().values_list("desk", flat=True)[:limit]))
    if not unranked:
        return 0
    list(Desk.objects.filter(pk__in=unranked).order_by("pk").select_for_update(no_key=True))
    rows = list(waiting.select_related("claim").select_for_update(of=("self",), skip_locked=True)[:limit])
    if not rows:
        return 0
    facts, subjects = _facts_of(rows), _subjects_of({row.desk_id for row in rows})
    for row in rows:
        found = priority(facts[row.claim_id], subjects[row.desk_id])
        row.priority, row.parts = found.total, stored(found)
    Assignment.objects.bulk_update(rows, ["priority", "parts"])
    Assignment.objects.filter(pk__in=[row.pk for row in rows]).update(ranked_at=Now())
    return len(rows)


@transaction.atomic
def rerank(claim_ids: Collection[int]) -> None:
    """Have the priority of these claims worked out anew before the next one is taken: what it rests on has changed."""
    rows = Assignment.objects.filter(claim__in=claim_ids, is_open=True).exclude(ranked_at=None)
    locked = list(rows.order_by("id").select_for_update().values_list("pk", flat=True))
    Assignment.objects.filter(pk__in=locked).update(ranked_at=None)


@transaction.atomic
def rerank_desk(desk: Desk) -> None:
    """The same for all open claims of a desk: its topics have changed."""
    rows = Assignment.objects.filter(desk=desk, is_open=True).exclude(ranked_at=None)
    locked = list(rows.order_by("id").select_for_update().values_list("pk", flat=True))
    Assignment.objects.filter(pk__in=locked).update(ranked_at=None)


@transaction.atomic
def rerank_changed() -> None:
    """Mark the open claims that appeared again, or were asked for, since they were ranked. Others stay as they are."""
    appeared = Appearance.objects.filter(claim=OuterRef("claim"), created_at__gt=OuterRef("ranked_at"))
    since = Q(created_at__gt=OuterRef("ranked_at")) | Q(decided_at__gt=OuterRef("ranked_at"))
    requested = ReaderRequest.objects.filter(since, claim=OuterRef("claim"))
    changed = Assignment.objects.filter(Exists(appeared) | Exists(requested), is_open=True)
    locked = changed.order_by("id").select_for_update(skip_locked=True, of=("self",))[:RANK_BATCH]
    Assignment.objects.filter(pk__in=list(locked.values_list("pk", flat=True))).update(ranked_at=None)


def stored(found: Priority) -> list[dict[str, object]]:
    """The parts as the table keeps them."""
    return [asdict(part) for part in found.parts]


def _facts_of(rows: Collection[Assignment]) -> dict[int, Facts]:
    """What counts for the priority of each claim, in two statements whatever their number."""
    ids = [row.claim_id for row in rows]
    article = "revision__article"
    seen = Appearance.objects.filter(claim__in=ids).order_by().values("claim").annotate(
        articles=Count(article, distinct=True), reach=Max(f"{article}__source__reach"),
        printed_on=Max(f"{article}__published_on"), came_at=Max("created_at"),
    )  # fmt: skip
    by_claim: dict[int, Any] = {one["claim"]: one for one in seen}
    asking = ReaderRequest.objects.filter(claim__in=ids).exclude(state=ReaderRequest.State.DECLINED)
    requests = dict(asking.order_by().values_list("claim").annotate(Count("pk")))
    return {row.claim_id: _facts(row.claim, by_claim.get(row.claim_id), requests.get(row.claim_id, 0)) for row in rows}


def _facts(claim: Claim, seen: Any, requests: int) -> Facts:
    if seen is None:
        came_on = timezone.localdate(claim.created_at)
        return Facts(claim.text, claim.check_worthiness, None, came_on, 0, requests)
    # A printed day that had not come yet would stand before everything else for ever.
    seen_on = min(seen["printed_on"], timezone.localdate(seen["came_at"]))
    return Facts(claim.text, claim.check_worthiness, seen["reach"], seen_on, seen["articles"], requests)


def _subjects_of(desk_ids: Collection[int]) -> dict[int, list[Subject]]:
    subjects: dict[int, list[Subject]] = defaultdict(list)
    for topic in Topic.objects.filter(desk__in=desk_ids, weight__gt=0):
        subjects[topic.desk_id].append(Subject(topic.name, tuple(topic.keywords), topic.weight))
    return subjects
