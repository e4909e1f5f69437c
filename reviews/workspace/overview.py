"""The desk at a glance: what waits for whom, since when, and how much the desk got done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import TruncDate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from claims import triage
from claims.models import Article, Claim, ClaimEvent, Desk, Extraction, Role, User
from reviews.models import UNFINISHED, Assignment, ClaimReview
from reviews.publishing.models import Correction, FactCheck
from reviews.workspace.access import current_desk, desk_page, person

S = ClaimReview.State
DAYS = 14
LISTED = 8
MOST_COUNTED = 1000  # counting reads every row: what lies beyond is told as more


@desk_page
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What waits for this person on their desk."""
    desk, user = current_desk(request), person(request)
    may_review, may_edit = desk.allows(user, Role.REVIEWER), desk.allows(user, Role.EDITOR)
    reviews = ClaimReview.objects.visible_to(user).filter(claim__desk=desk).select_related("claim", "reviewer")
    context = {
        "desk": desk,
        "may_review": may_review,
        "may_edit": may_edit,
        "waiting": _waiting(desk, user),
        "mine": _with_due_dates(reviews.filter(reviewer=user, state__in=[S.DRAFT, S.RETURNED])[:LISTED]),
        "to_approve": list(reviews.awaiting_approval_by(user).order_by("pk")[:LISTED]) if may_review else [],
        "given": _given(desk, user),
        "corrections": _corrections(desk, user) if may_edit else [],
        "chart": _throughput(desk, user),
        "today": timezone.localdate(),
    }
    return render(request, "workspace/overview.html", context)


def _waiting(desk: Desk, user: User) -> dict[str, Any]:
    """How many rows wait at each step, and since when the oldest does. Seven statements; none reads all rows."""
    candidates = Claim.objects.visible_to(user).filter(desk=desk, state=Claim.State.CANDIDATE)
    reviews = ClaimReview.objects.visible_to(user).filter(claim__desk=desk, state__in=UNFINISHED)
    free = Assignment.objects.visible_to(user).free().filter(desk=desk)
    mine = Q(reviewer=user)
    submitted, approved = Q(state=S.SUBMITTED), Q(state=S.APPROVED)
    failed = Extraction.objects.visible_to(user).filter(
        revision__article__desk=desk, state=Extraction.State.QUARANTINED
    )
    return {
        "candidates": _counted(candidates),
        "free": _counted(free),
        "reviews": reviews.aggregate(
            mine=Count("pk", filter=mine & Q(state__in=[S.DRAFT, S.RETURNED])),
            to_approve=Count("pk", filter=submitted & ~mine),
            submitted=Count("pk", filter=submitted),
            submitted_since=Min("created_at", filter=submitted),
            approved=Count("pk", filter=approved),
            approved_since=Min("created_at", filter=approved),
        ),
        "failed": failed.count(),
        "is_fresh": not Article.objects.visible_to(user).filter(desk=desk).exists(),
    }


def _counted(rows: QuerySet[Any]) -> dict[str, Any]:
    """How many there are, as far as MOST_COUNTED, and since when the one with the lowest number is there."""
    number = rows.order_by()[: MOST_COUNTED + 1].count()
    return {
        "count": min(number, MOST_COUNTED),
        "is_more": number > MOST_COUNTED,
        "since": rows.order_by("pk").values_list("created_at", flat=True).first(),
    }


def _with_due_dates(reviews: Iterable[ClaimReview]) -> list[dict[str, Any]]:
    found = list(reviews)
    due = dict(Assignment.objects.filter(claim__in=[one.claim_id for one in found]).values_list("claim", "due_on"))
    return [{"review": one, "due_on": due.get(one.claim_id)} for one in found]


def _given(desk: Desk, user: User) -> list[Assignment]:
    """What this person was given and has not begun, the most urgent first."""
    begun = ClaimReview.objects.under_way().filter(claim__desk=desk).values("claim")
    rows = (
        Assignment.objects.visible_to(user).filter(desk=desk, is_open=True, assigned_to=user).exclude(claim__in=begun)
    )
    return list(rows.select_related("claim").order_by("due_on", "-priority")[:LISTED])


def _corrections(desk: Desk, user: User) -> list[Correction]:
    pages = FactCheck.objects.visible_to(user).filter(review__claim__desk=desk)
    rows = Correction.objects.filter(fact_check__in=pages, state=Correction.State.PROPOSED)
    return list(rows.select_related("fact_check__review__verdict", "proposed_by").order_by("pk")[:LISTED])


@dataclass(frozen=True, slots=True)
class Bar:
    """One day of the chart: the figures, and where its two bars stand in the drawing."""

    day: date
    decided: int
    published: int
    x: float
    decided_height: float
    published_height: float


WIDTH, HEIGHT = 560, 120  # units of the drawing


def _throughput(desk: Desk, user: User) -> dict[str, Any]:
    """Decisions and publications a day. Two statements."""
    today = timezone.localdate()
    days = [today - timedelta(days=ago) for ago in reversed(range(DAYS))]
    first = timezone.make_aware(datetime.combine(days[0], datetime.min.time()))
    decided = ClaimEvent.objects.filter(claim__desk=desk, name__in=triage.DECISIONS, created_at__gte=first)
    published = FactCheck.objects.visible_to(user).filter(review__claim__desk=desk, published_at__gte=first)
    decisions, publications = _per_day(decided, "created_at"), _per_day(published, "published_at")
    most = max([*decisions.values(), *publications.values(), 1])
    bars = [_bar(at, day, decisions.get(day, 0), publications.get(day, 0), most) for at, day in enumerate(days)]
    return {
        "bars": bars, "most": most, "decided": sum(decisions.values()), "published": sum(publications.values()),
        "width": WIDTH, "height": HEIGHT,
    }  # fmt: skip


def _per_day(rows: Any, moment: str) -> dict[date, int]:
    counted = rows.order_by().annotate(day=TruncDate(moment)).values("day").annotate(count=Count("pk"))
    return {row["day"]: row["count"] for row in counted}


def _bar(at: int, day: date, decided: int, published: int, most: int) -> Bar:
    def height(count: int) -> float:
        return round(HEIGHT * count / most, 1)

    return Bar(day, decided, published, round(at * WIDTH / DAYS + 4, 1), height(decided), height(published))
