"""One request to a language model's server: strictly bounded in time and size, and every failure a named trouble."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any

import certifi
import httpx2
import openai

from claims.detection.llm.answers import read_answer
from claims.detection.llm.endpoint import Endpoint
from claims.detection.llm.prompt import Question, form
from claims.detection.llm.values import Answer, Trouble

LARGEST_BODY = 1_000_000  # bytes; the longest answer that is asked for takes some tens of thousands
CONNECT = 5.0  # seconds
_NO_KEY = "none"  # the client insists on one; servers without keys ignore it
_PASSING = {408, 409, 425, 429, 500, 502, 503, 504, 529}


def ask(endpoint: Endpoint, question: Question, *, plain: bool, deadline: float) -> Answer:
    """The model's answer by ``deadline`` (of ``time.monotonic``). Tries once and follows no redirect.

    The client's own retries are off: they would sleep past the deadline, and each try must be reserved in the budget.

    Raises:
        Trouble: whatever kept it from being one.
    """
    left = deadline - time.monotonic()
    if left <= 0:
        raise Trouble(slow(endpoint), is_free=True)
    try:
        with _client(endpoint, left, deadline) as client:
            body = _body(client, endpoint, question, plain=plain)
    except openai.APIStatusError as refusal:
        raise _refused(refusal, plain=plain) from None
    except (openai.OpenAIError, httpx2.HTTPError, httpx2.InvalidURL, UnicodeError) as lost:
        raise _lost(lost, endpoint) from None
    return read_answer(body, secret=endpoint.api_key)


def _lost(error: Exception, endpoint: Endpoint) -> Trouble:
    """What it means that no answer came; only where nobody was there to be asked is it surely free."""
    reason = error.__cause__ or error
    if isinstance(reason, httpx2.TimeoutException) and not isinstance(reason, httpx2.ConnectTimeout):
        return Trouble(slow(endpoint))
    never_began = httpx2.ConnectError | httpx2.ConnectTimeout | httpx2.InvalidURL | UnicodeError  # a name that is none
    is_free = isinstance(reason, never_began)
    return Trouble("The language model’s server could not be reached", passes=True, is_free=is_free)


def slow(endpoint: Endpoint) -> str:
    """The clause for a model that took too long."""
    return f"The language model did not answer within {endpoint.seconds:g} seconds"


def _client(endpoint: Endpoint, left: float, deadline: float) -> openai.OpenAI:
    """A client for one request, that reads nothing from the environment."""

    def watch(response: httpx2.Response) -> None:
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise Trouble("The language model’s server gave an answer that cannot be read")
        response.stream = _Bounded(response.stream, deadline, slow(endpoint))

    transport = httpx2.Client(
        timeout=httpx2.Timeout(left, connect=min(left, CONNECT)),
        follow_redirects=False,
        trust_env=False,
        verify=_trusted(),
        event_hooks={"response": [watch]},
    )
    client = openai.OpenAI(
        api_key=endpoint.api_key or _NO_KEY,
        base_url=endpoint.base_url,
        max_retries=0,
        http_client=transport,
        default_headers={"Accept-Encoding": "identity"},
    )
    client.organization = client.project = None
    return client


def _body(client: openai.OpenAI, endpoint: Endpoint, question: Question, *, plain: bool) -> bytes:
    asked: dict[str, Any] = {"model": endpoint.model, "messages": list(question.messages), **form(plain=plain)}
    if endpoint.temperature is not None:
        asked["temperature"] = endpoint.temperature
    with client.chat.completions.with_streaming_response.create(**asked) as response:
        return b"".join(response.http_response.iter_raw())


class _Bounded(httpx2.SyncByteStream):
    """A body that ends in trouble when it grows too long or comes too slowly, drop by drop included."""

    def __init__(self, stream: Any, deadline: float, clause: str) -> None:
        self._stream, self._deadline, self._clause = stream, deadline, clause

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for chunk in self._stream:
            size += len(chunk)
            if size > LARGEST_BODY:
                raise Trouble("The language model’s server gave an answer that is far too long")
            if time.monotonic() > self._deadline:
                raise Trouble(self._clause)
            yield chunk

    def close(self) -> None:
        self._stream.close()


@cache
def _trusted() -> ssl.SSLContext:
    """The system's authorities, of which SSL_CERT_FILE may name a house's own, and those that come with certifi."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _refused(refusal: openai.APIStatusError, *, plain: bool) -> Trouble:
    """What a status that is no success means. The server's own words are not repeated: they may hold anything."""
    status = refusal.status_code
    if 300 <= status < 400:
        clause = f"The language model’s server wants to send us elsewhere ({status}), which is not followed"
    elif status in {401, 403}:
        clause = f"The language model’s server did not accept the key ({status})"
    elif status == 404:
        clause = "The language model’s server does not know this address or model (404)"
    elif status == 429:
        clause = "The language model’s server is too busy, or the account’s limit is reached (429)"
    elif status >= 500:
        clause = f"The language model’s server failed ({status})"
    else:
        clause = f"The language model’s server did not take the request ({status})"
    is_form = status in {400, 422} and not plain
    wait = _wait(refusal.response.headers.get("Retry-After", ""))
    return Trouble(clause, passes=status in _PASSING, wait=wait, is_form=is_form, is_free=True)


def _wait(asked: str) -> float:
    """Seconds that a Retry-After header asks for, as a number or a date; 0 where it is neither."""
    if asked.isascii() and asked.isdigit():
        return float(asked[:9])
    try:
        until = parsedate_to_datetime(asked)
    except ValueError:
        return 0.0
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())
