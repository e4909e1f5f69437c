"""A pytest plugin: a real HTTP server on loopback that speaks a language model's protocol, well or as badly as told."""

import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.loopback import serving

KEY = "sk-test-0123456789-never-to-be-seen"


@dataclass(frozen=True)
class Asked:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def text(self) -> str:
        """The part of the article that it is about."""
        return str(json.loads(self.body["messages"][1]["content"])["text"])

    @property
    def form(self) -> str:
        return str(self.body["response_format"]["type"])


Answering = Callable[["Visit", Asked], None]


class ModelServer(ThreadingHTTPServer):
    """Gives the `answers` in turn, then always `otherwise`; keeps what it was `asked`."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Visit)
        self.answers: deque[Answering] = deque()
        self.otherwise: Answering = choosing()
        self.asked: list[Asked] = []
        self.over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass  # the client hangs up on purpose


class Visit(BaseHTTPRequestHandler):
    server: ModelServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        asked = Asked(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
        self.server.asked.append(asked)
        answer = self.server.answers.popleft() if self.server.answers else self.server.otherwise
        answer(self, asked)

    do_GET = do_POST  # noqa: N815  the server calls it by this name

    def send(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.begin(status, **{"Content-Length": str(len(body))} | headers)
        self.wfile.write(body)

    def begin(self, status: int = 200, **headers: str) -> None:
        self.send_response_only(status)
        for name, value in ({"Content-Type": "application/json"} | headers).items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        pass


def claim(quote: Any, score: Any = 0.9, **more: Any) -> dict[str, Any]:
    """A claim as the schema wants it, or with something else in its place."""
    return {
        "quote": quote, "before": "", "score": score, "kind": "quantity", "claimant": None, "reason": "A figure."
    } | more  # fmt: skip


def completion(content: Any, *, finish: str = "stop", refusal: Any = None, usage: Any = (1200, 80)) -> bytes:
    """The body of an answer whose message has this content."""
    counts = {"prompt_tokens": usage[0], "completion_tokens": usage[1]} if usage else None
    message = {"role": "assistant", "content": content, "refusal": refusal}
    choice = {"index": 0, "message": message, "finish_reason": finish}
    return json.dumps({"object": "chat.completion", "choices": [choice], "usage": counts}).encode()


def saying(claims: Any, **more: Any) -> Answering:
    """Answers with these claims, whatever was asked."""
    return lambda visit, asked: visit.send(completion(json.dumps({"claims": claims}), **more))


def choosing(*quotes: str) -> Answering:
    """Answers with those of the quotes that stand in the part asked about."""
    return lambda visit, asked: saying([claim(quote) for quote in quotes if quote in asked.text])(visit, asked)


def sending(body: bytes, status: int = 200, **headers: str) -> Answering:
    """Answers with exactly this."""
    return lambda visit, asked: visit.send(body, status, **headers)


def failing(status: int, **headers: str) -> Answering:
    """Answers with an error whose words tell the key, as a careless server does."""
    return sending(json.dumps({"error": {"message": f"bad request by {KEY}"}}).encode(), status, **headers)


def late(seconds: float) -> Answering:
    """Keeps silent for so long, or until the test is over."""
    return lambda visit, asked: visit.server.over.wait(seconds) or visit.send(completion("{}"))


def dripping(every: float) -> Answering:
    """Begins at once and then sends a space now and then, for ever: no single read of it times out."""

    def drip(visit: Visit, asked: Asked) -> None:
        visit.begin(Content_Length="1000000")
        while not visit.server.over.is_set():
            visit.wfile.write(b" ")
            time.sleep(every)

    return drip


@pytest.fixture
def model_server() -> Iterator[ModelServer]:
    server = ModelServer()
    with serving(server):
        yield server
        server.over.set()
