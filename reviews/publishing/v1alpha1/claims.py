"""`claims:search` and `claims:imageSearch`: what is published, for everybody."""

from datetime import datetime
from typing import Any

from django.conf import settings
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from reviews.publishing import factchecktools, searching
from reviews.publishing.markup import bare_host, is_web_address
from reviews.publishing.v1alpha1.answering import GoogleView
from reviews.publishing.v1alpha1.paging import Window, token_for, whole_number, window_of

LONGEST_ADDRESS = 2000
_PAGES = frozenset({"languageCode", "pageSize", "pageToken", "offset"})


class ClaimSearch(GoogleView):
    """Published fact-checks and marked-up pages by words, publisher's site, language and age; the newest first."""

    parameters = _PAGES | {"query", "reviewPublisherSiteFilter", "maxAgeDays"}

    def get(self, request: Request) -> Response:
        """Answer with `claims` and, where more follow, `nextPageToken`."""
        claims, following = _found(request, _wanted(request))
        return Response(({"claims": claims} if claims else {}) | following)


class ImageSearch(GoogleView):
    """Published fact-checks of an image, by an address where it appears; it is not looked at, and must be the same."""

    parameters = _PAGES | {"imageUri"}

    def get(self, request: Request) -> Response:
        """Answer with `results`, a claim in each, and, where more follow, `nextPageToken`."""
        query = request.query_params
        image = query.get("imageUri", "").strip()
        if not is_web_address(image) or not image.isprintable() or len(image) > LONGEST_ADDRESS:
            raise ValidationError("imageUri: give the absolute address of an image.")
        wanted = searching.Wanted(image=image, language=query.get("languageCode", ""))
        claims, following = _found(request, wanted)
        return Response(({"results": [{"claim": claim} for claim in claims]} if claims else {}) | following)


def _found(request: Request, wanted: searching.Wanted) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """One page of claims, and what leads to the next where there is one."""
    window = window_of(request.query_params)
    found = searching.places(
        wanted, base_url=settings.BASE_URL, after=_place(window), offset=window.offset, limit=window.size + 1
    )
    shown = found[: window.size]
    claims = factchecktools.claims_at(shown, base_url=settings.BASE_URL)
    more = len(found) > window.size
    return claims, {"nextPageToken": token_for(request.query_params, *shown[-1])} if more else {}


def _wanted(request: Request) -> searching.Wanted:
    query = request.query_params
    words, site = query.get("query", "").strip(), query.get("reviewPublisherSiteFilter", "").strip()
    if not words and not site:
        raise ValidationError("query: give words to search for, or a reviewPublisherSiteFilter.")
    if len(words) > searching.LONGEST_QUERY:
        raise ValidationError(f"query: give at most {searching.LONGEST_QUERY} characters.")
    return searching.Wanted(
        words=words,
        language=query.get("languageCode", ""),
        site=(bare_host(site) or "-") if site else "",
        max_age_days=whole_number(query, "maxAgeDays", None),
    )


def _place(window: Window) -> searching.Place | None:
    if window.after is None:
        return None
    at, kind, pk = window.after
    return datetime.fromisoformat(at), kind, pk
