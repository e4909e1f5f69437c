"""From POST of an article to its candidates in the API, against a running Claimdesk.

    TOKEN=$(make token USER=rosa) python -m bench.latency --url http://127.0.0.1:8000

Each article is handed in over REST and its extraction polled until it is done, then the candidates are listed. The
reference in the same run is a GET of /healthz/: one request with one statement.
"""

import argparse
import json
import os
import platform
import statistics
import time
import urllib.request
from typing import Any

PARAGRAPH = (
    "Spending on the harbour rose by {n} percent to {m} million crowns last year, Mayor Helene Tarvik said on Monday. "
    "“No other city on the coast spends less per resident,” she told reporters. According to the treasurer’s report, "
    "the city owed {k} million crowns at the end of 2025. Mirela Dunmore, who leads the opposition, said that {j} of "
    "every ten quays were closed. Nobody knows what the winter will bring."
)
POLL_EVERY = 0.02
GIVE_UP_AFTER = 60


class Desk:
    """The REST API of a running Claimdesk, as the holder of a token sees it."""

    def __init__(self, url: str, token: str) -> None:
        self.url, self.token = url.rstrip("/"), token

    def call(self, path: str, data: dict[str, Any] | None = None) -> Any:
        request = urllib.request.Request(self.url + path, data=json.dumps(data).encode() if data else None)
        request.add_header("Authorization", f"Bearer {self.token}")
        request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def hand_in(self, number: int) -> tuple[float, float, int]:
        """Seconds to the answer of the POST, seconds to the list of candidates, and how many there were."""
        stamp = time.time_ns()
        text = "\n\n".join(PARAGRAPH.format(n=stamp % 97 + 3 + p, m=p + number, k=390 + p, j=p) for p in range(1, 6))
        start = time.perf_counter()
        article = self.call(
            "/api/v1/articles/", {"title": f"Bench {stamp}", "published_on": "2026-10-14", "text": text}
        )
        posted = time.perf_counter() - start
        path = f"/api/v1/extractions/{article['extraction']['id']}/"
        while self.call(path)["state"] != "done":
            if time.perf_counter() - start > GIVE_UP_AFTER:
                raise SystemExit(f"The extraction did not end within {GIVE_UP_AFTER} s: is a worker running?")
            time.sleep(POLL_EVERY)
        candidates = self.call(f"/api/v1/claims/?article={article['id']}&page_size=100")["results"]
        return posted, time.perf_counter() - start, len(candidates)


def row(name: str, seconds: list[float]) -> dict[str, Any]:
    """Median, quartiles and worst in milliseconds."""
    low, middle, high = statistics.quantiles(seconds, n=4)
    return {
        "step": name,
        "median_ms": round(middle * 1000, 1),
        "quartiles_ms": [round(low * 1000, 1), round(high * 1000, 1)],
        "worst_ms": round(max(seconds) * 1000, 1),
        "runs": len(seconds),
    }


def timed(action: Any) -> float:
    """Seconds that one call takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--runs", type=int, default=20)
    options = parser.parse_args()
    token = os.environ.get("TOKEN") or parser.error("put a token into TOKEN: TOKEN=$(make token USER=rosa)")
    desk = Desk(options.url, token)
    desk.hand_in(0)  # warm up
    runs = [desk.hand_in(number) for number in range(1, options.runs + 1)]
    health = [timed(lambda: desk.call("/healthz/")) for _ in range(options.runs)]
    rows = [
        row("GET /healthz/ (reference)", health),
        row("POST /api/v1/articles/", [run[0] for run in runs]),
        row("POST to candidates listed", [run[1] for run in runs]),
    ]
    print("| step | median | quartiles | worst | runs |\n|---|---|---|---|---|")
    for one in rows:
        low, high = one["quartiles_ms"]
        print(f"| {one['step']} | {one['median_ms']} ms | {low}–{high} ms | {one['worst_ms']} ms | {one['runs']} |")
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(json.dumps({"machine": machine, "candidates": [run[2] for run in runs], "rows": rows}))


if __name__ == "__main__":
    main()
