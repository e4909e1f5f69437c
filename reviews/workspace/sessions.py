"""Where a person is signed in, and ending it: one session, or all but this one."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from claims import services
from claims.models import SignIn
from reviews.workspace.access import person

View = Callable[..., HttpResponseBase]


def asked_again(view: View) -> View:
    """For people who gave their password, or a code, within the last minutes; others are asked, and led to the page."""

    @login_required
    @wraps(view)
    def handle(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            answer: HttpResponseBase = reauthentication_required(view)(request, *args, **kwargs)
        except ReauthenticationRequired:
            if request.method == "POST":
                return redirect("account_sessions")
            raise
        return answer

    return handle


@require_safe
@asked_again
def page(request: HttpRequest) -> HttpResponse:
    """One's own sessions, this one first and then the one used last, and when they end by themselves."""
    rows = SignIn.objects.visible_to(person(request)).alive().filter(session__expire_date__gt=timezone.now())
    shown = [{"one": row, "is_here": row.session_id == request.session.session_key} for row in rows]
    context = {
        "sessions": sorted(shown, key=lambda session: not session["is_here"]),
        "idle_hours": settings.SESSION_IDLE_HOURS,
        "provider_hours": settings.OIDC_SESSION_HOURS,
        "days": settings.SESSION_COOKIE_AGE / 86_400,
    }
    return render(request, "account/sessions.html", context)


@require_POST
@asked_again
def end(request: HttpRequest, pk: int) -> HttpResponseBase:
    """End one of the others; for this one there is signing out."""
    row = get_object_or_404(SignIn.objects.visible_to(person(request)), pk=pk)
    if row.session_id == request.session.session_key:
        return redirect("account_logout")
    services.end_session(row, by=person(request))
    messages.success(request, f"{row} is signed out.")
    return redirect("account_sessions")


@require_POST
@asked_again
def end_others(request: HttpRequest) -> HttpResponseBase:
    """End all but this one."""
    ended = services.end_other_sessions(request.session.session_key, by=person(request))
    messages.success(request, "You are signed in here alone." if ended else "There was no other session.")
    return redirect("account_sessions")
