"""What a site's robots.txt lets us fetch (RFC 9309), read by Protego."""

from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from protego import Protego

OUR_NAME = "Claimdesk"
MAX_BYTES = 500_000  # of which a reader must take note
MOST_SECONDS_BETWEEN = 60  # what a site may ask for by Crawl-delay; who asks for more is looked at once a minute


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one site. `rules` is what it answered; None where it could not be asked, and nothing is allowed.

    `why` says in words why it could not, where that is known.
    """

    rules: str | None
    why: str = ""

    def allow(self, url: str) -> bool:
        """Whether we may fetch `url`."""
        return self.rules is not None and bool(Protego.parse(self.rules).can_fetch(url, OUR_NAME))

    @property
    def seconds_between(self) -> float:
        """The least time between two requests that the site asks for; 0 where it asks for none."""
        asked = Protego.parse(self.rules or "").crawl_delay(OUR_NAME)
        return min(float(asked or 0), MOST_SECONDS_BETWEEN)


def address_of(url: str) -> str:
    """Where the rules for `url` are."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", ""))


def read(code: int, body: bytes) -> Robots:
    """The rules that an answer gives: none where there is no file, nothing allowed where the site is in trouble."""
    if code == 200:
        return Robots(body[:MAX_BYTES].decode("utf-8", "replace").replace("\0", ""))
    return Robots("") if 400 <= code < 500 and code != 429 else Robots(None)
