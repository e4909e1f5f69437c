"""`make run`: prepares the servers and the database, keeps web, worker and beat alive, and ends them all together.

python -m config.run                  everything, until Ctrl-C
python -m config.run --follow-parent  the same, and it ends when the process that started it does
python -m config.run -- COMMAND       one command, with the servers up and the same settings
"""

import fcntl
import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path

from config.children import MARK, Child, end_leftovers, stop_all
from config.embedded import EmbeddedServerError, Postgres, Valkey, servers
from config.listening import PLACE, Ear
from config.options import BASE, Options, Refusal
from config.preparation import prepare
from config.terminal import StopAsked, Stopped, in_foreground, say

SECONDS_TO_ANSWER = 90
COUNTS = "PROMETHEUS_MULTIPROC_DIR"
DEATHS_BEFORE_GIVING_UP = 3  # of a child, before the site has answered for the first time
WEB = (
    "--worker-class",
    "gthread",
    "--workers",
    "2",
    "--threads",
    "4",
    "--no-control-socket",
    "--access-logfile",
    "-",
    "--access-logformat",  # without the address of the caller, which is nobody's business
    '%(t)s "%(r)s" %(s)s %(b)s bytes %(L)s s %({x-request-id}o)s',
    "--limit-request-line",
    "8190",
)  # long queries come as GET from some clients
WORKER = "-Q", "extraction,default,bulk", "-c", "2", "--without-gossip", "--without-mingle"
SENDER = "-Q", "webhooks", "-P", "threads", "-c", "4", "--without-gossip", "--without-mingle"  # they only wait
BEATING = "worker", "sender"  # those say that they work (config.beating)


