"""The benchmark of the desk: one command that starts what it needs and leaves nothing behind.

    python -m bench.desk                                    # everything: 100, 100,000 and 1,000,000 claims
    python -m bench.desk --parts screens keys               # some of it
    python -m bench.desk --small 100 --large 100000 --huge 0 --reviewers 8 --decisions 50

A desk is filled by COPY and grows from one size to the next; its rows are the same in every run. Each figure is the
quietest of three windows. The machine's load by others is printed, and references are measured in the same run.
"""

import argparse
import importlib
import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from bench.desk.figures import show
from bench.desk.house import house, machine

PARTS = ("screens", "keys", "take")
PEOPLE = 64
FLAGS = ("--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--small", type=int, default=100, help="claims for the screens")
    parser.add_argument("--large", type=int, default=100_000, help="claims for the screens, keys and taking")
    parser.add_argument("--huge", type=int, default=1_000_000, help="claims for taking; 0 leaves it out")
    parser.add_argument("--reviewers", type=int, nargs="+", default=[8, PEOPLE])
    parser.add_argument("--decisions", type=int, default=200)
    options = parser.parse_args()
    if not 0 < max(options.reviewers) <= PEOPLE:
        parser.error(f"at most {PEOPLE} reviewers")
    results: dict[str, Any] = {"load before": [round(one, 2) for one in os.getloadavg()]}
    with house() as site:
        part = {name: importlib.import_module(f"bench.desk.{name}") for name in ("rows", "screens", "keys", "taking")}
        room = part["rows"].Newsroom.founded(PEOPLE)
        room.grow(candidates=options.small, waiting=options.small, reviews=max(30, options.small // 10), told=40)
        with chromium() as browser:
            screens: list[dict[str, Any]] = []
            if "screens" in options.parts:
                screens += part["screens"].measure(site.address, room, browser, claims=options.small)
            more = options.large - options.small
            room.grow(candidates=more, waiting=more, reviews=options.large // 10, told=options.large // 100)
            if "screens" in options.parts:
                screens += part["screens"].measure(site.address, room, browser, claims=options.large)
                results["screens"] = show("Screens", side_by_side(screens))
            if "keys" in options.parts:
                how = {"candidates": options.large, "decisions": options.decisions}
                results["keys"] = show(
                    "A key press in triage", part["keys"].measure(site.address, room, browser, **how)
                )
        if "take" in options.parts:
            take = part["taking"].measure
            many = tuple(options.reviewers)
            taken = list(take(site, room, waiting=options.large, reviewers=many))
            if options.huge:
                room.grow(waiting=options.huge - options.large)
                taken += take(site, room, waiting=options.huge, reviewers=many)
            results["take"] = show("Taking and deciding", taken)
        results |= {"load after": [round(one, 2) for one in os.getloadavg()], "machine": machine()}
    print(json.dumps(results))


def side_by_side(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """One row for each screen, what was measured on the small and on the large desk in one cell."""
    half = len(rows) // 2
    for small, large in zip(rows[:half], rows[half:], strict=True):
        yield {
            name: value if name == "screen" or value == large[name] else f"{value:,} → {large[name]:,}"
            for name, value in small.items()
        }


@contextmanager
def chromium() -> Iterator[Browser]:
    """A real browser; as root without its own sandbox, as it only sees pages of ours."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        sys.exit("No Chromium here. Install one (Debian: apt-get install chromium).")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright leaves an idle event loop in this thread
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=[*FLAGS, *sandbox])
        yield browser
        browser.close()


if __name__ == "__main__":
    main()
