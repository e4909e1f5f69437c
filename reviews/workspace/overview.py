"""The desk at a glance: what waits for whom, since when, and how much the desk got done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from claims.models import Article, Desk, Role, User
from reviews.models import Assignment, ClaimReview
from reviews.publishing import figures
from reviews.publishing.figures import Day
from reviews.publishing.models import Correction, FactCheck
from reviews.workspace.access import current_desk, desk_page, person

S = ClaimReview.State
LISTED = 8


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
        "waiting": figures.waiting(desk, user),
        "is_fresh": not Article.objects.visible_to(user).filter(desk=desk).exists(),
        "mine": _with_due_dates(reviews.filter(reviewer=user, state__in=[S.DRAFT, S.RETURNED])[:LISTED]),
        "to_approve": list(reviews.awaiting_approval_by(user).order_by("pk")[:LISTED]) if may_review else [],
        "given": _given(desk, user),
        "corrections": _corrections(desk, user) if may_edit else [],
        "chart": _throughput(desk, user),
        "today": timezone.localdate(),
    }
    return render(request, "workspace/overview.html", context)


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
    """Decisions and publications a day, as they are drawn."""
    days = figures.latest_days(desk, user)
    most = max(1, *(max(one.decided, one.published) for one in days))
    return {
        "bars": [_bar(at, one, most) for at, one in enumerate(days)],
        "most": most,
        "decided": sum(one.decided for one in days),
        "published": sum(one.published for one in days),
        "width": WIDTH,
        "height": HEIGHT,
    }


def _bar(at: int, one: Day, most: int) -> Bar:
    def height(count: int) -> float:
        return round(HEIGHT * count / most, 1)

    x = round(at * WIDTH / figures.DAYS + 4, 1)
    return Bar(one.day, one.decided, one.published, x, height(one.decided), height(one.published))
