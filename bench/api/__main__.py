"""The benchmark of the REST API: one command that starts what it needs and leaves nothing behind.

    python -m bench.api                                          # 1,000, 100,000 and 1,000,000 claims, then dumps
    python -m bench.api --sizes 1000 100000 --fact-checks 20000  # some of it
    python -m bench.api --parts dumps

The bare views it is compared with run in the same web server. Each figure is that of the quietest of three windows of
two seconds, with two callers. Statements are counted in the bench's own process.
"""

import argparse
import importlib
import json
import os
import threading
import time
from collections.abc import Iterator
from typing import Any

from bench.bulk import lines, load
from bench.desk.figures import show
from bench.desk.house import House, house, machine

PARTS = ("doors", "bulk", "dumps")
BULK = 20_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 100_000, 1_000_000], help="claims, rising")
    parser.add_argument("--fact-checks", type=int, default=200_000)
    options = parser.parse_args()
    results: dict[str, Any] = {"load before": [round(one, 2) for one in os.getloadavg()]}
    with house("bench.api.settings") as site:
        rows, doors, dumping = (
            importlib.import_module(name) for name in ("bench.desk.rows", "bench.api.doors", "bench.api.dumping")
        )
        room = rows.Newsroom.founded(2)
        if "doors" in options.parts:
            results["doors"] = [row for size in options.sizes for row in sized(site, room, size, doors)]
        if "bulk" in options.parts:
            results["bulk"] = show("Articles in bulk", bulk(site, next(iter(room.secrets.values()))))
        if "dumps" in options.parts:
            room.grow(reviews=options.fact_checks)
            stored = doors.fact_checks_in_force()
            results["dumps"] = show("Dumps", dumping.measure(site.address, site.web, fact_checks=stored))
        results |= {"load after": [round(one, 2) for one in os.getloadavg()], "machine": machine()}
    print(json.dumps(results))


def sized(site: House, room: Any, claims: int, doors: Any) -> list[dict[str, Any]]:
    """The doors with so many claims; half of them are in the worklist, some are published."""
    have = doors.claims_stored()
    room.grow(
        candidates=(claims - have) // 2, waiting=claims - have - (claims - have) // 2, reviews=200 if not have else 0
    )
    if not have:
        doors.add_rare_claims(room)
    return show(f"With {claims:,} claims", doors.measure(site.address, room, claims=claims))


def bulk(site: House, secret: str) -> Iterator[dict[str, Any]]:
    """Articles a second by one stream and by two at once."""
    port = int(site.address.rpartition(":")[2])
    load(port, secret, lines("warm", 500))
    for streams in (1, 2):
        bodies = [lines(f"{streams}{number}", BULK) for number in range(streams)]
        threads = [threading.Thread(target=load, args=(port, secret, body)) for body in bodies]
        start = time.perf_counter()
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        yield {
            "streams": streams,
            "articles": streams * BULK,
            "a second": round(streams * BULK / (time.perf_counter() - start)),
        }


if __name__ == "__main__":
    main()
