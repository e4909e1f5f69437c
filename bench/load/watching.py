"""What is looked at from outside while everybody works: the queue's age, and each part's memory and processor time."""

import os
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import psutil
from django.db import connection

from bench.desk.figures import percentile
from bench.desk.house import House

EVERY = 2.0  # seconds
# The age of the oldest text that nobody has begun to read, or whose reader is over its time; and how many wait.
WAITING = """
SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0), count(*) FROM claims_extraction WHERE state = 'queued'
"""
UNREAD = "SELECT count(*) FROM claims_extraction WHERE state <> 'done'"


class Watch(threading.Thread):
    """Looks every two seconds until it is stopped."""

    def __init__(self, site: House) -> None:
        super().__init__(daemon=True)
        self.parts = {"web": site.web, "PostgreSQL": site.postgres} | site.others
        self.ages: list[float] = []
        self.counts: list[int] = []
        self.sizes: dict[str, list[float]] = defaultdict(list)
        self.began, self.used_before = time.monotonic(), self.used()
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.wait(EVERY):
            age, count = asked(WAITING)
            self.ages.append(float(age))
            self.counts.append(count)
            for name, pid in self.parts.items():
                self.sizes[name].append(memory(pid))
        connection.close()

    def stop(self) -> None:
        self.over.set()
        self.join()

    def used(self) -> dict[str, float]:
        """Seconds of processor time that each part has used so far, and the callers with it."""
        own = os.times()
        return {name: processor_seconds(pid) for name, pid in self.parts.items()} | {"callers": own.user + own.system}

    def processor(self) -> Iterator[dict[str, Any]]:
        """A row for each part: how much of one core it used."""
        passed = time.monotonic() - self.began
        for name, seconds in self.used().items():
            yield {"part": name, "of one core": round((seconds - self.used_before[name]) / passed, 2)}

    def queue(self) -> Iterator[dict[str, Any]]:
        """One row: how old the oldest was, and how many waited."""
        yield {
            "looked at": len(self.ages), "oldest ms, p50": percentile(self.ages, 0.5),
            "oldest ms, p95": percentile(self.ages, 0.95), "oldest ms, most": round(1000 * max(self.ages)),
            "waiting, most": max(self.counts),
        }  # fmt: skip

    def memory(self) -> Iterator[dict[str, Any]]:
        """A row for each part: what it holds for itself in each fifth of the time, and the most."""
        for name, sizes in self.sizes.items():
            fifth = max(1, len(sizes) // 5)
            parts = [sizes[at * fifth : (at + 1) * fifth] or sizes[-1:] for at in range(5)]
            means = {f"fifth {at + 1}": round(sum(part) / len(part)) for at, part in enumerate(parts)}
            yield {"part": name} | means | {"most": round(max(sizes))}


def memory(pid: int) -> float:
    """Megabytes that a process and all that it started hold, each page once: what is shared is shared out."""
    return summed(pid, lambda one: float(one.memory_full_info().pss) / 1e6)


def processor_seconds(pid: int) -> float:
    """What a process and all that it started have used, those that have ended with it."""
    return summed(pid, lambda one: sum(one.cpu_times()[:4]))


def summed(pid: int, figure: Callable[[psutil.Process], float]) -> float:
    """A figure of a process and of all that it started, as far as they are there."""
    found = 0.0
    with suppress(psutil.Error):
        process = psutil.Process(pid)
        for one in [process, *process.children(recursive=True)]:
            with suppress(psutil.Error):
                found += figure(one)
    return found


def finish(*, within: float) -> int:
    """Wait until every text is read; how many are not after so many seconds."""
    deadline = time.monotonic() + within
    while (left := asked(UNREAD)[0]) and time.monotonic() < deadline:
        time.sleep(0.5)
    return int(left)


def asked(sql: str) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        row: tuple[Any, ...] = cursor.fetchone()
        return row
