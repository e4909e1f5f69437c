"""Traces: off and not even imported unless asked for, and then without what people wrote, asked or are known by."""

import os
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from tests.servers import url_of_the_test_database

trace_service = pytest.importorskip(
    "opentelemetry.proto.collector.trace.v1.trace_service_pb2", reason="make venv-dev installs OpenTelemetry"
)

PROGRAM = """
import os, sys
from config.wsgi import application
from django.test import Client
loaded = [name for name in sys.modules if name.startswith(("config.spans", "opentelemetry.instrumentation"))]
assert not loaded, "imported though nobody asked"
os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"] = os.environ["WHERE_TO"]
from config import tracing
assert tracing.start()
from claims.tasks import forget_requests
client = Client(raise_request_exception=False)
said = {"REMOTE_ADDR": "203.0.113.9", "HTTP_USER_AGENT": "Secret-Program/1", "HTTP_HOST": "127.0.0.1"}
assert client.get("/fact-checks/feed.atom?q=my-private-question", **said).status_code == 200
assert client.get("/api/v1/nowhere/my-private-path", **said).status_code == 404
refused = client.get("/api/v1/claims/", **said | {"HTTP_HOST": "other.example"})
assert refused.status_code >= 400 and refused["X-Request-ID"]
forget_requests.apply()
"""


class Collector(BaseHTTPRequestHandler):
    """Keeps what is sent to it, as OTLP's collectors do."""

    def do_POST(self):
        self.server.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args):
        """Nothing: it would be on the tests' screen."""


def test_a_trace_tells_routes_tasks_and_statements_and_nothing_of_people(transactional_db):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Collector)
    server.bodies = []
    Thread(target=server.serve_forever, daemon=True).start()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OTEL_")} | {
        "DATABASE_URL": url_of_the_test_database(), "DJANGO_SETTINGS_MODULE": "config.settings",
        "WHERE_TO": f"http://127.0.0.1:{server.server_port}",
    }  # fmt: skip
    program = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(program, env=environment, capture_output=True, text=True, check=False)
    server.shutdown()
    server.server_close()
    assert done.returncode == 0, done.stderr

    held = b"".join(server.bodies)
    for private in (b"203.0.113.9", b"Secret-Program", b"my-private", b"question"):
        assert private not in held
    requests = [trace_service.ExportTraceServiceRequest.FromString(body) for body in server.bodies]
    resources = [one for request in requests for one in request.resource_spans]
    spans = [span for one in resources for scope in one.scope_spans for span in scope.spans]
    names = {span.name for span in spans}
    assert "GET fact-checks/feed.atom" in names
    assert "run/claims.tasks.forget_requests" in names
    assert "SELECT" in names
    named = {(one.key, one.value.string_value) for resource in resources for one in resource.resource.attributes}
    assert ("service.name", "claimdesk") in named
    page = next(span for span in spans if span.name == "GET fact-checks/feed.atom")
    assert page.trace_id in {span.trace_id for span in spans if span.name == "SELECT"}
