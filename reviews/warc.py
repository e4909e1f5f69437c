"""A kept page as WARC 1.1 (ISO 28500): who asked what when, and what was answered, byte for byte. Plain Python."""

from datetime import UTC, datetime
from io import BytesIO

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from claims.ingestion.fetch import Answer

PROTOCOL = "HTTP/1.1"
MOVED = "X-Archive-Orig-"  # before headers of the transport that no longer describe the bytes
OF_THE_TRANSPORT = frozenset({"transfer-encoding", "connection", "keep-alive"})


def pack(answer: Answer, *, captured_at: datetime) -> bytes:
    """The file, compressed record by record: one `response` and the `request` that it answers.

    The body is as it was sent, but for the transport's chunks. `captured_at` is an aware time.
    """
    file = BytesIO()
    writer = WARCWriter(file, gzip=True, warc_version="1.1")
    day = captured_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    writer.write_record(writer.create_warcinfo_record("copy.warc.gz", {"software": "Claimdesk", "format": "WARC 1.1"}))
    response = writer.create_warc_record(
        answer.url,
        "response",
        payload=BytesIO(answer.raw),
        length=len(answer.raw),
        http_headers=StatusAndHeaders(f"{answer.code} {_plain(answer.reason)}", _headers(answer), protocol=PROTOCOL),
        warc_headers_dict={"WARC-Date": day},
    )
    (_, path), *asked = answer.asked
    request = writer.create_warc_record(
        answer.url,
        "request",
        http_headers=StatusAndHeaders(f"GET {path} {PROTOCOL}", asked, is_http_request=True),
        warc_headers_dict={"WARC-Date": day},
    )
    writer.write_request_response_pair(request, response)
    return file.getvalue()


def _headers(answer: Answer) -> list[tuple[str, str]]:
    return [
        (f"{MOVED}{name}" if name.lower() in OF_THE_TRANSPORT else _plain(name), _plain(value))
        for name, value in answer.headers
    ]


def _plain(words: str) -> str:
    """One line of ASCII: what a server writes into a header ends no record."""
    return " ".join(words.encode("ascii", "replace").decode().split())
