"""A virus scanner that is asked about files before they are stored, where the settings name one: clamd.

It is asked over its own protocol (INSTREAM: the bytes in pieces, each after its length) and outside of transactions.
"""

import io
import logging
import re
import select
import socket
import struct
import time
from typing import Any

from django.conf import settings

from claims.errors import DomainError

logger = logging.getLogger(__name__)

PLACE = re.compile(r"unix:(?P<path>/.+)|(?P<host>[\w.-]+|\[[0-9a-fA-F:.]+\]):(?P<port>\d{1,5})")
PIECE_BYTES = 65_536
LONGEST_REPLY = 4096
SECONDS_TO_COME_BACK = 60


class Infected(DomainError):
    """No file is stored in which the scanner found something."""


class TooLargeToScan(DomainError):
    """No file is stored that is larger than the scanner takes."""


class ScannerAway(DomainError):
    """No file is stored while the scanner cannot be asked; `seconds` says when to try again."""

    seconds = SECONDS_TO_COME_BACK


def require_clean(file: Any) -> None:
    """Have a file, or bytes, looked through, in no transaction; a file is left at its beginning.

    Raises:
        Infected, TooLargeToScan, ScannerAway: it may not be stored.
    """
    if not settings.CLAMD:
        return
    content = io.BytesIO(file) if isinstance(file, bytes) else file
    content.seek(0)
    said = _ask(content)
    content.seek(0)
    if said == "stream: OK":
        return
    if found := re.fullmatch(r"stream: (.+) FOUND", said):
        name = "".join(filter(str.isprintable, found[1]))[:100]
        raise Infected(f"The virus scanner found {name} in this file. It was not stored.")
    if "size limit exceeded" in said:
        raise TooLargeToScan("This file is larger than the virus scanner takes. Hand in the part that matters.")
    raise _away(f"it said {said!r}" if said else "it hung up")


def _ask(content: Any) -> str:
    """What the scanner says of it."""
    ends_at = time.monotonic() + settings.CLAMD_TIMEOUT
    try:
        with _connected(ends_at) as line:
            _send(line, content, ends_at)
            return _reply(line, ends_at)
    except OSError as problem:
        raise _away(str(problem)) from None


def _away(why: str) -> ScannerAway:
    logger.error("the virus scanner was asked in vain: %s", why)
    return ScannerAway("The virus scanner does not answer, so no file is taken. Nothing was stored: try again later.")


def _connected(ends_at: float) -> socket.socket:
    place = PLACE.fullmatch(settings.CLAMD)
    if place is None:
        raise OSError(f"{settings.CLAMD!r} is no place where one could be")
    if not place["path"]:
        return socket.create_connection((place["host"].strip("[]"), int(place["port"])), timeout=_left(ends_at))
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(_left(ends_at))
    try:
        line.connect(place["path"])
    except OSError:
        line.close()
        raise
    return line


def _left(ends_at: float) -> float:
    return max(ends_at - time.monotonic(), 0.001)


def _send(line: socket.socket, content: Any, ends_at: float) -> None:
    """Send it all, or as much as the scanner wants to hear: of what is too large it speaks, and hangs up, before."""
    heard = select.poll()
    heard.register(line, select.POLLIN)
    try:
        line.sendall(b"zINSTREAM\0")
        while piece := content.read(PIECE_BYTES):
            if heard.poll(0):
                return
            line.settimeout(_left(ends_at))
            line.sendall(struct.pack("!L", len(piece)) + piece)
        line.sendall(bytes(4))
    except (BrokenPipeError, ConnectionResetError):
        return


def _reply(line: socket.socket, ends_at: float) -> str:
    said = b""
    while b"\0" not in said and len(said) < LONGEST_REPLY:
        line.settimeout(_left(ends_at))
        piece = line.recv(LONGEST_REPLY)
        if not piece:
            break
        said += piece
    return said.partition(b"\0")[0].decode("utf-8", "replace").strip()
