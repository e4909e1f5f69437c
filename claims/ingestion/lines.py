"""Lines of a long stream, one at a time: split, unpacked and bounded, so that memory stays the same at any length."""

import zlib
from collections.abc import Iterable, Iterator

from claims.errors import UnreadableInput

PIECE_BYTES = 16_384  # read at once: whoever sends waits until as much is there
FREE_BYTES = 10_000_000  # what may be unpacked before anybody asks how well it was packed
MOST_RATIO = 200  # of unpacked to packed bytes: text packs ten to one, articles that repeat each other some more


def lines_of(chunks: Iterable[bytes], *, longest: int) -> Iterator[bytes | None]:
    """Each line without its line feed; None in place of one of more than `longest` bytes. Holds one line at most."""
    held, is_too_long = bytearray(), False
    for chunk in chunks:
        *ended, rest = chunk.split(b"\n")
        for part in ended:
            too_long = is_too_long or len(held) + len(part) > longest
            yield None if too_long else bytes(held + part)
            held.clear()
            is_too_long = False
        if not is_too_long:
            held += rest
            is_too_long = len(held) > longest
        if is_too_long:
            held.clear()
    if held or is_too_long:
        yield None if is_too_long else bytes(held)


def unpacked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """What gzip-packed `chunks` hold, a piece at a time; several members one after the other are one stream.

    Raises:
        UnreadableInput: it is not gzip, it is damaged, it breaks off, or it unpacks to far more than any text would.
    """
    packed, written = 0, 0
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    for chunk in chunks:
        packed += len(chunk)
        while chunk:
            if unpacker.eof:
                unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
            piece = _piece(unpacker, chunk)
            written += len(piece)
            if written > FREE_BYTES + MOST_RATIO * packed:
                raise UnreadableInput("The gzip stream unpacks to far more than text does. Send it unpacked.")
            yield piece
            chunk = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
    if packed and not unpacker.eof:
        raise UnreadableInput("The gzip stream breaks off before its end.")


def _piece(unpacker: "zlib._Decompress", chunk: bytes) -> bytes:
    try:
        return unpacker.decompress(chunk, PIECE_BYTES)
    except zlib.error:
        raise UnreadableInput("The body is not a gzip stream, or it is damaged.") from None
