"""Images, videos and recordings at the desk: each has a page to describe it, beside the review it belongs to."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from claims.errors import DomainError, StaleVersion
from claims.models import Role
from reviews import services, workflow
from reviews.models import ClaimReview, MediaItem
from reviews.workspace.access import desk_page, person, require
from reviews.workspace.review.context import reviews_of
from reviews.workspace.review.doors import refused, review_door
from reviews.workspace.review.mediaforms import MediaForm


@desk_page
@require_GET
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """An empty form."""
    review = _review(request, pk)
    return _page(request, review, None, MediaForm()) if _may(request, review) else redirect(_address(review))


@desk_page
@require_GET
def page(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """One of them as it is described now, for whoever may change that."""
    review = _review(request, pk)
    row = _row(review, item)
    return _page(request, review, row, MediaForm(item=row)) if _may(request, review) else redirect(_address(review))


@review_door()
def add(request: HttpRequest, review: ClaimReview) -> HttpResponse:
    """Add what was typed."""
    return _save(request, review, None)


@review_door()
def change(request: HttpRequest, review: ClaimReview, item: int) -> HttpResponse:
    """Describe it anew."""
    return _save(request, review, _row(review, item))


@review_door()
def remove(request: HttpRequest, review: ClaimReview, item: int) -> HttpResponse:
    """Take it away; the verdicts that were given keep it."""
    try:
        services.remove_media(_row(review, item), by=person(request))
    except DomainError as refusal:
        return refused(request, review, "media", refusal)
    messages.success(request, "Removed. Verdicts that were given keep it.")
    return redirect(_address(review))


def _save(request: HttpRequest, review: ClaimReview, row: MediaItem | None) -> HttpResponse:
    form = MediaForm(request.POST, item=row)
    if not form.is_valid():
        return _page(request, review, row, form, status=422)
    try:
        if row is None:
            services.add_media(review, form.facts, by=person(request))
        else:
            services.change_media(row, form.facts, by=person(request), expected=form.cleaned_data["version"])
    except DomainError as refusal:
        status = 409 if isinstance(refusal, StaleVersion) else 422
        return _page(request, review, row, form, status=status, refusal=str(refusal))
    messages.success(request, "Saved.")
    return redirect(_address(review))


def _review(request: HttpRequest, pk: int) -> ClaimReview:
    review = get_object_or_404(reviews_of(person(request)), pk=pk)
    require(request, review.claim.desk, Role.REVIEWER)
    return review


def _may(request: HttpRequest, review: ClaimReview) -> bool:
    """Whether this person may change it now; others are told. On a blind desk, the form would tell the verdict."""
    is_open = workflow.takes_media(review, person(request))
    if not is_open:
        messages.error(request, "This can be changed by its reviewer while it is written, and after publication.")
    return is_open


def _row(review: ClaimReview, item: int) -> MediaItem:
    return get_object_or_404(MediaItem.objects.select_related("review"), review=review, pk=item)


def _address(review: ClaimReview) -> str:
    return reverse("workspace:review", args=(review.pk,)) + "#media"


def _page(
    request: HttpRequest,
    review: ClaimReview,
    row: MediaItem | None,
    form: MediaForm,
    status: int = 200,
    refusal: str = "",
) -> HttpResponse:
    door = ("review-media-change", (review.pk, row.pk)) if row else ("review-media-add", (review.pk,))
    context = {
        "review": review,
        "desk": review.claim.desk,
        "item": row,
        "form": form,
        "door": reverse(f"workspace:{door[0]}", args=door[1]),
        "is_published": review.state == ClaimReview.State.PUBLISHED,
        "refusal": refusal,
    }
    return render(request, "workspace/review/media_page.html", context, status=status)
