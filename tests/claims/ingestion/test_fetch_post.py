"""Sending with the fetch client: the same guards as for fetching, and never a second request."""

import gzip
import time

import pytest

from claims.errors import FetchRefused
from claims.ingestion.fetch import SafeFetcher
from tests.loopback import serving
from tests.publishing.receiver import Receiver

PUBLIC = "93.184.216.34"
HEADERS = {"Content-Type": "application/json", "webhook-id": "7"}


@pytest.fixture
def receiver():
    with serving(Receiver()) as server:
        yield server


@pytest.fixture
def sender(receiver):
    return SafeFetcher(allow=[receiver.place], timeout=5)


def test_a_body_is_sent_as_it_is_with_the_headers_that_were_given(receiver, sender):
    reply = sender.post(receiver.url, b'{"a":1}', headers=HEADERS)
    assert (reply.code, reply.beginning) == (204, "")
    ((headers, body),) = receiver.received
    assert body == b'{"a":1}'
    assert headers["Host"] == receiver.place
    assert {"Content-Type", "webhook-id", "User-Agent", "Content-Length"} <= set(headers)
    assert headers["Connection"] == "close"
    assert not {"Cookie", "Authorization"} & set(headers)


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_a_redirect_is_an_answer_and_leads_nowhere(receiver, sender, code):
    receiver.usual = (code, {"Location": receiver.url + "/elsewhere"}, b"")
    assert sender.post(receiver.url, b"x", headers=HEADERS).code == code
    assert len(receiver.received) == 1


def test_an_error_is_an_answer_with_its_beginning_in_plain_signs(receiver, sender):
    receiver.usual = (500, {"Retry-After": "7"}, b"\x1b[1mno\r\n\x00" + b"x" * 5_000_000)
    reply = sender.post(receiver.url, b"x", headers=HEADERS)
    assert (reply.code, reply.header("retry-after"), reply.header("nothing")) == (500, "7", "")
    assert reply.beginning == ("[1mno " + "x" * 200)[:200]


def test_a_bomb_in_the_answer_is_not_unpacked(receiver, sender):
    receiver.usual = (500, {"Content-Encoding": "gzip"}, gzip.compress(bytes(10_000_000)))
    began = time.monotonic()
    assert len(sender.post(receiver.url, b"x", headers=HEADERS).beginning) <= 200
    assert time.monotonic() - began < 1


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://0x7f.1/", "http://2130706433/", "http://[::ffff:127.0.0.1]/", "http://[::1]/",
        "http://10.1.2.3/", "http://100.64.0.1/", "http://169.254.169.254/", "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/", "http://0.0.0.0/", "http://localhost/", "http://a.example.org:8080/",
        "file:///etc/passwd", "gopher://a.example.org/", "http://me:pw@a.example.org/", "http://a.example.org\\@b/",
    ],
)  # fmt: skip
def test_what_may_not_be_fetched_may_not_be_sent_to(url, monkeypatch):
    visited = []
    monkeypatch.setattr("claims.ingestion.connecting.socket.create_connection", lambda *a, **k: visited.append(a))
    with pytest.raises(FetchRefused):
        SafeFetcher(resolver=lambda host, port: [PUBLIC]).post(url, b"x", headers=HEADERS)
    assert visited == []


def test_a_name_with_one_address_inside_is_refused(monkeypatch):
    visited = []
    monkeypatch.setattr("claims.ingestion.connecting.socket.create_connection", lambda *a, **k: visited.append(a))
    with pytest.raises(FetchRefused, match="public internet"):
        SafeFetcher(resolver=lambda host, port: [PUBLIC, "127.0.0.1"]).post("https://a.example.org/", b"", headers={})
    assert visited == []


def test_a_slow_receiver_is_left_at_the_deadline(receiver):
    receiver.delay = 5
    began = time.monotonic()
    with pytest.raises(FetchRefused, match=r"took longer than 0\.4 seconds"):
        SafeFetcher(allow=[receiver.place], timeout=0.4).post(receiver.url, b"x", headers=HEADERS)
    assert time.monotonic() - began < 2


def test_an_answer_that_drips_after_its_code_is_an_answer_all_the_same(speak):
    def drip(visitor, over):
        visitor.recv(65_536)
        visitor.sendall(b"HTTP/1.1 503 Busy\r\nContent-Length: 1000\r\n\r\n")
        while not over.wait(0.1):
            visitor.sendall(b"x")

    place = speak(drip)
    reply = SafeFetcher(allow=[place], timeout=0.5).post(f"http://{place}/", b"x", headers=HEADERS)
    assert reply.code == 503


def test_nothing_is_sent_twice_where_the_connection_breaks_off(speak):
    visits = []

    def hang_up(visitor, over):
        visits.append(visitor.recv(65_536))

    place = speak(hang_up)
    with pytest.raises(FetchRefused, match="broke off"):
        SafeFetcher(allow=[place], timeout=2).post(f"http://{place}/", b"x", headers=HEADERS)
    assert len(visits) == 1
