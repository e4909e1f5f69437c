"""`claims:search` and `claims:imageSearch`: what is published, for everybody."""

from datetime import datetime

from django.conf import settings
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from reviews.publishing import factchecktools, searching
from reviews.publishing.markup import bare_host
from reviews.publishing.v1alpha1.answering import GoogleView
from reviews.publishing.v1alpha1.paging import Window, token_for, whole_number, window_of

_PAGES = frozenset({"languageCode", "pageSize", "pageToken", "offset"})


class ClaimSearch(GoogleView):
    """Published fact-checks and marked-up pages by words, publisher's site, language and age; the newest first."""

    parameters = _PAGES | {"query", "reviewPublisherSiteFilter", "maxAgeDays"}

    def get(self, request: Request) -> Response:
        """Answer with `claims` and, where more follow, `nextPageToken`."""
        window, wanted = window_of(request.query_params), _wanted(request)
        found = searching.places(
            wanted,
            base_url=settings.BASE_URL,
            after=_place(window),
            offset=window.offset,
            limit=window.size + 1,
        )
        shown = found[: window.size]
        claims = factchecktools.claims_at(shown, base_url=settings.BASE_URL)
        answer: dict[str, object] = {"claims": claims} if claims else {}
        if len(found) > window.size:
            answer["nextPageToken"] = token_for(request.query_params, *shown[-1])
        return Response(answer)


class ImageSearch(GoogleView):
    """Fact-checks of images: the desk keeps none yet, so that nothing is ever found."""

    parameters = _PAGES | {"imageUri"}

    def get(self, request: Request) -> Response:
        """Answer as a search that finds nothing."""
        window_of(request.query_params)
        if not request.query_params.get("imageUri"):
            raise ValidationError("imageUri: say which image.")
        return Response({})


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
