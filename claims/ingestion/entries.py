"""Everything that a file may be imported as: told by its content, and read entry by entry."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import IO, Any

from claims.errors import UnreadableInput
from claims.ingestion import factchecktools
from claims.ingestion.claimreview import KnownDraft, claim_reviews_in, read_claim_review
from claims.ingestion.docxfile import MAX_DOCX_BYTES, read_docx
from claims.ingestion.draft import ArticleDraft
from claims.ingestion.feed import MAX_FEED_BYTES, Link, looks_like_feed, read_feed
from claims.ingestion.jsonld import json_ld_of
from claims.ingestion.jsonvalues import elements_of, read_value
from claims.ingestion.lines import PIECE_BYTES, lines_of
from claims.ingestion.ninjs import looks_like_ninjs, read_ninjs
from claims.ingestion.pdffile import MAX_PDF_BYTES, read_pdf
from claims.ingestion.reading import a_day, an_address, one_line
from claims.ingestion.textfile import MAX_TEXT_BYTES, read_pasted_text, read_text_file
from claims.ingestion.webpage import MAX_PAGE_BYTES

Entry = ArticleDraft | KnownDraft | Link | UnreadableInput

HEAD_BYTES = 65_536
MAX_LINE_BYTES = 4_000_000
KINDS = {
    "text": "Text file",
    "pdf": "PDF document",
    "docx": "Word document",
    "feed": "Feed",
    "page": "Page with fact-checks",
    "json": "JSON",
    "lines": "Lines of JSON",
    factchecktools.KIND: "Fact Check Tools API",
}
TAKEN = "Text files, PDF, Word (.docx), ninjs, lines of JSON, RSS, Atom and ClaimReview are taken."
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|script)\b", re.IGNORECASE)
_TWO_OBJECTS = re.compile(rb"\A\s*\{[^\r\n]*\}[ \t]*\r?\n\s*\{")


def kind_of(head: bytes, *, name: str) -> str:
    """The kind that a file's beginning shows; what it is called decides between JSON and lines of it alone.

    Raises:
        UnreadableInput: it is empty.
    """
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        raise UnreadableInput(f"{name} is empty.")
    if start.startswith((b"%PDF-", b"PK\x03\x04")):
        return "pdf" if start.startswith(b"%") else "docx"
    if name.lower().partition("?")[0].endswith((".ndjson", ".jsonl")) or _TWO_OBJECTS.match(start):
        return "lines"
    if start[:1] in (b"{", b"["):
        return "json"
    if looks_like_feed(head) and not _PAGE.match(start):
        return "feed"
    return "page" if _PAGE.search(start[:4000]) else "text"


def entries_of(
    kind: str, file: IO[bytes], *, name: str, published_on: date | None = None, url: str = ""
) -> Iterator[Entry]:
    """The entries of a file in their order, always the same ones; in place of one that cannot be read stands why.

    `published_on` stands in where a document does not say its day. `url` is where the file was fetched from.

    Raises:
        UnreadableInput: the file as a whole cannot be read, or from here on not any more.
    """
    reader = Reader(file, name, published_on, url)
    read: Callable[[], Iterator[Entry]] = {
        "text": reader.text,
        "pdf": reader.pdf,
        "docx": reader.docx,
        "feed": reader.feed,
        "page": reader.page,
        "json": reader.json,
        "lines": reader.lines,
    }[kind]
    return read()


class Reader:
    """One file that is read."""

    def __init__(self, file: IO[bytes], name: str, published_on: date | None, url: str) -> None:
        self.file, self.name, self.published_on, self.url = file, name, published_on, url

    def text(self) -> Iterator[Entry]:
        yield read_text_file(self.file.read(MAX_TEXT_BYTES + 1), name=self.name)

    def pdf(self) -> Iterator[Entry]:
        yield read_pdf(self.file.read(MAX_PDF_BYTES + 1), name=self.name, published_on=self.published_on)

    def docx(self) -> Iterator[Entry]:
        yield read_docx(self.file.read(MAX_DOCX_BYTES + 1), name=self.name, published_on=self.published_on)

    def feed(self) -> Iterator[Entry]:
        yield from read_feed(self.file.read(MAX_FEED_BYTES + 1), name=self.name)

    def page(self) -> Iterator[Entry]:
        data = self.file.read(MAX_PAGE_BYTES + 1)
        if len(data) > MAX_PAGE_BYTES:
            raise UnreadableInput(f"{self.name} is too large for a page.")
        values, problems = json_ld_of(data, content_type="", name=self.name)
        markups = list(claim_reviews_in(values))
        if not markups and not problems:
            raise UnreadableInput(f"{self.name} has no fact-check in its markup. Hand it in as an article instead.")
        yield from (UnreadableInput(problem) for problem in problems)
        yield from (self._known(markup) for markup in markups)

    def json(self) -> Iterator[Entry]:
        for number, element in enumerate(elements_of(self.file, name=self.name), start=1):
            yield from self._of_value(element, f"{self.name}, element {number}")

    def lines(self) -> Iterator[Entry]:
        pieces = iter(lambda: self.file.read(PIECE_BYTES), b"")
        for number, line in enumerate(lines_of(pieces, longest=MAX_LINE_BYTES), start=1):
            if line is not None and not line.strip():
                continue
            name = f"{self.name}, line {number}"
            try:
                if line is None:
                    raise UnreadableInput(f"{name} is longer than an article may be.")
                value = read_value(line.decode("utf-8-sig", "strict"), name=name)
            except UnicodeDecodeError:
                yield UnreadableInput(f"{name} is not in UTF-8.")
            except UnreadableInput as refusal:
                yield refusal
            else:
                yield from self._of_value(value, name)

    def _of_value(self, value: Any, name: str) -> Iterator[Entry]:
        """What a JSON value holds: fact-checks, a news item, or an article in our own form."""
        markups = [] if isinstance(value, UnreadableInput) else list(claim_reviews_in(value))
        if markups:
            yield from (self._known(markup) for markup in markups)
            return
        try:
            yield self._article(value, name)
        except UnreadableInput as refusal:
            yield refusal

    def _article(self, value: Any, name: str) -> ArticleDraft:
        if isinstance(value, UnreadableInput):
            raise value
        if looks_like_ninjs(value):
            return read_ninjs(value, name=name, published_on=self.published_on)
        return own_form(value, name=name, published_on=self.published_on)

    def _known(self, markup: dict[str, Any]) -> Entry:
        try:
            return read_claim_review(markup, page=self.url)
        except UnreadableInput as refusal:
            return refusal


def own_form(value: Any, *, name: str, published_on: date | None) -> ArticleDraft:
    """An article with the members that the REST API takes: title, published_on, text, byline, url.

    Raises:
        UnreadableInput: it is something else, or lacks title, text or day.
    """
    if not (isinstance(value, dict) and isinstance(value.get("text"), str) and isinstance(value.get("title"), str)):
        raise UnreadableInput(f"{name} is neither a fact-check (ClaimReview) nor an article with title and text.")
    title = one_line(value["title"], 300)
    day = a_day(value.get("published_on")) or published_on
    if not title or day is None:
        raise UnreadableInput(f"{name} does not say its {'title' if day else 'day (published_on)'}.")
    byline, url = one_line(value.get("byline"), 200), an_address(value.get("url"))
    return read_pasted_text(value["text"], title=title, published_on=day, byline=byline, url=url)
