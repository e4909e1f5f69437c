"""Makes `.venv` and installs a lock file into it, by hash; a second call finds that done and returns at once.

python3 -I config/install.py requirements.lock

It runs before anything is installed, so it needs the standard library only.
"""

import fcntl
import hashlib
import shlex
import shutil
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import IO

BASE = Path(__file__).resolve().parent.parent
VENV = BASE / ".venv"
PYTHON = VENV / "bin" / "python"
# The first lines are a program to the shell and a string to Python: the path of a "#!" line may hold no space.
COMMAND = """#!/bin/sh
'''exec' {python} "$0" "$@"
' '''
import sys

sys.path.insert(0, {base!r})

from reviews.client.commands import main

main()
"""


def works() -> bool:
    """Whether the environment can install: not half made, not copied from elsewhere, its Python still there."""
    if made_elsewhere():
        return False
    try:
        asked = subprocess.run(  # noqa: S603  the Python we made
            [str(PYTHON), "-c", "import sys, pip; sys.exit(sys.version_info < (3, 11))"],
            stderr=subprocess.DEVNULL,
            check=False,
        )
    except OSError:
        return False
    return asked.returncode == 0


def made_elsewhere() -> bool:
    """Whether the folder was moved or copied here: its programs would start the Python of the place they came from."""
    notes = VENV / "pyvenv.cfg"
    lines = notes.read_text().splitlines() if notes.exists() else []
    return any(line.startswith("command = ") and not line.endswith(f" {VENV}") for line in lines)


def make() -> None:
    say("Making a virtual environment in .venv …")
    if VENV.is_symlink():
        VENV.unlink()
    shutil.rmtree(VENV, ignore_errors=True)
    try:
        venv.create(VENV, with_pip=True, clear=True, symlinks=True)
    except subprocess.CalledProcessError:
        sys.exit("Python's venv does not work: on Debian and Ubuntu, install the package python3-venv.")


def install(lock: Path) -> None:
    """Install what the lock names, unless this very lock is installed."""
    stamp = VENV / f"installed-{lock.name}"
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    say(f"Installing the packages of {lock.name} …")
    options = "--disable-pip-version-check", "--no-input", "-qq", "--require-hashes", "-r"
    done = subprocess.run([str(PYTHON), "-m", "pip", "install", *options, str(lock)], check=False)  # noqa: S603  ours
    if done.returncode:
        sys.exit(f"pip could not install {lock.name}; what it says above tells why.")
    stamp.write_text(digest)


def offer_command() -> None:
    """Put `claimdesk` into the environment, as an editable install of this checkout would."""
    command = VENV / "bin" / "claimdesk"
    words = COMMAND.format(python=shlex.quote(str(PYTHON)), base=str(BASE))
    if not command.exists() or command.read_text() != words:
        command.write_text(words)
        command.chmod(0o755)


def wait_for_turn(handle: IO[str]) -> None:
    """Two makes at once must not install into one another's work."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("Waiting for another make that is installing …")
        fcntl.flock(handle, fcntl.LOCK_EX)


def say(text: str) -> None:
    sys.stderr.write(f"{text}\n")  # not stdout: `TOKEN=$(make token USER=rosa)` may be what installs
    sys.stderr.flush()


def main(locks: Sequence[str]) -> None:
    try:
        (BASE / "var").mkdir(exist_ok=True)
        with (BASE / "var" / "venv.lock").open("a") as handle:
            wait_for_turn(handle)
            if not works():
                make()
            for lock in locks:
                install(BASE / lock)
            offer_command()
    except PermissionError as problem:
        sys.exit(f"{problem.filename} belongs to another user: remove .venv and var, or use another checkout.")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main(sys.argv[1:])
