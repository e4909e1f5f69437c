"""Which topics a claim belongs to: by the topic's keywords, by its likeness to the topic's examples, or by hand.

Triggers note the claims and desks that are to be sorted, in the transaction that made it so. Here they are worked off
in batches, each in one transaction with the note of what is left: twice is harmless, and a death loses nothing. What a
person decided about a claim and a topic stays.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from claims.errors import DomainError
from claims.keywords import touches
from claims.matching import filling
from claims.models import Claim, ClaimTopic, Desk, Topic, TopicExample, UnsortedClaim, UnsortedDesk, User

LEAST_LIKE = 0.5  # cosine to the middle of the examples; measured: see docs/adr/0028-topics-by-example.md
MOST_EXAMPLES = 20  # of a topic
BATCH = 200
PREVIEWED = 2000  # of the newest claims of a desk
ONE_AT_A_TIME = 7_120_612  # the key of a lock: what the one sorts by is what the other has just changed

NEAR = """
WITH example AS (
    SELECT e.topic_id, t.desk_id, e.claim_id, v.vector
    FROM claims_topicexample e JOIN claims_topic t ON t.id = e.topic_id
        JOIN claims_claimvector v ON v.claim_id = e.claim_id AND v.encoder_id = %(encoder)s
    WHERE v.vector IS NOT NULL AND t.desk_id IN (SELECT desk_id FROM claims_claim WHERE id = ANY(%(claims)s))
), middle AS MATERIALIZED (SELECT topic_id, desk_id, avg(vector) AS vector FROM example GROUP BY topic_id, desk_id)
SELECT c.id, middle.topic_id, likest.claim_id, 1 - (asked.vector <=> middle.vector)
FROM claims_claim c JOIN claims_claimvector asked ON asked.claim_id = c.id AND asked.encoder_id = %(encoder)s
    JOIN middle ON middle.desk_id = c.desk_id AND asked.vector <=> middle.vector <= 1 - %(least)s::float8
    CROSS JOIN LATERAL (
        SELECT claim_id FROM example WHERE example.topic_id = middle.topic_id
        ORDER BY example.vector <=> asked.vector, claim_id LIMIT 1
    ) likest
WHERE c.id = ANY(%(claims)s)
"""


# The same of the newest claims of a desk, for what the examples of a topic would be.
WOULD_BE_NEAR = """
WITH middle AS MATERIALIZED (
    SELECT avg(vector) AS vector FROM claims_claimvector WHERE claim_id = ANY(%(examples)s) AND encoder_id = %(encoder)s
)
SELECT v.claim_id, 1 - (v.vector <=> middle.vector) FROM middle JOIN claims_claimvector v
    ON v.claim_id = ANY(%(claims)s) AND v.encoder_id = %(encoder)s
        AND v.vector <=> middle.vector <= 1 - %(least)s::float8
"""


class UnusableExample(DomainError):
    """A claim that cannot be an example of the topic; the message says why."""


class NotDecided(DomainError):
    """No person has decided about a claim and a topic."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a claim belongs to a topic."""

    origin: str
    why: str


