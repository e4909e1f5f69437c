"""Content security policies of the few pages that need their own."""

from collections.abc import Callable

from csp.decorators import csp
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

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
