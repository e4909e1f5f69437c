"""A Claimdesk of the bench's own: data in a throw-away folder, and gunicorn as `make run` starts it."""

import importlib
import os
import platform
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import django
import psutil

from config.children import stop_all
from config.embedded import Postgres, Valkey, servers
from config.options import BASE, Options
from config.run import answers, children_of

PREFIX = "claimdesk-bench-"
SECONDS_TO_ANSWER = 60
UNLIMITED = {"API_READS_PER_MINUTE": "100000000", "API_WRITES_PER_MINUTE": "100000000"}
PREPARED_BY = (["migrate"], ["collectstatic"], ["seed"])


@dataclass(frozen=True, slots=True)
class House:
    """Where the site answers, the process whose children do, PostgreSQL's, and those of the service's other parts."""

    address: str
    web: int
    postgres: int
    others: dict[str, int]

    def processor_seconds(self) -> float:
        """What the web server, PostgreSQL and processes of the bench that have ended have used so far."""
        while True:
            with suppress(psutil.NoSuchProcess):  # one ended meanwhile, and is its parent's now
                lines = [one for pid in (self.web, self.postgres) for one in _line(psutil.Process(pid))]
                ended = resource.getrusage(resource.RUSAGE_CHILDREN)
                return ended.ru_utime + ended.ru_stime + sum(sum(one.cpu_times()[:4]) for one in lines)


def _line(process: psutil.Process) -> list[psutil.Process]:
    return [process, *process.children(recursive=True)]


@contextmanager
def house(settings: str = "config.settings", parts: Collection[str] = ("web",), **environment: str) -> Iterator[House]:
    """The site answers at `address` while the block runs, and Django is set up here for the same database.

    `parts` are those of `config.run` that are wanted: web, worker, sender, beat. Nothing starts them again.

    Whatever DATABASE_URL, REDIS_URL and ./var are is left alone. All is gone afterwards, also after SIGTERM.
    """
    signal.signal(signal.SIGTERM, _end)
    for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "BASE_URL", "DEBUG"):
        os.environ.pop(name, None)
    var = Path(tempfile.mkdtemp(prefix=PREFIX))
    var.chmod(0o711)  # under root, PostgreSQL runs as somebody who must get through
    options = Options("127.0.0.1", _free_port(), var, demo=False, own_postgres=True, own_valkey=True)
    with ExitStack() as stack:
        stack.callback(_remove, var)
        options.prepare_folder()
        stack.enter_context(servers(var))
        os.environ |= UNLIMITED | {"LOG_LEVEL": "ERROR"} | environment
        os.environ |= options.child_environment() | {"DJANGO_SETTINGS_MODULE": settings}
        for command in PREPARED_BY:
            done = [sys.executable, "manage.py", *command, "--verbosity", "0"]
            subprocess.run(done if command != ["seed"] else done[:3], cwd=BASE, check=True, stdout=subprocess.DEVNULL)
        children = [child for child in children_of(options) if child.name in parts]
        stack.callback(stop_all, children, hurry=lambda: False)
        for child in children:
            child.environment |= environment | {"DJANGO_SETTINGS_MODULE": settings}
            child.start()
        _await(options, children[0].log)
        django.setup()
        (lock,) = var.rglob("postmaster.pid")
        pids = {child.name: child.process.pid for child in children if child.process}
        yield House(options.address, pids.pop("web"), int(lock.read_text().split()[0]), pids)


def _end(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(options: Options, log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while not answers(options):
        if time.monotonic() > deadline:
            raise SystemExit(f"The site did not answer within {SECONDS_TO_ANSWER} s:\n{log.read_text()[-2000:]}")
        time.sleep(0.1)


def _remove(var: Path) -> None:
    for server in (Postgres(var), Valkey(var)):
        shutil.rmtree(server.sockets, ignore_errors=True)
    shutil.rmtree(var, ignore_errors=True)


def machine() -> str:
    """What it ran on."""
    connection = importlib.import_module("django.db").connection  # set up by now
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        server = cursor.fetchone()[0]
    return (
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"Django {django.__version__}, PostgreSQL {server}, gunicorn with 2 × 4 threads"
    )
