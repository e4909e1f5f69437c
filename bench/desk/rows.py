"""The newsroom of the bench: a desk whose articles, claims, worklist and reviews grow to a given number by COPY."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from random import Random
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Model
from django.utils import timezone

from bench.desk.copying import as_json, copy_in, first_id, in_batches, loading
from bench.desk.texts import PEOPLE, sentence
from claims.detectors import version_for
from claims.models import (
    ApiToken,
    Appearance,
    Article,
    Claim,
    Claimant,
    ClaimEvent,
    Desk,
    Extraction,
    Membership,
    Revision,
    Role,
    Scope,
    Source,
    Topic,
    User,
    digest_of,
)
from claims.models.token import digest_of_secret
from reviews.models import Assignment, ClaimReview, Evidence, Notice, Rating, ReaderRequest, ReviewEvent, Verdict
from reviews.priority import Facts, Subject, priority
from reviews.publishing.models import FactCheck
from reviews.worklist import stored

SEED = 20261014
DAYS = timedelta(days=90)  # over which everything happened
PER_ARTICLE = 12
BATCH = 12_000  # claims copied at once
FILLED = (
    User, Membership, ApiToken, Source, Claimant, Article, Revision, Extraction, Claim, Appearance, ClaimEvent,
    Assignment, ClaimReview, Verdict, Verdict.evidence.through, Evidence, ReviewEvent, FactCheck, Notice, ReaderRequest,
)  # fmt: skip
S, R = Claim.State, ClaimReview.State
STEPS = ("open", "submit", "approve", "publish")
STEPS_TO = {R.DRAFT: 1, R.RETURNED: 3, R.SUBMITTED: 2, R.APPROVED: 3, R.PUBLISHED: 4}
UNFINISHED = (R.DRAFT, R.RETURNED, R.SUBMITTED, R.APPROVED)
MOST_UNFINISHED = 120  # reviews of a desk that are under way; all others are an archive of published ones

Rows = dict[type[Model], list[tuple[Any, ...]]]


@dataclass
class Newsroom:
    """One desk, and who works on it. `people` are reviewers, the first of them is who the screens are shown to."""

    desk: Desk
    editor: User
    people: list[User]
    secrets: dict[int, str]
    chance: Random = field(default_factory=lambda: Random(SEED))
    subjects: list[Subject] = field(default_factory=list)

    @classmethod
    def founded(cls, people: int) -> "Newsroom":
        """A desk with so many reviewers, each with a token, five topics and forty sources."""
        desk = Desk.objects.create(name="Bench", slug="bench")
        first = first_id(User)
        names = [f"reviewer{number}" for number in range(people)] + ["editor"]
        secrets = {first + at: f"cd_bench-{name}" for at, name in enumerate(names)}
        now, password = timezone.now(), UNUSABLE_PASSWORD_PREFIX + "bench"
        roles = [Role.REVIEWER] * people + [Role.EDITOR]
        with loading(User, Membership, ApiToken):
            copy_in(User, ("id", "username", "password", "email"), (
                (first + at, name, password, f"{name}@newsroom.example") for at, name in enumerate(names)
            ))  # fmt: skip
            copy_in(Membership, ("desk", "user", "role", "created_at"), (
                (desk.pk, first + at, role, now) for at, role in enumerate(roles)
            ))  # fmt: skip
            copy_in(ApiToken, ("user", "name", "scopes", "digest", "created_at"), (
                (pk, "bench", list(Scope.values), digest_of_secret(secret), now) for pk, secret in secrets.items()
            ))  # fmt: skip
        everybody = list(User.objects.filter(pk__in=secrets).order_by("pk"))
        room = cls(desk, everybody[-1], everybody[:-1], secrets)
        for number in range(5):
            words = list(PEOPLE[number * 5 : number * 5 + 3])
            topic = Topic.objects.create(desk=desk, name=f"Topic {number}", keywords=words, weight=number + 1)
            room.subjects.append(Subject(topic.name, tuple(words), topic.weight))
        Source.objects.bulk_create(Source(desk=desk, name=f"Paper {n}", reach=n % 4) for n in range(40))
        Claimant.objects.bulk_create(Claimant(desk=desk, name=f"Claimant {n}", kind="person") for n in range(200))
        return room

    def grow(self, *, candidates: int = 0, waiting: int = 0, reviews: int = 0, told: int = 0) -> None:
        """So many more candidates, accepted claims that wait in the worklist, reviews, and notices and requests."""
        with loading(*FILLED):
            for state, many in ((S.CANDIDATE, candidates), (S.ACCEPTED, waiting)):
                in_batches(many, BATCH, lambda start, size, of=(state, many): self._claims(*of, start, size))
            if reviews:
                self._reviews(reviews)
            self._told(told)

    def _claims(self, state: str, many: int, start: int, size: int, under_review: bool = False) -> range:
        """Claims with their articles, histories and, where accepted, their places in the worklist; their ids."""
        first, rows = first_id(Claim), defaultdict(list)
        article, appearance = first_id(Article), first_id(Appearance)
        for at in range(0, size, PER_ARTICLE):
            moment = timezone.now() - DAYS * (1 - (start + at) / many)
            texts = [sentence(self.chance) for _ in range(min(PER_ARTICLE, size - at))]
            self._article(rows, article, texts, moment)
            place = 0
            for number, text in enumerate(texts):
                pk = first + at + number
                self._claim(rows, pk, text, state, moment, under_review=under_review)
                rows[Appearance].append((appearance, pk, article, article, place, place + len(text), text, moment))
                place, appearance = place + len(text) + 2, appearance + 1
            article += 1
        _copy(rows)
        return range(first, first + size)

    def _article(self, rows: Rows, pk: int, texts: list[str], moment: datetime) -> None:
        """An article with one revision and one extraction, all three with the same id."""
        text, source = "\n\n".join(texts), self._source(pk)
        title = f"{texts[0][:60].rstrip()} – {pk}"
        rows[Article].append(
            (pk, self.desk.pk, source, title, moment.date(), "paste", f"bench-{pk}", self.editor.pk, moment)
        )
        rows[Revision].append((pk, pk, 1, text, digest_of(text), moment))
        version = version_for(self.desk)
        rows[Extraction].append((pk, pk, version, "done", moment, moment, moment, moment, len(texts)))

    def _claim(self, rows: Rows, pk: int, text: str, state: str, moment: datetime, *, under_review: bool) -> None:
        worth = round(self.chance.triangular(0.3, 1.0, 0.55), 4)
        version = 2 if state == S.ACCEPTED else 1
        claimant = self._claimant(pk) if pk % 3 == 0 else None
        facts = (as_json(["has a figure", "names a place"]), as_json([{"name": "opinion", "value": 0.1, "why": ""}]))
        rows[Claim].append(
            (pk, self.desk.pk, state, text, "quantity", claimant, moment.date(), worth, *facts, moment, version)
        )
        rows[ClaimEvent].append((pk, 1, "find", None, moment))
        if state == S.ACCEPTED:
            rows[ClaimEvent].append((pk, 2, "accept", self.people[pk % len(self.people)].pk, moment))
        if state == S.ACCEPTED and not under_review:
            found = priority(Facts(text, worth, pk % 4, moment.date(), 1, 0), self.subjects)
            parts = as_json(stored(found))
            rows[Assignment].append((pk, self.desk.pk, True, found.total, parts, moment, None, moment))

    def _source(self, pk: int) -> int:
        return self.sources[pk % len(self.sources)]

    def _claimant(self, pk: int) -> int:
        return self.claimants[pk % len(self.claimants)]

    @cached_property
    def sources(self) -> list[int]:
        """The ids of the desk's sources."""
        return list(Source.objects.values_list("pk", flat=True))

    @cached_property
    def claimants(self) -> list[int]:
        """The ids of the desk's claimants."""
        return list(Claimant.objects.values_list("pk", flat=True))

    def _reviews(self, many: int) -> None:
        """Reviews in every state on accepted claims of their own: some under way, and the archive."""
        claims = self._claims(S.ACCEPTED, many, 0, many, under_review=True)
        rows: Rows = defaultdict(list)
        first, verdict, evidence = first_id(ClaimReview), first_id(Verdict), first_id(Evidence)
        ratings = list(Rating.objects.order_by("pk").values_list("pk", flat=True))
        unfinished = min(MOST_UNFINISHED, many * 4 // 5)
        texts = dict(Claim.objects.filter(pk__in=claims).values_list("pk", "text"))
        for at, claim in enumerate(claims):
            pk, moment = first + at, timezone.now() - DAYS * (1 - at / many)
            state = UNFINISHED[at % 4] if at < unfinished else R.PUBLISHED
            reviewer, second = (self.people[(at + more) % len(self.people)].pk for more in (0, 1))
            has_verdict, is_approved = state != R.DRAFT, state in {R.APPROVED, R.PUBLISHED}
            steps = STEPS_TO[state]
            rows[ClaimReview].append((
                pk, claim, reviewer, second if is_approved else None, state, verdict if has_verdict else None, steps,
                moment,
            ))  # fmt: skip
            is_open = state in {R.DRAFT, R.RETURNED}
            rows[Assignment].append(
                (claim, self.desk.pk, is_open, 2500.0, "[]", moment, reviewer if is_open else None, moment)
            )
            names = (*STEPS[:2], "return") if state == R.RETURNED else STEPS[:steps]
            rows[ReviewEvent] += [(pk, step, name, reviewer, moment) for step, name in enumerate(names, 1)]
            sources = range(evidence, evidence + 2)
            rows[Evidence] += [
                (
                    one,
                    pk,
                    f"https://statistics.example/{one}",
                    f"Figures {one}",
                    "refutes",
                    reviewer,
                    moment.date(),
                    moment,
                )
                for one in sources
            ]
            if has_verdict:
                given = (
                    ratings[at % len(ratings)],
                    f"The figures say otherwise ({at})",
                    "The office counts **fewer**.",
                )
                rows[Verdict].append((verdict, pk, 1, texts[claim], *given, reviewer, moment))
                rows[Verdict.evidence.through] += [(verdict, one) for one in sources]
            if state == R.PUBLISHED:
                rows[FactCheck].append((pk, f"bench-{pk}", self.editor.pk, moment, moment))
            verdict, evidence = verdict + has_verdict, evidence + 2
        _copy(rows)

    def _told(self, many: int) -> None:
        """Notices of the first reviewer, and what readers asked."""
        now, person = timezone.now(), self.people[0].pk
        claim = Claim.objects.order_by("-pk").values_list("pk", flat=True).first()
        copy_in(Notice, ("recipient", "desk", "kind", "claim", "text", "created_at", "read_at"), (
            (person, self.desk.pk, "comment", claim, f"Something was said ({at}).", moment, moment if at % 10 else None)
            for at in range(many) for moment in [now - DAYS * (1 - at / many)]
        ))  # fmt: skip
        copy_in(ReaderRequest, ("desk", "text", "state", "claim", "created_at"), (
            (self.desk.pk, sentence(self.chance), *(("grouped", claim) if at % 4 else ("new", None)), now)
            for at in range(many)
        ))  # fmt: skip


COLUMNS: dict[type[Model], tuple[str, ...]] = {
    Article: ("id", "desk", "source", "title", "published_on", "origin", "identity", "submitted_by", "created_at"),
    Revision: ("id", "article", "number", "text", "digest", "created_at"),
    Extraction: (
        "id", "revision", "detector_version", "state", "next_attempt_at", "nudged_at", "created_at", "finished_at",
        "found",
    ),
    Claim: (
        "id", "desk", "state", "text", "kind", "claimant", "said_on", "check_worthiness", "reasons", "dimensions",
        "created_at", "version",
    ),
    Appearance: ("id", "claim", "revision", "extraction", "start", "end", "quote", "created_at"),
    ClaimEvent: ("claim", "version", "name", "actor", "created_at"),
    Assignment: ("claim", "desk", "is_open", "priority", "parts", "ranked_at", "assigned_to", "created_at"),
    ClaimReview: ("id", "claim", "reviewer", "approver", "state", "verdict", "version", "created_at"),
    Evidence: ("id", "review", "url", "title", "stance", "added_by", "accessed_on", "created_at"),
    Verdict: ("id", "review", "number", "claim_text", "rating", "headline", "explanation", "author", "created_at"),
    Verdict.evidence.through: ("verdict", "evidence"),
    ReviewEvent: ("review", "version", "name", "actor", "created_at"),
    FactCheck: ("review", "slug", "published_by", "published_at", "modified_at"),
}  # fmt: skip


def _copy(rows: Rows) -> None:
    for model, columns in COLUMNS.items():
        if rows.get(model):
            copy_in(model, columns, rows[model])
