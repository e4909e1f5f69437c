"""How bytes become text: what they really are, and which encoding they are in."""

import codecs
import re
import zlib

from charset_normalizer import from_bytes

from claims.errors import UnreadableInput

MAGIC = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document"),
    (b"{\\rtf", "a rich-text (RTF) document"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"RIFF", "a WebP picture or a sound or film file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an XZ archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "a database"),
    (b"OggS", "a sound file"),
    (b"ID3", "a sound file"),
)
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
MAX_CHAOS = 0.1  # charset-normalizer's share of implausible letters; its own threshold is 0.2

_PAGE_CHARSETS = re.compile(
    r"utf-8|utf-16(-le|-be)?|ascii|cp125[0-8]|cp(437|850|852|866|874|932|949|950)|iso8859-([1-9]|1[0-6])|koi8-[ru]"
    r"|gb(2312|k|18030)|big5(hkscs)?|shift_jis|euc_(jp|kr)|iso2022_jp|mac-(roman|cyrillic)"
)
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w:.-]{1,40})", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta\b[^>]{0,300}?charset\s*=\s*[\"']?([\w:.-]{1,40})", re.IGNORECASE)
MAX_DAMAGED_SHARE = 1 / 2000  # stray bytes that a web page may have and still be read


def unpack(data: bytes, encoding: str, *, limit: int) -> bytes:
    """At most `limit` bytes of what `data` unpacks to; what cannot be unpacked is nothing. `encoding` as in HTTP."""
    if encoding in {"", "identity"}:
        return data[:limit]
    for window in (zlib.MAX_WBITS | 32, -zlib.MAX_WBITS):  # by their headers; raw, as some servers do
        try:
            return zlib.decompressobj(window).decompress(data, limit)
        except zlib.error:
            continue
    return b""


def sniff_kind(data: bytes) -> str:
    """What the first bytes give away ("a PDF document"), or "" for what may be text."""
    start = data[:1024].lstrip()
    return next((kind for magic, kind in MAGIC if start.startswith(magic)), "")


def refuse_binary(data: bytes, *, name: str) -> None:
    """Raises UnreadableInput, naming the kind, when the bytes are not text in any encoding taken here."""
    if kind := sniff_kind(data):
        raise UnreadableInput(f"{name} is {kind}, not plain text. Save the article as a text file, or paste its words.")
    if not data.startswith(UTF16_MARKS) and b"\x00" in data:
        raise UnreadableInput(
            f"{name} holds zero bytes, so it is a binary file or UTF-16 text without a byte-order mark. "
            "Save it as plain text in UTF-8."
        )


def decode_text(data: bytes, *, name: str) -> str:
    """The text of a file, decoded without loss: UTF-8, UTF-16 with its mark, or Windows-1252 when that is certain.

    Raises UnreadableInput for binary data, and for every other encoding with a guess at which it is.
    """
    refuse_binary(data, name=name)
    try:
        return data.decode("utf-16" if data.startswith(UTF16_MARKS) else "utf-8-sig")
    except UnicodeDecodeError:
        return _decode_windows(data, name=name)


def decode_page(data: bytes, *, content_type: str, name: str) -> str:
    """The text of a web page by its mark, its header, its meta element, or the look of it, in that order.

    A declaration that does not fit the bytes is passed over. A few stray bytes in UTF-8 become U+FFFD, as in a browser.
    Raises UnreadableInput when nothing fits.
    """
    refuse_binary(data, name=name)
    for charset in ("utf-16" if data.startswith(UTF16_MARKS) else "", *_declared(data, content_type), "utf-8-sig"):
        try:
            if charset:
                return data.decode(charset).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
    text = data.decode("utf-8", errors="replace")
    if text.count("\ufffd") <= len(text) * MAX_DAMAGED_SHARE:
        return text
    return _decode_windows(data, name=name)


def _declared(data: bytes, content_type: str) -> list[str]:
    """The codecs that header and page name, if they are ordinary ones. Latin-1 means Windows-1252 on the web."""
    labels = [match[1] for match in [_HEADER_CHARSET.search(content_type)] if match]
    labels += [match[1].decode("ascii", "ignore") for match in [_META_CHARSET.search(data[:4096])] if match]
    return [charset for charset in map(_codec, labels) if charset]


def _codec(label: str) -> str:
    try:
        charset = codecs.lookup(label).name
    except LookupError:
        return ""
    if charset in {"iso8859-1", "ascii"}:
        return "cp1252"
    return charset if _PAGE_CHARSETS.fullmatch(charset) else ""


def _decode_windows(data: bytes, *, name: str) -> str:
    """Windows-1252 is taken only when the best guess reads the same letters; a wrong guess would alter quotes."""
    guess = from_bytes(data).best()
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        text = ""
    if guess and text and guess.chaos <= MAX_CHAOS and str(guess) == text:
        return text
    looks = f"it looks like {guess.encoding.replace('_', '-')}" if guess else "its encoding cannot be told"
    raise UnreadableInput(f"{name} is not in UTF-8; {looks}. Save it as UTF-8 and hand it in again.")
