"""Desks that require a second factor are closed to members who have none."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from claims.models import Membership, User

Handler = Callable[[HttpRequest], HttpResponseBase]
CLOSED = ("/desk/", "/admin/", "/api/")  # where a session opens what belongs to a desk
WHY = "Your desk asks for a second factor when you sign in: set up one-time codes now, then you can go on."


def second_factor(get_response: Handler) -> Handler:
    """Middleware: who belongs to such a desk and has no second factor is led to where one is set up.

    Tokens of the API are not asked: they are handed out by people who have signed in.
    """

    def handle(request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(CLOSED) and _is_missing(request.user):
            messages.warning(request, WHY)
            return redirect(reverse("mfa_activate_totp"))
        return get_response(request)

    return handle


def _is_missing(user: object) -> bool:
    if not isinstance(user, User) or not user.is_authenticated:
        return False
    asked = Membership.objects.filter(user=user, desk__is_second_factor_required=True)
    return asked.exists() and not is_mfa_enabled(user)
