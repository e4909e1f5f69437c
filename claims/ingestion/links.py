"""A page of links, such as a newsroom's front page: the feeds it names, and the headlines that lead to articles."""

from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml.etree import LxmlError, ParserError  # type: ignore[import-untyped]
from lxml.html import HtmlElement, HTMLParser, document_fromstring  # type: ignore[import-untyped]

from claims.errors import UnreadableInput
from claims.ingestion.decoding import decode_page
from claims.ingestion.feed import Link
from claims.ingestion.reading import an_address, one_line
from claims.ingestion.webpage import MAX_PAGE_BYTES, vet_markup

FEEDS = frozenset({"application/rss+xml", "application/atom+xml"})
FEWEST_WORDS = 4  # of a headline; shorter ones lead to sections and to log-in
MOST_LINKS = 300


@dataclass(frozen=True, slots=True)
class PageLinks:
    """What a page leads to: the first feed of articles it names, or nothing; and headlines, in the page's order."""

    feed: str
    links: tuple[Link, ...]


def links_on(data: bytes, *, url: str, content_type: str) -> PageLinks:
    """What the page that was fetched from `url` leads to on its own host.

    Raises:
        UnreadableInput: it is too large, too deep, or no page.
    """
    if len(data) > MAX_PAGE_BYTES:
        raise UnreadableInput("The page is too large to be watched.")
    markup = decode_page(data, content_type=content_type, name=url[:120])
    vet_markup(markup, name=url[:120])
    try:
        page = document_fromstring(markup.encode(), parser=HTMLParser(encoding="utf-8", no_network=True))
    except (LxmlError, ParserError, ValueError):
        raise UnreadableInput("The page could not be read; it is damaged or empty.") from None
    return PageLinks(_feed(page, url), tuple(_headlines(page, url)))


def _feed(page: HtmlElement, url: str) -> str:
    """Feeds of comments come after those of articles."""
    for link in page.iterfind(".//link[@href]"):
        is_feed = "alternate" in (link.get("rel") or "").lower().split() and link.get("type", "").lower() in FEEDS
        if is_feed and "comment" not in (link.get("title") or "").lower():
            return _absolute(link.get("href"), url)
    return ""


def _headlines(page: HtmlElement, url: str) -> list[Link]:
    host, found = urlsplit(url).netloc.lower(), dict[str, Link]()
    for anchor in page.iterfind(".//a[@href]"):
        words = one_line(anchor.text_content(), 300)
        address = _absolute(anchor.get("href"), url)
        is_ours = urlsplit(address).netloc.lower() == host and address != urldefrag(url).url
        if is_ours and len(words.split()) >= FEWEST_WORDS and len(found) < MOST_LINKS:
            found.setdefault(address, Link(address, words, None))
    return list(found.values())


def _absolute(given: str, url: str) -> str:
    try:
        return an_address(urldefrag(urljoin(url, given.strip())).url)
    except ValueError:
        return ""
