"""The fetch client against a real server on loopback: what it takes, what it refuses, and whom it never visits."""

import gzip
import shutil
import socket
import ssl
import subprocess
import threading
import time
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.errors import FetchRefused
from claims.ingestion.fetch import Fetched, SafeFetcher
from claims.ingestion.targets import parse_target
from tests.claims.ingestion.conftest import PAGE, refusal_of

PUBLIC = "93.184.216.34"


def to_public(host, port):
    return [PUBLIC]


# What is taken


def test_a_page_is_fetched_as_it_is(site, fetcher):
    site.put("/a?b=c", PAGE)
    page = fetcher.get(site.url("/a?b=c#part"))
    assert page == Fetched(url=site.url("/a?b=c"), status=200, content_type="text/html; charset=utf-8", body=PAGE)


def test_the_request_keeps_the_name_of_the_host_and_carries_nothing_else(site, routes):
    site.put("/news", PAGE, Set_Cookie="id=7")
    fetcher = SafeFetcher(resolver=to_public)
    fetcher.get("http://News.Example.org/news")
    fetcher.get("http://news.example.org./news")
    assert routes == [(PUBLIC, 80)] * 2
    for _, headers in site.requests:
        assert headers["Host"] == "news.example.org"
        assert set(headers) == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [("gzip", gzip.compress), ("x-gzip", gzip.compress), ("deflate", zlib.compress), ("identity", bytes)],
)
def test_a_compressed_page_is_unpacked(site, fetcher, encoding, pack):
    site.put("/", pack(PAGE), Content_Encoding=encoding)
    assert fetcher.get(site.url()).body == PAGE


def test_letters_outside_ascii_are_encoded_on_the_way(site, routes):
    site.put("/caf%C3%A9?q=%E2%80%9Ca%E2%80%9D%20", PAGE)
    page = SafeFetcher(resolver=to_public).get("http://bücher.example.org/café?q=“a”%20")
    assert page.url == "http://xn--bcher-kva.example.org/caf%C3%A9?q=%E2%80%9Ca%E2%80%9D%20"
    assert site.requests[0][1]["Host"] == "xn--bcher-kva.example.org"


def test_proxies_and_credentials_of_the_environment_are_ignored(site, fetcher, monkeypatch, tmp_path):
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    netrc = tmp_path / "netrc"
    netrc.write_text("default login me password secret")
    monkeypatch.setenv("NETRC", str(netrc))
    site.put("/", PAGE)
    assert fetcher.get(site.url()).body == PAGE
    assert "Authorization" not in site.requests[0][1]


def test_the_next_address_of_a_host_is_tried_when_the_first_does_not_answer(site, monkeypatch):
    tried = []
    connect = socket.create_connection

    def first_is_down(address, *args, **kwargs):
        tried.append(address[0])
        if len(tried) == 1:
            raise ConnectionRefusedError
        return connect(site.server_address, *args, **kwargs)

    monkeypatch.setattr("claims.ingestion.connecting.socket.create_connection", first_is_down)
    site.put("/", PAGE)
    assert SafeFetcher(resolver=lambda host, port: ["2606:4700::1111", PUBLIC]).get("http://a.example.org").body == PAGE
    assert tried == ["2606:4700::1111", PUBLIC]


# Whom it never visits

