"""Who works: a program that hands in articles by the clock, reviewers with a browser and a program, and readers."""

import threading
import time
from collections.abc import Callable
from itertools import count
from typing import Any

from bench.desk.rows import Newsroom
from bench.latency import PARAGRAPH
from bench.load.asking import Ledger, Person
from bench.load.pages import Pages
from claims.models import User
from reviews.models import Rating
from reviews.publishing import webhooks

REVIEWERS_PAUSE, READERS_PAUSE = 4.0, 2.0  # seconds, half as long to half as long again
PARAGRAPHS = 4  # an article of some 320 words
HANDING_IN = 8  # at the same time at most, where answers are slow
APPROVING = 4  # every so many-th reviewer approves what others have submitted
SCREENS = ("/desk/", "/desk/queue/", "/desk/articles/", "/desk/reviews/", "/desk/inbox/")
READ = (
    "claims/?page_size=50", "claims/?state=candidate&ordering=-check_worthiness", "articles/", "fact-checks/",
    "extractions/?page_size=20", "events/", "claims/?q=harbour",
)  # fmt: skip


def newsroom(reviewers: int, *, claims: int, hook: str) -> Newsroom:
    """A desk with so many reviewers and claims, half of which wait to be taken, and a receiver of everything."""
    room = Newsroom.founded(reviewers)
    room.grow(candidates=claims // 2, waiting=claims - claims // 2, reviews=200)
    webhooks.create_endpoint(room.desk, url=hook, by=room.editor)
    return room


class Work:
    """Everybody at work until it is over."""

    def __init__(self, address: str, room: Newsroom, *, rate: float, readers: int, pages: Pages) -> None:
        self.address, self.room, self.rate, self.pages = address, room, rate, pages
        self.ledger, self.over = Ledger(), threading.Event()
        self.ratings = list(Rating.objects.values_list("pk", flat=True)[:5])
        self.numbers, self.began = count(), time.monotonic()
        people = room.people
        self.roles: list[tuple[User, Callable[[Person], None]]] = [(room.editor, self.hand_in)] * HANDING_IN
        self.roles += [(room.editor, self.publish)]
        self.roles += [(one, self.check if at % APPROVING else self.approve) for at, one in enumerate(people)]
        self.roles += [(people[at % len(people)], self.read) for at in range(readers)]

    def run(self, seconds: float) -> Ledger:
        """All of it for so long; what was seen."""
        threads = [
            threading.Thread(target=role, args=(Person(self.address, self.room, user, number, self.ledger),))
            for number, (user, role) in enumerate(self.roles)
        ]
        self.began = time.monotonic()
        for thread in threads:
            thread.start()
        self.over.wait(seconds)
        self.over.set()
        for thread in threads:
            thread.join()
        return self.ledger

    def hand_in(self, program: Person) -> None:
        """The next article when it is due; the time of its answer counts from then."""
        while not self.over.is_set():
            number = next(self.numbers)
            due = self.began + number / self.rate
            if self.over.wait(max(0.0, due - time.monotonic())):
                return
            program.ask("hand in an article", "POST", "articles/", article(number, self.room.desk.slug), due=due)

    def check(self, reviewer: Person) -> None:
        """Triage two candidates, take the next claim, gather evidence, draft and submit; a screen before each."""
        while self._goes_on(reviewer, REVIEWERS_PAUSE):
            reviewer.look(reviewer.chance.choice(SCREENS))
            found = reviewer.ask("read claims", "GET", "claims/?state=candidate&page_size=20") or {"results": []}
            for claim in reviewer.chance.sample(found["results"], min(2, len(found["results"]))):
                if not self._goes_on(reviewer, REVIEWERS_PAUSE):
                    return
                name, body = ("accept", {}) if reviewer.chance.random() < 0.7 else ("dismiss", {"reason": "trivial"})
                version = f'"{claim["version"]}"'
                reviewer.ask("decide on a claim", "POST", f"claims/{claim['id']}/{name}/", body, If_Match=version)
            place = reviewer.ask("take the next claim", "POST", "worklist/take/", {"desk": self.room.desk.slug})
            if place and self._goes_on(reviewer, REVIEWERS_PAUSE):
                self._review(reviewer, place)

    def _review(self, reviewer: Person, place: dict[str, Any]) -> None:
        review = reviewer.ask("begin a review", "POST", "reviews/", {"claim": place["claim"]})
        if review is None:
            return
        address = f"reviews/{review['id']}/"
        source = {"url": f"http://{self.pages.place}/{review['id']}", "stance": "refutes", "title": "Figures"}
        verdict = {
            "rating": reviewer.chance.choice(self.ratings), "headline": "The figures say less",
            "explanation": "The office counts **7 percent**, not 12.",
        }  # fmt: skip
        reviewer.look(f"/desk/reviews/{review['id']}/")
        steps: list[tuple[str, str, str, dict[str, Any], dict[str, str]]] = [
            ("add evidence", "POST", "evidence/", source, {}),
            ("save a draft", "PUT", "draft/", verdict | {"token": place["token"]}, {"If_Match": '"0"'}),
            ("submit a review", "POST", "submit/", verdict, {}),
        ]
        for kind, method, path, body, headers in steps:
            if not self._goes_on(reviewer, REVIEWERS_PAUSE):
                return
            reviewer.ask(kind, method, address + path, body, **headers)

    def approve(self, reviewer: Person) -> None:
        """Look at what others have submitted, and approve it."""
        while self._goes_on(reviewer, REVIEWERS_PAUSE):
            reviewer.look("/desk/reviews/")
            found = reviewer.ask("read reviews", "GET", "reviews/?state=submitted&page_size=20") or {"results": []}
            others = [one for one in found["results"] if one["reviewer"] != reviewer.user.username]
            for review in reviewer.chance.sample(others, min(2, len(others))):
                if self._goes_on(reviewer, REVIEWERS_PAUSE):
                    reviewer.ask("approve a review", "POST", f"reviews/{review['id']}/approve/", {})

    def publish(self, editor: Person) -> None:
        """Publish what is approved."""
        while self._goes_on(editor, 1.0):
            found = editor.ask("read reviews", "GET", "reviews/?state=approved&page_size=5") or {"results": []}
            for review in found["results"]:
                editor.ask("publish a review", "POST", f"reviews/{review['id']}/publish/", {})

    def read(self, program: Person) -> None:
        """One list after the other."""
        while self._goes_on(program, READERS_PAUSE):
            program.ask("read a list", "GET", program.chance.choice(READ))

    def _goes_on(self, person: Person, pause: float) -> bool:
        return not self.over.wait(pause * person.chance.uniform(0.5, 1.5))


def article(number: int, desk: str) -> dict[str, Any]:
    """An article of some 320 words, like no other."""
    stamp = time.time_ns()
    paragraphs = (
        PARAGRAPH.format(n=stamp % 97 + 3 + at, m=at + number, k=390 + at, j=at) for at in range(1, 1 + PARAGRAPHS)
    )
    return {
        "desk": desk,
        "title": f"Load {number} {stamp}",
        "published_on": "2026-10-14",
        "text": "\n\n".join(paragraphs),
    }
