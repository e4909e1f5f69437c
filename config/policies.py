"""Policies of single pages: what the few may load that need more, and who may read what is public."""

import re
from collections.abc import Callable

from csp.decorators import csp
from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase

from config.cross_origin import PUBLIC

Handler = Callable[[HttpRequest], HttpResponseBase]


# What programs call. People who read the description of it in a browser are led on, as on every page.
FOR_PROGRAMS = re.compile(r"/(?:api(?!/v1/docs/)|v1alpha1)/")
BY_HTTPS = (
    "This API is called by https alone: nothing was done. Call the same address with https:// in the place of http://."
)
SEEN = " The token that came with this request went over the network for all to read: withdraw it, and make another."


def nothing_in_the_clear(get_response: Handler) -> Handler:
    """Middleware: programs that call by plain http are refused rather than led on.

    One that is led on works, and shows its token to everybody on the way with each call.
    """

    def handle(request: HttpRequest) -> HttpResponseBase:
        if not settings.SECURE_SSL_REDIRECT or request.is_secure() or not FOR_PROGRAMS.match(request.path):
            return get_response(request)
        said = BY_HTTPS + SEEN * ("Authorization" in request.headers)
        if request.path.startswith("/v1alpha1/"):
            return JsonResponse({"error": {"code": 403, "message": said, "status": "PERMISSION_DENIED"}}, status=403)
        problem = {"type": "about:blank", "title": "Forbidden", "status": 403, "detail": said}
        return JsonResponse(problem, status=403, content_type="application/problem+json")

    return handle


def page_policies(get_response: Handler) -> Handler:
    """Middleware: the admin's theme evaluates expressions and the API's description sets styles; no other page may."""
    relaxed: dict[str, Handler] = {
        prefix: csp(directives)(get_response) for prefix, directives in settings.PAGE_POLICIES.items()
    }

    def handle(request: HttpRequest) -> HttpResponseBase:
        for prefix, handler in relaxed.items():
            if request.path.startswith(prefix):
                return handler(request)
        return get_response(request)

    return handle


def nothing_kept(get_response: Handler) -> Handler:
    """Middleware: what the API answers to somebody, and the pages of their account, are kept by no cache."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        answer = get_response(request)
        is_somebodys = "Authorization" in request.headers or settings.SESSION_COOKIE_NAME in request.COOKIES
        if request.path.startswith("/accounts/") or (request.path.startswith("/api/") and is_somebodys):
            answer.headers.setdefault("Cache-Control", "private, no-store")
        return answer

    return handle


def open_data(get_response: Handler) -> Handler:
    """Middleware: pages of any site may read the public data, where the installation says so; never with cookies."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        answer = get_response(request)
        if (
            settings.PUBLIC_DATA_FOR_ALL_ORIGINS
            and request.method in {"GET", "HEAD"}
            and re.match(PUBLIC, request.path)
        ):
            answer["Access-Control-Allow-Origin"] = "*"
        return answer

    return handle
