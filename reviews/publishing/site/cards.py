"""What templates show of a fact-check, and how a page is answered: alike for everybody, cacheable, without cookies."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control

from reviews.models import Rating
from reviews.publishing.phrases import phrases_for
from reviews.publishing.site.lists import HOME, path_of
from reviews.publishing.words import Words

TONES = 5


def for_readers(view: Callable[..., Any]) -> Callable[..., Any]:
    """Make a page that is the same for everybody: it may be cached, and the visitor's cookies are never looked at.

    Even a malformed cookie would have the framework answer with one, in a page that a cache may give to others.
    """

    @cache_control(public=True, max_age=60)
    @wraps(view)
    def without_cookies(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        forget_cookies(request)
        return view(request, *args, **kwargs)

    return without_cookies


def forget_cookies(request: HttpRequest) -> None:
    """Have the answer be the same for everybody, and set no cookie."""
    request.COOKIES = {}
    request.META.pop("CSRF_COOKIE_NEEDS_UPDATE", None)


def show(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The page, with what stands on every page of the site."""
    site = {"site_name": settings.SITE_NAME, "organisation": settings.SITE_ORGANISATION,
            "contact": settings.SITE_CONTACT, "base_url": settings.BASE_URL,
            "say": phrases_for("en").say}  # fmt: skip
    return render(request, template, site | context)


def cards(found: Iterable[Words]) -> list[dict[str, Any]]:
    """What a list shows of each."""
    return [card(words) for words in found]


def card(words: Words) -> dict[str, Any]:
    """What templates show of a fact-check in one language."""
    fact_check = words.fact_check
    rating, claimant = fact_check.verdict.rating, fact_check.verdict.claimant
    desk = fact_check.review.claim.desk
    return {
        "words": words,
        "fact_check": fact_check,
        "verdict": fact_check.verdict,
        "rating": rating,
        "label": words.label,
        "rating_path": path_of("ratings", rating.label),
        "tone": _tone(rating),
        "steps": _steps(rating),
        "claimant": claimant,
        "claimant_path": path_of("claimants", claimant.name, claimant.pk) if claimant else "",
        "desk": desk,
        "desk_path": f"{HOME}desks/{desk.slug}/",
    }


def scale_of(ratings: Iterable[Rating]) -> list[dict[str, Any]]:
    """What the methodology shows of each rating."""
    return [{"rating": one, "tone": _tone(one), "steps": _steps(one)} for one in ratings]


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
