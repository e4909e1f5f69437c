"""The readable words of a page that is kept as evidence. Plain Python; what cannot be read has no words."""

import re
from dataclasses import dataclass

import trafilatura
from trafilatura.settings import Document

from claims.errors import UnreadableInput
from claims.ingestion.decoding import decode_page
from claims.ingestion.webpage import DAMAGED, MAX_PAGE_BYTES, vet_markup

MAX_TEXT_CHARS = 1_000_000
MAX_TITLE_CHARS = 300
PAGES = frozenset({"text/html", "application/xhtml+xml"})

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Words:
    """What can be read of a page: its title, its main text, and everything on it, menus and margins too."""

    title: str = ""
    text: str = ""
    everything: str = ""


def read_words(body: bytes, *, content_type: str, url: str) -> Words:
    """The words of a web page or a plain text; none where it is something else, damaged, or built to be slow."""
    kind = content_type.partition(";")[0].strip().lower()
    if (kind not in PAGES and kind != "text/plain") or len(body) > MAX_PAGE_BYTES:
        return Words()
    try:
        markup = decode_page(body, content_type=content_type, name=url)
        if kind == "text/plain":
            text = _lines(markup)
            return Words(text=text, everything=text)
        vet_markup(markup, name=url)
        return _read(markup, url=url)
    except (UnreadableInput, *DAMAGED):
        return Words()


def _read(markup: str, *, url: str) -> Words:
    """The main text, or everything where no main text is found."""
    page = trafilatura.bare_extraction(
        markup, url=url, fast=True, include_comments=False, include_tables=True, favor_recall=True, with_metadata=True
    )
    everything = _lines(_all_of(markup))
    if not isinstance(page, Document):
        return Words(text=everything, everything=everything)
    title = " ".join(_UNPRINTABLE.sub(" ", page.title or "").split())[:MAX_TITLE_CHARS]
    return Words(title=title, text=_lines(page.text or "") or everything, everything=everything)


def _all_of(markup: str) -> str:
    """Every word on the page that is not program or style, menus and footers too."""
    page = trafilatura.load_html(markup)
    if page is None:
        return ""
    for unseen in page.xpath("//script | //style | //template | //noscript"):
        unseen.drop_tree()
    return str(trafilatura.html2txt(page, clean=False))


def _lines(text: str) -> str:
    """Lines with words, single spaces between them, a blank line between two."""
    lines = (" ".join(line.split()) for line in _UNPRINTABLE.sub(" ", text.replace("\r", "\n")).split("\n"))
    return "\n\n".join(line for line in lines if line)[:MAX_TEXT_CHARS]
