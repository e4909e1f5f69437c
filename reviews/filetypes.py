"""What a file really is, by its content alone: the kinds that may be evidence, and what is refused. Plain Python."""

import re
import unicodedata
from pathlib import PurePosixPath

import puremagic

from claims.errors import DomainError

MAX_BYTES = 20_000_000
MAX_NAME_CHARS = 200
HEAD_BYTES = 4096
ENDINGS = {
    "application/pdf": ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
}
SIGNATURES = {
    "application/pdf": re.compile(rb"%PDF-[12]\.\d[\s%]"),
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"),
    "image/jpeg": re.compile(rb"\xff\xd8\xff[\xc0-\xfe]"),
    "image/gif": re.compile(rb"GIF8[79]a"),
    "image/webp": re.compile(rb"RIFF.{4}WEBPVP8[ LX]", re.DOTALL),
}
TAKEN = "PDF, PNG, JPEG, GIF and WebP are taken."

_MARKUP = re.compile(
    rb"<(?:!doctype|html|head|body|script|svg|iframe|\?php|\?xml\b[^>]*>\s*<(?:svg|html))", re.IGNORECASE
)
_ARCHIVE_END = b"PK\x05\x06"
_HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]")
_UNFIT_IN_NAMES = re.compile(r'[\\/:*?"<>|]+')


class UnfitFile(DomainError):
    """Only PDF documents and pictures of a bearable size serve as evidence, whatever they are called."""


def kind_of(head: bytes, tail: bytes) -> str:
    """The content type that a file's first and last bytes show. What it is called and said to be counts for nothing.

    Raises:
        UnfitFile: it is none of the kinds taken, or two at once: a picture that is a page or an archive as well.
    """
    if not head:
        raise UnfitFile("The file is empty. Choose the file again.")
    kind = next((kind for kind, signature in SIGNATURES.items() if signature.match(head)), "")
    if not kind or kind not in _guesses(head):
        raise UnfitFile(f"This is not a file that can serve as evidence. {TAKEN} Of a page, give the address.")
    if _ARCHIVE_END in tail or (kind != "application/pdf" and _MARKUP.search(head)):
        raise UnfitFile(f"The file is two things at once, a document and something hidden in it. {TAKEN}")
    return kind


def _guesses(head: bytes) -> set[str]:
    try:
        return {guess.mime_type for guess in puremagic.magic_string(head)}
    except puremagic.PureError:
        return set()


def clean_name(name: str, kind: str) -> str:
    """A name fit to be shown and saved under: no folders, nothing invisible, and the ending that its kind has."""
    plain = _HIDDEN.sub("", unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode()))
    stem = " ".join(_UNFIT_IN_NAMES.sub(" ", re.split(r"[\\/]", plain)[-1]).split()).strip(". ")
    path = PurePosixPath(stem or "document")
    ending = ENDINGS[kind]
    if path.suffix.lower() in {ending, ".jpeg" if ending == ".jpg" else ending}:
        ending, stem = path.suffix.lower(), path.stem
    return (stem[: MAX_NAME_CHARS - len(ending)].strip() or "document") + ending
