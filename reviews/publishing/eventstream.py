"""What integrations are told of a change: its type, and the facts around it as they are when the line is written.

No note, no name of a person of the desk, and nothing of a verdict that is not published.
"""

from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings

from claims import triage
from claims.differences import Change, word_diff
from claims.models import Claim, ClaimEvent, Desk, PassageChange
from reviews import workflow
from reviews.models import ClaimReview, ReviewEvent
from reviews.publishing.hookmodels import EventType, OutgoingEvent, UnsentEvent
from reviews.publishing.models import Correction, FactCheck

MAX_CHARS = 1000  # of one text, so that a whole message stays below 20 kB whatever the alphabet
MAX_PASSAGE_CHARS = 400  # of a changed passage, which is told as it was, as it is, and word by word
MOST_CHANGES = 60  # stretches of a passage: what differs in more is told as replaced as a whole

CLAIM_TYPES = {
    "accept": EventType.CLAIM_ACCEPTED,
    "dismiss": EventType.CLAIM_DISMISSED,
    "merge": EventType.CLAIM_MERGED,
    "reopen": EventType.CLAIM_REOPENED,
    "restore": EventType.CLAIM_ACCEPTED,
}
REVIEW_TYPES = {
    "submit": EventType.REVIEW_SUBMITTED,
    "return": EventType.REVIEW_RETURNED,
    "approve": EventType.REVIEW_APPROVED,
    "override": EventType.REVIEW_APPROVED,
    "abandon": EventType.REVIEW_ABANDONED,
    "publish": EventType.FACT_CHECK_PUBLISHED,
    "correct": EventType.FACT_CHECK_CORRECTED,
    "retract": EventType.FACT_CHECK_RETRACTED,
}
PUBLIC = frozenset({"publish", "correct", "retract"})


class Told(NamedTuple):
    """What one outbox row comes to."""

    key: str
    type: EventType
    desk: Desk
    happened_at: datetime
    data: dict[str, Any]


def rows(limit: int) -> list[UnsentEvent]:
    """The oldest rows of the outbox, with all that a line needs."""
    related = (
        "claim_event__claim__desk", "claim_event__claim__claimant", "review_event__review__claim__desk",
        "review_event__review__claim__claimant", "review_event__review__fact_check",
        "review_event__review__verdict__rating", "appearance__claim__desk", "appearance__claim__claimant",
        "fact_check__review__verdict__rating", "passage_change__before__claim__desk",
        "passage_change__before__claim__claimant", "passage_change__revision__article",
    )  # fmt: skip
    found = UnsentEvent.objects.select_related(*related).defer("passage_change__revision__text")
    return list(found.order_by("pk")[:limit])


def line_of(row: UnsentEvent) -> OutgoingEvent:
    """The line of the stream, not yet stored."""
    if row.claim_event is not None:
        told = _of_claim(row.claim_event)
    elif row.review_event is not None:
        told = _of_review(row.review_event)
    elif row.passage_change is not None:
        told = _of_passage(row.passage_change)
    else:
        told = _of_repeat(row)
    data = {"desk": told.desk.slug} | told.data
    return OutgoingEvent(key=told.key, type=told.type, desk=told.desk, data=data, happened_at=told.happened_at)


def body_of(event: OutgoingEvent) -> dict[str, Any]:
    """The line as webhooks and readers of the stream get it."""
    return {"type": event.type, "timestamp": event.happened_at.isoformat(), "data": event.data}


def _of_claim(event: ClaimEvent) -> Told:
    claim = event.claim
    facts = _claim(claim, triage.TARGETS[event.name])
    if event.name == triage.DISMISS.name:
        facts["reason"] = claim.dismiss_reason or None
    if event.name == triage.MERGE.name:
        facts["into"] = event.data.get("into")
    return Told(f"claim:{event.pk}", CLAIM_TYPES[event.name], claim.desk, event.created_at, {"claim": facts})


