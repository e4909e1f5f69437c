"""The doors that are measured: each with what is asked, beside the bare view it is compared with."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.api.asking import Ask, Asking, Next, figures
from bench.desk.rows import SEED, Newsroom
from claims.api.pagination import SALT
from claims.models import Claim
from reviews.publishing.models import FactCheck

MOVED = 3000  # more than can be in all windows
RARE = "Quassel"  # in six claims, whatever the number of others
WORDS = ("the", "harbour", "wall", "council", "tram", "school", "bridge", "figures", "share", "year", "mayor", "ferry")


@dataclass(frozen=True, slots=True)
class Door:
    """What is asked at it, and which bare view does the least that could be done instead."""

    name: str
    following: Next
    beside: str = ""


def reading(room: Newsroom) -> list[Door]:
    """Lists, rows and searches; the bare views first."""
    newest = Claim.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    oldest = Claim.objects.order_by("pk").values_list("pk", flat=True).first() or 0
    middle = signing.dumps(["-id", False, (newest + oldest) // 2, (newest + oldest) // 2], salt=SALT)
    always = {
        "plain Django (reference)": ("/bare/plain/", ""),
        "bare keyset list (reference)": ("/bare/rows/", ""),
        "bare list of whole rows (reference)": ("/bare/same/", ""),
        "bare search (reference)": (f"/bare/search/?q={RARE}", ""),
        "bare search of whole rows (reference)": (f"/bare/found/?q={RARE}", ""),
        "list": ("/api/v1/claims/", "bare list of whole rows (reference)"),
        "list of short rows": ("/api/v1/claims/?fields=id,state,text,kind", "bare keyset list (reference)"),
        "filtered list": (f"/api/v1/claims/?desk={room.desk.slug}&state=candidate&kind=quantity", "list"),
        "by check-worthiness": ("/api/v1/claims/?ordering=-check_worthiness&state=candidate", "list"),
        "deep page": (f"/api/v1/claims/?cursor={middle}", "list"),
        "search, a rare word": (f"/api/v1/claims/?q={RARE}", "bare search of whole rows (reference)"),
        "search, its short rows": (f"/api/v1/claims/?q={RARE}&fields=id,state,text", "bare search (reference)"),
        "search, a frequent word": ("/api/v1/claims/?q=harbour", "bare list of whole rows (reference)"),
        "articles": ("/api/v1/articles/", ""),
        "fact-checks": ("/api/v1/fact-checks/", ""),
    }  # fmt: skip
    chance = Random(SEED)
    doors = [Door(name, lambda _, path=path: Ask(path), beside) for name, (path, beside) in always.items()]
    return [*doors, Door("detail", lambda _: Ask(f"/api/v1/claims/{chance.randint(newest - 900, newest)}/"))]


def writing(room: Newsroom) -> list[Door]:
    """Creating and moving; each request makes or moves a row of its own."""
    chance = Random(SEED + 1)
    room.grow(candidates=max(MOVED - Claim.objects.awaiting_triage().count(), 0))
    waiting = Claim.objects.awaiting_triage().order_by("pk").values_list("pk", flat=True).iterator(chunk_size=2000)

    def article(number: int) -> Ask:
        text = " ".join(chance.choices(WORDS, k=60)).capitalize() + f" {number}."
        given = {"desk": room.desk.slug, "title": f"Article {number}", "published_on": "2026-10-14", "text": text}
        return Ask("/api/v1/articles/", "POST", given)

    def accepted(_: int) -> Ask:
        return Ask(f"/api/v1/claims/{next(waiting)}/accept/", "POST", {})

    return [Door("create an article", article), Door("accept a claim", accepted)]


def measure(address: str, room: Newsroom, *, claims: int) -> Iterator[dict[str, Any]]:
    """A row for each door with `claims` claims stored: answers a second, times, statements, and how it compares."""
    person = room.people[0]
    asking = Asking(address, room.secrets[person.pk])
    rates: dict[str, float] = {}
    for door in [*reading(room), *writing(room)]:
        found = asking.quietest(door.following)
        rates[door.name] = found.rate
        ratio = f"{rates[door.beside] / found.rate:.2f} × {door.beside}" if door.beside else ""
        yield {
            "claims": claims, "door": door.name, **figures(found), "time beside": ratio,
            "statements": statements(door.following(next(asking.numbers)), room.secrets[person.pk]),
        }  # fmt: skip


def statements(ask: Ask, secret: str) -> int:
    """How many SQL statements one request takes, in this process."""
    client = Client(headers={"host": "127.0.0.1", "authorization": f"Bearer {secret}"})
    body = json.dumps(ask.data) if ask.data is not None else ""
    with CaptureQueriesContext(connection) as asked:
        answer = client.generic(ask.method, ask.path, body, content_type="application/json")
        assert answer.status_code in {200, 201, 202}, answer.content
    return len(asked)


def claims_stored() -> int:
    return Claim.objects.count()


def fact_checks_in_force() -> int:
    return FactCheck.objects.filter(retracted_at=None).count()


def add_rare_claims(room: Newsroom) -> None:
    """Six claims that hold RARE, before all others that come."""
    for number in range(6):
        Claim.objects.create(
            desk=room.desk, text=f"The company {RARE} owes {number} million crowns.", check_worthiness=0.5
        )
