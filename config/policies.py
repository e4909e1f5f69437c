"""Policies of single pages: what the few may load that need more, and who may read what is public."""

import re
from collections.abc import Callable

from csp.decorators import csp
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from config.cross_origin import PUBLIC

Handler = Callable[[HttpRequest], HttpResponseBase]


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
