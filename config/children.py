"""The processes that `make run` keeps alive: each in a group of its own, with a log file, restarted when it dies."""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

MARK = "CLAIMDESK_RUN"  # in the environment of every process of a run, so that leftovers can be told from others
SECONDS_OF_GRACE = 10
LONGEST_PAUSE = 30
SILENT_AFTER = 120  # seconds; see claims.heartbeats, which says the same of the database's
HEALTHY_AFTER = 60  # seconds of life after which a death counts as the first again
LOG_LIMIT = 10_000_000
PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def dying_with(parent: int) -> Callable[[], None]:
    """For a new process to run before its program: SIGTERM comes when the parent dies, even of a kill -9.

    Linux only; elsewhere `end_leftovers` does its work at the next start.
    """

    def ask() -> None:
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != parent:  # it died before we could ask
                os._exit(1)

    return ask


class Child:
    """One command that is kept running, each time after a longer pause when it keeps dying."""

    def __init__(self, name: str, command: Sequence[str], log: Path, environment: dict[str, str]) -> None:
        self.name = name
        self.command = command
        self.log = log
        self.environment = environment
        self.process: subprocess.Popen[bytes] | None = None
        self.deaths = 0
        self._started_at = 0.0
        self._due_at = 0.0
        self._heard_at: float | None = None

    def start(self) -> None:
        self._shorten_log()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603  our own programs, no shell
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self.environment,
                start_new_session=True,  # the terminal's Ctrl-C reaches the supervisor only
                preexec_fn=dying_with(os.getpid()),
            )
        self._started_at = time.monotonic()
        self._heard_at = None

    def has_been_heard(self) -> None:
        """It has said that it works; from now on it is expected to say so again and again."""
        self._heard_at = time.monotonic()

    def tend(self) -> str | None:
        """Start it when that is due; a sentence when it has died since the last call, or was killed for its silence."""
        now = time.monotonic()
        if self.process is None:
            if now >= self._due_at:
                self.start()
            return None
        code = self.process.poll()
        is_silent = self._heard_at is not None and now - self._heard_at > SILENT_AFTER
        if code is None and not is_silent:
            return None
        self.kill()  # what is left of its group
        self.process = None
        self.deaths = 1 if now - self._started_at > HEALTHY_AFTER else self.deaths + 1
        pause = min(2.0 ** (self.deaths - 1), LONGEST_PAUSE)
        self._due_at = now + pause
        what = f"said nothing for {SILENT_AFTER} s" if code is None else f"ended with code {code}"
        return f"The {self.name} {what}; starting it again in {pause:.0f} s."

    def last_words(self, lines: int = 5) -> str:
        text = self.log.read_bytes()[-4000:].decode(errors="replace") if self.log.exists() else ""
        return "\n".join(f"  {self.name} | {line}" for line in text.splitlines()[-lines:])

    def terminate(self) -> None:
        """Ask the leader only: it knows how to end its own workers without harm to their work."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def kill(self) -> None:
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def _shorten_log(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))

    def cap_log(self) -> None:
        """Keep a long-lived child's log small without its knowing: it appends, so it goes on at the new end."""
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            shutil.copyfile(self.log, self.log.with_suffix(".log.1"))
            os.truncate(self.log, 0)


def stop_all(children: Sequence[Child], *, hurry: Callable[[], bool]) -> None:
    """End every child and what it started: politely, then after the grace, or when `hurry()` says so, by force."""
    for child in children:
        child.terminate()
    deadline = time.monotonic() + SECONDS_OF_GRACE
    while not all(child.ended() for child in children) and time.monotonic() < deadline and not hurry():
        time.sleep(0.05)
    for child in children:
        child.kill()


def end_leftovers(mark: str) -> int:
    """Kill what a killed run left behind, told by the mark in its environment; how many there were."""
    found = [process for process in psutil.process_iter() if process.pid != os.getpid() and _is_marked(process, mark)]
    for process in found:
        with suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(found, timeout=3)
    return len(found)


def _is_marked(process: psutil.Process, mark: str) -> bool:
    try:
        return process.environ().get(MARK) == mark
    except (psutil.Error, OSError):
        return False
