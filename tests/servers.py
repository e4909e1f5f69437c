"""A pytest plugin: real Celery workers on the test's database. The servers themselves are started in tests.settings."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit, urlunsplit

import pytest
import redis
from django.conf import settings
from django.db import connection
from kombu import pools

from config.celery import app
from config.children import dying_with
from config.nudges import Nudge

BROKER = 1  # the session worker's database number: what other tests publish to 0 is never worked on
SECONDS_TO_START = 30
SECONDS_TO_STOP = 15


class Worker:
    """A `celery worker` process as production runs it, ready when the constructor returns."""

    running: ClassVar[list["Worker"]] = []

    def __init__(self, log: Path, environment: dict[str, str], *arguments: str) -> None:
        self.log = log
        service = {"DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": url_of_the_test_database()}
        name = f"test-{os.getpid()}-{log.stem}@localhost"
        command = [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "config",
            "worker",
            "-n",
            name,
            "-Q",
            "extraction,default,bulk",
        ]
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [*command, "-c", "2", "--without-gossip", "--without-mingle", "--loglevel", "INFO", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=settings.BASE_DIR,
                env=os.environ | service | environment,
                start_new_session=True,
                preexec_fn=dying_with(os.getpid()),
            )
        self.running.append(self)
        try:
            self._await_ready()
        except BaseException:
            self.kill()
            raise

    def _await_ready(self) -> None:
        deadline = time.monotonic() + SECONDS_TO_START
        while " ready." not in self.output():
            assert self.process.poll() is None, f"The worker ended:\n{self.output()}"
            assert time.monotonic() < deadline, f"The worker did not become ready:\n{self.output()}"
            time.sleep(0.05)

    def output(self) -> str:
        return self.log.read_text(errors="replace")

    def stop(self) -> None:
        """As a deploy stops it: it may finish what it has begun."""
        with suppress(subprocess.TimeoutExpired):
            self.process.terminate()
            self.process.wait(SECONDS_TO_STOP)
        self.kill()

    def kill(self) -> None:
        """As the machine's power does: at once, with its pool."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        if self in self.running:
            self.running.remove(self)


def url_of_the_test_database() -> str:
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}"))


def redis_url(number: int) -> str:
    """The tests' Valkey or Redis at another of its numbered databases."""
    parts = urlsplit(os.environ["REDIS_URL"])
    if parts.scheme == "unix":
        return f"unix://{parts.path}?db={number}"  # urlunsplit would drop the empty authority
    return urlunsplit(parts._replace(path=f"/{number}"))


def broker_url(number: int) -> str:
    parts = urlsplit(redis_url(number))
    if parts.scheme != "unix":
        return urlunsplit(parts)
    return f"redis+socket://{parts.path}?virtual_host={parse_qs(parts.query)['db'][0]}"


@pytest.fixture
def start_worker(transactional_db: None, tmp_path: Path) -> Iterator[Callable[..., Worker]]:
    """Start workers of the test's own: `start_worker({"TASK_TIME_LIMIT": "3"})`. All are killed when it ends."""
    started: list[Worker] = []
    throw_messages_away(0)

    def start(environment: dict[str, str] | None = None, *arguments: str) -> Worker:
        worker = Worker(tmp_path / f"worker{len(started)}.log", environment or {}, *arguments)
        started.append(worker)
        return worker

    yield start
    for worker in started:
        worker.kill()


@pytest.fixture(scope="session")
def session_worker(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    worker = Worker(tmp_path_factory.mktemp("worker") / "session.log", {"REDIS_URL": redis_url(BROKER)})
    yield worker
    worker.stop()


@pytest.fixture
def worker(transactional_db: None, session_worker: Worker, monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    """A worker for the whole session that gets what this test publishes, and is idle when the test's data goes."""
    assert session_worker.process.poll() is None, f"The worker has ended:\n{session_worker.output()}"
    monkeypatch.setenv("CELERY_BROKER_URL", broker_url(BROKER))
    forget_connections()
    yield session_worker
    _make_idle()
    monkeypatch.undo()
    forget_connections()


def forget_connections() -> None:
    """Let the application connect anew: to whatever broker it is now told."""
    Nudge.silent_until = 0.0
    app.amqp._producer_pool = None
    app._pool = None
    pools.reset()  # kombu takes two databases behind one socket for the same place


def throw_messages_away(number: int) -> None:
    with redis.Redis.from_url(redis_url(number)) as broker:
        broker.delete("extraction", "default", "bulk", "webhooks", "unacked", "unacked_index")


def _make_idle() -> None:
    """Throw away what waits, and give what runs ten seconds to end."""
    throw_messages_away(BROKER)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        replies = app.control.broadcast("active", reply=True, limit=1, timeout=5)
        if not any(tasks for reply in replies for tasks in reply.values()):
            return
        time.sleep(0.1)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """A failed test shows what its workers said."""
    report = yield
    if report.failed and {"worker", "start_worker"} & set(getattr(item, "fixturenames", ())):
        report.sections += [(f"Log of {worker.log.name}", worker.output()[-5000:]) for worker in Worker.running]
    return report
