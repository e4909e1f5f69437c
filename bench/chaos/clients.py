"""Clients that work all the while, over HTTP, and remember what they were promised: every answer of 2xx."""

import json
import random
import threading
import time
import uuid
from collections import Counter

import urllib3

from bench.chaos import hostile
from bench.chaos.hostile import INNOCENT, POISON
from bench.chaos.poison import CRASH

EVIDENCE = {
    "url": "https://statistics.example/figures", "stance": "refutes", "title": "Figures of the office",
    "quote": "The number fell by 7 percent.",
}  # fmt: skip
SECONDS_TO_ANSWER = 45  # that a client waits. Whatever is away or silent, there is an answer before
PAGES = "/fact-checks/", "/fact-checks/feed.atom", "/accounts/login/"
TEXT = (
    "The council of {town} spent {number} million crowns on roads last year. Unemployment in {town} fell by {percent} "
    "percent between 2024 and 2025, the mayor said. “We built {number} new schools,” said the councillor Ines Valloy."
)


class Ledger:
    """What was promised to whom, and what was wrong at once. Written by many threads."""

    def __init__(self):
        self.lock = threading.Lock()
        self.articles = {}  # key -> (article, extraction, kind of its text)
        self.moves = []  # (review, name of its event, who)
        self.holds = {}  # (place, token) -> who
        self.decided = {}  # (claim, version) -> how often
        self.pages = []
        self.wrong = []
        self.answers = Counter()
        self.slowest = 0.0  # seconds
        self.hostile = Counter()

    def note(self, asked, code, headers, seconds):
        """Count an answer: there are faults, but none is ours, and who is turned away hears when to come back."""
        with self.lock:
            self.answers[code] += 1
            self.slowest = max(self.slowest, seconds)
        if code == 500:
            self.fail(f"I1: {asked} was answered with 500")
        if code == 503 and "Retry-After" not in headers:
            self.fail(f"I1: {asked} was answered with 503, and not when to come back")
        if seconds > SECONDS_TO_ANSWER:
            self.fail(f"I1: {asked} had no answer within {SECONDS_TO_ANSWER} s")

    def fail(self, said):
        with self.lock:
            self.wrong.append(said)


class Client:
    """One person's program: it sends again under the same key until it knows, or gives up when the run ends."""

    def __init__(self, url, token, user, ledger, over):
        self.url, self.user, self.ledger, self.over = f"{url}/api/v1/", user, ledger, over
        self.headers = {"Authorization": f"Bearer {token}"}
        patience = urllib3.Timeout(connect=2, read=SECONDS_TO_ANSWER)
        self.pool = urllib3.PoolManager(retries=False, timeout=patience)

    def ask(self, method, path, body=None, **headers):
        """The answer's code, and its JSON; 0 where there was none."""
        named = {name.replace("_", "-"): value for name, value in headers.items()} | self.headers
        sent = None if body is None else json.dumps(body)
        answer = self._request(method, self.url + path, headers=named | {"Content-Type": "application/json"}, body=sent)
        return (answer.status, _json(answer)) if answer else (0, None)

    def visit(self, path):
        """The code of a page, as somebody sees it who has no token."""
        answer = self._request("GET", self.url.removesuffix("/api/v1/") + path)
        return answer.status if answer else 0

    def _request(self, method, url, **sent):
        began = time.monotonic()
        try:
            answer = self.pool.request(method, url, **sent)
        except urllib3.exceptions.HTTPError:
            answer = None
        code, headers = (answer.status, answer.headers) if answer else (0, {})
        self.ledger.note(f"{method} {url.partition('?')[0]}", code, headers, time.monotonic() - began)
        return answer

    def get(self, path):
        """What stands there; None where that could not be had."""
        code, told = self.ask("GET", path)
        return told if code == 200 else None

    def post(self, path, body=None, **headers):
        """Post under a key of its own, until there is an answer that is no fault of the moment."""
        key = headers.pop("key", None) or str(uuid.uuid4())
        while not self.over.is_set():
            code, told = self.ask("POST", path, body or {}, Idempotency_Key=key, **headers)
            if code and code < 500 and code not in {409, 429}:
                return code, told
            if code == 409 and "IllegalMove" in str(told):
                return code, told
            time.sleep(0.5)
        return 0, None


def _json(answer):
    try:
        return json.loads(answer.data or b"null")
    except ValueError:
        return None


def article(number, chance, poison=""):
    facts = {"town": f"Town {number}", "number": chance.randint(2, 900), "percent": chance.randint(1, 40)}
    text = TEXT.format(**facts) + (f" {poison}" if poison else "")
    return {"desk": "courier", "title": f"Chaos {number}", "published_on": "2026-03-01", "text": text}


def submit(client, chance, pause):
    """Hand in articles; now and then the same request again, which must get the same answer."""
    numbers = iter(range(1, 10_000_000))
    while not client.over.is_set():
        key, poison = str(uuid.uuid4()), CRASH if chance.random() < 0.04 else ""
        body = article(f"{client.user} {next(numbers)}", chance, poison)
        code, told = client.post("articles/", body, key=key)
        if code == 202:
            with client.ledger.lock:
                kind = POISON if poison else INNOCENT
                client.ledger.articles[key] = told["id"], told["extraction"]["id"], kind
            if chance.random() < 0.2:
                _, again = client.post("articles/", body, key=key)
                if again and again["id"] != told["id"]:
                    client.ledger.fail(f"I2: the key {key} made articles {told['id']} and {again['id']}")
        elif code:
            client.ledger.fail(f"an article was refused with {code}: {told}")
        time.sleep(pause)


