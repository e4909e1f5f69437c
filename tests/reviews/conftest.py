"""A real web server on loopback for the pages that evidence cites, and what a worker does with a copy."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.db import connections

from reviews import services, tasks
from tests.loopback import serving

WORDS = (
    "The statistics office counts 7 percent, not 12. Its yearly report for Port Almery was published in March and "
    "names every district of the town, with the offences that were reported in it. The figures were revised once."
)
PAGE = (
    "<html><head><title>Crime figures 2026</title></head><body><nav>Home About</nav><main><h1>Crime figures</h1>"
    f"<p>{WORDS}</p><p>A further paragraph tells how the figures came about, and what they leave out.</p></main>"
    "</body></html>"
)


class Site(ThreadingHTTPServer):
    """Answers each path with what a test put there."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Visit)
        self.answers = {}
        self.asked = []

    @property
    def place(self):
        return f"127.0.0.1:{self.server_port}"

    def url(self, path="/"):
        return f"http://{self.place}{path}"

    def put(self, path="/", body=PAGE, *, code=200, **headers):
        raw = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = (code, {"Content-Type": "text/html; charset=utf-8"} | named, raw)


class Visit(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        code, headers, body = self.server.answers.get(self.path, (404, {"Content-Type": "text/html"}, b"gone"))
        self.send_response(code)
        for name, value in (headers | {"Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def site(settings):
    with serving(Site()) as server:
        settings.FETCH_ALLOW = [server.place]
        yield server


@pytest.fixture
def cite(newsroom, site):
    """`cite(quote=…)`: evidence on a fresh draft that cites the site, not fetched yet."""

    def add(path="/", body=PAGE, review=None, **facts):
        site.put(path, body)
        review = review or newsroom.review()
        return services.add_evidence(review, url=site.url(path), stance="refutes", by=newsroom.reviewer, **facts)

    return add


def keep(snapshot):
    """What a worker does with a copy, in this process."""
    tasks.keep_copy(snapshot.pk)
    snapshot.refresh_from_db()
    return snapshot


def together(*calls):
    """Run the calls at the same moment, each in a thread with a connection of its own; their results or errors."""
    barrier, outcomes = threading.Barrier(len(calls)), [None] * len(calls)

    def run(number, call):
        barrier.wait()
        try:
            outcomes[number] = call()
        except Exception as error:
            outcomes[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    [thread.start() for thread in threads]
    [thread.join(20) for thread in threads]
    return outcomes
