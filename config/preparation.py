"""What happens between the servers' start and the site's: migrations, static files, reference and demo data."""

import fcntl
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from config.children import dying_with
from config.options import BASE, Options, Refusal
from config.terminal import StopAsked, say

APPS = "claims", "reviews", "seeds"


def prepare(options: Options, stop: StopAsked) -> str:
    """Bring the database up to date; what the seed said, which is how to log in. One run at a time."""
    with _alone(options.var / "prepare.lock", stop):
        say("Preparing the database …")
        _manage(["migrate", "--noinput", "--verbosity", "0"], options, stop)
        _collect_static_files(options, stop)
        say("Loading the demo newsroom …" if options.demo else "Loading the reference data …")
        return _manage(["seed", "--demo"] if options.demo else ["seed"], options, stop)


def _collect_static_files(options: Options, stop: StopAsked) -> None:
    """Collect them when anything they are made from has changed; it takes seconds."""
    stamp = options.var / "static.stamp"
    sources = _static_sources()
    if not (options.var / "static").exists() or not stamp.exists() or stamp.read_text() != sources:
        _manage(["collectstatic", "--noinput", "--verbosity", "0"], options, stop)
        stamp.write_text(sources)


def _static_files() -> list[Path]:
    return sorted(path for app in APPS for path in (BASE / app).glob("**/static/**/*"))


def _static_sources() -> str:
    """A digest of our static files' names and times, the settings, and the packages that bring theirs."""
    digest = hashlib.sha256()
    for path in (BASE / "requirements.lock", BASE / "config" / "settings.py", *_static_files()):
        state = path.stat()
        digest.update(f"{path}\0{state.st_mtime_ns}\0{state.st_size}\n".encode())
    return digest.hexdigest()


@contextmanager
def _alone(file: Path, stop: StopAsked) -> Iterator[None]:
    with file.open("a") as handle:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:  # polled, so that Ctrl-C ends the wait
                stop.check()
                time.sleep(0.1)
        yield


def _manage(arguments: list[str], options: Options, stop: StopAsked) -> str:
    """Run one management command to its end, or until a stop is asked for; what it printed."""
    with tempfile.TemporaryFile() as output, (options.var / "log" / "prepare.log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603  our own program, no shell
            [sys.executable, "manage.py", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=log,
            cwd=BASE,
            env=options.child_environment(),
            start_new_session=True,
            preexec_fn=dying_with(os.getpid()),
        )
        try:
            _await(process, stop)
        finally:
            process.kill()
            process.wait()
        said = _text(output)
        if process.returncode:
            raise Refusal(f"`manage.py {' '.join(arguments)}` failed.\n{said}\n{_end_of(log)}".rstrip())
    return said


def _await(process: subprocess.Popen[bytes], stop: StopAsked) -> None:
    while process.poll() is None:
        stop.check()
        time.sleep(0.02)


def _text(output: IO[bytes]) -> str:
    output.seek(0)
    return output.read().decode(errors="replace").strip()


def _end_of(log: IO[bytes]) -> str:
    return Path(log.name).read_bytes()[-3000:].decode(errors="replace").strip()
