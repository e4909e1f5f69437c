"""The form of a backup: `database.dump`, `media/`, `SHA256SUMS` of both, and `manifest.json`, which vouches for all."""

import hashlib
import json
import os
import shutil
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO

from django.conf import settings

from config.backups.database import Facts
from config.backups.refusals import BackupRefused

FORM = 1  # of the folder; a release that changes it still reads the former ones
DUMP, MEDIA, SUMS, MANIFEST = "database.dump", "media", "SHA256SUMS", "manifest.json"
CHUNK = 1 << 20  # bytes


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is said of a backup; `sha256` is that of each part but the media, whose digests are in SHA256SUMS."""

    form: int
    claimdesk: str
    made_at: str
    postgresql: int
    migrations: list[str]
    rows: dict[str, int]
    files: int
    bytes: int
    sha256: dict[str, str]


def release() -> str:
    """The version of Claimdesk that runs here."""
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


@contextmanager
def being_written(target: Path, *, replace: bool) -> Iterator[Path]:
    """A private folder beside `target` that takes its name when the block ends well, and is gone when it does not.

    Raises:
        BackupRefused: something is there already, and it is not a backup that may be replaced.
    """
    _refuse_place(target, replace=replace)
    draft = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".partial", dir=target.parent))
    try:
        yield draft
        os.sync()  # all of it is on the disk before it has its name
        if target.exists():
            former = target.rename(Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".old", dir=target.parent)))
            draft.rename(target)
            shutil.rmtree(former)
        else:
            draft.rename(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _refuse_place(target: Path, *, replace: bool) -> None:
    if not target.parent.is_dir():
        raise BackupRefused(f"There is no folder {target.parent}: make it first.")
    if target.resolve().is_relative_to(settings.MEDIA_ROOT.resolve()):
        raise BackupRefused(f"{target} lies in the media folder, which is what is backed up: name another place.")
    if target.exists() and not replace:
        raise BackupRefused(f"{target} is there already: name another place, or say --replace.")
    if target.exists() and not (target / MANIFEST).is_file():
        raise BackupRefused(f"{target} is not a backup, so it is not replaced: name another place.")


def write_media(folder: Path) -> tuple[dict[str, str], int]:
    """Copy the media folder; the SHA-256 of each file by its path in the backup, and the bytes of all."""
    digests, size = {}, 0
    (folder / MEDIA).mkdir()
    for name in files_in(settings.MEDIA_ROOT):
        path = f"{MEDIA}/{name}"
        with suppress(FileNotFoundError):  # it was swept meanwhile, since no row named it
            digests[path] = copy(settings.MEDIA_ROOT / name, folder / path)
            size += (folder / path).stat().st_size
    return digests, size


def write_manifest(folder: Path, facts: Facts, media: dict[str, str], size: int) -> Manifest:
    """Write SHA256SUMS and, last of all, the manifest."""
    dumped = sha256(folder / DUMP)
    lines = (f"{digest}  {path}\n" for path, digest in [(DUMP, dumped), *media.items()])
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")
    manifest = Manifest(
        form=FORM,
        claimdesk=release(),
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        postgresql=facts.postgresql,
        migrations=facts.migrations,
        rows=facts.rows,
        files=len(media),
        bytes=size,
        sha256={DUMP: dumped, SUMS: sha256(folder / SUMS)},
    )
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=2) + "\n", encoding="utf-8")
    return manifest


def read_manifest(folder: Path) -> Manifest:
    """What the backup says of itself.

    Raises:
        BackupRefused: it is none, a damaged one, or one of a form that this release does not know.
    """
    try:
        given = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if given["form"] > FORM:
            raise BackupRefused(f"{folder} has a form that this release does not know: restore it with a newer one.")
        return Manifest(**given)
    except (FileNotFoundError, NotADirectoryError):
        raise BackupRefused(
            f"{folder} is not a backup: it has no {MANIFEST}. Name the folder that backup made."
        ) from None
    except (ValueError, TypeError, KeyError):
        raise BackupRefused(f"{folder / MANIFEST} is damaged. {ANOTHER}") from None


ANOTHER = "Take another copy of this backup, or an earlier one."


def verify(folder: Path, manifest: Manifest) -> None:
    """Every part is there, is what it was, and there is nothing else.

    Raises:
        BackupRefused: a part is damaged, missing, or was put there later.
    """
    if not (folder / SUMS).is_file() or sha256(folder / SUMS) != manifest.sha256.get(SUMS):
        raise BackupRefused(f"{folder / SUMS} is damaged or missing. {ANOTHER}")
    lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    expected = {path: digest for digest, _, path in (line.partition("  ") for line in lines)}
    there = {DUMP, *(f"{MEDIA}/{name}" for name in files_in(folder / MEDIA))}
    if strange := sorted(there - expected.keys()):
        raise BackupRefused(f"{folder / strange[0]} is not part of the backup: it was put there later. {ANOTHER}")
    for path, digest in expected.items():
        if path not in there or not (folder / path).is_file():
            raise BackupRefused(f"{folder / path} is missing. {ANOTHER}")
        if sha256(folder / path) != digest:
            raise BackupRefused(f"{folder / path} is damaged: its SHA-256 is not the one in {SUMS}. {ANOTHER}")


def restore_media(folder: Path) -> list[Path]:
    """Put the files back into the media folder; those that were not there before.

    Files with the same name and content are left: the folder may have outlived the database.

    Raises:
        BackupRefused: a file of that name has another content; nothing was written.
    """
    source, root = folder / MEDIA, settings.MEDIA_ROOT
    names = list(files_in(source))
    there = [name for name in names if (root / name).exists()]
    for name in there:
        if sha256(root / name) != sha256(source / name):
            raise BackupRefused(f"{root / name} is there with another content. Set MEDIA_ROOT to an empty folder.")
    wanted = [root / name for name in names if name not in set(there)]
    for path in wanted:
        copy(source / path.relative_to(root), path)
    return wanted


def files_in(root: Path) -> Iterator[PurePosixPath]:
    """The regular files under `root`, relative to it, in the order of their names."""
    for folder, folders, names in os.walk(root):
        folders.sort()
        for name in sorted(names):
            path = Path(folder, name)
            if path.is_file() and not path.is_symlink():
                yield PurePosixPath(path.relative_to(root))


def sha256(path: Path) -> str:
    """The digest of a file, as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def copy(source: Path, target: Path) -> str:
    """Copy a file, whole or not at all, and make the folders it needs; the SHA-256 of what was copied."""
    digest = hashlib.sha256()
    draft = target.with_name(f"{target.name}.partial")
    with source.open("rb") as reading:
        target.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("wb") as writing:
            for chunk in _chunks(reading):
                digest.update(chunk)
                writing.write(chunk)
    draft.rename(target)
    return digest.hexdigest()


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk
