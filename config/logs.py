"""What is written to standard error, and the number that ties it to one request or task.

Every answer carries the number of its request as `X-Request-ID`, a page or problem of status 500 says it in words, one
of status 503 too where no door knew better, and each log line names it, so that what somebody tells of can be found.
"""

import json
import logging
import re
import sys
import time
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from celery import current_task
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

from config.outages import SECONDS_TO_COME_BACK, outage_of

HEADER = "X-Request-ID"
OURS = "It is a fault of ours, and it has been noted. Nothing that was stored is lost. Try again in a minute."
LATER = "It has been noted. Try again in a moment; what is sent under an Idempotency-Key is done once only."

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")

_number: ContextVar[str] = ContextVar("number of the request", default="")


def numbered(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: the request has a number while it is worked on, and its answer says it."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        number = uuid.uuid4().hex
        before = _number.set(number)
        try:
            answer = get_response(request)
        finally:
            _number.reset(before)
        answer[HEADER] = number
        return answer

    return handle


def server_error(request: HttpRequest) -> HttpResponse:
    """The answer to what no door caught, with the number of the request: a problem to programs, a page to people.

    It is 503 while the database or the disk is the reason, with when to come back, and otherwise 500.
    """
    number, away = _number.get(), outage_of(sys.exc_info()[1])
    state = HTTPStatus.SERVICE_UNAVAILABLE if away else HTTPStatus.INTERNAL_SERVER_ERROR
    headers = {"Retry-After": str(SECONDS_TO_COME_BACK)} if away else {}
    if request.path.startswith("/api/"):
        said = f"{f'{away} {LATER}' if away else OURS} Its number is {number}."
        problem = {"type": "about:blank", "title": state.phrase, "status": state, "detail": said, "request": number}
        return JsonResponse(problem, status=state, headers=headers, content_type="application/problem+json")
    page = render_to_string("503.html" if away else "500.html", {"number": number})
    return HttpResponse(page, status=state, headers=headers)


class Worked(logging.Filter):
    """Notes on each record what was being worked on: a request or a task by its number, or nothing of either."""

    def filter(self, record: logging.LogRecord) -> bool:
        number, task = _number.get(), current_task.request.id if current_task else None
        name = current_task.name if task else ""
        worked_on = f" [{number or task}]" if number or task else ""
        record.__dict__ |= {"request": number, "task": task or "", "task_name": name, "worked_on": worked_on}
        return True


class Lines(logging.Formatter):
    """A line for people, with its time in UTC. What somebody sent begins no line: control signs are written out."""

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%d %H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the library's name
        """The line, but for the traceback that may follow it."""
        record.message = CONTROL.sub(lambda sign: sign[0].encode("unicode_escape").decode(), record.message)
        return super().formatMessage(record)


class JsonLines(logging.Formatter):
    """One JSON object a line: `at` (UTC), `level`, `logger`, `message`, and `request`, `task` and `error` if any."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request": getattr(record, "request", ""),
            "task": getattr(record, "task", ""),
            "task_name": getattr(record, "task_name", ""),
            "error": self.formatException(record.exc_info) if record.exc_info else "",
        }
        return json.dumps({name: value for name, value in line.items() if value}, ensure_ascii=False)


def configuration(*, level: str, form: str) -> dict[str, Any]:
    """What Django's LOGGING says; `form` is "line" for people or "json" for programs that collect logs.

    Raises:
        ValueError: it is neither.
    """
    if form not in {"line", "json"}:
        raise ValueError(f"LOG_FORMAT must be line or json, and is {form!r}.")
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"worked": {"()": Worked}},
        "formatters": {
            "line": {"()": Lines, "format": "{asctime} {levelname} {name}{worked_on}: {message}", "style": "{"},
            "json": {"()": JsonLines},
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": form, "filters": ["worked"]}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django.server": {"level": "WARNING"},
            "trafilatura": {"level": "ERROR"},
            # at INFO and DEBUG they tell addresses, headers and whole articles
            **{name: {"level": "WARNING"} for name in ("openai", "httpx2", "httpcore2", "urllib3")},
        },
    }
