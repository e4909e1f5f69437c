"""Where the embedded servers keep data and sockets, and the promises about folders, locks and processes they share."""

import fcntl
import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import psutil

# A socket's path may have 107 bytes on Linux and 103 on macOS, so sockets cannot lie in a checkout's own folder.
SOCKET_PATH_LIMIT = 103


class EmbeddedServerError(RuntimeError):
    """An embedded server cannot be had; the message is one a user can act on."""


class Account(NamedTuple):
    """The numeric user and group that a server runs as."""

    uid: int
    gid: int


def short_name(var: Path) -> str:
    """The same twelve characters for the same folder, whatever path it was reached by."""
    return hashlib.sha256(os.fsencode(var.resolve())).hexdigest()[:12]


def socket_folder(kind: str, var: Path) -> Path:
    """The folder of one server's socket: a function of the user and the folder `var` alone, and short."""
    name = f"claimdesk-{kind}-{os.geteuid()}-{short_name(var)}"
    shared = Path("/tmp")  # noqa: S108  the same from every terminal, where TMPDIR may differ; make_private checks the owner
    folder = (shared if os.access(shared, os.W_OK | os.X_OK) else Path(tempfile.gettempdir())) / name
    if len(os.fsencode(folder / ".s.PGSQL.5432.lock")) > SOCKET_PATH_LIMIT:
        raise EmbeddedServerError(f"The path of the socket folder {folder} is too long: set TMPDIR to a shorter one.")
    return folder


def make_private(folder: Path, owner: Account | None = None) -> None:
    """Leave a 0700 folder that belongs to `owner` (or to us); refuse one that somebody else put there."""
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    allowed = {os.geteuid()} | ({owner.uid} if owner else set())
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in allowed:
        raise EmbeddedServerError(f"{folder} belongs to somebody else: remove it and try again.")
    folder.chmod(0o700)
    if owner and found.st_uid != owner.uid:
        os.chown(folder, owner.uid, owner.gid, follow_symlinks=False)


def remove_if_empty(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """One process at a time; a killed holder lets go by itself."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def nobody() -> Account:
    entry = pwd.getpwnam("nobody")
    return Account(entry.pw_uid, entry.pw_gid)


def can_enter(account: Account, folder: Path) -> bool:
    """Whether `account` can really go into `folder`: asked of the system, so that every rule of it counts."""
    try:
        asked = subprocess.run(  # noqa: S603  fixed words, and the path is an argument of its own
            ["/bin/sh", "-c", 'test -d "$1" && test -x "$1"', "sh", str(folder)],
            cwd="/",
            stdin=subprocess.DEVNULL,
            user=account.uid,
            group=account.gid,
            extra_groups=[],
            check=False,
        )
    except OSError as refusal:
        raise EmbeddedServerError(
            "PostgreSQL will not run as root, and this machine does not let root become another user. "
            "Start as an ordinary user, or set DATABASE_URL."
        ) from refusal
    return asked.returncode == 0


def open_place(name: str, account: Account) -> Path:
    """A folder of root's that `account` can enter, outside the checkout, for what it could not reach there."""
    for base in (Path("/var/lib"), Path(tempfile.gettempdir())):
        place = base / name
        with suppress(OSError):
            place.mkdir(mode=0o755, exist_ok=True)
            found = place.lstat()
            if stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid():
                place.chmod(0o755)
                if can_enter(account, place):
                    return place
    raise EmbeddedServerError("No folder can be had for PostgreSQL's data that an ordinary user may enter.")


def copy_readable(source: Path, target: Path, names: Sequence[str]) -> None:
    """Copy those folders of `source` that exist, all or nothing, readable by everybody."""
    if target.exists():
        return
    partial = target.with_name(f"{target.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    for name in names:
        if (source / name).exists():
            shutil.copytree(source / name, partial / name, symlinks=True)
    for folder, _, files in os.walk(partial):
        for path in (Path(folder), *(Path(folder, file) for file in files)):
            if not path.is_symlink():
                mode = path.stat().st_mode
                path.chmod(mode | (0o055 if mode & 0o100 else 0o044))
    partial.rename(target)


def processes_in(folder: Path, name: str) -> list[psutil.Process]:
    """The live processes of that name which work in that folder: surer than any pid file."""
    return [process for process in psutil.process_iter() if works_in(process, folder, name)]


def works_in(process: psutil.Process, folder: Path, name: str) -> bool:
    try:
        return (
            process.name() == name
            and process.status() != psutil.STATUS_ZOMBIE
            and Path(process.cwd()) == folder.resolve()
        )
    except (psutil.Error, OSError):
        return False


def all_gone(folder: Path, name: str, seconds: float) -> bool:
    """Whether none of them lives after at most so many seconds; one that died and was not reaped yet is gone."""
    deadline = time.monotonic() + seconds
    while processes_in(folder, name):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def kill_all(folder: Path, name: str) -> None:
    for process in processes_in(folder, name):
        with suppress(psutil.Error):
            process.kill()
    all_gone(folder, name, seconds=5)