ADDRESS_HOSTS = [
    "127.0.0.1", "127.1", "127.0.1", "0", "0.0.0.0", "2130706433", "0x7f000001", "0x7f.1", "0x7f.0.0.1",
    "017700000001", "0177.0.0.1", "0177.1", "127.0.0.1.", "127.000.000.001", "00000127.0.0.1", "10.0.0.1", "10.1",
    "172.16.0.1", "192.168.0.1", "169.254.169.254", "0xa9fea9fe", "2852039166", "169.254.43518", "100.100.100.200",
    "100.64.0.1", "192.0.0.192", "168.63.129.16", "198.18.0.1", "224.0.0.1", "255.255.255.255", "①②⑦.⓪.⓪.①",
    "127。0。0。1", "１２７.0.0.1", "8.8.8.8.8", "134744072", "0x08080808", "256.256.256.256", "999", "1.2.3",
    "%31%32%37.0.0.1", "127.0.0.1%2f", "127.0.0.1%00", "[::1]", "[::]", "[::127.0.0.1]", "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]", "[::ffff:169.254.169.254]", "[64:ff9b::127.0.0.1]", "[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::1]",
    "[2002:7f00:1::]", "[2001:0:7f00:1::]", "[fe80::1]", "[fe80::1%25eth0]", "[fd00:ec2::254]", "[ff02::1]",
    "[5f00::1]", "[3fff::1]", "[2001:db8::1]", "[fc00::1]", "[::1", "[v1.x]", "[127.0.0.1]", "localhost", "LOCALHOST",
    "localhost.", "db",
]  # fmt: skip


@pytest.mark.parametrize("host", ADDRESS_HOSTS)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_spelling_of_an_inner_address_is_visited(site, routes, scheme, host):
    refusal_of(SafeFetcher(), f"{scheme}://{host}/latest/meta-data/")
    assert (routes, site.connections) == ([], 0)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "169.254.169.254",
        "::1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "fe80::1%eth0",
        "::ffff:127.0.0.1",
        "100.64.0.1",
        "nonsense",
        "",
    ],
)
@pytest.mark.parametrize("others", [[], [PUBLIC, "2606:4700::1111"]])
def test_a_name_with_one_inner_address_is_not_visited(site, routes, address, others):
    fetcher = SafeFetcher(resolver=lambda host, port: [*others, address])
    message = refusal_of(fetcher, "http://rebind.example.org/")
    assert message == refusal_of(SafeFetcher(resolver=lambda host, port: []), "http://rebind.example.org/")
    assert (routes, site.connections) == ([], 0)


def test_a_name_is_resolved_once_so_that_rebinding_gains_nothing(site, routes):
    answers = iter([[PUBLIC], ["127.0.0.1"], ["127.0.0.1"]])
    fetcher = SafeFetcher(resolver=lambda host, port: next(answers))
    site.put("/", PAGE)
    fetcher.get("http://rebind.example.org/")
    assert routes == [(PUBLIC, 80)]
    refusal_of(fetcher, "http://rebind.example.org/")
    assert routes == [(PUBLIC, 80)]


TRICKS = [
    "", " ", "news", "http://news/", "http://db./", "//news.example.org/", "/etc/passwd", "file:///etc/passwd", "gopher://news.example.org/",
    "ftp://news.example.org/", "data:text/html,hello", "javascript:alert(1)", "http:", "http://", "http:///",
    "http:news.example.org", "https://?a", "http://.", "http://user@news.example.org/",
    "http://user:pass@news.example.org/", "http://@news.example.org/", "http://news.example.org@127.0.0.1/",
    "http://127.0.0.1#@news.example.org/", "http://127.0.0.1?@news.example.org/",
    "http://news.example.org\\@127.0.0.1/", "http://127.0.0.1\\.news.example.org/", "http:\\\\127.0.0.1/",
    "http:/\\127.0.0.1/", "http://news.example.org/a b", "http://news.example.org/\r\nHost: x",
    "http://news.example.org/\x00", "http://news\t.example.org/", "http://news.example\u200b.org/",
    "http://news.example.org/\u202egpj", "http://news\u00a0.example.org/", "http://news.example.org:22/",
    "http://news.example.org:8080/", "http://news.example.org:0/", "http://news.example.org:99999/",
    "http://news.example.org:-1/", "http://news.example.org:80x/", "http://news..example.org/",
    "http://-news.example.org/", "http://news.example.org,evil.example.org/", "http://news.example.org|127.0.0.1/",
    "http://[news.example.org]/", "http://a" + "b" * 70 + ".example.org/", "http://" + "a." * 200 + "org/",
    "http://news.example.org/" + "a" * 2_000, "http://127.0.0.1:80/", "http://news.example.org\uff0f@127.0.0.1/",
    "http://ex\u2100mple.org/",
]  # fmt: skip


