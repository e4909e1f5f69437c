"""The stack under test: `make run` in a folder and on a port of its own, and ways to hurt what it is made of."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psutil
import redis
from celery import Celery

from bench.chaos import clock
from bench.chaos.disk import Disk
from bench.chaos.relay import Line
from config.children import end_leftovers
from config.embedded import Postgres, Valkey
from config.listening import Ear
from config.options import BASE
from config.places import short_name

SECONDS_TO_START = 180
SECONDS_TO_STOP = 40
NOT_OURS = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE", "CLAIMDESK_TEST_SERVERS"}
DETECTOR = "bench.chaos.poison"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Stack:
    """The demo newsroom, served by the supervisor with all its children and embedded servers."""

    def __init__(self, sink, *, has_disk=False):
        self.folder = Path(tempfile.mkdtemp(prefix="claimdesk-chaos-"))
        self.folder.chmod(0o755)
        self.disk = Disk(self.folder) if has_disk else None
        self.var, self.port, self.clock = self.folder / "var", free_port(), self.folder / "clock"
        self.line = Line("127.0.0.1", self.var)
        clock.make(self.clock)
        outside = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
        ours = {"CLAIMDESK_VAR": str(self.var), "CLAIMDESK_DEMO": "1", "PORT": str(self.port)}
        ours |= {f"CHAOS_{name}": value for name, value in self.line.places.items()} | {clock.PLACE: str(self.clock)}
        self.environment = outside | ours | {"CLAIMDESK_DETECTOR": DETECTOR, "WEBHOOK_ALLOW": sink}
        self.output = self.folder / "output"
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bench.chaos.supervisor"], cwd=BASE, env=self.environment,
                stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip

    def wait_until_ready(self):
        deadline = time.monotonic() + SECONDS_TO_START
        while "Stop: Ctrl-C" not in self.output.read_text():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"The stack did not start:\n{self.output.read_text()}")
            time.sleep(0.2)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def manage(self, *arguments):
        """What one command printed, and its exit code."""
        command = [sys.executable, "-m", "config.run", "--", sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=BASE, env=self.environment, capture_output=True, text=True, check=False)
        return done.stdout, done.stderr, done.returncode

    def token(self, user):
        said, complained, code = self.manage("issue_token", user, "--name", "chaos")
        if code:
            raise SystemExit(complained)
        return said.split()[-1]

    def audit(self, settle):
        """What the audit found, as it prints it for programs."""
        said, complained, _ = self.manage("audit", "--settle", str(settle), "--chain", "--json")
        try:
            return json.loads(said)
        except ValueError:
            raise SystemExit(f"The audit did not come to an end: {complained[-3000:]}") from None

    # -- the processes ------------------------------------------------------------------------------------------------

    def processes(self, word):
        """A child of the supervisor: none while it waits to be started again. `word`: web, worker, sender or beat."""
        told = {"web": "gunicorn", "worker": f"claimdesk-{self.port}@%h", "sender": f"claimdesk-sender-{self.port}@%h"}
        found = []
        for process in psutil.Process(self.process.pid).children():
            with suppress(psutil.Error, OSError):
                if told.get(word, word) in process.cmdline():
                    found.append(process)
        return found

    def family(self, word):
        """A child and all that it started."""
        found = []
        for process in self.processes(word):
            with suppress(psutil.Error):
                found += [process, *process.children(recursive=True)]
        return found

    def signal(self, word, number):
        for process in self.processes(word):
            with suppress(psutil.Error):
                process.send_signal(number)

    def kill(self, word):
        """As the machine's power does: with all that it started."""
        for process in self.family(word):
            with suppress(psutil.Error):
                process.kill()

    def kill_server(self, kind):
        """Kill -9 of PostgreSQL, or of Valkey with all it had on disk."""
        folder, name = {
            "postgres": (Postgres(self.var).data, "postgres"), "valkey": (Valkey(self.var).data, "valkey-server")
        }[kind]  # fmt: skip
        for process in psutil.process_iter():
            with suppress(psutil.Error, OSError):
                if process.name() == name and Path(process.cwd()) == folder.resolve():
                    process.kill()
        if kind == "valkey":
            shutil.rmtree(folder / "appendonlydir", ignore_errors=True)

    def broker(self):
        return redis.Redis(unix_socket_path=str(Valkey(self.var).socket), socket_timeout=2)

    def publish(self, task, *arguments, queue="default", times=1):
        """Send messages of our own, as if they had been sent again."""
        app = Celery("chaos", broker=f"redis+socket://{Valkey(self.var).socket}?virtual_host=0")
        app.conf.broker_transport_options = {"socket_timeout": 2, "socket_connect_timeout": 2}
        for _ in range(times):
            app.send_task(task, arguments, queue=queue, retry=False, ignore_result=True)
        app.close()

    def set_the_clock_wrong(self, seconds):
        """The worker's, from now on."""
        clock.set_wrong(self.clock, seconds)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(SECONDS_TO_STOP)
        self.process.kill()
        end_leftovers(f"{short_name(self.var)}:{self.port}")
        for server in (Valkey(self.var), Postgres(self.var)):
            server.stop()
            shutil.rmtree(server.sockets, ignore_errors=True)
        shutil.rmtree(Ear(self.var, self.port).folder, ignore_errors=True)
        self.line.stop()
        place = Postgres(self.var).data.parent
        if place != self.var:  # under root, PostgreSQL's data lies where its own account can go
            shutil.rmtree(place, ignore_errors=True)
        if self.disk:
            self.disk.remove()
        shutil.rmtree(self.folder, ignore_errors=True)
