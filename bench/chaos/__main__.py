"""The chaos run: the real stack, clients that work all the while, faults by a seeded schedule, and then the audit.

    python -m bench.chaos --seconds 300 --seed 1

Prints a report and ends with 1 if a promise of docs/reliability.md was broken. The stack has a folder, a port and
servers of its own, and nothing of it is left behind.
"""

import argparse
import json
import random
import sys
import threading
import time
import uuid
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from bench.chaos import clients, disk, faults, hostile
from bench.chaos.host import Host, can_be_had
from bench.chaos.hostile import INNOCENT, POISON
from bench.chaos.sink import Sink
from bench.chaos.stack import Stack

SETTLE = 300  # seconds after which what has not settled never will
PEOPLE = ("rosa", "ravi", "ada", "eli", "vic")
SECONDS_TO_HEAL = 60
SECONDS_TO_WORK_AGAIN = 90  # of a host that was cut off: it notices within thirty, and may have to be started again
SECONDS_TO_RETRY = 400  # the second wait of a webhook is five minutes


def say(line):
    print(line, flush=True)


def run(seconds, seed, say=say):
    """One run; its report."""
    sink = Sink()
    stack = Stack(sink.place, has_disk=seconds >= faults.LONG_RUN and disk.can_be_had())
    host = None
    try:
        stack.wait_until_ready()
        host = Host(stack) if can_be_had() else None
        tokens = {user: stack.token(user) for user in PEOPLE}
        ledger, over = clients.Ledger(), threading.Event()
        client = clients.Client(stack.url, tokens["ada"], "ada", ledger, over)
        code, hook = client.post("webhooks/", {"url": f"http://{sink.place}/hook", "desk": "courier"})
        if code != 201:
            raise SystemExit(f"No webhook could be made: {code} {hook}")
        injector = faults.Faults(stack, sink, client, seconds, host)
        hurt(injector, tokens, seed, say)
        if host and not host.works_again(lambda: _hand_in(client), SECONDS_TO_WORK_AGAIN):
            client.ledger.fail("I12: the second host does not work again")
            say(f"The second host says last:\n{host.last_words}")
        ended_at = datetime.now(UTC)
        settled_in, found = audit(stack, client, say)
        wrong = broken_promises(client, hook, sink, found)
        others_in = (last_read(client) - ended_at).total_seconds()
        texts = host.texts_read if host else "none: it takes root, and ip of iproute2"
        told = report(seconds, seed, injector.done, ledger, sink, settled_in, others_in, found, wrong)
        a_disk = "of its own" if stack.disk else "not filled: it takes root that may mount, and a long run"
        return told | {"texts read by a second host": texts, "disk": a_disk}
    finally:
        if host:
            host.stop()
        stack.stop()
        sink.shutdown()


def hurt(injector, tokens, seed, say):
    """Let everybody work while the faults come."""
    client, seconds = injector.client, injector.seconds
    threads = clients.start(injector.stack.url, tokens, client.ledger, client.over, seed)
    has = {"has_host": injector.host is not None, "has_disk": injector.stack.disk is not None}
    for at, name in faults.schedule(seed, seconds, **has):
        time.sleep(max(0.0, injector.began + at - time.monotonic()))
        say(f"{at:6.1f} s  {name}")
        injector.do(name)
    time.sleep(max(0.0, injector.began + seconds - time.monotonic()))
    client.over.set()
    for thread in threads:
        thread.join()
    injector.heal()
    client.over.clear()


def _hand_in(client):
    """One text more, which is promised like all others."""
    key = str(uuid.uuid4())
    code, told = client.post("articles/", clients.article(f"afterwards {key}", random.Random(key)), key=key)
    if code == 202:
        with client.ledger.lock:
            client.ledger.articles[key] = told["id"], told["extraction"]["id"], INNOCENT


def audit(stack, client, say):
    """Wait until the site answers again, then audit; how long it took to settle, and what was found."""
    began = time.monotonic()
    while client.ask("GET", "desks/")[0] != 200:
        if time.monotonic() - began > SECONDS_TO_HEAL:
            raise SystemExit(f"The site did not come back.\n{stack.output.read_text()[-3000:]}")
        time.sleep(0.5)
    found = stack.audit(SETTLE)
    settled_in = time.monotonic() - began
    say(f"Settled and audited in {settled_in:.0f} s.")
    return settled_in, found


