"""A busy newsroom on one machine: articles come all the while, reviewers work, programs read.

    python -m bench.load                                  # ten articles a second, 32 reviewers, 50 readers, ten minutes
    python -m bench.load --minutes 1 --claims 2000        # some of it

Web server, worker, sender, beat, PostgreSQL and Valkey run as `make run` starts them, in a folder of their own; so do
the clients, on the same cores. Articles come by the clock, however long the answers take, and each answer's time counts
from when its article was due. Everybody else asks, reads the answer, and pauses: a reviewer some four seconds, a reader
two. Printed are the times of each kind of request, how old the oldest waiting text was, and the memory of each part; it
ends with 1 where any answer was an error, or a text was not read.
"""

import argparse
import importlib
import json
import os
import sys
from typing import Any

from bench.desk.figures import show
from bench.desk.house import House, house, machine
from bench.load.pages import Pages

PARTS = ("web", "worker", "sender", "beat")
SECONDS_TO_FINISH = 120


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--articles", type=float, default=10, help="a second")
    parser.add_argument("--reviewers", type=int, default=32)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--claims", type=int, default=50_000, help="that are there already")
    chosen = parser.parse_args()
    results: dict[str, Any] = vars(chosen) | {"load before": [round(one, 2) for one in os.getloadavg()]}
    pages = Pages()
    with house(parts=PARTS, FETCH_ALLOW=pages.place, WEBHOOK_ALLOW=pages.place) as site:
        results |= run(site, chosen, pages) | {"machine": machine()}
    print(json.dumps(results))
    return 0 if results["is_kept"] else 1


def run(site: House, chosen: argparse.Namespace, pages: Pages) -> dict[str, Any]:
    """Everybody at work for so long; what came of it."""
    people, watching = (importlib.import_module(f"bench.load.{name}") for name in ("people", "watching"))
    room = people.newsroom(chosen.reviewers, claims=chosen.claims, hook=f"http://{pages.place}/hook")
    watch = watching.Watch(site)
    watch.start()
    work = people.Work(site.address, room, rate=chosen.articles, readers=chosen.readers, pages=pages)
    ledger = work.run(60 * chosen.minutes)
    used = show("Processor", watch.processor())
    late = watching.finish(within=SECONDS_TO_FINISH)
    watch.stop()
    found = {
        "requests": show("Requests", ledger.rows(60 * chosen.minutes)),
        "queue": show("Texts that wait to be read", watch.queue()),
        "memory": show("Memory, MB", watch.memory()),
        "processor": used,
        "webhooks": len(pages.received),
        "texts not read": late,
        "errors": ledger.errors[:20],
    }
    print(f"{len(ledger.errors)} errors; {late} texts not read {SECONDS_TO_FINISH} s after the last; "
          f"{found['webhooks']} webhooks received.\n", *ledger.errors[:20], sep="\n")  # fmt: skip
    return found | {"is_kept": not ledger.errors and not late}


if __name__ == "__main__":
    sys.exit(main())
