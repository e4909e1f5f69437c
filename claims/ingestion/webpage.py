"""Reading an article from a web page: its words, and what the page says about itself."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

import trafilatura
from lxml.etree import LxmlError  # type: ignore[import-untyped]
from trafilatura.settings import Document

from claims.errors import UnreadableInput
from claims.ingestion.decoding import decode_page
from claims.ingestion.draft import ArticleDraft
from claims.ingestion.textfile import (
    MAX_BYLINE_CHARS,
    MAX_TITLE_CHARS,
    clean_text,
    has_words,
    parse_article_text,
    read_day,
    vet_published_on,
)

MAX_PAGE_BYTES = 5_000_000
MAX_DEPTH = 240  # the parser drops what lies deeper than 255 without a word, so a deeper page would lose text
MAX_TAGS = 25_000  # a long news page has some 10,000; extraction is quadratic in some, 3 s at this limit
MAX_TOTAL_DEPTH = 600_000  # depths of all tags added up, what extraction pays where pages are wide and deep at once
MAX_SITE_NAME_CHARS = 200
MAX_URL_CHARS = 2_000
MAX_NAME_CHARS = 120  # of an address in a message
MIN_TEXT_CHARS = 40  # less is a consent wall or an error page
SHORT_TEXT_CHARS = 200  # below this the thorough, slower extraction has a try

# What the libraries were seen to raise on damaged pages, or may: they do not name their errors.
DAMAGED = (
    AssertionError,
    AttributeError,
    ArithmeticError,
    LookupError,
    LxmlError,
    RecursionError,
    TypeError,
    ValueError,
)

PASTE_INSTEAD = "Paste the article's words instead."

_TAG = re.compile(r"<(?:(?P<comment>!--)|(?P<close>/)?(?P<name>[a-zA-Z][^\s/<>]{0,40}))")
_ROOT = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_LANGUAGE = re.compile(r"<html\b[^>]{0,400}?\blang\s*=\s*[\"']?(?P<code>[a-zA-Z]{2,3})(?![a-zA-Z])", re.IGNORECASE)
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
SELF_CLOSING = frozenset(
    {"p", "li", "dt", "dd", "td", "th", "tr", "option", "thead", "tbody", "tfoot", "colgroup", "rt", "rp"}
)
RAW = frozenset({"script", "style", "textarea", "title"})  # what is inside is not markup


def read_web_page(
    data: bytes, *, url: str, content_type: str = "", published_on: date | None = None, title: str = ""
) -> ArticleDraft:
    """The article on a page that was fetched from `url`; paragraphs are separated by blank lines.

    `title` and `published_on` win over what the page says. The draft's URL is the page's canonical one when that is on
    the same host, else `url`. Raises UnreadableInput for what is no page, too large or too deeply nested (before it is
    parsed), or lacks words, a title or a date.
    """
    name = url if len(url) <= MAX_NAME_CHARS else f"{url[:MAX_NAME_CHARS]}…"
    markup = _decode(data, content_type=content_type, name=name)
    if content_type.lower().startswith("text/plain") and not _ROOT.search(markup[:2000]):
        return _read_plain(markup, url=url, name=name, published_on=published_on, title=title)
    vet_markup(markup, name=name)
    page, text = _extract(markup, url=url, name=name)
    title = _vet_title(title or page.title or "", text, name=name)
    return ArticleDraft(
        title=title,
        text=_without_title(text, title),
        published_on=_published_on(published_on or page.date, name=name),
        byline=_line((page.author or "").replace(";", ","))[:MAX_BYLINE_CHARS],
        url=_canonical(page.url or "", fetched=url),
        language=_language(markup),
        site_name=_line(page.sitename or "")[:MAX_SITE_NAME_CHARS],
    )


def _decode(data: bytes, *, content_type: str, name: str) -> str:
    if len(data) > MAX_PAGE_BYTES:
        raise UnreadableInput(
            f"{name} is too large: {len(data) / 1_000_000:.1f} MB, and a page may have "
            f"{MAX_PAGE_BYTES // 1_000_000} MB. {PASTE_INSTEAD}"
        )
    return decode_page(data, content_type=content_type, name=name)


def _read_plain(text: str, *, url: str, name: str, published_on: date | None, title: str) -> ArticleDraft:
    """Plain text at an address: the house's file form, or any text when title and date are given."""
    if not (title and published_on):
        return replace(parse_article_text(text, name=name), url=url)
    text = clean_text(text, name=name)
    title = _vet_title(title, text, name=name)
    return ArticleDraft(title=title, text=text, published_on=vet_published_on(published_on, name=name), url=url)


