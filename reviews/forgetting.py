"""Forgetting by a desk's rules: a bounded batch at a time, noted in its transaction; twice is once."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from claims import forgetting
from claims.models import Desk
from reviews.models import (
    ClaimReview,
    Draft,
    Forgetting,
    Notice,
    ReaderRequest,
    Retention,
    ReviewEvent,
    Snapshot,
    Upload,
)

BATCH = 500
MOST_COUNTED = forgetting.MOST_COUNTED
R = ReaderRequest.State


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: `count(desk, before)` says how much it would forget, `forget(retention, before)` does some of it."""

    name: str
    of: str
    count: Callable[[Desk, datetime], int]
    forget: Callable[[Retention, datetime], int]


def _some(rows: QuerySet[Any]) -> list[int]:
    """The ids of a batch of rows, locked, without those that somebody else is at."""
    locked = rows.order_by("pk").select_for_update(skip_locked=True, of=("self",))
    return list(locked.values_list("pk", flat=True)[:BATCH])


def _counted(rows: QuerySet[Any]) -> int:
    return rows.order_by()[:MOST_COUNTED].count()


def _notices(desk: Desk, before: datetime) -> QuerySet[Notice]:
    return Notice.objects.filter(desk=desk, created_at__lt=before)


def _requests(desk: Desk, before: datetime) -> QuerySet[ReaderRequest]:
    """Without those that still wait for a result."""
    rows = ReaderRequest.objects.filter(desk=desk).exclude(state=R.GROUPED)
    return rows.alias(ended_at=Coalesce("told_at", "decided_at", "created_at")).filter(ended_at__lt=before)


def _abandoned(desk: Desk, before: datetime) -> QuerySet[ClaimReview]:
    """Reviews that were given up before, and of which there still is a draft, a copy or a file."""
    late = ReviewEvent.objects.filter(review=OuterRef("pk"), name="abandon", created_at__gte=before)
    of = {"evidence__review": OuterRef("pk")}
    is_left = Q(Exists(Draft.objects.filter(review=OuterRef("pk"))))
    is_left |= Q(Exists(Snapshot.objects.filter(**of))) | Q(Exists(Upload.objects.filter(**of)))
    rows = ClaimReview.objects.filter(~Exists(late), claim__desk=desk, state=ClaimReview.State.ABANDONED)
    return rows.filter(is_left)


def _forget_notices(retention: Retention, before: datetime) -> int:
    ids = _some(_notices(retention.desk, before))
    Notice.objects.filter(pk__in=ids).delete()
    return len(ids)


def _forget_requests(retention: Retention, before: datetime) -> int:
    ids = _some(_requests(retention.desk, before))
    ReaderRequest.objects.filter(pk__in=ids).delete()
    return len(ids)


def _forget_abandoned(retention: Retention, before: datetime) -> int:
    """The files themselves go with the next sweep, since no row names them."""
    ids = _some(_abandoned(retention.desk, before))
    Draft.objects.filter(review__in=ids).delete()
    Snapshot.objects.filter(evidence__review__in=ids).delete()
    Upload.objects.filter(evidence__review__in=ids).delete()
    return len(ids)


def _forget_articles(retention: Retention, before: datetime) -> int:
    """Goes on behind the article that it came to last."""
    step = forgetting.forget_articles(
        retention.desk_id, before=before, after=retention.looked_up_to, by=retention.decided_by
    )
    Retention.objects.filter(pk=retention.pk).update(looked_up_to=step.next_after)
    retention.looked_up_to = step.next_after
    return step.forgotten


RULES = (
    Rule("article_days", "articles", lambda desk, before: forgetting.count(desk.pk, before), _forget_articles),
    Rule("abandoned_days", "abandoned reviews", lambda desk, day: _counted(_abandoned(desk, day)), _forget_abandoned),
    Rule("notice_days", "notices", lambda desk, before: _counted(_notices(desk, before)), _forget_notices),
    Rule("request_days", "readers’ requests", lambda desk, before: _counted(_requests(desk, before)), _forget_requests),
)  # fmt: skip


def would_go(desk: Desk, days: dict[str, int | None]) -> dict[str, int]:
    """How much each of these rules would forget today, by its name; 0 where it keeps, and MOST_COUNTED at most."""
    return {rule.name: rule.count(desk, _before(given)) if (given := days.get(rule.name)) else 0 for rule in RULES}


def in_words(numbers: dict[str, int]) -> str:
    """What would be forgotten, as a list for a sentence; empty where it is nothing."""
    return ", ".join(f"{_number(numbers[rule.name])} {rule.of}" for rule in RULES if numbers[rule.name])


def sweep(seconds: float) -> int:
    """Forget what is due by the rules of all desks until the time is up; how much there was."""
    ends_at, forgotten = time.monotonic() + seconds, 0
    is_set = Q(*((f"{rule.name}__isnull", False) for rule in RULES), _connector=Q.OR)
    for retention in Retention.objects.filter(is_set).select_related("desk", "decided_by").order_by("?"):
        for rule in RULES:
            forgotten += _work_off(rule, retention, ends_at)
    return forgotten


def _work_off(rule: Rule, retention: Retention, ends_at: float) -> int:
    """One rule of one desk, batch by batch, until a round of it is over."""
    days, forgotten = getattr(retention, rule.name), 0
    is_left = bool(days)
    while is_left and time.monotonic() < ends_at:
        gone = forget_some(rule, retention)
        forgotten += gone
        is_left = gone == BATCH or (rule.name == "article_days" and retention.looked_up_to > 0)
    return forgotten


@transaction.atomic
def forget_some(rule: Rule, retention: Retention) -> int:
    """One batch by one rule, with its note; how much it was."""
    days: int = getattr(retention, rule.name)
    gone = rule.forget(retention, _before(days))
    if gone:
        Forgetting.objects.create(desk=retention.desk, rule=rule.name, days=days, number=gone)
    return gone


def _before(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


def _number(count: int) -> str:
    return f"{count:,} or more" if count >= MOST_COUNTED else f"{count:,}"
