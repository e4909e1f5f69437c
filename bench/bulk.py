"""Articles a second through `POST /api/v1/articles/bulk/`, on servers of its own, beside bare COPY of the same rows.

    python -m bench.bulk [--articles 40000] [--rounds 3]

It starts PostgreSQL, Valkey and the web server as `make run` does, without workers: what is measured ends when
everything is stored and queued. Each round loads new articles by one stream and by two at once, sends those of the
first stream once more, and copies the same rows into a table without any index: the reference. The best round counts.
Processor time is that of the web server and PostgreSQL together; it says what two free cores would do where others work
on the machine meanwhile.
"""

import argparse
import contextlib
import http.client
import json
import os
import platform
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import psutil
import psycopg

from bench.latency import PARAGRAPH
from config.embedded import Postgres, Valkey, database_url, redis_url, servers
from config.run import WEB

SEED = 4
WORDS = re.findall(r"[a-z]+", PARAGRAPH.lower())
WORDS_AN_ARTICLE = 60
TARGET = 8_000


def lines(tag: str, count: int) -> bytes:
    """Short articles, no two alike, as they are sent."""
    chance = random.Random(f"{SEED} {tag}")
    made = []
    for number in range(count):
        title = f"{' '.join(chance.choices(WORDS, k=6)).capitalize()} {tag} {number}"
        text = f"{' '.join(chance.choices(WORDS, k=WORDS_AN_ARTICLE)).capitalize()} {number}."
        made.append(json.dumps({"title": title, "published_on": "2026-10-14", "text": text}))
    return ("\n".join(made) + "\n").encode()


def load(port: int, token: str, body: bytes) -> dict[str, Any]:
    """Send a body and read the answer; its summary."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/x-ndjson"}
    connection.request("POST", "/api/v1/articles/bulk/", body, headers)
    answer = connection.getresponse().read()
    summary = json.loads(answer.rstrip().rpartition(b"\n")[2])["summary"]
    if not summary["is_complete"] or summary["refused"]:
        raise SystemExit(f"the load failed: {summary}")
    return summary


def processor_seconds(web: int) -> float:
    """What the web server and PostgreSQL have used so far, of those processes that run now."""
    (lock,) = Path(os.environ["CLAIMDESK_VAR"]).rglob("postmaster.pid")
    total = 0.0
    for leader in (web, int(lock.read_text().split()[0])):
        for process in psutil.Process(leader).children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):
                total += sum(process.cpu_times()[:2])
    return total


def rate(web: int, count: int, *deeds: Any) -> tuple[float, float]:
    """Articles a second while all `deeds` are done at once, and processor microseconds an article."""
    threads = [threading.Thread(target=deed) for deed in deeds]
    before, start = processor_seconds(web), time.perf_counter()
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    seconds = time.perf_counter() - start
    return count / seconds, (processor_seconds(web) - before) / count * 1e6


def copied(url: str, body: bytes) -> float:
    """Rows a second of bare COPY, parsing not counted."""
    rows = [tuple(json.loads(line).values()) for line in body.splitlines()]
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_reference (id bigserial, title text, published_on date, text text)")
        start = time.perf_counter()
        with cursor.copy("COPY bench_reference (title, published_on, text) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        connection.commit()
        seconds = time.perf_counter() - start
        cursor.execute("DROP TABLE bench_reference")
    return len(rows) / seconds


def measure(web: int, port: int, token: str, url: str, round_number: int, count: int) -> dict[str, tuple[float, float]]:
    """One round's figures: articles a second, processor microseconds an article."""
    first, left, right = (lines(f"{round_number}{part}", count) for part in "abc")
    send = [lambda body=body: load(port, token, body) for body in (first, left, right)]
    return {
        "bare COPY (reference)": (copied(url, first), 0.0),
        "one stream": rate(web, count, send[0]),
        "two streams": rate(web, 2 * count, *send[1:]),
        "one stream, sent again": rate(web, count, send[0]),
    }


def manage(*words: str) -> str:
    done = subprocess.run([sys.executable, "manage.py", *words], capture_output=True, text=True, check=True)
    return done.stdout


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def bench(var: Path, articles: int, rounds: int) -> list[dict[str, tuple[float, float]]]:
    with servers(var):
        manage("migrate", "-v0")
        made = (
            "from claims.models import *; from tests.factories import *; "
            "m = MembershipFactory(desk__slug='bench', role='reviewer'); "
            "print(ApiToken.objects.issue(m.user, name='bench', scopes=['claims:write'])[1])"
        )
        token = manage("shell", "-v0", "-c", made).split()[-1]
        port = free_port()
        command = [sys.executable, "-m", "gunicorn", "config.wsgi:application", "--bind", f"127.0.0.1:{port}", *WEB]
        with (var / "web.log").open("wb") as log:
            web = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            for _ in range(150):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.2)
            threads = [threading.Thread(target=load, args=(port, token, lines(f"warm{n}", 500))) for n in range(4)]
            [thread.start() for thread in threads]
            [thread.join() for thread in threads]
            return [measure(web.pid, port, token, database_url(var), number, articles) for number in range(rounds)]
        finally:
            web.terminate()
            web.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=40_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    var = Path(tempfile.mkdtemp(prefix="claimdesk-bench-"))
    var.chmod(0o711)  # under root, PostgreSQL runs as somebody who must get through
    os.environ |= {"CLAIMDESK_VAR": str(var), "SECRET_KEY": "only-for-benches-0123456789-abcdefghijklmnopqrstuvwxyz"}
    os.environ |= {"DATABASE_URL": database_url(var), "REDIS_URL": redis_url(var), "LOG_LEVEL": "WARNING"}
    try:
        found = bench(var, options.articles, options.rounds)
    finally:
        for server in (Postgres(var), Valkey(var)):
            server.stop()
            shutil.rmtree(server.sockets, ignore_errors=True)
        shutil.rmtree(var, ignore_errors=True)
    best = {name: max(one[name][0] for one in found) for name in found[0]}
    reference = best["bare COPY (reference)"]
    print("| articles a second | best | rounds | of bare COPY | processor µs each | two free cores |")
    print("|---|---|---|---|---|---|")
    for name, value in best.items():
        rounds = ", ".join(f"{one[name][0]:,.0f}" for one in found)
        cost = min(one[name][1] for one in found)
        free = f"{2e6 / cost:,.0f}" if cost else ""
        print(f"| {name} | {value:,.0f} | {rounds} | {value / reference:.1%} | {cost:.0f} | {free} |")
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    size = len(lines("0a", 100)) // 100
    print(json.dumps({"machine": machine, "seed": SEED, "bytes_a_line": size, "target": TARGET, "rounds": found}))


if __name__ == "__main__":
    main()