def broken_promises(client, hook, sink, found):
    """Everything that the audit found, and every 2xx that is not kept."""
    ledger = client.ledger
    wrong = [
        f"{one['promise']} {one['table']} {row['id']}: {row['wrong']}" for one in found["checks"] for row in one["rows"]
    ]
    wrong += ledger.wrong + sink.wrong(hook["secret"])
    wrong += [f"I6: {who} all won claim and version {what}" for what, who in ledger.decided.items() if len(who) > 1]
    wrong += _articles(client) + _moves(client) + _webhooks(client, sink) + _too_large(client)
    for url in ledger.pages:
        if client.pool.request("GET", url, redirect=False).status != 200:
            wrong.append(f"I7: {url} was published, and is not there")
    return wrong


def _articles(client):
    wrong = []
    for key, (article, extraction, kind) in client.ledger.articles.items():
        code, told = client.ask("GET", f"extractions/{extraction}/")
        state = told["state"] if code == 200 else code
        if state not in hostile.SETTLED[kind]:
            wrong.append(f"I1 or I4: article {article} of the key {key} ({kind}) is {state}")
        if state == "quarantined" and not told["reason"]:
            wrong.append(f"I4: article {article} was given up without a reason")
        if client.ask("GET", f"articles/{article}/")[0] != 200:
            wrong.append(f"I7: article {article} was taken, and is not there")
    return wrong


def _too_large(client):
    """When all is well, one that is too large hears it, in words."""
    code, told = client.ask("POST", "articles/", clients.article("too large", random.Random(1), hostile.too_large("")))
    return [] if code == 413 and told["detail"] else [f"I1: a text that is too large was answered with {code}: {told}"]


def last_read(client):
    """When the last text that is no poison was read."""
    times = []
    for _, extraction, kind in client.ledger.articles.values():
        told = client.get(f"extractions/{extraction}/")
        if told and told["finished_at"] and kind == INNOCENT:
            times.append(datetime.fromisoformat(told["finished_at"]))
    return max(times)


def _moves(client):
    wrong = []
    for review, name, who in client.ledger.moves:
        events = client.get(f"reviews/{review}/events/")
        rows = events["results"] if isinstance(events, dict) else events or []
        if not any(row["name"] == name and row["actor"] == who for row in rows):
            wrong.append(f"I7: {who} was told that {name} of review {review} is done; its history does not say so")
    return wrong


def _webhooks(client, sink):
    """Each message that was owed arrived at least once; those of an absent receiver are sent again after minutes."""
    owed = set()
    (hook,) = client.get("webhooks/")["results"]
    page = f"webhooks/{hook['id']}/deliveries/?page_size=100"
    while page and (told := client.get(page)):
        owed |= {row["message"] for row in told["results"]}
        page = told["next"].partition("/api/v1/")[2] if told.get("next") else None
    ends_at = time.monotonic() + SECONDS_TO_RETRY
    while owed - sink.ids and time.monotonic() < ends_at:
        time.sleep(1)
    return [f"I10: message {message} never came" for message in owed - sink.ids]


def report(seconds, seed, injected, ledger, sink, settled_in, others_in, found, wrong):
    kinds = Counter(kind for *_, kind in ledger.articles.values())
    return {
        "seed": seed,
        "seconds": seconds,
        "faults": dict(Counter(name for _, name in injected)),
        "schedule": injected,
        "requests": sum(ledger.answers.values()),
        "answers": {str(code): count for code, count in sorted(ledger.answers.items())},
        "articles": len(ledger.articles),
        "poison": kinds[POISON],
        "hostile": dict(ledger.hostile),
        "slowest answer in seconds": round(ledger.slowest, 1),
        "moves of reviews": len(ledger.moves),
        "decisions on claims": len(ledger.decided),
        "published": len(ledger.pages),
        "webhooks received": len(sink.received),
        "webhooks refused": sink.refused,
        "settled in seconds": round(settled_in, 1),
        "texts without poison read in seconds": round(max(0.0, others_in), 1),
        "checks": len(found["checks"]),
        "rows checked": sum(one["checked"] for one in found["checks"]),
        "links of the chain": sum(one["links"] for one in found["chains"].values()),
        "broken": wrong,
        "verdict": "kept" if not wrong else "broken",
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--report", type=Path, help="write the report there, too")
    chosen = parser.parse_args()
    written = json.dumps(run(chosen.seconds, chosen.seed), indent=2, ensure_ascii=False)
    print(written)
    if chosen.report:
        chosen.report.write_text(written + "\n")
    return 0 if json.loads(written)["verdict"] == "kept" else 1


if __name__ == "__main__":
    sys.exit(main())
