"""The pages that readers see: no log-in, no cookies, cacheable."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from reviews.models import Rating
from reviews.publishing import feeds
from reviews.publishing.jsonld import claim_review
from reviews.publishing.models import Correction, FactCheck

PER_PAGE = 20
IN_FEED = 50
TONES = 5


def for_readers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Make a page that is the same for everybody: it may be cached, and the visitor's cookies are never looked at.

    Even a malformed cookie would have the framework answer with one, in a page that a cache may give to others.
    """

    @cache_control(public=True, max_age=60)
    @wraps(view)
    def without_cookies(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        forget_cookies(request)
        return view(request, *args, **kwargs)

    return without_cookies


def forget_cookies(request: HttpRequest) -> None:
    """Have the answer be the same for everybody, and set no cookie."""
    request.COOKIES = {}
    request.META.pop("CSRF_COOKIE_NEEDS_UPDATE", None)


@require_safe
@for_readers
def fact_check_list(request: HttpRequest) -> HttpResponse:
    """The fact-checks in force, the newest first; `?before=` is the id of the last one seen."""
    before = request.GET.get("before", "")
    rows = FactCheck.objects.in_force().with_content().order_by("-id")
    if before:
        rows = rows.filter(pk__lt=_id_in(before))
    page = list(rows[: PER_PAGE + 1])
    context = {
        "cards": [_card(fact_check) for fact_check in page[:PER_PAGE]],
        "older": page[PER_PAGE - 1].pk if len(page) > PER_PAGE else None,
        "is_first": not before,
    }
    return _render(request, "publishing/fact_check_list.html", context)


@require_safe
@for_readers
def fact_check_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One fact-check; a retracted one says that, when and why."""
    rows = FactCheck.objects.with_content().prefetch_related(
        "corrections__before__rating", "corrections__after__rating"
    )
    fact_check = get_object_or_404(rows, slug=slug)
    corrections = [c for c in fact_check.corrections.all() if c.state == Correction.State.PUBLISHED]
    context = _card(fact_check) | {"corrections": corrections, "claim": fact_check.review.claim}
    if fact_check.retracted_at:
        return _render(request, "publishing/retracted.html", context)
    markup = claim_review(fact_check, base_url=settings.BASE_URL, site_name=settings.SITE_NAME)
    context |= {
        "json_ld": _as_data(markup),
        "evidence": fact_check.verdict.evidence.all(),
        "canonical": markup["url"],
    }
    return _render(request, "publishing/fact_check.html", context)


@require_safe
@for_readers
def atom_feed(request: HttpRequest) -> HttpResponse:
    """The fact-checks that were published, corrected or retracted last, as Atom."""
    latest: QuerySet[FactCheck] = FactCheck.objects.with_content().order_by("-modified_at", "-id")[:IN_FEED]
    xml = feeds.atom(latest, base_url=settings.BASE_URL, site_name=settings.SITE_NAME, path=request.path)
    return HttpResponse(xml, content_type="application/atom+xml; charset=utf-8")


def _render(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, context | {"site_name": settings.SITE_NAME})


def _card(fact_check: FactCheck) -> dict[str, Any]:
    rating = fact_check.verdict.rating
    return {
        "fact_check": fact_check,
        "verdict": fact_check.verdict,
        "rating": rating,
        "tone": _tone(rating),
        "steps": _steps(rating),
        "claimant": fact_check.verdict.claimant,
        "desk": fact_check.review.claim.desk,
    }


def _tone(rating: Rating) -> int:
    """1 (worst) to 5 (best) whatever the scale's own numbers are; 0 for a label without a number."""
    if rating.value is None:
        return 0
    span = rating.scale.best - rating.scale.worst
    return 1 + round((TONES - 1) * (rating.value - rating.scale.worst) / span)


def _steps(rating: Rating) -> list[bool]:
    """For each number of the scale, whether it is the one given; empty for a label without a number."""
    if rating.value is None:
        return []
    return [value == rating.value for value in range(rating.scale.worst, rating.scale.best + 1)]


def _as_data(markup: dict[str, Any]) -> SafeString:
    """JSON that cannot end the script element it stands in."""
    text = json.dumps(markup, ensure_ascii=False, indent=1)
    escaped = text.replace("&", "\\u0026").replace("<", "\\u003C").replace(">", "\\u003E")
    return mark_safe(escaped)  # noqa: S308 - the characters that could end the element are escaped above


def _id_in(given: str) -> int:
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        raise Http404("There is no such page.")
    return int(given)
