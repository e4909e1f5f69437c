"""Files handed in as evidence: known by content, stored under random names, and swept when no row names them."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db.models import Model
from django.utils import timezone

from claims.models import Import
from reviews.filetypes import ENDINGS, HEAD_BYTES, MAX_BYTES, UnfitFile, kind_of
from reviews.models import Snapshot, Upload

FOLDERS: dict[str, tuple[type[Model], str]] = {
    "evidence": (Upload, "file"),
    "snapshots": (Snapshot, "warc"),
    "imports": (Import, "file"),
}
FRESH = timedelta(days=1)  # a file may be older than its row by a transaction, never by a day
BATCH = 500


@dataclass(frozen=True, slots=True)
class Examined:
    """What a file is: its content type by its content, its size in bytes, and its digest."""

    content_type: str
    size: int
    sha256: str


def examine(file: "File[bytes]") -> Examined:
    """Read the file once, from its beginning, and leave it there.

    Raises:
        UnfitFile: it is empty, too large, or not of a kind that serves as evidence.
    """
    file.seek(0)
    digest, size, head, tail = hashlib.sha256(), 0, b"", b""
    while chunk := file.read(65_536):
        size += len(chunk)
        if size > MAX_BYTES:
            raise UnfitFile(f"The file is larger than {MAX_BYTES // 1_000_000} MB. Hand in the part that matters.")
        digest.update(chunk)
        head = (head + chunk)[:HEAD_BYTES] if len(head) < HEAD_BYTES else head
        tail = (tail + chunk)[-HEAD_BYTES:]
    file.seek(0)
    return Examined(kind_of(head, tail), size, digest.hexdigest())


@contextmanager
def stored(file: "File[bytes]", examined: Examined) -> Iterator[str]:
    """Store the file under a random name for the block that makes its row; a block that fails takes it along."""
    name = f"evidence/{timezone.now():%Y/%m}/{secrets.token_hex(16)}{ENDINGS[examined.content_type]}"
    name = default_storage.save(name, file)
    is_named = False
    try:
        yield name
        is_named = True
    finally:
        if not is_named:
            default_storage.delete(name)


def sweep_orphans() -> int:
    """Delete the files that no row names, once they are a day old; how many there were."""
    return sum(_sweep_folder(folder) for folder in FOLDERS)


def _sweep_folder(folder: str) -> int:
    table, field = FOLDERS[folder.partition("/")[0]]
    if not default_storage.exists(folder):
        return 0
    folders, names = default_storage.listdir(folder)
    gone = sum(_sweep_folder(f"{folder}/{inner}") for inner in folders)
    paths = [f"{folder}/{name}" for name in names]
    for at in range(0, len(paths), BATCH):
        part = paths[at : at + BATCH]
        named = set(table._default_manager.filter(**{f"{field}__in": part}).values_list(field, flat=True))
        old = [path for path in part if path not in named and _is_old(path)]
        for path in old:
            default_storage.delete(path)
        gone += len(old)
    return gone


def _is_old(path: str) -> bool:
    return default_storage.get_modified_time(path) < timezone.now() - FRESH
