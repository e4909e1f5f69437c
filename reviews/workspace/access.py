"""Who may see which desk's pages, and which desk a person is looking at."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from claims.models import Desk, Role, User

CHOSEN = "desk"  # in the address and in the session: the desk a person has chosen

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
        answer.headers.setdefault("Cache-Control", "private, no-store")
        return answer

    @wraps(view)
    def in_a_session(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated and "HX-Current-URL" in request.headers:
            return HttpResponse(status=HTTPStatus.UNAUTHORIZED)
        return login_required(handle)(request, *args, **kwargs)

    return in_a_session


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
