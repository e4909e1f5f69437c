"""`make run` as its user meets it: real servers, real children, real signals."""

import itertools
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from config.children import MARK
from config.embedded import Postgres, Valkey, database_url
from config.options import BASE, Options, Refusal
from config.places import processes_in
from tests.config.conftest import discard, make_parent
from tests.config.test_children import lives, until

SECONDS_TO_START = 60
SET_BY_THE_TESTS = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def words_of(process: psutil.Process) -> list[str]:
    """Its command line; empty where it has ended meanwhile."""
    try:
        return process.cmdline() if lives(process.pid) else []
    except psutil.NoSuchProcess:
        return []


class Run:
    """One `python -m config.run`, on a port and a var folder of the test's."""

    numbers = itertools.count()

    def __init__(self, var: Path, port: int | str, command: tuple[str, ...] = (), **environment: str) -> None:
        self.port = port
        self.output_file = var.parent / f"output-{port}-{next(self.numbers)}"
        outside = {name: value for name, value in os.environ.items() if name not in SET_BY_THE_TESTS}
        ours = {"CLAIMDESK_VAR": str(var), "CLAIMDESK_DEMO": "0", "PORT": str(port)}
        with self.output_file.open("wb") as output:
            self.process = subprocess.Popen(
                command or (sys.executable, "-m", "config.run"),
                cwd=BASE,
                env=outside | ours | environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def output(self) -> str:
        return self.output_file.read_text()

    def ready(self) -> "Run":
        deadline = time.monotonic() + SECONDS_TO_START
        while "Stop: Ctrl-C" not in self.output:
            assert self.process.poll() is None, self.output
            assert time.monotonic() < deadline, self.output
            time.sleep(0.05)
        return self

    def ended(self) -> int:
        return self.process.wait(SECONDS_TO_START)

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz/", timeout=5) as response:
                return response.status == 200
        except OSError:
            return False

    def family(self) -> list[psutil.Process]:
        """Every live process of this run below the supervisor, known by its mark or by its parents."""
        return [process for process in psutil.process_iter() if self._is_mine(process)]

    def _is_mine(self, process: psutil.Process) -> bool:
        try:
            mark = process.environ().get(MARK, "")
            return lives(process.pid) and mark.endswith(f":{self.port}")
        except psutil.Error:
            return False

    def leader(self, word: str) -> psutil.Process:
        return self.leaders(word)[0]

    def leaders(self, word: str) -> list[psutil.Process]:
        children = psutil.Process(self.process.pid).children()
        return [child for child in children if word in words_of(child)]


class Site:
    """A var folder with a run that is up whenever a test asks for it."""

    def __init__(self) -> None:
        self.var = make_parent() / "var"
        self.port = free_port()
        self.latest: Run | None = None

    def run(self) -> Run:
        if self.latest is None or self.latest.process.poll() is not None:
            self.latest = Run(self.var, self.port).ready()
        return self.latest

    def query(self, statement: str) -> object:
        with psycopg.connect(database_url(self.var), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchone()[0] if cursor.description else None


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    site = Site()
    yield site
    if site.latest is not None:
        site.latest.process.kill()
        site.latest.process.wait()
        for process in site.latest.family():
            process.kill()
    discard(site.var)
    shutil.rmtree(site.var.parent)


def test_a_run_tells_its_address_and_answers(site):
    run = site.run()

    assert f"Claimdesk is running at http://127.0.0.1:{run.port}/" in run.output
    assert run.answers()
    assert (site.var / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_second_run_on_the_same_port_says_that_the_first_is_there(site):
    site.run()

    second = Run(site.var, site.port, (sys.executable, "-m", "config.run"))

    assert second.ended() == 1
    assert "already running" in second.output
    assert site.run().answers()


@pytest.mark.parametrize("word", ["gunicorn", "extraction,default,bulk", "webhooks", "beat"])
def test_a_child_that_is_killed_comes_back(site, word):
    run = site.run()
    before = run.leader(word)

    before.kill()

    until(lambda: [leader for leader in run.leaders(word) if leader != before], 20)
    until(run.answers, 20)


@pytest.mark.parametrize("kind", [Postgres, Valkey])
def test_a_server_that_is_killed_comes_back(site, kind):
    run = site.run()
    server = kind(site.var)
    for process in processes_in(server.data, "postgres" if kind is Postgres else "valkey-server"):
        process.kill()
    until(lambda: not server.running())

    until(server.running, 20)
    until(run.answers, 20)


def test_two_runs_share_the_servers_and_neither_stops_the_others(site):
    first = site.run()
    second = Run(site.var, free_port()).ready()
    assert second.answers()

    second.process.send_signal(signal.SIGINT)

    assert second.ended() == 0
    assert second.family() == []
    assert first.answers()


def test_a_killed_run_leaves_no_child_and_the_next_finds_the_data_and_one_interrupt_ends_it(site):
    killed = site.run()
    site.query("CREATE TABLE kept (word text)")
    killed.process.kill()
    killed.process.wait()
    until(lambda: not killed.family(), 20)

    run = site.run()
    assert site.query("SELECT count(*) FROM kept") == 0
    run.process.send_signal(signal.SIGINT)

    assert run.ended() == 0
    assert run.output.endswith(f"Stopping …\nStopped. Your data is in {site.var}.\n")
    assert run.family() == []
    assert not Postgres(site.var).running()
    assert not Valkey(site.var).running()


def test_a_run_ends_with_the_make_that_started_it_even_before_it_is_up(site):
    if site.latest is not None:
        site.latest.process.terminate()
        site.latest.ended()
    program = "import subprocess, sys; subprocess.run([sys.executable, '-m', 'config.run', '--follow-parent'])"
    make = Run(site.var, site.port, (sys.executable, "-c", program))
    until(lambda: "Preparing" in make.output, SECONDS_TO_START)
    supervisor = psutil.Process(make.process.pid).children()[0]

    make.process.kill()
    make.process.wait()

    until(lambda: not lives(supervisor.pid), 20)
    assert make.output.endswith(f"Stopped. Your data is in {site.var}.\n")
    assert not Postgres(site.var).running()


def test_a_busy_port_is_one_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        run = Run(tmp_path / "var", port)

        assert run.ended() == 1

    assert run.output.startswith(f"Port {port} cannot be had: Address already in use. Start with another port:")
    assert run.output.count("\n") == 1


def test_a_port_that_is_none_is_one_sentence(tmp_path):
    run = Run(tmp_path / "var", "65536")

    assert run.ended() == 1
    assert run.output == "PORT must be a number from 1 to 65535, not '65536'.\n"


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "²"])
def test_only_a_number_from_1_to_65535_is_a_port(monkeypatch, port):
    monkeypatch.setenv("PORT", port)
    with pytest.raises(Refusal, match="from 1 to 65535"):
        Options.from_environment()


def test_a_host_that_is_none_is_one_sentence(tmp_path):
    run = Run(tmp_path / "var", free_port(), HOST="no-such-host.invalid")

    assert run.ended() == 1
    assert run.output == "HOST=no-such-host.invalid is not an address of this machine.\n"


def test_a_command_runs_with_the_servers_up_and_passes_its_code_on(empty_var):
    asks = "import os, sys; from config.embedded import *; from pathlib import Path; "
    asks += "sys.exit(7 if Postgres(Path(os.environ['CLAIMDESK_VAR'])).running() else 1)"

    run = Run(empty_var, 1, (sys.executable, "-m", "config.run", "--", sys.executable, "-c", asks))

    assert run.ended() == 7
    assert not Postgres(empty_var).running()
