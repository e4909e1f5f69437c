"""What a trace tells: how long a route, task or statement took and how it ended, and nothing of people or contents."""

import os
from collections.abc import Mapping, Sequence

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.celery import CeleryInstrumentor
from opentelemetry.instrumentation.django import DjangoInstrumentor
from opentelemetry.instrumentation.psycopg import PsycopgInstrumentor
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import Event, ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import Status
from opentelemetry.util.types import AttributeValue

# Not among them: addresses of callers and pages, queries, names of programs, the words of an error. Statements have no
# values.
TOLD = frozenset({
    "http.method", "http.request.method", "http.route", "http.status_code", "http.response.status_code", "http.scheme",
    "db.system", "db.system.name", "db.statement", "db.query.text", "db.operation", "celery.action", "celery.state",
    "celery.task_name", "messaging.destination", "messaging.destination.name", "error.type", "exception.type",
})  # fmt: skip


class Discreet(SpanExporter):
    """Sends on what may be told of each span."""

    def __init__(self, sending: SpanExporter) -> None:
        self.sending = sending

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Whether they arrived."""
        return self.sending.export([_discreet(span) for span in spans])

    def shutdown(self) -> None:
        """Send nothing any more."""
        self.sending.shutdown()


def start() -> None:
    """Trace requests, tasks and statements of this process and its children, to where the standard variables say."""
    named = {} if os.environ.get("OTEL_SERVICE_NAME") else {"service.name": "claimdesk"}
    provider = TracerProvider(resource=Resource.create(named))
    provider.add_span_processor(BatchSpanProcessor(Discreet(OTLPSpanExporter())))
    trace.set_tracer_provider(provider)
    DjangoInstrumentor().instrument(middleware_position=1)  # behind the number, which every answer has
    CeleryInstrumentor().instrument()  # type: ignore[no-untyped-call]  # its own __init__ has no types
    PsycopgInstrumentor().instrument()


def _discreet(span: ReadableSpan) -> ReadableSpan:
    return ReadableSpan(
        name=span.name,
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=_told(span.attributes),
        events=[Event(event.name, _told(event.attributes), event.timestamp) for event in span.events],
        links=span.links,
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )


def _told(attributes: Mapping[str, AttributeValue] | None) -> dict[str, AttributeValue]:
    return {name: value for name, value in (attributes or {}).items() if name in TOLD}
