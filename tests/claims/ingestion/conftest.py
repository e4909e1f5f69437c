"""A real server on loopback, and a stand-in for the routes of the internet that all lead to it."""

import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from claims.errors import FetchRefused
from claims.ingestion.fetch import SafeFetcher
from tests.loopback import serving

PAGE = "<html><body><p>The toll fell – a secret word.</p></body></html>".encode()


class Site(ThreadingHTTPServer):
    """Answers each path with what a test put into `answers`, and keeps what it was asked."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Visit)
        self.answers = {}
        self.requests = []
        self.connections = 0
        self.delay = 0

    @property
    def place(self):
        return f"127.0.0.1:{self.server_port}"

    def url(self, path="/"):
        return f"http://{self.place}{path}"

    def put(self, path, body=b"", *, status=200, **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = (status, {"Content-Type": "text/html; charset=utf-8"} | named, body)

    def get_request(self):
        self.connections += 1
        return super().get_request()

    def handle_error(self, request, client_address):
        pass  # the client hangs up on purpose


class Visit(BaseHTTPRequestHandler):
    def do_GET(self):
        time.sleep(self.server.delay)
        self.server.requests.append((self.path, dict(self.headers)))
        status, headers, body = self.server.answers.get(
            self.path, (404, {"Content-Type": "text/html"}, b"no such page")
        )
        self.send_response_only(status)
        for name, value in headers.items():
            if value is not None:
                self.send_header(name, value)
        if isinstance(body, bytes):
            self.send_header("Content-Length", headers.get("Content-Length") or str(len(body)))
        self.end_headers()
        for chunk in [body] if isinstance(body, bytes) else body():
            self.wfile.write(chunk)

    def log_message(self, *args):
        pass


@pytest.fixture
def site():
    with serving(Site()) as server:
        yield server


@pytest.fixture
def fetcher(site):
    return SafeFetcher(allow=[site.place], timeout=5)


def refusal_of(fetcher, url):
    with pytest.raises(FetchRefused) as refusal:
        fetcher.get(url)
    message = str(refusal.value)
    assert message.endswith(".")
    assert "secret" not in message
    assert "127.0.0.1:" not in message
    assert refusal.value.__cause__ is None
    return message


@pytest.fixture
def routes(site, monkeypatch):
    """The (address, port) pairs that were connected to; each connection is led to the site instead."""
    taken = []
    connect = socket.create_connection

    def lead_to_site(address, *args, **kwargs):
        taken.append(address)
        return connect(site.server_address, *args, **kwargs)

    monkeypatch.setattr("claims.ingestion.connecting.socket.create_connection", lead_to_site)
    return taken


@pytest.fixture
def speak():
    """Starts a raw TCP listener whose visitor is handed to the given function, and returns its "host:port"."""
    listeners = []
    over = threading.Event()

    def start(talk):
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def serve():
            try:
                visitor, _ = listener.accept()
            except OSError:
                return
            with visitor:
                try:
                    talk(visitor, over)
                except OSError:
                    return

        threading.Thread(target=serve, daemon=True).start()
        return f"127.0.0.1:{listener.getsockname()[1]}"

    yield start
    over.set()
    for listener in listeners:
        listener.close()
