"""Dumps of every fact-check in force: rows a second through the web server, and how much more memory it takes."""

import http.client
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import psutil

FORMS = ("fact-checks.ndjson", "fact-checks.json", "fact-checks.csv", "datafeed.json")
PIECE = 1 << 20


def measure(address: str, web: int, *, fact_checks: int) -> Iterator[dict[str, Any]]:
    """A row for each form. `web` is the process whose children answer."""
    for form in FORMS:
        before = memory(web)
        seconds, size, most = _read(address, form, web)
        yield {
            "fact-checks": fact_checks, "dump": form, "rows a second": round(fact_checks / seconds),
            "MB": round(size / 1e6, 1), "MB of memory more": round((most - before) / 1e6, 1),
        }  # fmt: skip


def memory(web: int) -> int:
    """Bytes that the answering processes hold for themselves."""
    return sum(process.memory_info().rss for process in psutil.Process(web).children())


def _read(address: str, form: str, web: int) -> tuple[float, int, int]:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=600)
    start, size, most = time.perf_counter(), 0, 0
    connection.request("GET", f"/fact-checks/data/{form}")
    answer = connection.getresponse()
    assert answer.status == 200, answer.status
    while piece := answer.read(PIECE):
        size += len(piece)
        most = max(most, memory(web))
    seconds = time.perf_counter() - start
    connection.close()
    return seconds, size, most
