"""Folders for servers of a test's own."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.embedded import Postgres, Valkey, servers
from config.listening import Ear


def make_parent() -> Path:
    """A folder with a space in its name that PostgreSQL's account can enter."""
    parent = Path(tempfile.mkdtemp(prefix="claimdesk var "))
    parent.chmod(0o755)
    return parent


@pytest.fixture
def empty_var() -> Iterator[Path]:
    """A var folder before the first start; what runs in it ends with the test."""
    var = make_parent() / "var"
    yield var
    discard(var)
    shutil.rmtree(var.parent)


@pytest.fixture(scope="session")
def _made_var() -> Iterator[Path]:
    var = make_parent() / "var"
    with servers(var, durable=False):
        pass
    yield var
    discard(var)
    shutil.rmtree(var.parent)


@pytest.fixture
def var(_made_var: Path, empty_var: Path) -> Path:
    """A var folder after a first start and stop."""
    return copy_of(_made_var, empty_var)


@pytest.fixture
def closed_var(_made_var: Path) -> Iterator[Path]:
    """The same, below a folder that only its owner can enter."""
    parent = Path(tempfile.mkdtemp(prefix="claimdesk closed "))
    yield copy_of(_made_var, parent / "var")
    discard(parent / "var")
    shutil.rmtree(parent)


def copy_of(folder: Path, target: Path) -> Path:
    shutil.copytree(folder, target)
    for path in (folder, *folder.rglob("*")):
        owner = path.lstat()
        os.chown(target / path.relative_to(folder), owner.st_uid, owner.st_gid)
    return target


def discard(var: Path) -> None:
    """End the servers of a folder and remove what they keep outside it."""
    data = (var / "pg").resolve()
    for server in (Postgres(var), Valkey(var)):
        if var.exists():
            server.stop()
        shutil.rmtree(server.sockets, ignore_errors=True)
    shutil.rmtree(Ear(var, 0).folder, ignore_errors=True)
    if os.geteuid() == 0 and data.parent.parent == Path("/var/lib"):
        shutil.rmtree(data.parent)
