"""Telling people what became of a review, from its events: each told once, and none lost.

A trigger adds an `UntoldEvent` in the transaction of the event itself. Here a batch of them is taken, turned into
notices and deleted in one transaction, so that a dead worker has told nothing and another one tells all of it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from claims.models import Role, User
from reviews import notifying
from reviews.models import ClaimReview, Notice, ReviewEvent, UntoldEvent

BATCH = 200
Kind = Notice.Kind


@dataclass(frozen=True, slots=True)
class News:
    """A line, and who is to read it."""

    kind: str
    text: str
    recipients: list[User]


def _with_note(line: str, event: ReviewEvent) -> str:
    return f"{line} – {event.note}" if event.note else line


def _submitted(review: ClaimReview, event: ReviewEvent) -> list[News]:
    others = [one for one in notifying.people_of(review.claim.desk, Role.REVIEWER) if one.pk != review.reviewer_id]
    return [News(Kind.SUBMITTED, f"{event.actor} submitted a verdict: {review.claim}", others)]


def _returned(review: ClaimReview, event: ReviewEvent) -> list[News]:
    line = _with_note(f"{event.actor} returned your review: {review.claim}", event)
    return [News(Kind.RETURNED, line, [review.reviewer])]


def _approved(review: ClaimReview, event: ReviewEvent) -> list[News]:
    editors = [one for one in notifying.people_of(review.claim.desk, Role.EDITOR) if one.pk != review.reviewer_id]
    return [
        News(Kind.APPROVED, f"{event.actor} approved your review: {review.claim}", [review.reviewer]),
        News(Kind.APPROVED, f"Approved, to be published: {review.claim}", editors),
    ]


def _overridden(review: ClaimReview, event: ReviewEvent) -> list[News]:
    line = f"{event.actor} approved this in an emergency, without a second person: {review.claim}"
    told = [review.reviewer, *notifying.people_of(review.claim.desk, Role.EDITOR)]
    return [News(Kind.OVERRIDE, _with_note(line, event), told)]


def _published(review: ClaimReview, event: ReviewEvent) -> list[News]:
    return [News(Kind.PUBLISHED, f"{event.actor} published your review: {review.claim}", [review.reviewer])]


def _corrected(review: ClaimReview, event: ReviewEvent) -> list[News]:
    line = _with_note(f"{event.actor} published a correction: {review.claim}", event)
    return [News(Kind.PUBLISHED, line, [review.reviewer])]


def _retracted(review: ClaimReview, event: ReviewEvent) -> list[News]:
    line = _with_note(f"{event.actor} retracted the fact-check: {review.claim}", event)
    return [News(Kind.PUBLISHED, line, [review.reviewer, *notifying.people_of(review.claim.desk, Role.EDITOR)])]


def _reassigned(review: ClaimReview, event: ReviewEvent) -> list[News]:
    """Both are told: who has the work now, and who had it."""
    people = {one.username: one for one in User.objects.filter(username__in=_names(event))}
    former, present = (people.get(str(event.data.get(name))) for name in ("from", "to"))
    news = [(Kind.ASSIGNED, f"{event.actor} gave you this review: {review.claim}", present)]
    news += [(Kind.RELEASED, f"{event.actor} gave this review to {event.data.get('to')}: {review.claim}", former)]
    return [News(kind, _with_note(line, event), [person]) for kind, line, person in news if person]


def _rated_again(review: ClaimReview, event: ReviewEvent) -> list[News]:
    """A second verdict that differs is for an editor to settle."""
    if event.data.get("is_agreement", True):
        return []
    line = f"Two verdicts differ: {review.claim}"
    return [News(Kind.DISAGREEMENT, line, [review.reviewer, *notifying.people_of(review.claim.desk, Role.EDITOR)])]


def _names(event: ReviewEvent) -> list[str]:
    return [str(event.data.get(name)) for name in ("from", "to")]


NEWS: dict[str, Callable[[ClaimReview, ReviewEvent], list[News]]] = {
    "submit": _submitted,
    "return": _returned,
    "approve": _approved,
    "override": _overridden,
    "publish": _published,
    "correct": _corrected,
    "retract": _retracted,
    "reassign": _reassigned,
    "second_verdict": _rated_again,
}


@transaction.atomic
def announce(limit: int = BATCH) -> int:
    """Tell of the events nobody was told of yet, the oldest first; how many there were."""
    untold = UntoldEvent.objects.order_by("event_id").select_for_update(skip_locked=True)[:limit]
    ids = list(untold.values_list("event_id", flat=True))
    rows = ReviewEvent.objects.filter(pk__in=ids, name__in=NEWS).order_by("pk")
    for event in rows.select_related("actor", "review__claim__desk", "review__reviewer"):
        for number, news in enumerate(NEWS[event.name](event.review, event)):
            notifying.tell(
                news.recipients,
                kind=news.kind,
                text=news.text,
                desk=event.review.claim.desk,
                review=event.review,
                key=f"event:{event.pk}:{number}",
                actor=event.actor,
            )
    UntoldEvent.objects.filter(event_id__in=ids).delete()
    return len(ids)