@pytest.mark.parametrize("url", TRICKS, ids=lambda url: ascii(url)[:60])
def test_an_address_that_could_be_read_in_two_ways_is_not_visited(site, routes, url):
    resolved = []
    fetcher = SafeFetcher(resolver=lambda host, port: resolved.append(host) or ["127.0.0.1"])
    refusal_of(fetcher, url)
    assert (routes, resolved, site.connections) == ([], [], 0)


@pytest.mark.parametrize(
    "place",
    [
        "http://127.0.0.1:1/",
        "http://169.254.169.254/",
        "http://[::1]/",
        "file:///etc/passwd",
        "//10.0.0.1/",
        "http://news.example.org:22/",
        "gopher://x",
    ],
)
def test_a_redirect_to_a_forbidden_place_is_not_followed(site, routes, place):
    site.put("/", status=302, Location=place)
    refusal_of(SafeFetcher(resolver=to_public), "http://news.example.org/")
    assert len(routes) == site.connections == 1


def test_a_redirect_to_a_name_that_resolves_to_loopback_is_not_followed(site, routes):
    site.put("/", status=301, Location="http://inner.example.org/")
    fetcher = SafeFetcher(resolver=lambda host, port: [PUBLIC if host == "news.example.org" else "127.0.0.1"])
    refusal_of(fetcher, "http://news.example.org/")
    assert routes == [(PUBLIC, 80)]


def test_an_allowed_place_is_that_host_and_port_only(site):
    canary = socket.create_server(("127.0.0.1", 0))
    canary.setblocking(False)
    other = canary.getsockname()[1]
    fetcher = SafeFetcher(allow=[site.place], resolver=lambda host, port: ["127.0.0.1"])
    site.put("/", status=302, Location=f"http://127.0.0.1:{other}/")
    with canary:
        for url in (
            site.url(),
            f"http://127.0.0.1:{other}/",
            f"http://localhost:{site.server_port}/",
            "http://127.0.0.1/",
        ):
            with pytest.raises(FetchRefused):
                fetcher.get(url)
        with pytest.raises(BlockingIOError):
            canary.accept()
    assert site.connections == 1


def test_a_place_that_is_allowed_by_name_may_be_inside(site):
    site.put("/", PAGE)
    fetcher = SafeFetcher(allow=[f"CMS:{site.server_port}"], resolver=lambda host, port: ["127.0.0.1"])
    assert fetcher.get(f"http://cms:{site.server_port}/").body == PAGE


def test_the_resolver_of_the_system_is_asked_when_no_other_is_given(site):
    refused = refusal_of(SafeFetcher(), "http://localhost.localdomain.invalid/")
    assert "not found on the public internet" in refused
    site.put("/", PAGE)
    place = f"localhost:{site.server_port}"
    assert SafeFetcher(allow=[place]).get(f"http://{place}/").body == PAGE


# The deadline


def drip(opening, drop):
    def talk(visitor, over):
        visitor.recv(4096)
        visitor.sendall(opening)
        while not over.wait(0.05):
            visitor.sendall(drop)

    return talk


OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
SLOW = {
    "body": drip(OK + b"\r\n", b"x"),
    "header line": drip(OK + b"X: ", b"x"),
    "headers": drip(OK, b"X: y\r\n"),
    "continuations": drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "chunks": drip(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    "gzip header": drip(OK + b"Content-Encoding: gzip\r\n\r\n\x1f\x8b\x08\x08\0\0\0\0\0\0", b"x"),
    "silence": lambda visitor, over: over.wait(10),
}


@pytest.mark.parametrize("talk", SLOW.values(), ids=SLOW.keys())
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_server_that_drips_is_left_at_the_deadline(speak, scheme, talk):
    place = speak(talk)
    started = time.monotonic()
    message = refusal_of(SafeFetcher(allow=[place], timeout=0.4), f"{scheme}://{place}/")
    assert time.monotonic() - started < 1.2
    assert "took longer than 0.4 seconds" in message or scheme == "https"


def test_the_deadline_spans_all_redirects(site):
    site.delay = 0.15
    for step in range(5):
        site.put(f"/{step}", status=302, Location=f"/{step + 1}")
    site.put("/5", PAGE)
    started = time.monotonic()
    assert "took longer" in refusal_of(SafeFetcher(allow=[site.place], timeout=0.5), site.url("/0"))
    assert time.monotonic() - started < 1
    assert 2 <= site.connections <= 4


def test_a_slow_resolver_is_left_at_the_deadline():
    over = threading.Event()
    fetcher = SafeFetcher(resolver=lambda host, port: over.wait(10) and [PUBLIC], timeout=0.2)
    started = time.monotonic()
    try:
        assert "took longer than 0.2 seconds" in refusal_of(fetcher, "http://news.example.org/")
        assert time.monotonic() - started < 1
    finally:
        over.set()


def test_a_fetch_leaves_no_timer_behind(site):
    site.put("/", PAGE)
    SafeFetcher(allow=[site.place], timeout=60).get(site.url())
    timers = [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]
    for timer in timers:
        timer.join(timeout=1)
    assert not any(timer.is_alive() for timer in timers)


# TLS


@pytest.fixture
def secure_site(site, tmp_path, monkeypatch):
    """The site behind a certificate for news.example.org, and the names that visitors asked for."""
    if not shutil.which("openssl"):
        pytest.skip("openssl makes the certificate of this test")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    making = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=news.example.org"]
    subprocess.run(
        [*making, "-keyout", key, "-out", certificate, "-addext", "subjectAltName=DNS:news.example.org"],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    site.names = []
    context.sni_callback = lambda sock, name, ctx: site.names.append(name)
    site.socket = context.wrap_socket(site.socket, server_side=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    site.put("/", PAGE)
    return site


def test_tls_is_spoken_with_the_name_of_the_host_to_the_vetted_address(secure_site, routes):
    page = SafeFetcher(resolver=to_public).get("https://news.example.org/")
    assert (page.body, page.url) == (PAGE, "https://news.example.org/")
    assert (routes, secure_site.names) == ([(PUBLIC, 443)], ["news.example.org"])


def test_a_certificate_for_another_name_is_refused(secure_site, routes):
    assert "no valid certificate" in refusal_of(SafeFetcher(resolver=to_public), "https://other.example.org/")
    assert secure_site.requests == []


def test_a_certificate_that_nobody_vouches_for_is_refused(secure_site, routes, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    assert "no valid certificate" in refusal_of(SafeFetcher(resolver=to_public), "https://news.example.org/")


def test_a_drip_over_tls_is_left_at_the_deadline(secure_site, routes):
    def slowly():
        for _ in range(200):
            time.sleep(0.05)
            yield b"x"

    secure_site.put("/", slowly)
    started = time.monotonic()
    fetcher = SafeFetcher(resolver=to_public, timeout=0.5)
    assert "took longer than 0.5 seconds" in refusal_of(fetcher, "https://news.example.org/")
    assert time.monotonic() - started < 1.5


# Reading addresses

URL_PIECES = st.sampled_from(
    [
        "http",
        "https",
        "://",
        "//",
        "/",
        ":",
        "@",
        "#",
        "?",
        "[",
        "]",
        "%",
        "\\",
        "..",
        "127.0.0.1",
        "::1",
        "0x7f",
        "news",
        ".org",
        "80",
        "ß",
        "。",
        "１",
    ]
)


@given(st.lists(URL_PIECES | st.characters(), max_size=12).map("".join))
def test_any_address_is_a_target_or_refused_and_a_target_reads_the_same_again(url):
    try:
        target = parse_target(url)
    except FetchRefused:
        return
    assert target.url.isascii()
    assert target.url.isprintable()
    assert parse_target(target.url) == target
