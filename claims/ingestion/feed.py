"""Reading RSS and Atom: each entry is an article where the feed carries its text, else an address to be fetched."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import feedparser

from claims.errors import UnreadableInput
from claims.ingestion.draft import ArticleDraft
from claims.ingestion.markuptext import text_of
from claims.ingestion.reading import an_address, one_line, vetted
from claims.ingestion.webpage import DAMAGED

MAX_FEED_BYTES = 10_000_000
MAX_ENTRIES = 2_000
MAX_DEPTH = 500  # also of a feed whose elements are not closed
MAX_TAGS = 200_000
FULL_TEXT_CHARS = 400  # a description of fewer is a teaser
_ENTITY = re.compile(rb"<!ENTITY|<\0!\0E\0N\0T|\0<\0!\0E\0N\0T", re.IGNORECASE)
_TAG = re.compile(rb"<(/?)[A-Za-z][^<>]{0,2000}?(/?)>")
_FEED = re.compile(r"<(?:rss|feed|rdf:RDF|RDF)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Link:
    """An entry whose text is at its address; what the feed says of it stands in where the page does not."""

    url: str
    title: str
    published_on: date | None


Entry = ArticleDraft | Link | UnreadableInput


def looks_like_feed(beginning: bytes) -> bool:
    """Whether a file begins as RSS or Atom does."""
    return _FEED.search(beginning[:4000].decode("latin-1").replace("\0", "")) is not None


def read_feed(data: bytes, *, name: str, content_type: str = "") -> list[Entry]:
    """The entries in their order; in place of one that cannot be taken stands why.

    Raises:
        UnreadableInput: it is no feed, it is too large or too deep, or it declares entities.
    """
    if len(data) > MAX_FEED_BYTES:
        raise UnreadableInput(f"{name} is too large: a feed may have {MAX_FEED_BYTES // 1_000_000} MB.")
    if _ENTITY.search(data):
        raise UnreadableInput(f"{name} declares entities of its own, which no feed needs and attackers use.")
    _vet_nesting(data, name)
    headers = {"content-type": content_type} if content_type else {}
    try:
        feed = feedparser.parse(data, response_headers=headers, resolve_relative_uris=False, sanitize_html=False)
    except DAMAGED:
        raise UnreadableInput(f"{name} could not be read as a feed; it is damaged.") from None
    if not feed.entries and not feed.get("version"):
        raise UnreadableInput(f"{name} is no RSS or Atom feed.")
    source = one_line(feed.feed.get("title"), 200)
    return [_entry(entry, source, f"{name}, entry {n}") for n, entry in enumerate(feed.entries[:MAX_ENTRIES], start=1)]


def _vet_nesting(data: bytes, name: str) -> None:
    depth = 0
    for count, tag in enumerate(_TAG.finditer(data), start=1):
        depth += -1 if tag[1] else 0 if tag[2] else 1
        if depth > MAX_DEPTH or count > MAX_TAGS:
            raise UnreadableInput(f"{name} is nested too deeply, or has too many elements.")


def _entry(entry: Any, source: str, name: str) -> Entry:
    try:
        return _article_or_link(entry, source, name)
    except UnreadableInput as refusal:
        return refusal


def _article_or_link(entry: Any, source: str, name: str) -> Entry:
    title, url = text_of(str(entry.get("title") or ""), name=name), an_address(entry.get("link"))
    title = one_line(title.replace("\n", " "), 300)
    day = _day(entry)
    contents = [str(content.get("value") or "") for content in entry.get("content", [])]
    summary = str(entry.get("summary") or "")
    text = text_of(max([*contents, summary], key=len), name=name)
    is_whole = bool(contents) or len(text) >= FULL_TEXT_CHARS
    if url and not (is_whole and text and title and day):
        return Link(url, title, day)
    byline = one_line(entry.get("author"), 200)
    return vetted(name=name, title=title, text=text, published_on=day, byline=byline, url=url, site_name=source)


def _day(entry: Any) -> date | None:
    known = [name for name in ("published_parsed", "updated_parsed") if name in entry]
    parsed = entry[known[0]] if known else None
    try:
        return date(*parsed[:3]) if parsed else None
    except ValueError:
        return None
