"""The one client that may fetch an address given from outside: it only ever talks to the public internet."""

import contextlib
import math
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import TypeVar
from urllib.parse import urljoin

import certifi
import urllib3
from urllib3.exceptions import DecodeError, HTTPError, SSLError
from urllib3.response import BaseHTTPResponse

from claims.errors import FetchRefused, HostBusy
from claims.ingestion.connecting import Deadline, VettedHTTPConnection, VettedHTTPSConnection, resolve_host
from claims.ingestion.decoding import sniff_kind, unpack
from claims.ingestion.targets import Target, parse_target, vet_addresses

MAX_REDIRECTS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})
NOT_MODIFIED = 304
BUSY = frozenset({429, 503})
MOST_SECONDS_TO_WAIT = 24 * 3600
MAX_VALIDATOR_CHARS = 200
ENCODINGS = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})
PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
CHUNK_BYTES = 65_536
USER_AGENT = "Claimdesk/0.1 (fact-checking newsroom)"

KEPT_AS = {"Accept": "*/*", "Accept-Encoding": "identity"}
SHOWN_CHARS = 200  # of what a receiver answers
READ_BYTES = 1_000  # to find them in

Resolver = Callable[[str, int], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address answered: `url` is the last one after redirects, `body` is decompressed.

    `etag` and `last_modified` are what to ask with the next time; empty where they were not given.
    """

    url: str
    status: int
    content_type: str
    body: bytes
    etag: str = ""
    last_modified: str = ""

    @property
    def is_unchanged(self) -> bool:
        """Whether it said that nothing has changed; there is no body then."""
        return self.status == NOT_MODIFIED


@dataclass(frozen=True, slots=True)
class Answer:
    """All that an address answered, whatever its code and type: `raw` is the body as it was sent, `body` unpacked."""

    url: str
    code: int
    reason: str
    asked: tuple[tuple[str, str], ...]
    headers: tuple[tuple[str, str], ...]
    raw: bytes
    body: bytes

    @property
    def content_type(self) -> str:
        """What the answer calls itself; empty where it does not say."""
        return next((value for name, value in self.headers if name.lower() == "content-type"), "")[:200]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a receiver answered to what it was sent: the code, the headers, and how the body begins, in plain signs."""

    code: int
    headers: tuple[tuple[str, str], ...]
    beginning: str

    def header(self, name: str) -> str:
        """The header's value; empty where there is none."""
        return next((value for known, value in self.headers if known.lower() == name.lower()), "")


Taken = TypeVar("Taken", Fetched, Answer)
Given = TypeVar("Given")


class SafeFetcher:
    """Fetches pages from the public internet and from nowhere else.

    Every hop is vetted anew: the host is resolved once, all its addresses must be public, and the connection goes to a
    vetted address with the host's name kept for `Host` and TLS. `allow` lists the "host:port" pairs that a deployment
    vouches for; they may be at any address. `timeout` (seconds) is for everything together, `max_bytes` for the
    decompressed body. Proxies in the environment are ignored, cookies are not kept, nothing is tried twice.
    """

    def __init__(
        self,
        *,
        allow: Iterable[str] = (),
        resolver: Resolver | None = None,
        timeout: float = 10,
        max_bytes: int = 10_000_000,
        user_agent: str = USER_AGENT,
        content_types: frozenset[str] = PAGE_TYPES,
    ) -> None:
        self._allow = frozenset(entry.strip().lower() for entry in allow)
        self._resolver = resolver or resolve_host
        self._timeout = timeout
        self._max_bytes = max_bytes
        self._content_types = content_types
        self._headers = {
            "User-Agent": user_agent,
            "Accept": ", ".join(sorted(content_types)),
            "Accept-Encoding": "gzip, deflate",
            "Connection": "close",
        }

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """Trusts the system's authorities (SSL_CERT_FILE may add a house's own) and those that come with certifi."""
        context = ssl.create_default_context()
        context.load_verify_locations(certifi.where())
        return context

    def get(self, url: str) -> Fetched:
        """What `url` answers. Raises FetchRefused, whose message never holds a word of the answer's body."""
        return self._follow(url, self._headers, self._take)

    def look_again(self, url: str, *, etag: str = "", last_modified: str = "") -> Fetched:
        """What `url` answers by now, asked with what it gave the last time (RFC 9110, section 13).

        Raises:
            HostBusy: it asks to be left alone for a while.
            FetchRefused: what `get` raises it for.
        """
        asked = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = self._headers | {name: value for name, value in asked.items() if value}
        return self._follow(url, headers, self._take_if_changed)

    def keep(self, url: str) -> Answer:
        """All of what `url` answers, for the archive: any type and any code but redirects, under the same limits.

        Raises:
            FetchRefused: the address may not be fetched, nobody answers, or the answer is larger than the limit.
        """
        return self._follow(url, self._headers | KEPT_AS, self._take_all)

    def post(self, url: str, body: bytes, *, headers: Mapping[str, str]) -> Reply:
        """What `url` answers to `body`, whatever its code. A redirect is an answer like any other: it is not followed.

        Raises:
            FetchRefused: nothing may be sent to the address, or nobody answers in time.
        """
        with Deadline(self._timeout) as deadline:
            target = parse_target(url, allow=self._allow)
            try:
                return self._ask("POST", target, deadline, self._headers | KEPT_AS | dict(headers), _reply, body)
            except (HTTPError, OSError) as error:
                raise FetchRefused(_reason(error, target, deadline)) from None

    def _follow(
        self, url: str, headers: dict[str, str], take: Callable[[BaseHTTPResponse, Target, Deadline], Taken]
    ) -> Taken:
        with Deadline(self._timeout) as deadline:
            for _ in range(MAX_REDIRECTS + 1):
                target = parse_target(url, allow=self._allow)
                try:
                    answer = self._visit(target, deadline, headers, take)
                except (HTTPError, OSError) as error:
                    raise FetchRefused(_reason(error, target, deadline)) from None
                if not isinstance(answer, str):
                    return answer
                url = answer
        raise FetchRefused(f"The address redirects more than {MAX_REDIRECTS} times. Give the final address.")

    def _visit(
        self,
        target: Target,
        deadline: Deadline,
        headers: dict[str, str],
        take: Callable[[BaseHTTPResponse, Target, Deadline], Taken],
    ) -> Taken | str:
        """One request: the answer, or the address it redirects to."""

        def answer(response: BaseHTTPResponse) -> Taken | str:
            return _location(response, target) if response.status in REDIRECTS else take(response, target, deadline)

        return self._ask("GET", target, deadline, headers, answer)

    def _ask(
        self,
        method: str,
        target: Target,
        deadline: Deadline,
        headers: dict[str, str],
        read: Callable[[BaseHTTPResponse], Given],
        body: bytes | None = None,
    ) -> Given:
        """One request to a vetted address, and what `read` makes of its response."""
        with self._pool(target, self._addresses(target, deadline), deadline) as pool:
            response = pool.urlopen(
                method,
                target.path,
                body=body,
                headers=headers,
                retries=False,
                redirect=False,
                preload_content=False,
                decode_content=True,
                timeout=deadline.remaining(),
            )
            try:
                return read(response)
            finally:
                response.close()

    def _addresses(self, target: Target, deadline: Deadline) -> tuple[str, ...]:
        """Where the target is: looked up once, in what is left of the time, and vetted."""
        if target.is_address:
            return vet_addresses(target, (target.host,))
        return vet_addresses(target, deadline.run(lambda: tuple(self._resolver(target.host, target.port))))

    def _pool(
        self, target: Target, addresses: tuple[str, ...], deadline: Deadline
    ) -> urllib3.HTTPConnectionPool | urllib3.HTTPSConnectionPool:
        if target.scheme == "http":
            pool = urllib3.HTTPConnectionPool(target.host, target.port, addresses=addresses, deadline=deadline)
            pool.ConnectionCls = VettedHTTPConnection
            return pool
        secure = urllib3.HTTPSConnectionPool(
            target.host, target.port, ssl_context=self._tls, addresses=addresses, deadline=deadline
        )
        secure.ConnectionCls = VettedHTTPSConnection
        return secure

    def _take_if_changed(self, response: BaseHTTPResponse, target: Target, deadline: Deadline) -> Fetched:
        if response.status == NOT_MODIFIED:
            return Fetched(target.url, NOT_MODIFIED, "", b"")
        if response.status in BUSY:
            raise HostBusy(f"{target.host} asks to be left alone for a while.", _seconds_to_wait(response))
        return self._take(response, target, deadline)

    def _take(self, response: BaseHTTPResponse, target: Target, deadline: Deadline) -> Fetched:
        if response.status != 200:
            raise FetchRefused(f"{target.host} answered with HTTP status {response.status} instead of a page.")
        content_type = response.headers.get("Content-Type", "")
        kind = content_type.partition(";")[0].strip().lower()
        if kind not in self._content_types:
            raise FetchRefused(f"{target.host} sent {_named_type(kind)}, and only web pages and plain text are taken.")
        if response.headers.get("Content-Encoding", "").strip().lower() not in ENCODINGS:
            raise FetchRefused(f"{target.host} sent the page in a compression that was not asked for.")
        body = self._read(response, target, deadline)
        if disguised := sniff_kind(body):
            raise FetchRefused(f"{target.host} sent {disguised} and called it a page. Give the address of a page.")
        validators = {
            "etag": response.headers.get("ETag", ""),
            "last_modified": response.headers.get("Last-Modified", ""),
        }
        return Fetched(
            url=target.url, status=response.status, content_type=content_type[:200], body=body,
            **{name: value for name, value in validators.items() if _can_be_sent(value)},
        )  # fmt: skip

    def _take_all(self, response: BaseHTTPResponse, target: Target, deadline: Deadline) -> Answer:
        raw = self._read(response, target, deadline, is_decoded=False)
        encoding = response.headers.get("Content-Encoding", "").strip().lower()
        if encoding not in ENCODINGS:
            raise FetchRefused(f"{target.host} sent the page in a compression that was not asked for.")
        body = unpack(raw, encoding, limit=self._max_bytes + 1)
        if len(body) > self._max_bytes:
            raise self._too_large(target)
        headers = {"Host": target.netloc} | self._headers | KEPT_AS
        return Answer(
            url=target.url,
            code=response.status,
            reason=response.reason or "",
            asked=(("", target.path), *headers.items()),
            headers=tuple((name, " ".join(value.split())) for name, value in response.headers.iteritems()),
            raw=raw,
            body=body,
        )

    def _read(
        self, response: BaseHTTPResponse, target: Target, deadline: Deadline, *, is_decoded: bool = True
    ) -> bytes:
        """The body, decompressed unless told otherwise, never holding more than a chunk above the limit."""
        body = bytearray()
        declared = response.headers.get("Content-Length", "")
        too_large = declared.isdigit() and len(declared) <= 20 and int(declared) > self._max_bytes
        while not too_large and (chunk := response.read(CHUNK_BYTES, decode_content=is_decoded)):
            deadline.check()
            body += chunk
            too_large = len(body) > self._max_bytes
        if too_large:
            raise self._too_large(target)
        deadline.check()
        return bytes(body)

    def _too_large(self, target: Target) -> FetchRefused:
        return FetchRefused(f"{target.host} sent more than {self._max_bytes / 1_000_000:g} MB. Paste the text instead.")


def _reply(response: BaseHTTPResponse) -> Reply:
    """The receiver has answered: what it says further is only for the log, and may break off."""
    beginning = b""
    if not 200 <= response.status < 300:
        with contextlib.suppress(HTTPError, OSError):
            beginning = response.read(READ_BYTES, decode_content=False)
    words = "".join(sign if sign.isprintable() else " " for sign in beginning.decode("utf-8", "replace"))
    headers = tuple((name, " ".join(value.split())) for name, value in response.headers.iteritems())
    return Reply(response.status, headers, " ".join(words.split())[:SHOWN_CHARS])


def _can_be_sent(value: str) -> bool:
    return len(value) <= MAX_VALIDATOR_CHARS and value.isascii() and value.isprintable()


def _seconds_to_wait(response: BaseHTTPResponse) -> int:
    """By Retry-After, which is a number of seconds or a date; 0 where it does not say."""
    given = response.headers.get("Retry-After", "").strip()
    if given.isascii() and given.isdigit():
        return min(int(given[:9]), MOST_SECONDS_TO_WAIT)
    try:
        until = parsedate_to_datetime(given)
        seconds = (until if until.tzinfo else until.replace(tzinfo=UTC)).timestamp() - time.time()
    except (ValueError, OverflowError):
        return 0
    return min(max(math.ceil(seconds), 0), MOST_SECONDS_TO_WAIT)


def _location(response: BaseHTTPResponse, target: Target) -> str:
    location = response.headers.get("Location", "")
    if not location:
        raise FetchRefused(f"{target.host} redirects without saying where to.")
    try:
        return urljoin(target.url, location)
    except ValueError:
        raise FetchRefused(f"{target.host} redirects to something that is not an address.") from None


def _named_type(kind: str) -> str:
    """The content type if it is shaped like one: a header is the other side's to fill."""
    plain = kind.replace("/", "", 1).replace("-", "").replace("+", "").replace(".", "")
    return f"“{kind}”" if plain.isascii() and plain.isalnum() and len(kind) <= 60 else "no usable content type"


def _reason(error: Exception, target: Target, deadline: Deadline) -> str:
    if deadline.is_over() or isinstance(error, TimeoutError):
        return f"{target.host} took longer than {deadline.seconds:g} seconds. Try again later, or paste the text."
    if isinstance(error, SSLError | ssl.SSLError):
        return f"{target.host} has no valid certificate, so the answer cannot be trusted."
    if isinstance(error, DecodeError):
        return f"{target.host} sent a damaged answer. Try again later, or paste the text."
    return f"{target.host} could not be reached, or broke off. Try again later, or paste the text."
