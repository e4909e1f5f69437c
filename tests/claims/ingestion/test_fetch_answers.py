"""What a fetch takes of the answers that a server gives: by status, type, compression and size."""

import socket
import tracemalloc
import zlib

import pytest

from claims.ingestion.fetch import MAX_REDIRECTS, SafeFetcher
from tests.claims.ingestion.conftest import PAGE, refusal_of


@pytest.mark.parametrize("status", [201, 204, 206, 300, 304, 401, 403, 404, 410, 429, 500, 503])
def test_only_a_plain_success_is_taken(site, fetcher, status):
    site.put("/", b"" if status in {204, 304} else b"secret", status=status)
    assert f"HTTP status {status}" in refusal_of(fetcher, site.url())
    assert site.connections == 1


@pytest.mark.parametrize(
    ("content_type", "named"),
    [
        ("application/pdf", "“application/pdf”"),
        ("image/svg+xml", "“image/svg+xml”"),
        ("text/html2", "“text/html2”"),
        ("application/json; charset=utf-8", "“application/json”"),
        ("<script>alert('secret')</script>", "no usable content type"),
        ("x" * 500, "no usable content type"),
        (None, "no usable content type"),
    ],
)
def test_another_type_than_a_page_is_refused_by_its_name(site, fetcher, content_type, named):
    site.put("/", b"secret", Content_Type=content_type)
    assert named in refusal_of(fetcher, site.url())


@pytest.mark.parametrize("content_type", ["text/html", "TEXT/HTML;charset=x", "application/xhtml+xml", "text/plain"])
def test_pages_and_plain_text_are_taken(site, fetcher, content_type):
    site.put("/", PAGE, Content_Type=content_type)
    assert fetcher.get(site.url()).content_type == content_type


@pytest.mark.parametrize(
    ("body", "kind"), [(b"%PDF-1.7 secret", "a PDF document"), (b"PK\x03\x04secret", "a ZIP archive")]
)
def test_a_file_in_the_guise_of_a_page_is_refused(site, fetcher, body, kind):
    site.put("/", body)
    assert kind in refusal_of(fetcher, site.url())


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "compress", "nonsense"])
def test_a_compression_that_was_not_asked_for_is_refused(site, fetcher, encoding):
    site.put("/", b"secret", Content_Encoding=encoding)
    assert "compression" in refusal_of(fetcher, site.url())


def test_a_damaged_compression_is_refused(site, fetcher):
    site.put("/", b"secret, not gzip", Content_Encoding="gzip")
    assert "damaged" in refusal_of(fetcher, site.url())


def test_a_gzip_bomb_is_refused_before_it_unfolds(site):
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join([packer.compress(bytes(10_000_000)) for _ in range(30)] + [packer.flush()])
    site.put("/", bomb, Content_Encoding="gzip")
    tracemalloc.start()
    try:
        assert "more than 1 MB" in refusal_of(SafeFetcher(allow=[site.place], max_bytes=1_000_000), site.url())
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("declared", ["99999999", None])
def test_a_body_above_the_limit_is_refused_declared_or_not(site, declared):
    sent = []

    def endless():
        while True:
            sent.append(65_536)
            yield b"secret! " * 8_192

    site.put("/", endless, Content_Length=declared)
    assert "more than 0.5 MB" in refusal_of(SafeFetcher(allow=[site.place], max_bytes=500_000), site.url())
    assert sum(sent) < 20_000_000


def test_a_body_that_is_declared_too_large_is_not_waited_for(speak):
    opening = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99999999\r\n\r\n"
    place = speak(lambda visitor, over: (visitor.recv(4096), visitor.sendall(opening), over.wait(10)))
    assert "more than 10 MB" in refusal_of(SafeFetcher(allow=[place], timeout=2), f"http://{place}/")


def test_a_body_of_exactly_the_limit_is_taken(site):
    site.put("/", b"x" * 500_000)
    assert len(SafeFetcher(allow=[site.place], max_bytes=500_000).get(site.url()).body) == 500_000


@pytest.mark.parametrize(
    "answer",
    [b"", b"secret\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\nContent-Type: text/html\r\n\r\nsecret"],
)
def test_an_answer_that_breaks_off_is_refused(speak, answer):
    place = speak(lambda visitor, over: (visitor.recv(4096), visitor.sendall(answer)))
    assert "broke off" in refusal_of(SafeFetcher(allow=[place]), f"http://{place}/")


def test_a_place_where_nobody_listens_is_refused():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        place = f"127.0.0.1:{listener.getsockname()[1]}"
    assert "could not be reached" in refusal_of(SafeFetcher(allow=[place]), f"http://{place}/")


def test_five_redirects_are_followed_and_a_sixth_is_not(site, fetcher):
    for step in range(1, MAX_REDIRECTS + 2):
        site.put(f"/{step}", b"moved, secret", status=[301, 302, 303, 307, 308][step % 5], Location=f"{step - 1}")
    site.put("/0", PAGE)
    assert fetcher.get(site.url("/5")).url == site.url("/0")
    assert "more than 5 times" in refusal_of(fetcher, site.url("/6"))


@pytest.mark.parametrize("location", [None, "", "http://[", "http://a b/"])
def test_a_redirect_to_nowhere_is_refused(site, fetcher, location):
    site.put("/", status=302, Location=location)
    refusal_of(fetcher, site.url())
