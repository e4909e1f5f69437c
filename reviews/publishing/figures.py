"""A desk in figures: what waits at each step and since when, and what was decided and published day by day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from claims import triage
from claims.models import Claim, ClaimEvent, Desk, Extraction, User
from reviews.models import UNFINISHED, Assignment, ClaimReview
from reviews.publishing.models import FactCheck

S = ClaimReview.State
DAYS = 14
MOST_COUNTED = 1000  # counting reads every row: what lies beyond is told as more


@dataclass(frozen=True, slots=True)
class Counted:
    """How many there are, as far as MOST_COUNTED, and since when the one with the lowest number is there."""

    count: int
    is_more: bool
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits on a desk. `mine` and `to_approve` are one person's: their unfinished reviews, and those of others."""

    candidates: Counted
    free: Counted
    mine: int
    to_approve: int
    submitted: Counted
    approved: Counted
    failed: int


@dataclass(frozen=True, slots=True)
class Day:
    """How many claims were decided in triage on a day, and how many fact-checks were published."""

    day: date
    decided: int
    published: int


def waiting(desk: Desk, user: User) -> Waiting:
    """What waits on the desk for `user` and for everybody. Six statements; none reads all rows."""
    candidates = Claim.objects.visible_to(user).filter(desk=desk, state=Claim.State.CANDIDATE)
    free = Assignment.objects.visible_to(user).free().filter(desk=desk)
    reviews = ClaimReview.objects.visible_to(user).filter(claim__desk=desk, state__in=UNFINISHED)
    mine, submitted, approved = Q(reviewer=user), Q(state=S.SUBMITTED), Q(state=S.APPROVED)
    found = reviews.aggregate(
        mine=Count("pk", filter=mine & Q(state__in=[S.DRAFT, S.RETURNED])),
        to_approve=Count("pk", filter=submitted & ~mine),
        submitted=Count("pk", filter=submitted),
        submitted_since=Min("created_at", filter=submitted),
        approved=Count("pk", filter=approved),
        approved_since=Min("created_at", filter=approved),
    )
    failed = Extraction.objects.visible_to(user).filter(
        revision__article__desk=desk, state=Extraction.State.QUARANTINED
    )
    return Waiting(
        candidates=_counted(candidates),
        free=_counted(free),
        mine=found["mine"],
        to_approve=found["to_approve"],
        submitted=Counted(found["submitted"], False, found["submitted_since"]),
        approved=Counted(found["approved"], False, found["approved_since"]),
        failed=failed.count(),
    )


def latest_days(desk: Desk, user: User) -> list[Day]:
    """The last DAYS days, today's the last of them. Two statements."""
    today = timezone.localdate()
    days = [today - timedelta(days=ago) for ago in reversed(range(DAYS))]
    first = timezone.make_aware(datetime.combine(days[0], datetime.min.time()))
    decided = ClaimEvent.objects.filter(claim__desk=desk, name__in=triage.DECISIONS, created_at__gte=first)
    published = FactCheck.objects.visible_to(user).filter(review__claim__desk=desk, published_at__gte=first)
    decisions, publications = _per_day(decided, "created_at"), _per_day(published, "published_at")
    return [Day(day, decisions.get(day, 0), publications.get(day, 0)) for day in days]


def _counted(rows: QuerySet[Any]) -> Counted:
    number = rows.order_by()[: MOST_COUNTED + 1].count()
    since = rows.order_by("pk").values_list("created_at", flat=True).first()
    return Counted(min(number, MOST_COUNTED), number > MOST_COUNTED, since)


def _per_day(rows: Any, moment: str) -> dict[date, int]:
    counted = rows.order_by().annotate(day=TruncDate(moment)).values("day").annotate(count=Count("pk"))
    return {row["day"]: row["count"] for row in counted}
