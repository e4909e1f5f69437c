"""What all doors of a review's page share: who may, what happens after, and how a refusal is shown."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from claims.errors import DomainError, StaleVersion
from claims.models import Role
from reviews.models import ClaimReview
from reviews.workspace.access import View, desk_page, person, require
from reviews.workspace.review.context import context_of, reviews_of
from reviews.workspace.review.page import page

Act = Callable[..., HttpResponse]
ANCHORS = {"replies": "reply", "talk": "comments"}  # of the parts that stand under another name than their template's


def review_door(role: Role = Role.REVIEWER) -> Callable[[Act], View]:
    """A view that changes something about a review: POST, by members of its desk from `role` upwards."""

    def wrap(act: Act) -> View:
        @desk_page
        @require_POST
        @wraps(act)
        def handle(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
            review = get_object_or_404(reviews_of(person(request)), pk=pk)
            require(request, review.claim.desk, role)
            return act(request, review, **kwargs)

        return handle

    return wrap


def expected(request: HttpRequest) -> int | None:
    """The version of the review that the page was made from."""
    given = request.POST.get("version", "")
    return int(given) if given.isdecimal() and len(given) < 10 else None


def done(request: HttpRequest, review: ClaimReview, part: str, said: str) -> HttpResponse:
    """Show the part of the page that has changed, and say so; without scripts, the page again."""
    if part and is_partial(request):
        fresh = reviews_of(person(request)).get(pk=review.pk)
        return render(request, f"workspace/review/{part}.html", context_of(request, fresh, said=said, is_part=True))
    messages.success(request, said)
    address = reverse("workspace:review", args=(review.pk,))
    if is_partial(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(f"{address}#{ANCHORS.get(part, part)}" if part else address)


def refused(
    request: HttpRequest, review: ClaimReview, part: str, refusal: DomainError | None, **shown: Any
) -> HttpResponse:
    """Say why not, beside the form with everything that was typed; nothing has changed."""
    status = 409 if isinstance(refusal, StaleVersion) else 422
    told: dict[str, Any] = {"refusal": str(refusal) if refusal else "", "refused_part": part, "is_part": True}
    fresh = reviews_of(person(request)).get(pk=review.pk)
    if is_partial(request) and part:
        context = context_of(request, fresh, **told, **shown)
        return render(request, f"workspace/review/{part}.html", context, status=status)
    return page(request, fresh, status, **(told | {"is_part": False}), **shown)


def is_partial(request: HttpRequest) -> bool:
    """Whether a part of the page is asked for, and not all of it."""
    return bool(getattr(request, "htmx", False))
