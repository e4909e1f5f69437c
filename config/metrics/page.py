"""`/metrics/`: everything in Prometheus' text format, for whoever has the token."""

import hmac
from collections.abc import Iterator

import redis
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from config.metrics import broker, requests, work


class Now(Collector):
    """What the database and the broker say when they are asked; where one does not answer, that it does not."""

    def collect(self) -> Iterator[Metric]:
        """Their figures, each with whether there are any."""
        yield from _of_database()
        yield from _of_broker()


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """All metrics; 404 where METRICS_TOKEN is not set, 401 without that token as bearer."""
    if not settings.METRICS_TOKEN:
        return HttpResponseNotFound("Metrics are off: set METRICS_TOKEN.", content_type="text/plain")
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), settings.METRICS_TOKEN.encode()):
        said = "Send METRICS_TOKEN: Authorization: Bearer …"
        return HttpResponse(said, status=401, content_type="text/plain", headers={"WWW-Authenticate": "Bearer"})
    registry = CollectorRegistry()
    registry.register(Now())
    requests.collect_into(registry)
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _of_database() -> Iterator[Metric]:
    try:
        found = work.metrics()
    except DatabaseError:  # away, or too slow: what else there is to say is worth the more
        found = []
    yield GaugeMetricFamily("claimdesk_database_up", "Whether the database answered in time.", bool(found))
    yield from found


def _of_broker() -> Iterator[Metric]:
    try:
        lengths = broker.queue_lengths()
    except redis.RedisError:
        lengths = {}
    yield GaugeMetricFamily("claimdesk_broker_up", "Whether the broker answered in time.", bool(lengths))
    messages = GaugeMetricFamily("claimdesk_broker_messages", "Messages that wait in a queue.", labels=["queue"])
    for queue, length in lengths.items():
        messages.add_metric([queue], length)
    yield messages
