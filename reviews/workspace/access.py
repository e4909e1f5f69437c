"""Who may see which desk's pages, and which desk a person is looking at."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from claims.models import Desk, Role, User

CHOSEN = "desk"  # in the address and in the session: the desk a person has chosen

HOME = "workspace:overview"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

View = Callable[..., HttpResponseBase]


def person(request: HttpRequest) -> User:
    """The person who asks; only behind `desk_page`."""
    return cast(User, request.user)


def desk_page(view: View) -> View:
    """A page of the workspace: for people who have signed in and belong to a desk; others are told what to do.

    A part of a page that htmx asks for is a 401 without a session: the page says so, and what was typed stays in it.
    """

    @wraps(view)
    def handle(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not Desk.objects.visible_to(person(request)).exists():
            return render(request, "workspace/no_desk.html", status=403)
        answer = view(request, *args, **kwargs)
        if answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            answer = _only_for_forms(request, answer)
        answer.headers.setdefault("Cache-Control", "private, no-store")
        return answer

    @wraps(view)
    def in_a_session(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated and "HX-Current-URL" in request.headers:
            return HttpResponse(status=HTTPStatus.UNAUTHORIZED)
        if not request.user.is_authenticated and request.method not in SAFE:
            return redirect_to_login(_page_of_the_form(request))
        return login_required(handle)(request, *args, **kwargs)

    return in_a_session


def _only_for_forms(request: HttpRequest, refusal: HttpResponseBase) -> HttpResponse:
    """What somebody sees who opens an address that a form sends to."""
    page = render(request, "workspace/only_for_forms.html", status=refusal.status_code)
    page.headers["Allow"] = refusal.headers["Allow"]
    return page


def _page_of_the_form(request: HttpRequest) -> str:
    """The page that sent a form, to be shown again after signing in; the address it was sent to shows nothing."""
    sender = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(sender, {request.get_host()}, require_https=request.is_secure())
    page = urlsplit(sender)._replace(scheme="", netloc="", fragment="").geturl()
    return page if is_ours and url_has_allowed_host_and_scheme(page, None) else reverse(HOME)


def current_desk(request: HttpRequest) -> Desk:
    """The desk named in the address, else the one chosen last, else the first one of this person's.

    Raises:
        Http404: the address names a desk that is not theirs.
    """
    mine = Desk.objects.visible_to(person(request))
    named = request.GET.get(CHOSEN, "")
    if named:
        desk = mine.filter(slug=named).first()
        if desk is None:
            raise Http404
        request.session[CHOSEN] = desk.slug
        return desk
    chosen = mine.filter(slug=request.session.get(CHOSEN, "")).first() or mine.first()
    if chosen is None:
        raise Http404
    return chosen


def require(request: HttpRequest, desk: Desk, role: Role) -> None:
    """Raises PermissionDenied (403) where this person may not do on `desk` what `role` may."""
    if not desk.allows(person(request), role):
        raise PermissionDenied(f"On this desk you need to be at least {role.label.lower()} to do this.")
