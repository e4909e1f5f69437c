"""How the API answers: JSON whatever is asked for, Google's shape of errors, partial answers, long queries by POST."""

import logging
from http import HTTPStatus
from typing import Any

from rest_framework import exceptions
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from claims.api.parsing import StrictJSONParser
from claims.api.problems import problem_response
from claims.errors import DomainError
from reviews.publishing.pagebody import BadBody
from reviews.publishing.v1alpha1.fields import BadMask, kept, read_mask

logger = logging.getLogger(__name__)

STATES = {
    400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND",
    405: "UNIMPLEMENTED", 409: "ABORTED", 412: "ABORTED", 413: "INVALID_ARGUMENT", 415: "INVALID_ARGUMENT",
    422: "FAILED_PRECONDITION", 429: "RESOURCE_EXHAUSTED", 503: "UNAVAILABLE", 500: "INTERNAL",
}  # fmt: skip
CODES = {412: 409, 415: 400, 422: 400}  # what Google's servers never answer
OF_EVERY_CALL = frozenset({"key", "alt", "fields", "prettyPrint", "quotaUser", "$.xgafv", "$alt", "uploadType",
                           "upload_protocol", "access_token", "oauth_token"})  # fmt: skip


class AlreadyExists(exceptions.APIException):
    """There is such a row already."""

    status_code = 409


class JsonAlways(DefaultContentNegotiation):
    """One format, whatever the client says that it accepts."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


class GoogleView(APIView):
    """A method of the API. `parameters` are the query parameters that it knows, besides those of every call."""

    content_negotiation_class = JsonAlways
    parser_classes = (StrictJSONParser,)
    authentication_classes: Any = ()
    permission_classes: Any = ()
    schema = None
    parameters: frozenset[str] = frozenset()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self._take_override(request)
        super().initial(request, *args, **kwargs)
        unknown = sorted(set(request.query_params) - OF_EVERY_CALL - self.parameters)
        if unknown and request.method == "GET":
            raise exceptions.ValidationError(f"There is no query parameter {unknown[0][:80]!r}.")
        if "\0" in "".join(value for values in request.query_params.lists() for value in values[1]):
            raise exceptions.ValidationError("A query parameter holds a NUL character.")
        if request.query_params.get("alt", "json") != "json" or "callback" in request.query_params:
            raise exceptions.ValidationError("The answer is JSON: leave out `alt` and `callback`.")
        self.mask = _mask(request.query_params.get("fields", ""))

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        mask = getattr(self, "mask", None)
        if mask and response.status_code < HTTPStatus.BAD_REQUEST:
            response.data = kept(response.data, mask)
        return super().finalize_response(request, response, *args, **kwargs)

    def get_exception_handler(self) -> Any:
        return google_error

    def _take_override(self, request: Request) -> None:
        """A query too long for an address comes as the form body of a POST that says it is a GET."""
        meant = request.headers.get("X-HTTP-Method-Override", "").upper()
        if request.method != "POST" or not meant:
            return
        if meant != "GET":
            raise exceptions.ValidationError("X-HTTP-Method-Override may say GET.")
        inner = request._request
        given = inner.POST.copy()
        for name, values in inner.GET.lists():
            given.setlist(name, values)
        inner.method, inner.GET = "GET", given  # type: ignore[assignment]


def google_error(error: Exception, context: dict[str, Any]) -> Response:
    """Any refusal as `{"error": {"code", "message", "status"}}`, a fault of ours too, which is noted."""
    if isinstance(error, BadBody | BadMask):
        return _error(400, str(error))
    problem = problem_response(error, context)
    if problem is None:
        logger.error("Fact Check Tools API", exc_info=error)
        return _error(500, "Something went wrong here. It is our fault, not yours, and it has been noted.")
    code, message = problem.status_code, str(problem.data["detail"])
    if isinstance(error, exceptions.ValidationError):
        message = "; ".join(one["detail"] for one in problem.data["errors"])
    if isinstance(error, DomainError):
        message = str(error)
    answer = _error(code, message, "ALREADY_EXISTS" if isinstance(error, AlreadyExists) else "")
    for name in ("WWW-Authenticate", "Retry-After", "Allow"):
        if name in problem:
            answer[name] = problem[name]
    return answer


def _error(code: int, message: str, state: str = "") -> Response:
    shown = CODES.get(code, code)
    body = {"code": shown, "message": message, "status": state or STATES.get(code, "UNKNOWN")}
    return Response({"error": body}, status=shown)


def _mask(given: str) -> dict[str, Any]:
    return read_mask(given) if given else {}


class NoSuchMethod(GoogleView):
    """What no method answers: the same shape, and no redirect to an address with a slash."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise exceptions.NotFound("The API has no such method.")
