"""Which requests keep a session alive, what is never kept in one, and what ends the others of a person."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from allauth.account import signals as account
from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa import signals as second_factor
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.db import DatabaseError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from claims import services
from claims.models import User

Handler = Callable[[HttpRequest], HttpResponseBase]

# Requests that pages send by themselves, by the names of their routes, as long as they are open: nobody need be there.
UNATTENDED = frozenset({
    "extraction-detail",  # the administration's page of an article that is being read
    "workspace:articles-progress",
    "workspace:assignment-hold",
    "workspace:imports-progress",
    "workspace:review-hold",
    "workspace:review-source",  # while its copy is being made
})  # fmt: skip


def in_use(get_response: Handler) -> Handler:
    """Middleware: a session is in use when somebody asks for something with it, and not when a page asks by itself."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        answer = get_response(request)
        route = request.resolver_match.view_name if request.resolver_match else ""
        if request.session.accessed and route not in UNATTENDED:
            with suppress(DatabaseError):  # what was asked for is done, and the next request notes it as well
                request.session.touch()  # type: ignore[attr-defined]
        return answer

    return handle


def nothing_suspended(get_response: Handler) -> Handler:
    """Middleware: a form that is sent too long after the password was given is asked for once more after it.

    The library would keep it in the session until then, with everything that came with it: where it came from as well.
    """

    def handle(request: HttpRequest) -> HttpResponseBase:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        if request.method != "POST" or not isinstance(exception, ReauthenticationRequired):
            return None
        ways = get_adapter().get_reauthentication_methods(request.user)
        door = ways[0]["url"] if ways else reverse("account_login")
        return redirect(f"{door}?{urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})}")

    handle.process_exception = process_exception  # type: ignore[attr-defined]
    return handle


def end_others(sender: Any, request: HttpRequest, user: User, **about: Any) -> None:
    """Whoever changes what they sign in with stays here, and has to sign in anew everywhere else."""
    services.end_other_sessions(request.session.session_key, by=user)


for change in (
    account.password_changed, account.password_reset, account.password_set, second_factor.authenticator_added,
    second_factor.authenticator_removed, second_factor.authenticator_reset,
):  # fmt: skip
    change.connect(end_others)
