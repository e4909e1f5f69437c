"""The screens of the desk: SQL statements, time and weight, at one size of the desk."""

import statistics
import time
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from playwright.sync_api import Browser

from bench.desk.figures import percentile
from bench.desk.rows import Newsroom
from claims.models import Article, Claim, User
from reviews.models import Assignment, ClaimReview

WARM = 3
RUNS = 15
WINDOWS = 3  # of so many runs; the quietest counts
WEIGHT = """() => {
  const all = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
  return all.map((one) => [one.name, one.encodedBodySize, one.decodedBodySize]);
}"""


def session_of(user: User) -> str:
    """A session of `user`, as a cookie's value."""
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def screens(room: Newsroom) -> dict[str, tuple[User, str]]:
    """Each screen by its name: who looks at it, and its path."""
    person, editor = room.people[0], room.editor
    reviews = ClaimReview.objects.order_by("pk")
    submitted = reviews.filter(state=ClaimReview.State.SUBMITTED).exclude(reviewer=person).first()
    place = Assignment.objects.free().order_by("-priority", "id").first()
    candidate = Claim.objects.awaiting_triage().first()
    words = candidate.text.split()
    return {
        "overview": (person, reverse("workspace:overview")),
        "overview, editor": (editor, reverse("workspace:overview")),
        "triage": (person, reverse("workspace:triage")),
        "triage, one card": (person, f"{reverse('workspace:triage-cards')}?claims={candidate.pk}"),
        "articles": (person, reverse("workspace:articles")),
        "article": (person, reverse("workspace:article", args=(Article.objects.latest("pk").pk,))),
        "queue": (person, reverse("workspace:queue")),
        "queue, editor": (editor, reverse("workspace:queue")),
        "queue, held by others": (person, f"{reverse('workspace:queue')}?show=held"),
        "claim in the queue": (person, reverse("workspace:assignment", args=(place.pk,))),
        "reviews": (person, reverse("workspace:reviews")),
        "reviews, all": (person, f"{reverse('workspace:reviews')}?show=all"),
        "review": (person, reverse("workspace:review", args=(submitted.pk,))),
        "search": (person, f"{reverse('workspace:search')}?q=harbour+wall"),
        "search, rare": (person, f"{reverse('workspace:search')}?q={max(words, key=len)}"),
        "inbox": (person, reverse("workspace:inbox")),
        "requests": (person, reverse("workspace:requests")),
    }  # fmt: skip


def measure(address: str, room: Newsroom, browser: Browser, *, claims: int) -> Iterator[dict[str, Any]]:
    """A row for each screen: statements, milliseconds in this process, kilobytes as they come through gunicorn."""
    for name, (user, path) in screens(room).items():
        client = Client(headers={"host": "127.0.0.1"})
        client.force_login(user)
        for _ in range(WARM):
            answer = client.get(path)
            assert answer.status_code == 200, f"{path} answered {answer.status_code}"
        statements, in_sql = _asked(client, path)
        times = min(([_timed(client, path) for _ in range(RUNS)] for _ in range(WINDOWS)), key=statistics.median)
        yield {
            "claims": claims, "screen": name, "statements": statements, "SQL ms": round(1000 * in_sql),
            "p50 ms": percentile(times, 0.5), "p95 ms": percentile(times, 0.95), **weight(browser, address, path, user),
        }  # fmt: skip


def _asked(client: Client, path: str) -> tuple[int, float]:
    """How many SQL statements the page takes, and for how many seconds; read before another request clears the log."""
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    return len(asked), sum(float(query["time"]) for query in asked.captured_queries)


def _timed(client: Client, path: str) -> float:
    start = time.perf_counter()
    client.get(path)
    return time.perf_counter() - start


def weight(browser: Browser, address: str, path: str, user: User) -> dict[str, float]:
    """Kilobytes of a first visit, as they are sent: the page itself, what it loads, and the number of requests."""
    context = browser.new_context()
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session_of(user), "url": address}])
    page = context.new_page()
    page.goto(address + path, wait_until="networkidle")
    (_, html, _), *others = page.evaluate(WEIGHT)
    context.close()
    kilobytes = [round(size / 1000, 1) for size in (html, sum(sent for _, sent, _ in others))]
    return {"HTML kB": kilobytes[0], "static kB": kilobytes[1], "requests": 1 + len(others)}
