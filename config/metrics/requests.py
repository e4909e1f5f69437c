"""How requests are answered, counted in each web process and put together for whoever asks.

The processes share a folder (PROMETHEUS_MULTIPROC_DIR), in which each keeps its counts; without one nothing is counted,
since whoever asks would get the counts of one process, and at the next time those of another.
"""

import os
import time
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.multiprocess import MultiProcessCollector

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
BUCKETS = 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10  # seconds
LABELS = "route", "method"  # a route is its name or its view: never a path, of which anybody may think up any number

ANSWERS = Counter(
    "claimdesk_requests", "Requests by the hundreds of their status code.", (*LABELS, "answer"), registry=None
)
SECONDS = Histogram("claimdesk_request_seconds", "Until the answer began.", LABELS, buckets=BUCKETS, registry=None)


def counted(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: the request and its time are counted, under the name of its route."""
    if not (settings.METRICS_TOKEN and os.environ.get(FOLDER)):
        raise MiddlewareNotUsed

    def handle(request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        answer = get_response(request)
        found = request.resolver_match
        labels = found.view_name if found else "none", request.method if request.method in METHODS else "other"
        ANSWERS.labels(*labels, f"{answer.status_code // 100}xx").inc()
        SECONDS.labels(*labels).observe(time.perf_counter() - began)
        return answer

    return handle


def collect_into(registry: CollectorRegistry) -> None:
    """Add the counts of all web processes of this host, those that ended included."""
    if os.environ.get(FOLDER):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
