"""Reading an article from a PDF document: the text in its text layer."""

import io
import logging
import re
import zlib
from datetime import date

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from claims.errors import UnreadableInput
from claims.ingestion.draft import ArticleDraft
from claims.ingestion.reading import one_line, vetted, with_title
from claims.ingestion.textfile import MAX_TEXT_CHARS, MAX_TITLE_CHARS, has_words
from claims.ingestion.webpage import DAMAGED

MAX_PDF_BYTES = 20_000_000
MAX_PAGES = 200
SHORT_LINE = 0.75  # of the longest line
_MADE_BY_PROGRAM = re.compile(r"^(microsoft (word|powerpoint)|untitled|.*\.(docx?|pdf|indd|odt|rtf)$)", re.IGNORECASE)
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_SENTENCE_END = re.compile(r"[.!?][\"'”’»)]*$")
_SPLIT_WORD = re.compile(r"(?<=[^\W\d_])[-\u00ad]\n(?=[^\W\d_])")

logging.getLogger("pypdf").setLevel(logging.ERROR)  # damaged documents are told to who handed them in


def read_pdf(data: bytes, *, name: str, title: str = "", published_on: date | None = None) -> ArticleDraft:
    """The article in a PDF. `title` and `published_on` win over what the document says of itself.

    Raises:
        UnreadableInput: it is too large, locked, damaged, a mere picture, or does not say its day.
    """
    if len(data) > MAX_PDF_BYTES:
        raise UnreadableInput(f"{name} is too large: a PDF may have {MAX_PDF_BYTES // 1_000_000} MB.")
    try:
        return _read(data, name, title, published_on)
    except (PyPdfError, zlib.error, EOFError, NotImplementedError, OSError, *DAMAGED):
        raise UnreadableInput(f"{name} could not be read as a PDF; it is damaged.") from None


def _read(data: bytes, name: str, title: str, published_on: date | None) -> ArticleDraft:
    document = PdfReader(io.BytesIO(data), strict=False)
    if document.is_encrypted:
        raise UnreadableInput(f"{name} is locked. Save a copy without a password and hand that in.")
    if len(document.pages) > MAX_PAGES:
        raise UnreadableInput(
            f"{name} has {len(document.pages)} pages, and {MAX_PAGES} are taken. Hand in a part of it."
        )
    text = _text(document, name)
    if not has_words(text):
        raise UnreadableInput(f"{name} holds pictures of pages and no text. Run a text recognition over it first.")
    about = document.metadata
    said = one_line(str(about.title or ""), MAX_TITLE_CHARS) if about else ""
    first, _, rest = text.strip().partition("\n")
    paragraphs = [" ".join(first.split()), *_paragraphs(rest)]
    said = title or ("" if _MADE_BY_PROGRAM.match(said) else said)
    named, paragraphs = with_title(paragraphs, title=said, name=name)
    made = about.creation_date if about else None
    day = published_on or (made.date() if made else None)
    return vetted(name=name, title=named, text="\n\n".join(paragraphs), published_on=day)


def _paragraphs(text: str) -> list[str]:
    """Lines joined to paragraphs: one ends at a blank line, or at a sentence's end in a line much shorter than most."""
    lines = [" ".join(line.split()) for line in text.split("\n")]
    full = max(map(len, lines), default=0)
    paragraphs: list[list[str]] = [[]]
    for line in lines:
        if line:
            paragraphs[-1].append(line)
        if not line or (len(line) < SHORT_LINE * full and _SENTENCE_END.search(line)):
            paragraphs.append([])
    return [" ".join(paragraph) for paragraph in paragraphs if paragraph]


def _text(document: PdfReader, name: str) -> str:
    """The text of all pages; words that a line's end split are whole again."""
    pages, size = [], 0
    for page in document.pages:
        pages.append(_UNPRINTABLE.sub(" ", page.extract_text()))
        size += len(pages[-1])
        if size > MAX_TEXT_CHARS:
            raise UnreadableInput(f"{name} is too long: an article may have {MAX_TEXT_CHARS:,} characters.")
    return _SPLIT_WORD.sub("", "\n\n".join(pages))
