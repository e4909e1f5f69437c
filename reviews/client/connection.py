"""One Claimdesk as the holder of a token sees it: requests, pages, waiting, and refusals as exceptions."""

import time
from collections.abc import Iterator, Mapping
from typing import Any, Self
from urllib.parse import urlsplit
from uuid import uuid4

import httpx2

TRIES = 4
LONGEST_WAIT = 30.0  # seconds before one more try
COME_BACK = frozenset({429, 503})  # a POST goes out under a key, and the others name a version: they may be sent again
CONFLICT = 409
REPEATABLE = frozenset({"GET", "POST"})  # a POST goes out under a key
POLL_EVERY = 0.25
SETTLED = frozenset({"done", "failed", "quarantined"})


class Unreachable(Exception):
    """Nobody answers at the address, or not as a Claimdesk does."""


class LineBroke(Unreachable):
    """The line broke after something was sent: whether it was done is not known."""


class Refused(Exception):
    """The API said no. `problem` is its answer as RFC 9457 has it: title, status, detail, perhaps errors."""

    def __init__(self, problem: Mapping[str, Any]) -> None:
        self.problem = problem
        places = [f"{one['pointer'].removeprefix('#/')}: {one['detail']}" for one in problem.get("errors", [])]
        super().__init__("\n".join([str(problem.get("detail") or problem.get("title", "")), *places]))

    @property
    def status(self) -> int:
        """The HTTP status."""
        return int(self.problem.get("status", 0))


class Claimdesk:
    """A connection to the API at `url` (`https://facts.example`) with a token that begins with `cd_`.

    What the server was too busy for, or did not answer to the end, is sent again, four times in all. Use it as a
    context manager.

        with Claimdesk("https://facts.example", token) as desk:
            article = desk.post("articles/", {"url": "https://courier.example/harbour"})
            for claim in desk.rows("claims/", article=article["id"]):
                print(claim["text"])
    """

    def __init__(self, url: str, token: str, *, timeout: float = 30.0) -> None:
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        self._http = httpx2.Client(headers=headers, timeout=timeout)
        self._base = f"{url.rstrip('/')}/api/v1/"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def get(self, path: str, **query: Any) -> Any:
        """What the API answers, below /api/v1/. A list in `query` is a repeated parameter.

        Raises:
            Refused: the API says no.
            Unreachable: nobody answers.
        """
        return self._ask("GET", self._base + path, params={k: v for k, v in query.items() if v is not None})

    def post(self, path: str, body: Mapping[str, Any] | None = None, *, version: int | None = None) -> Any:
        """Create something or make a move; with `version`, only where the row still has it. Raises like `get`.

        Under a key of its own, it is done once even where an answer is lost on the way and it is sent again.
        """
        headers = {"Idempotency-Key": str(uuid4())} | _if_match(version)
        return self._ask("POST", self._base + path, json=dict(body or {}), headers=headers)

    def patch(self, path: str, body: Mapping[str, Any], *, version: int | None = None) -> Any:
        """Change something; with `version`, only where it still has it, else in any. Raises like `get`."""
        return self._ask("PATCH", self._base + path, json=dict(body), headers={"If-Match": "*"} | _if_match(version))

    def rows(self, path: str, **query: Any) -> Iterator[dict[str, Any]]:
        """Every row of a list, page by page, as they are asked for. Raises like `get`."""
        page = self.get(path, **({"page_size": 100} | query))
        while True:
            yield from page["results"]
            if not page["next"]:
                return
            page = self._ask("GET", f"{self._base}{path}?{urlsplit(page['next']).query}")

    def wait_for(self, extraction: int, *, seconds: float = 120.0) -> dict[str, Any]:
        """The extraction once it is done or has failed, or as it stands after that time. Raises like `get`."""
        return self._settled(f"extractions/{extraction}/", seconds)

    def wait_for_import(self, number: int, *, seconds: float = 600.0) -> dict[str, Any]:
        """The import once it is done or has failed, or as it stands after that time. Raises like `get`."""
        return self._settled(f"imports/{number}/", seconds)

    def _settled(self, path: str, seconds: float) -> dict[str, Any]:
        deadline = time.monotonic() + seconds
        while True:
            found: dict[str, Any] = self.get(path)
            if found["state"] in SETTLED or time.monotonic() > deadline:
                return found
            time.sleep(POLL_EVERY)

    def _ask(self, method: str, address: str, **sent: Any) -> Any:
        for number in range(1, TRIES):
            answer = self._answer_of(method, address, **sent)
            if answer is not None and not _is_to_come_back(answer):
                return _read(answer)
            time.sleep(_pause(answer, number))
        return _read(self._send(method, address, **sent))

    def _answer_of(self, method: str, address: str, **sent: Any) -> httpx2.Response | None:
        """The answer; None where the line broke and the same may be sent again without harm."""
        try:
            return self._send(method, address, **sent)
        except LineBroke:
            if method not in REPEATABLE:
                raise
            return None

    def _send(self, method: str, address: str, **sent: Any) -> httpx2.Response:
        try:
            return self._http.request(method, address, **sent)
        except (httpx2.ConnectError, httpx2.UnsupportedProtocol, httpx2.InvalidURL) as error:
            raise Unreachable(f"{self._base} does not answer: {error or type(error).__name__}") from error
        except httpx2.TransportError as error:
            raise LineBroke(f"{self._base} did not answer to the end: {error or type(error).__name__}") from error


def _if_match(version: int | None) -> dict[str, str]:
    return {} if version is None else {"If-Match": f'"{version}"'}


def _is_to_come_back(answer: httpx2.Response) -> bool:
    """Too busy, or still at work on the same request."""
    return answer.status_code in COME_BACK or (answer.status_code == CONFLICT and "Retry-After" in answer.headers)


def _pause(answer: httpx2.Response | None, number: int) -> float:
    """Seconds until the next try: as the server says, or a second, two, four."""
    said = answer.headers.get("Retry-After", "") if answer is not None else ""
    return min(LONGEST_WAIT, float(said) if said.isdecimal() else 2.0 ** (number - 1))


def _read(answer: httpx2.Response) -> Any:
    if answer.status_code == 204:
        return None
    try:
        body = answer.json()
    except ValueError:
        raise Unreachable(f"{answer.url} answers {answer.status_code}, but not as a Claimdesk does.") from None
    if not answer.is_success:
        raise Refused(body if isinstance(body, dict) else {"status": answer.status_code, "detail": str(body)})
    return body