def provoke(client, chance, pause):
    """Hand in texts that are made to hurt, one after the other."""
    plain = article(f"of {client.user}", chance)
    for name, text, kind in hostile.texts(chance, plain["text"]):
        key = str(uuid.uuid4())
        code, told = client.post("articles/", plain | {"title": f"Hostile: {name}", "text": text}, key=key)
        if code and code != hostile.ANSWERED[kind]:
            client.ledger.fail(f"I1: a hostile text ({name}) was answered with {code}: {told}")
        elif code:
            client.ledger.hostile[name] += 1
        if code == 202:
            with client.ledger.lock:
                client.ledger.articles[key] = told["id"], told["extraction"]["id"], kind
        if client.over.wait(pause):
            return


def visit(client, chance, pause):
    """Read what is public, and the page to sign in."""
    while not client.over.is_set():
        path = chance.choice(PAGES)
        code = client.visit(path)
        if code not in {0, 200, 503}:
            client.ledger.fail(f"I1: {path} was answered with {code}")
        time.sleep(pause)


def triage(client, chance, pause):
    """Accept and dismiss candidates from the version that was read; others do so at the same time."""
    while not client.over.is_set():
        found = client.get("claims/?desk=courier&state=candidate&page_size=20&ordering=-id") or {"results": []}
        for claim in chance.sample(found["results"], min(3, len(found["results"]))):
            name, body = ("accept", {}) if chance.random() < 0.8 else ("dismiss", {"reason": "trivial"})
            code, told = client.post(f"claims/{claim['id']}/{name}/", body, If_Match=f'"{claim["version"]}"')
            if code == 200:
                with client.ledger.lock:
                    winners = client.ledger.decided.setdefault((claim["id"], claim["version"]), [])
                    winners.append(client.user)
                if told["version"] <= claim["version"]:
                    client.ledger.fail(f"I11: claim {claim['id']} went back to version {told['version']}")
            time.sleep(pause)
        time.sleep(pause)


def check(client, chance, pause):
    """Take the next claim, gather evidence, draft and submit."""
    rating = None
    while not client.over.is_set():
        rating = rating or _rating(client)
        code, place = client.post("worklist/take/", {"desk": "courier"})
        if rating and code == 200 and place:
            with client.ledger.lock:
                holder = client.ledger.holds.setdefault((place["id"], place["token"]), client.user)
            if holder != client.user:
                client.ledger.fail(f"I5: {holder} and {client.user} hold {place['id']} under {place['token']}")
            _review(client, place, rating)
        time.sleep(pause)


def _rating(client):
    scales = client.get("rating-scales/?retired=false") or {"results": []}
    return scales["results"][0]["ratings"][1]["id"] if scales["results"] else None


def _review(client, place, rating):
    code, review = client.post("reviews/", {"claim": place["claim"]})
    if code != 201:
        return
    _promise(client, review["id"], "open")
    address = f"reviews/{review['id']}/"
    if client.post(f"{address}evidence/", EVIDENCE)[0] == 201:
        _promise(client, review["id"], "add_evidence")
    verdict = {"rating": rating, "headline": "The figures say less", "explanation": "The office counts **7 percent**."}
    client.ask("PUT", f"{address}draft/", verdict | {"token": place["token"]}, If_Match='"0"')
    code, told = client.post(f"{address}submit/", verdict)
    if code == 200:
        _promise(client, review["id"], "submit")
    elif code and code not in {409, 412}:
        client.ledger.fail(f"a review was not taken: {code} {told}")


def _promise(client, review, name):
    with client.ledger.lock:
        client.ledger.moves.append((review, name, client.user))


def approve(client, chance, pause):
    """Approve what is submitted and publish what is approved; two do so at the same time."""
    while not client.over.is_set():
        for state, name, done in (("submitted", "approve", 200), ("approved", "publish", 201)):
            found = client.get(f"reviews/?desk=courier&state={state}&page_size=10") or {"results": []}
            for review in found["results"]:
                code, told = client.post(f"reviews/{review['id']}/{name}/")
                if code == done:
                    _promise(client, review["id"], name)
                    if name == "publish":
                        client.ledger.pages.append(told["url"])
                time.sleep(pause)
        time.sleep(pause)


def read(client, chance, pause):
    """Read the stream of events on, and claims again and again: neither ever goes back."""
    after, seen = 0, {}
    while not client.over.is_set():
        for line in (client.get(f"events/?after={after}&desk=courier") or {"results": []})["results"]:
            if line["id"] <= after:
                client.ledger.fail(f"I10: event {line['id']} came behind {after}")
            after = max(after, line["id"])
        for claim in (client.get("claims/?desk=courier&page_size=20&ordering=-id") or {"results": []})["results"]:
            if claim["version"] < seen.get(claim["id"], 0):
                client.ledger.fail(f"I11: claim {claim['id']} went back to version {claim['version']}")
            seen[claim["id"]] = claim["version"]
        time.sleep(pause)


ROLES = (
    ("rosa", submit, 0.8), ("ravi", submit, 0.9), ("ada", triage, 0.4), ("eli", triage, 0.5), ("rosa", check, 0.6),
    ("ravi", check, 0.7), ("eli", approve, 0.3), ("ada", approve, 0.4), ("vic", read, 0.5),
    ("vic", visit, 0.5), ("rosa", provoke, 8.0),
)  # fmt: skip


def start(url, tokens, ledger, over, seed):
    """Everybody begins to work, each in a thread and with a chance of its own."""
    threads = []
    for number, (user, role, pause) in enumerate(ROLES):
        client = Client(url, tokens[user], user, ledger, over)
        threads.append(threading.Thread(target=role, args=(client, random.Random(seed * 100 + number), pause)))
        threads[-1].start()
    return threads
