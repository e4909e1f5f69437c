"""How much each reviewer of a desk has to do, and how long their reviews take."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Aggregate, Count, DurationField, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from claims.models import Desk, Membership, Role, User
from reviews.models import Assignment, Verdict

LOOKING_BACK = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Load:
    """One person's work: claims that are theirs and open, held by them now, overdue, and their usual time in days.

    `median_days` runs from opening a review to submitting its first verdict, over the last 90 days; None without any.
    """

    person: User
    open_claims: int
    held: int
    overdue: int
    median_days: float | None


class Median(Aggregate):
    """The middle value, between the two middle ones where their number is even."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


def of(desk: Desk) -> list[Load]:
    """Everybody on the desk who reviews, in one statement whatever their number."""
    theirs = Assignment.objects.filter(desk=desk, is_open=True, assigned_to=OuterRef("user"))
    holding = Assignment.objects.filter(desk=desk, is_open=True, holder=OuterRef("user"), held_until__gt=Now())
    firsts = Verdict.objects.filter(
        number=1, author=OuterRef("user"), review__claim__desk=desk, created_at__gt=Now() - LOOKING_BACK
    )
    taken = firsts.order_by().values("author").annotate(
        median=Median(F("created_at") - F("review__created_at"), output_field=DurationField())
    )  # fmt: skip
    people = Membership.objects.filter(desk=desk, user__is_active=True).exclude(role=Role.VIEWER)
    rows: QuerySet[Any] = people.select_related("user").order_by("user__username").annotate(
        open_claims=_number(theirs), held=_number(holding),
        overdue=_number(theirs.filter(due_on__lt=timezone.localdate())), median=Subquery(taken.values("median")),
    )  # fmt: skip
    return [Load(row.user, row.open_claims, row.held, row.overdue, _days(row.median)) for row in rows]


def _number(rows: QuerySet[Assignment]) -> Any:
    """How many of `rows` there are, as a sub-query. They are of one desk, so they count as one group."""
    return Coalesce(Subquery(rows.order_by().values("desk").annotate(number=Count("pk")).values("number")), 0)


def _days(duration: timedelta | None) -> float | None:
    return None if duration is None else round(duration / timedelta(days=1), 2)