def _of_review(event: ReviewEvent) -> Told:
    review = event.review
    claim = review.claim
    data: dict[str, Any] = {
        "claim": _claim(claim, claim.state),
        "review": {"id": review.pk, "state": workflow.MOVES[event.name].target},
    }
    if event.name in PUBLIC:
        data["fact_check"] = _fact_check(getattr(review, "fact_check", None))
        if event.name != workflow.PUBLISH.name:
            data["correction"] = _correction(review, event)
    return Told(f"review:{event.pk}", REVIEW_TYPES[event.name], claim.desk, event.created_at, data)


def _of_repeat(row: UnsentEvent) -> Told:
    appearance, fact_check = row.appearance, row.fact_check
    if appearance is None or fact_check is None:
        raise AssertionError  # by constraint
    claim = appearance.claim
    data = {
        "claim": _claim(claim, claim.state),
        "appearance": {"id": appearance.pk, "quote": _short(appearance.quote)},
        "fact_check": _fact_check(fact_check),
    }
    return Told(f"repeat:{appearance.pk}", EventType.CLAIM_REPEATED, claim.desk, appearance.created_at, data)


def _of_passage(change: PassageChange) -> Told:
    claim, article = change.before.claim, change.revision.article
    review = ClaimReview.objects.filter(claim=claim).exclude(state=ClaimReview.State.ABANDONED).order_by("-pk").first()
    fact_check = FactCheck.objects.in_force().filter(review__claim=claim).first()
    was, now = (_short(text, MAX_PASSAGE_CHARS) for text in (change.before.quote, change.quote))
    data = {
        "claim": _claim(claim, claim.state),
        "article": {"id": article.pk, "title": _short(article.title), "url": article.url or None},
        "passage": {"id": change.pk, "was": was, "is": now or None, "changes": _changes(was, now)},
        "review": {"id": review.pk, "state": review.state} if review else None,
        "fact_check": _fact_check(fact_check),
    }
    return Told(f"passage:{change.pk}", EventType.CLAIM_EDITED, claim.desk, change.created_at, data)


def _changes(was: str, now: str) -> list[list[str]]:
    """The passage word by word, each stretch with what became of it: same, gone or new."""
    found = word_diff(was, now)
    if len(found) > MOST_CHANGES:
        found = [Change("gone", was), Change("new", now)]
    return [[one.kind, one.text] for one in found]


def _claim(claim: Claim, state: str) -> dict[str, Any]:
    return {
        "id": claim.pk,
        "state": state,
        "text": _short(claim.text),
        "claimant": claim.claimant.name if claim.claimant else None,
        "said_on": claim.said_on.isoformat() if claim.said_on else None,
    }


def _fact_check(fact_check: FactCheck | None) -> dict[str, Any] | None:
    """None where somebody made the move by SQL, and no page: that must not hold up the stream."""
    if fact_check is None:
        return None
    verdict = fact_check.verdict
    return {
        "id": fact_check.pk,
        "url": settings.BASE_URL + fact_check.get_absolute_url(),
        "headline": _short(verdict.headline),
        "rating": verdict.rating.label,
        "published_at": fact_check.published_at.isoformat(),
        "modified_at": fact_check.modified_at.isoformat(),
        "retracted_at": fact_check.retracted_at.isoformat() if fact_check.retracted_at else None,
    }


def _correction(review: ClaimReview, event: ReviewEvent) -> dict[str, Any] | None:
    """What readers were told of the change."""
    corrections = Correction.objects.filter(fact_check__review=review, state=Correction.State.PUBLISHED)
    if event.name == workflow.RETRACT.name:
        found = corrections.filter(kind=Correction.Kind.RETRACTION).last()
    else:
        found = corrections.filter(pk=event.data.get("correction")).first()
    return {"id": found.pk, "kind": found.kind, "note": _short(found.note)} if found else None


def _short(text: str, most: int = MAX_CHARS) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
