"""Every refusal of the REST API as RFC 9457 `application/problem+json`."""

import logging
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, exception_handler

from claims.errors import DomainError, IllegalMove, StaleVersion
from claims.repeating import OutcomeUnknown, RequestUnderWay
from claims.scanning import ScannerAway

logger = logging.getLogger(__name__)

SECONDS_TO_COME_BACK = 5
AGAIN = "Try again in a moment; what is sent under an Idempotency-Key is done once only."


class NoSuchAddress(APIView):
    """Answers what no route answers, so that a program meets a problem there too and never a web page."""

    authentication_classes = ()
    permission_classes = ()
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise exceptions.NotFound("The API has no such address. Every address of it ends in a slash.")


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """The answer to `error`; None for what is a fault of ours, which becomes a 500 without details.

    Rules that say no are 422, a move from the wrong state 409, a stale version 412, bad input 400, too much of it 413;
    a database or a virus scanner that does not answer in time is 503.
    """
    if isinstance(error, DomainError):
        errors = [dict(one) for one in error.errors] or None
        problem = _problem(_state_of(error), str(error), kind=type(error).__name__, errors=errors)
        if isinstance(error, RequestUnderWay | ScannerAway):
            problem["Retry-After"] = str(error.seconds)
        return problem
    if isinstance(error, (OperationalError, InterfaceError)):
        return _come_back(error)
    if isinstance(error, RequestDataTooBig):
        return _problem(413, "The body is larger than one request may be.")
    if isinstance(error, SuspiciousOperation):
        return _problem(400, "The request is not one that a client of ours would make.")
    return _framework_problem(error, exception_handler(error, context))


def _framework_problem(error: Exception, response: Response | None) -> Response | None:
    """What the framework would answer, as a problem."""
    if response is None:
        return None
    if isinstance(error, exceptions.ValidationError):
        errors = list(_flatten(error.detail))
        problem = _problem(400, "The input has errors; see `errors`.", errors=errors)
    else:
        problem = _problem(response.status_code, str(response.data.get("detail", "")))
    for name in ("WWW-Authenticate", "Retry-After", "Allow"):
        if name in response:
            problem[name] = response[name]
    return problem


def _come_back(error: Exception) -> Response:
    logger.warning("the database did not answer: %s", error)
    problem = _problem(503, f"The database does not answer in time. {AGAIN}")
    problem["Retry-After"] = str(SECONDS_TO_COME_BACK)
    return problem


def _state_of(error: DomainError) -> int:
    if isinstance(error, (IllegalMove, RequestUnderWay, OutcomeUnknown)):
        return 409
    if isinstance(error, ScannerAway):
        return 503
    return 412 if isinstance(error, StaleVersion) else 422


def _problem(status: int, detail: str, *, kind: str = "", errors: list[dict[str, str]] | None = None) -> Response:
    body: dict[str, Any] = {
        "type": f"urn:claimdesk:problem:{kind}" if kind else "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if errors is not None:
        body["errors"] = errors
    return Response(body, status=status, content_type="application/problem+json")


def _flatten(detail: Any, pointer: str = "#") -> Iterator[dict[str, str]]:
    """One entry a message, each with the JSON pointer of the member it is about."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from _flatten(inner, pointer if name == "non_field_errors" else f"{pointer}/{_token(name)}")
    elif isinstance(detail, list):
        for position, inner in enumerate(detail):
            yield from _flatten(inner, pointer if isinstance(inner, str) else f"{pointer}/{position}")
    else:
        yield {"detail": _encodable(str(detail)), "pointer": pointer}


def _token(name: str | int) -> str:
    """A member's name, or its place in a list, as part of a JSON pointer in a URI fragment (RFC 6901, section 6)."""
    return quote(_encodable(str(name)).replace("~", "~0").replace("/", "~1"), safe="~!$&'()*+,;=:@")


def _encodable(text: str) -> str:
    """`text` without the lone surrogates that JSON brings in and UTF-8 cannot take out: messages may quote input."""
    return text.encode("utf-8", "replace").decode()
