"""The list of reviews, and the page of one."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from claims.models import User
from reviews.blind import hidden_from
from reviews.models import UNFINISHED, ClaimReview
from reviews.workspace.access import current_desk, desk_page, person
from reviews.workspace.review.context import context_of, reviews_of

PAGE = 30
S = ClaimReview.State
VIEWS = (
    ("mine", "My work"),
    ("waiting", "For me to approve"),
    ("open", "Under way"),
    ("published", "Published"),
    ("all", "All"),
)


@desk_page
@require_GET
def reviews(request: HttpRequest) -> HttpResponse:
    """The reviews of a desk: mine, what I could approve, what is under way, what is published; the newest first."""
    desk, user = current_desk(request), person(request)
    chosen = request.GET.get("show", "mine")
    chosen = chosen if chosen in dict(VIEWS) else "mine"
    of_the_desk = reviews_of(user).filter(claim__desk=desk).annotate(is_verdict_hidden=hidden_from(user))
    rows = _narrowed(of_the_desk, chosen, user).order_by("-pk")
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: PAGE + 1])
    context = {"desk": desk, "views": VIEWS, "chosen": chosen, "reviews": found[:PAGE]}
    more = found[PAGE - 1].pk if len(found) > PAGE else None
    return render(request, "workspace/review/list.html", context | {"more": more})


def _narrowed(rows: QuerySet[ClaimReview], chosen: str, user: User) -> QuerySet[ClaimReview]:
    if chosen == "mine":
        return rows.filter(reviewer=user, state__in=UNFINISHED)
    if chosen == "waiting":
        is_theirs = Q(reviewer=user) | Q(verdict__author=user)
        return rows.filter(state=S.SUBMITTED).exclude(is_theirs)
    if chosen == "open":
        return rows.filter(state__in=UNFINISHED)
    if chosen == "published":
        return rows.filter(state__in=[S.PUBLISHED, S.RETRACTED])
    return rows


@desk_page
@require_GET
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """One review: the claim, the evidence, the verdict, the conversation, the history."""
    return page(request, get_object_or_404(reviews_of(person(request)), pk=pk))


def page(request: HttpRequest, review: ClaimReview, status: int = 200, **shown: Any) -> HttpResponse:
    """The whole page, with a refused form and the reason where there is one."""
    return render(request, "workspace/review/page.html", context_of(request, review, **shown), status=status)
