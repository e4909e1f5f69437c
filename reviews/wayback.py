"""Asking a public web archive to keep a page, by the address that the Wayback Machine made common. Plain Python.

The archive's address is the operator's. It is asked once, told nothing but the page's address, and believed only where
it names a copy on its own host.
"""

from urllib.parse import urljoin, urlsplit

import urllib3
from urllib3.exceptions import HTTPError

from claims.ingestion.fetch import USER_AGENT

MAX_URL_CHARS = 2000


class NotArchived(Exception):
    """The archive kept nothing, or did not say where. The message says why, for the log."""


def save(url: str, *, archive: str, timeout: float) -> str:
    """The address of the public copy of `url`. `archive` is what comes before it, such as `https://archive.example/save/`.

    Raises:
        NotArchived: for whatever reason there is no copy.
    """
    try:
        with urllib3.PoolManager(num_pools=1, retries=False) as client:
            answer = client.request(
                "GET",
                archive + url,
                headers={"User-Agent": USER_AGENT},
                redirect=False,
                preload_content=False,
                timeout=urllib3.Timeout(total=timeout),
            )
            try:
                headers, code = answer.headers, answer.status
            finally:
                answer.close()
    except (HTTPError, OSError, ValueError) as error:
        raise NotArchived(f"the archive did not answer: {type(error).__name__}") from None
    return _place(headers.get("Content-Location") or headers.get("Location") or "", archive=archive, code=code)


def _place(named: str, *, archive: str, code: int) -> str:
    """The copy's address, on the archive's own host and in ASCII."""
    try:
        place = urljoin(archive, named)
        parts, own = urlsplit(place), urlsplit(archive)
    except ValueError:
        raise NotArchived("the archive named no address") from None
    is_own = parts.scheme in {"http", "https"} and parts.netloc == own.netloc and parts.path != own.path
    if code >= 400 or not named or not is_own or len(place) > MAX_URL_CHARS or not place.isascii():
        raise NotArchived(f"the archive answered {code} and named no copy of its own")
    return place
