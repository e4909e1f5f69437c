"""The worklist: what waits on a desk is ranked. Who gets what of it is `reviews.holding`'s."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils import timezone

from claims.models import Appearance, Claim, ClaimTopic, Desk, Topic
from reviews.models import Assignment, ReaderRequest
from reviews.priority import Facts, Priority, Subject, priority

AT_ONCE = 40  # ranked before somebody takes, who waits for it; what is more is ranked in the background
RANK_BATCH = 200  # ranked in one transaction there
MOST_RANKED = 5000  # in one go
LOOKING_BACK = timedelta(days=2)  # for changes: beat may have been away for that long
RANKED = """
UPDATE reviews_assignment a SET priority = found.priority, parts = found.parts::jsonb, ranked_at = statement_timestamp()
FROM unnest(%s::bigint[], %s::float8[], %s::text[]) AS found(id, priority, parts) WHERE a.id = found.id
"""


@transaction.atomic(savepoint=False)
def rank(desks: Iterable[Desk], limit: int = AT_ONCE) -> int:
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
    facts, subjects = _facts_of(rows), _subjects_of(rows)
    found = [priority(facts[row.claim_id], subjects[row.claim_id]) for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            RANKED, [[row.pk for row in rows], [one.total for one in found], [json.dumps(stored(one)) for one in found]]
        )
    return len(rows)


def rank_waiting() -> None:
    """Rank what has no priority yet, desk by desk, up to MOST_RANKED; each batch in a transaction of its own."""
    waiting = Assignment.objects.filter(is_open=True, ranked_at=None).order_by("desk", "id")
    for _ in range(MOST_RANKED // RANK_BATCH):
        desk = Desk.objects.filter(pk__in=waiting.values("desk")[:1]).first()
        if desk is None or not rank([desk], RANK_BATCH):
            return


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
    """Mark the open claims that appeared again, were asked for, or were given a topic since they were ranked.

    Only what came within LOOKING_BACK is read: the time does not grow with the worklist.
    """
    begin, ranked_at = timezone.now() - LOOKING_BACK, OuterRef("ranked_at")
    appeared = Appearance.objects.filter(created_at__gt=begin)
    asked = ReaderRequest.objects.filter(Q(created_at__gt=begin) | Q(decided_at__gt=begin))
    since = Q(created_at__gt=ranked_at) | Q(decided_at__gt=ranked_at)
    sorted_ = ClaimTopic.objects.filter(changed_at__gt=begin)
    for lately, anew in (
        (sorted_, sorted_.filter(changed_at__gt=ranked_at)),
        (appeared, appeared.filter(created_at__gt=ranked_at)),
        (asked, asked.filter(since)),
    ):
        changed = Assignment.objects.filter(
            Exists(anew.filter(claim=OuterRef("claim"))), claim__in=lately.values_list("claim", flat=True), is_open=True
        )
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
    asked = dict(asking.order_by().values_list("claim").annotate(Count("pk")))
    return {row.claim_id: _facts(row.claim, by_claim.get(row.claim_id), asked.get(row.claim_id, 0)) for row in rows}


def _facts(claim: Claim, seen: Any, requests: int) -> Facts:
    if seen is None:
        came_on = timezone.localdate(claim.created_at)
        return Facts(claim.text, claim.check_worthiness, None, came_on, 0, requests)
    # A printed day that had not come yet would stand before everything else for ever.
    seen_on = min(seen["printed_on"], timezone.localdate(seen["came_at"]))
    return Facts(claim.text, claim.check_worthiness, seen["reach"], seen_on, seen["articles"], requests)


def _subjects_of(rows: Collection[Assignment]) -> dict[int, list[Subject]]:
    """What may count for each claim: its desk's topics, without those that a person took off it."""
    topics: dict[int, list[Topic]] = defaultdict(list)
    for topic in Topic.objects.filter(desk__in={row.desk_id for row in rows}, weight__gt=0):
        topics[topic.desk_id].append(topic)
    kept = ClaimTopic.objects.filter(claim__in=[row.claim_id for row in rows])
    given = {(one.claim_id, one.topic_id): one for one in kept.exclude(origin=ClaimTopic.Origin.KEYWORD)}
    return {row.claim_id: list(_subjects(row.claim_id, topics[row.desk_id], given)) for row in rows}


def _subjects(claim: int, topics: Iterable[Topic], given: Mapping[tuple[int, int], ClaimTopic]) -> Iterator[Subject]:
    for topic in topics:
        row = given.get((claim, topic.pk))
        if row is None or not row.is_off:
            why = (row.why or "as a person decided") if row else ""
            yield Subject(topic.name, tuple(topic.keywords), topic.weight, why)
