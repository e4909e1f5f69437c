"""`pages`: ClaimReview markup of pages on a desk's own site, written with a Bearer token of scope `publish`."""

from typing import Any
from urllib.parse import urldefrag

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.authentication import TokenAuthentication
from claims.api.inputs import caller
from claims.api.permissions import HasScope
from claims.models import Desk, Role, Scope
from reviews.publishing import pagebody, services
from reviews.publishing.markup import bare_host
from reviews.publishing.models import MarkupPage
from reviews.publishing.v1alpha1.answering import AlreadyExists, GoogleView
from reviews.publishing.v1alpha1.paging import token_for, window_of


class PageView(GoogleView):
    """What both addresses share: who may call, and which pages they see."""

    authentication_classes = (TokenAuthentication,)
    permission_classes = (IsAuthenticated, HasScope)
    write_scope = Scope.PUBLISH

    def get_queryset(self) -> QuerySet[MarkupPage]:
        """The pages of the caller's desks, the newest first."""
        return MarkupPage.objects.visible_to(caller(self.request)).select_related("desk").order_by("-pk")


class PageList(PageView):
    """`GET` lists, `POST` creates."""

    parameters = frozenset({"url", "organization", "pageSize", "pageToken", "offset"})

    def get(self, request: Request) -> Response:
        """Answer with `claimReviewMarkupPages` and, where more follow, `nextPageToken`."""
        rows, window = self._wanted(request), window_of(request.query_params)
        if window.after:
            rows = rows.filter(pk__lt=window.after[0])
        found = list(rows[window.offset : window.offset + window.size + 1])
        answer: dict[str, Any] = {}
        if found:
            answer["claimReviewMarkupPages"] = [_resource(page) for page in found[: window.size]]
        if len(found) > window.size:
            answer["nextPageToken"] = token_for(request.query_params, found[window.size - 1].pk)
        return Response(answer)

    def post(self, request: Request) -> Response:
        """Keep the markup of a page; answer with the resource."""
        body = _without_name(pagebody.read(request.data))
        desk = _desk_of(request, body)
        try:
            page = services.create_markup_page(desk, body=body, by=caller(request))
        except services.AlreadyMarkedUp as error:
            raise AlreadyExists(str(error)) from None
        return Response(_resource(page))

    def _wanted(self, request: Request) -> QuerySet[MarkupPage]:
        url, organization = (request.query_params.get(name, "") for name in ("url", "organization"))
        rows = self.get_queryset()
        if url and organization:
            raise ValidationError("Give a url or an organization, not both.")
        if url:
            return rows.filter(url=urldefrag(url).url)
        return rows.filter(claims__site=bare_host(organization) or "-").distinct() if organization else rows


class PageDetail(PageView):
    """`GET` reads, `PUT` replaces, `DELETE` removes."""

    def get(self, request: Request, page_id: str) -> Response:
        """Answer with the resource."""
        return Response(_resource(self._page(page_id)))

    def put(self, request: Request, page_id: str) -> Response:
        """Replace all of the markup; what the body leaves out is gone."""
        page = self._page(page_id)
        body = pagebody.read(request.data)
        if body.get("name", _name(page)) != _name(page):
            raise ValidationError("name: the body is another page's.")
        _desk_of(request, body, page.desk)
        expected = _version(body.get("versionId"))
        try:
            services.replace_markup_page(page, body=_without_name(body), by=caller(request), expected=expected)
        except services.AlreadyMarkedUp as error:
            raise AlreadyExists(str(error)) from None
        return Response(_resource(self._page(page_id)))

    def delete(self, request: Request, page_id: str) -> Response:
        """Remove the markup. The page that it describes is not ours to remove."""
        page = self._page(page_id)
        _require_editor(request, page.desk)
        services.delete_markup_page(page, by=caller(request))
        return Response({})

    def _page(self, page_id: str) -> MarkupPage:
        known = page_id.isascii() and page_id.isdigit() and len(page_id) < 19
        return get_object_or_404(self.get_queryset(), pk=int(page_id) if known else 0)


def _desk_of(request: Request, body: dict[str, Any], desk: Desk | None = None) -> Desk:
    """The desk on whose site the page is, which the caller may publish for.

    Raises:
        PermissionDenied: no desk of theirs has that site.
    """
    host = bare_host(body["pageUrl"])
    desks = [desk] if desk else Desk.objects.where_role(caller(request), Role.EDITOR)
    for one in desks:
        site = bare_host(one.website)
        if site and (host == site or host.endswith(f".{site}")):
            _require_editor(request, one)
            return one
    raise PermissionDenied(f"{host} is not the site of a desk that you publish for: see the desk's website.")


def _require_editor(request: Request, desk: Desk) -> None:
    if not desk.allows(caller(request), Role.EDITOR):
        raise PermissionDenied("On this desk you need to be at least editor to do this.")


def _resource(page: MarkupPage) -> dict[str, Any]:
    return {"name": _name(page), **page.body, "versionId": str(page.version)}


def _name(page: MarkupPage) -> str:
    return f"pages/{page.pk}"


def _without_name(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name not in {"name", "versionId"}}


def _version(given: str | None) -> int | None:
    if given is None:
        return None
    if not (given.isascii() and given.isdigit() and len(given) < 10):
        raise ValidationError("versionId: give the one that was read.")
    return int(given)