@transaction.atomic
def work_off() -> bool:
    """Sort a batch of what waits, new claims before whole desks; True where there may be more. One process at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        if not cursor.fetchone()[0]:
            return False
    return _work_off_claims() or _work_off_desk()


def _work_off_claims() -> bool:
    waiting = UnsortedClaim.objects.order_by("-pk").select_for_update(skip_locked=True)[:BATCH]
    ids = list(waiting.values_list("pk", flat=True))
    sort(ids)
    UnsortedClaim.objects.filter(pk__in=ids).delete()
    return bool(ids)


def _work_off_desk() -> bool:
    row = UnsortedDesk.objects.order_by("pk").select_for_update(skip_locked=True).first()
    if row is None:
        return False
    claims = Claim.objects.filter(desk=row.pk, pk__lt=row.below).order_by("-pk")
    ids = list(claims.values_list("pk", flat=True)[:BATCH])
    sort(ids)
    if len(ids) < BATCH:
        row.delete()
    else:
        UnsortedDesk.objects.filter(pk=row.pk).update(below=ids[-1])
    return True


def sort(claim_ids: Collection[int]) -> None:
    """Give these claims their topics and take away what holds no longer. Must run in a transaction.

    What a person decided stays as it is.
    """
    wanted = _wanted(claim_ids)
    there = ClaimTopic.objects.filter(claim__in=claim_ids)
    gone: list[int] = []
    for row in there:
        reason = wanted.pop((row.claim_id, row.topic_id), None)
        if row.origin != ClaimTopic.Origin.HAND and reason != Reason(row.origin, row.why):
            gone.append(row.pk)
            if reason:
                wanted[row.claim_id, row.topic_id] = reason
    ClaimTopic.objects.filter(pk__in=gone).exclude(origin=ClaimTopic.Origin.HAND).delete()  # decided meanwhile: stays
    ClaimTopic.objects.bulk_create(
        (
            ClaimTopic(claim_id=claim, topic_id=topic, origin=reason.origin, why=reason.why)
            for (claim, topic), reason in wanted.items()
        ),
        ignore_conflicts=True,
    )


def _wanted(claim_ids: Collection[int]) -> dict[tuple[int, int], Reason]:
    """Why each claim belongs to each of its topics: it is an example, holds a keyword, or is like the examples."""
    claims = list(Claim.objects.filter(pk__in=claim_ids).values_list("pk", "desk_id", "text"))
    found = {
        (claim, topic): Reason(ClaimTopic.Origin.EXAMPLE, f"like claim {example} ({likeness:.2f})")
        for claim, topic, example, likeness in _near([pk for pk, _, _ in claims])
    }
    topics: dict[int, list[Topic]] = {}
    for one in Topic.objects.filter(desk__in={desk for _, desk, _ in claims}):
        topics.setdefault(one.desk_id, []).append(one)
    for claim, desk, text in claims:
        for topic in topics.get(desk, ()):
            if keyword := touches(text, topic.keywords):
                found[claim, topic.pk] = Reason(ClaimTopic.Origin.KEYWORD, f"keyword “{keyword}”")
    for claim, topic_id in TopicExample.objects.filter(claim__in=claim_ids).values_list("claim", "topic"):
        found[claim, topic_id] = Reason(ClaimTopic.Origin.EXAMPLE, "an example of the topic")
    return found


def _near(claim_ids: list[int]) -> list[tuple[int, int, int, float]]:
    """Claim, topic, the topic's example that is likest, and how near the claim is to the middle of all examples.

    The middle, not the nearest: what an example shares with any sentence of its form, the others do not, and a topic of
    several examples is told by what they have in common.
    """
    encoder = filling.serving()
    if encoder is None or not claim_ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(NEAR, {"claims": claim_ids, "encoder": encoder.pk, "least": LEAST_LIKE})
        rows: list[tuple[int, int, int, float]] = cursor.fetchall()
    return rows


@dataclass(frozen=True, slots=True)
class Preview:
    """What a topic would take of the newest claims of its desk: the ids by keyword, and by likeness to the examples.

    `near` has each id with its nearness to the middle of the examples (0.5 to 1), the nearest first.
    """

    looked_at: int
    worded: frozenset[int]
    near: dict[int, float]

    @property
    def taken(self) -> int:
        """How many there are by either way."""
        return len(self.worded | self.near.keys())


def preview(desk: Desk, *, keywords: Collection[str], examples: Collection[int]) -> Preview:
    """What a topic of these keywords and example claims would take. It changes nothing."""
    newest = dict(Claim.objects.filter(desk=desk).order_by("-pk").values_list("pk", "text")[:PREVIEWED])
    worded = frozenset(pk for pk, text in newest.items() if touches(text, keywords))
    encoder, near = filling.serving(), dict[int, float]()
    if encoder is not None and examples:
        given: dict[str, Any] = {
            "examples": list(examples),
            "claims": list(newest),
            "encoder": encoder.pk,
            "least": LEAST_LIKE,
        }
        with connection.cursor() as cursor:
            cursor.execute(WOULD_BE_NEAR, given)
            near = dict(sorted(cursor.fetchall(), key=lambda one: (-one[1], -one[0])))
    return Preview(len(newest), worded, near)


def add_example(topic: Topic, claim: Claim, *, by: User) -> TopicExample:
    """Name a claim as an example of a topic; once is enough. Must run in a transaction.

    Raises:
        UnusableExample: the claim is of another desk, or the topic has as many examples as it may have.
    """
    Desk.objects.select_for_update(no_key=True).get(pk=topic.desk_id)
    if claim.desk_id != topic.desk_id:
        raise UnusableExample("An example is a claim of the topic's own desk.")
    if there := TopicExample.objects.filter(topic=topic, claim=claim).first():
        return there
    if TopicExample.objects.filter(topic=topic).count() >= MOST_EXAMPLES:
        raise UnusableExample(f"A topic has at most {MOST_EXAMPLES} examples: remove one first.")
    return TopicExample.objects.create(topic=topic, claim=claim, added_by=by)


def decide(claim: Claim, topic: Topic, *, is_off: bool, by: User, expected: int | None = None) -> None:
    """Put a topic on a claim, or take it off, for good; the claim's history says so. Must run in a transaction.

    Raises:
        DomainError: the topic is another desk's.
        StaleVersion: the claim has moved on from version `expected`.
    """
    if claim.desk_id != topic.desk_id:
        raise DomainError("The topic belongs to another desk.")
    data = {"topic": topic.pk, "name": topic.name}
    claim.edit("take_off_topic" if is_off else "put_on_topic", by=by, expected=expected, data=data)
    decision = {"origin": ClaimTopic.Origin.HAND, "why": "", "is_off": is_off, "decided_by": by}
    ClaimTopic.objects.update_or_create(claim=claim, topic=topic, defaults=decision)


def forget_decision(claim: Claim, topic: Topic, *, by: User, expected: int | None = None) -> None:
    """Take back what a person decided: the claim is sorted anew by the words and examples. Must run in a transaction.

    Raises:
        NotDecided: nobody has decided it.
        StaleVersion: the claim has moved on from version `expected`.
    """
    claim.edit("put_back_topic", by=by, expected=expected, data={"topic": topic.pk, "name": topic.name})
    rows = ClaimTopic.objects.filter(claim=claim, topic=topic, origin=ClaimTopic.Origin.HAND)
    if not rows.delete()[0]:
        raise NotDecided("Nobody has put this topic on or taken it off by hand.")
    sort([claim.pk])


def remove_example(topic: Topic, claim: Claim) -> None:
    """A claim is an example of a topic no longer. Must run in a transaction.

    Raises:
        UnusableExample: it is none, or all that the topic is told by.
    """
    Desk.objects.select_for_update(no_key=True).get(pk=topic.desk_id)
    words = Topic.objects.values_list("keywords", flat=True).get(pk=topic.pk)
    others = TopicExample.objects.filter(topic=topic).exclude(claim=claim)
    if not words and not others.exists():
        raise UnusableExample("The topic is told by nothing else: give it a keyword or another example first.")
    deleted, _ = TopicExample.objects.filter(topic=topic, claim=claim).delete()
    if not deleted:
        raise UnusableExample("The claim is no example of this topic.")
