"""Reading an article from a Word document (DOCX)."""

import io
import zlib
from datetime import date
from zipfile import BadZipFile, ZipFile

import docx
from docx.opc.exceptions import OpcError

from claims.errors import UnreadableInput
from claims.ingestion.draft import ArticleDraft
from claims.ingestion.reading import one_line, vetted, with_title
from claims.ingestion.textfile import MAX_TITLE_CHARS
from claims.ingestion.webpage import DAMAGED

MAX_DOCX_BYTES = 20_000_000
MAX_UNPACKED_BYTES = 100_000_000  # of everything in it; no part unpacks to more than it declares
MAX_PARTS = 2_000
MAX_XML_BYTES = 20_000_000  # of one part in XML, which takes ten times as much memory


def read_docx(data: bytes, *, name: str, title: str = "", published_on: date | None = None) -> ArticleDraft:
    """The article in a Word document. `title` and `published_on` win over what the document says of itself.

    Raises:
        UnreadableInput: it is too large, packed as a bomb, damaged, without words, or does not say its day.
    """
    if len(data) > MAX_DOCX_BYTES:
        raise UnreadableInput(f"{name} is too large: a document may have {MAX_DOCX_BYTES // 1_000_000} MB.")
    try:
        _vet_archive(data, name)
        return _read(data, name, title, published_on)
    except (BadZipFile, zlib.error, EOFError, OpcError, NotImplementedError, OSError, *DAMAGED):
        raise UnreadableInput(f"{name} could not be read as a Word document; it is damaged.") from None


def _vet_archive(data: bytes, name: str) -> None:
    with ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
    xml = [part.file_size for part in parts if part.filename.lower().endswith((".xml", ".rels"))]
    if (
        len(parts) > MAX_PARTS
        or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES
        or max(xml, default=0) > MAX_XML_BYTES
    ):
        raise UnreadableInput(f"{name} unpacks to far more than a document does.")
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableInput(f"{name} is locked. Save a copy without a password and hand that in.")


def _read(data: bytes, name: str, title: str, published_on: date | None) -> ArticleDraft:
    document = docx.Document(io.BytesIO(data))
    about = document.core_properties
    paragraphs = [(part.style.name if part.style else "", " ".join(part.text.split())) for part in document.paragraphs]
    written = [words for _, words in paragraphs if words]
    headed = next((words for style, words in paragraphs if words and style in {"Title", "Heading 1"}), "")
    said = title or headed or one_line(about.title, MAX_TITLE_CHARS)
    named, rest = with_title(written, title=said, name=name)
    made = about.modified or about.created
    day = published_on or (made.date() if made else None)
    return vetted(name=name, title=one_line(named, MAX_TITLE_CHARS), text="\n\n".join(rest), published_on=day)