def _vet_title(title: str, text: str, *, name: str) -> str:
    """The title on one line. Raises UnreadableInput when there is none, or no article below it."""
    title = _line(title)[:MAX_TITLE_CHARS]
    if len(_without_title(text, title)) < MIN_TEXT_CHARS or not has_words(text):
        raise UnreadableInput(f"{name} holds no article that could be found. {PASTE_INSTEAD}")
    if not has_words(title):
        raise UnreadableInput(f"{name} does not say its title. Add the title by hand.")
    return title


def vet_markup(markup: str, *, name: str) -> None:
    """Raises UnreadableInput when the page has too many or too deeply nested elements. Linear in its length."""
    open_elements: list[str] = []
    total_depth = 0
    for count, (closes, element) in enumerate(_tags(markup), start=1):
        if not closes:
            open_elements.append(element)
        elif element in open_elements:
            while open_elements.pop() != element:
                pass
        total_depth += len(open_elements)
        if len(open_elements) > MAX_DEPTH:
            raise UnreadableInput(f"{name} nests its elements more than {MAX_DEPTH} deep. {PASTE_INSTEAD}")
        if count > MAX_TAGS or total_depth > MAX_TOTAL_DEPTH:
            raise UnreadableInput(f"{name} is built of too many elements. {PASTE_INSTEAD}")


def _tags(markup: str) -> Iterator[tuple[bool, str]]:
    """Each tag that counts for nesting, as (closes, name); comments, scripts and the like are stepped over."""
    at = 0
    while match := _TAG.search(markup, at):
        at = match.end()
        element = (match["name"] or "").lower()
        if match["comment"]:
            at = _after(markup, "-->", at)
        elif element in RAW and not match["close"]:
            at = _after(markup, f"</{element}", at)
        elif element in SELF_CLOSING or element in VOID:
            yield True, ""
        else:
            yield bool(match["close"]), element


def _after(markup: str, mark: str, at: int) -> int:
    """Behind the next `mark`, or the end of the page when there is none."""
    match = re.compile(re.escape(mark), re.IGNORECASE).search(markup, at)
    return match.end() if match else len(markup)


def _extract(markup: str, *, url: str, name: str) -> tuple[Document, str]:
    """What the page says about itself, and its words; a second, thorough try when the first finds hardly any."""
    page, text = _extract_once(markup, url=url, name=name, thorough=False)
    if len(text) < SHORT_TEXT_CHARS:
        again, longer = _extract_once(markup, url=url, name=name, thorough=True)
        if len(longer) > len(text):
            return again or page or Document(), longer
    return page or Document(), text


def _extract_once(markup: str, *, url: str, name: str, thorough: bool) -> tuple[Document | None, str]:
    dates = {"original_date": True, "extensive_search": False, "max_date": datetime.now(UTC).date().isoformat()}
    try:
        page = trafilatura.bare_extraction(
            markup,
            url=url,
            fast=not thorough,
            include_comments=False,
            include_tables=thorough,
            with_metadata=True,
            date_extraction_params=dates,
        )
    except DAMAGED:
        raise UnreadableInput(f"{name} could not be read as a page; it is damaged. {PASTE_INSTEAD}") from None
    if not isinstance(page, Document):
        return None, ""
    lines = (_line(line) for line in (page.text or "").split("\n"))
    return page, clean_text("\n\n".join(line for line in lines if line), name=name)


def _line(words: str) -> str:
    return " ".join(_UNPRINTABLE.sub(" ", words).split())


def _without_title(text: str, title: str) -> str:
    first, _, rest = text.partition("\n\n")
    return rest if first == title else text


def _published_on(found: date | str | None, *, name: str) -> date:
    if isinstance(found, str):
        found = read_day(found, name=name)
    if found is None:
        raise UnreadableInput(f"{name} does not say when it was published. Add the date by hand.")
    return vet_published_on(found, name=name)


def _canonical(claimed: str, *, fetched: str) -> str:
    """The page's own address for itself, believed only on its own host: else any site could pose as another."""
    try:
        address, own = urlsplit(claimed), urlsplit(fetched)
        host, own_host = (address.hostname or "").removeprefix("www."), (own.hostname or "").removeprefix("www.")
    except ValueError:
        return fetched
    trusted = address.scheme in {"http", "https"} and host == own_host and "@" not in address.netloc
    return address.geturl() if trusted and len(address.geturl()) <= MAX_URL_CHARS else fetched


def _language(markup: str) -> str:
    match = _LANGUAGE.search(markup[:5000])
    return match["code"].lower() if match else ""