@contextmanager
def holding_port(options: Options) -> Iterator[None]:
    """The port is ours alone among runs of this folder, free of what a killed run left, and not another program's."""
    with (options.var / "run" / f"{options.port}.lock").open("a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.seek(0)
            running = f"Claimdesk is already running at {options.address}/ (process {handle.read().strip()})."
            raise Refusal(f"{running} {another_port(options)}") from None
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        if end_leftovers(options.mark):
            say("Ended what a killed run had left behind.")
        refuse_busy_port(options)
        yield


def refuse_busy_port(options: Options) -> None:
    try:
        family, kind, _, _, address = socket.getaddrinfo(options.host, options.port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
    except PermissionError:
        raise Refusal(f"Port {options.port} needs more rights than you have. {another_port(options)}") from None
    except socket.gaierror:
        raise Refusal(f"HOST={options.host} is not an address of this machine.") from None
    except OSError as problem:
        raise Refusal(f"Port {options.port} cannot be had: {problem.strerror}. {another_port(options)}") from None


def another_port(options: Options) -> str:
    return f"Start with another port: make run PORT={options.port % 65535 + 1}"


def children_of(options: Options) -> list[Child]:
    celery = sys.executable, "-m", "celery", "-A", "config"
    schedule = str(options.var / "run" / f"{options.port}.beat")
    commands = {
        "web": (sys.executable, "-m", "gunicorn", "config.wsgi:application", "--bind", options.bind, *WEB),
        "worker": (*celery, "worker", "-n", f"claimdesk-{options.port}@%h", "--loglevel", "INFO", *WORKER),
        "sender": (*celery, "worker", "-n", f"claimdesk-sender-{options.port}@%h", "--loglevel", "INFO", *SENDER),
        "beat": (*celery, "beat", "--schedule", schedule, "--pidfile=", "--loglevel", "INFO"),
    }
    environment = options.child_environment() | {MARK: options.mark, COUNTS: str(empty_folder_of_counts(options))}
    heard = environment | {PLACE: str(Ear(options.var, options.port).place)}
    return [
        Child(
            name, command, options.var / "log" / f"{name}-{options.port}.log", heard if name in BEATING else environment
        )
        for name, command in commands.items()
    ]


def empty_folder_of_counts(options: Options) -> Path:
    """Where the web processes of this run keep their counts of requests: those of an earlier run are of no use."""
    folder = options.var / "run" / f"{options.port}.metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


class Watch:
    """Keeps the children and the embedded servers alive."""

    def __init__(self, options: Options, children: Sequence[Child], ear: Ear) -> None:
        self.children, self.ear = children, ear
        self.servers: list[Postgres | Valkey] = []
        if options.own_postgres:
            self.servers.append(Postgres(options.var))
        if options.own_valkey:
            self.servers.append(Valkey(options.var))
        self._due_at = 0.0

    def tend(self) -> None:
        """One round: whatever has died or fallen silent is started again, or will be when its pause is over."""
        alive = self.ear.heard()
        for child in self.children:
            if child.process is not None and child.process.pid in alive:
                child.has_been_heard()
            if news := child.tend():
                say(f"{news}\n{child.last_words()}")
        if time.monotonic() >= self._due_at:
            for server in self.servers:
                self._tend_server(server)
            for child in self.children:
                child.cap_log()
            self._due_at = time.monotonic() + 1

    def tend_whatever_happens(self) -> None:
        """A round that a full disk, or a machine without memory for one more process, only delays."""
        try:
            self.tend()
        except (OSError, subprocess.SubprocessError) as problem:
            say(f"Something could not be started, and will be tried again: {problem}")
            time.sleep(5)

    def _tend_server(self, server: Postgres | Valkey) -> None:
        if server.running():
            return
        say(f"{type(server).__name__} has died; starting it again.")
        try:
            server.start()
        except EmbeddedServerError as problem:
            say(f"That failed, and will be tried again: {problem}")


def answers(options: Options) -> bool:
    """Whether the site serves: it says 200, or refuses our host name or plain HTTP, as its settings may want."""
    connection = http.client.HTTPConnection(options.reachable_host, options.port, timeout=5)
    try:
        connection.request("GET", "/healthz/")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def wait_for_answer(options: Options, watch: Watch, stop: StopAsked) -> None:
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while not answers(options):
        stop.check()
        watch.tend()
        for child in watch.children:
            if child.deaths >= DEATHS_BEFORE_GIVING_UP:
                raise Refusal(f"The {child.name} does not stay up. Its log: {child.log}")
        if time.monotonic() > deadline:
            raise Refusal(f"The site did not answer within {SECONDS_TO_ANSWER} s. Logs: {options.shown_var}/log")
        time.sleep(0.1)


def welcome(options: Options, log_ins: str) -> None:
    say(f"\nClaimdesk is running at {options.address}/\n")
    if log_ins:
        say(f"{log_ins}\n")
    if options.demo and options.is_public:
        say("Anybody who reaches this machine can log in: the demo's passwords are public.\n")
    say(f"Logs: {options.shown_var}/log   Stop: Ctrl-C")


def supervise(options: Options, stop: StopAsked) -> None:
    """Everything is up and stays up until a stop is asked for; then nothing is left but the data."""
    with ExitStack() as stack:
        stack.enter_context(holding_port(options))
        stack.enter_context(servers(options.var, postgres=options.own_postgres, valkey=options.own_valkey))
        log_ins = prepare(options, stop)
        ear = Ear(options.var, options.port).open()
        stack.callback(ear.close)
        watch = Watch(options, children_of(options), ear)
        stack.callback(stop_all, watch.children, hurry=stop.asked_twice)
        stack.callback(stop.announce)
        wait_for_answer(options, watch, stop)
        welcome(options, log_ins)
        while True:
            stop.check()
            watch.tend_whatever_happens()
            time.sleep(0.1)


def run_one(options: Options, command: Sequence[str]) -> int:
    """Run one command with the servers up; its exit code."""
    with servers(options.var, postgres=options.own_postgres, valkey=options.own_valkey):
        return subprocess.run(command, env=options.child_environment(), check=False).returncode  # noqa: S603  ours


def run_until_stopped(options: Options, *, follow_parent: bool) -> int:
    stop = StopAsked(follow_parent=follow_parent)
    with in_foreground() if follow_parent else nullcontext():
        try:
            supervise(options, stop)
        except Stopped:
            say(f"Stopped. Your data is in {options.shown_var}.")
    return 0


def main(arguments: Sequence[str]) -> int:
    """The exit code; a refusal is one sentence on the terminal, never a traceback."""
    os.chdir(BASE)
    try:
        options = Options.from_environment()
        options.prepare_folder()
        if arguments[:1] == ["--"]:
            return run_one(options, arguments[1:])
        return run_until_stopped(options, follow_parent="--follow-parent" in arguments)
    except (Refusal, EmbeddedServerError) as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    except KeyboardInterrupt:  # of one command: it had the same Ctrl-C
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
