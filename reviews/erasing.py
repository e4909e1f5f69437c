"""Taking a person out of the tables of reviews: what they hold is free again, and nothing names them any more."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import Q

from claims import erasing
from claims.erasing import Names
from claims.errors import DomainError
from claims.models import User
from reviews import holding
from reviews.models import Assignment, ClaimReview, Comment, Notice, ReviewEvent, Skip, UntoldEvent
from reviews.workflow import WITH_ITS_REVIEWER

TAKEN_AWAY = "(taken away at the author's request)"
SHOWN = 5  # reviews that a refusal names


class HasUnfinishedReviews(DomainError):
    """What somebody is writing is given to somebody else before they go, or given up."""


class StillBeingTold(DomainError):
    """What a person did last is told to those concerned before their name goes."""


def refusals(user: User) -> Iterable[DomainError]:
    """What stands in the way, as far as reviews go; each says what to do first."""
    ids = (
        ClaimReview.objects.filter(reviewer=user, state__in=WITH_ITS_REVIEWER)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    if ids:
        named = ", ".join(map(str, ids[:SHOWN])) + (" …" if len(ids) > SHOWN else "")
        which = f"review {named} is" if len(ids) == 1 else f"reviews {named} are"
        yield HasUnfinishedReviews(
            f"This person is writing: {which} not submitted. Give each to somebody else, or have it given up, first."
        )
    if UntoldEvent.objects.filter(event__actor=user).exists():
        yield StillBeingTold("What this person did last is still being told to others: try again in a minute.")


def free(user: User) -> int:
    """End the person's leases, and give what was theirs to nobody; how many claims are free again."""
    theirs = Assignment.objects.filter(Q(holder=user) | Q(assigned_to=user, is_open=True)).order_by("pk")
    rows = list(theirs.select_for_update(of=("self",), no_key=True))
    for row in rows:
        holding.end(row, **({"assigned_to": None} if row.is_open and row.assigned_to_id == user.pk else {}))
    return len(rows)


def take_names(names: Names) -> Counter[str]:
    """Put the pseudonym where notices, comments and the history of who had a review name the person."""
    named = Q(data__from__in=[names.shown, names.username]) | Q(data__to__in=[names.shown, names.username])
    handed_over = ReviewEvent.objects.filter(named, name="reassign").values_list("pk", flat=True)
    return Counter(
        {
            "reviews.Notice": erasing.mend(Notice.objects.all(), names, "text"),
            "reviews.Comment": erasing.mend(Comment.objects.all(), names, "body"),
            "reviews.ReviewEvent": erasing.take_events(ReviewEvent, handed_over),
        }
    )


def take_words(user: User) -> Counter[str]:
    """Take away what the person wrote in comments and when passing over claims; how many rows that were."""
    comments = Comment.objects.filter(author=user).exclude(body=TAKEN_AWAY)
    skips = Skip.objects.filter(reviewer=user).exclude(note="")
    return Counter(
        {"reviews.Comment": comments.update(body=TAKEN_AWAY, passage=""), "reviews.Skip": skips.update(note="")}
    )
