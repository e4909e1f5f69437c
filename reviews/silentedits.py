"""A passage was changed after it was taken up: who checks the claim, or checked it, and the desk's editors are told."""

from django.db import transaction
from django.db.models.functions import Now

from claims.models import Claim, PassageChange, Role, User
from reviews import notifying
from reviews.models import ClaimReview, Notice

BATCH = 100


@transaction.atomic
def tell(limit: int = BATCH) -> int:
    """Tell of the changes that nobody was told of, the oldest first; how many there were."""
    rows = PassageChange.objects.filter(told_at=None).order_by("pk").select_for_update(skip_locked=True, of=("self",))
    changes = list(rows.select_related("before__claim__desk", "revision__article")[:limit])
    for change in changes:
        if change.before.claim.state == Claim.State.ACCEPTED:
            _tell(change)
    PassageChange.objects.filter(pk__in=[change.pk for change in changes]).update(told_at=Now())
    return len(changes)


def _tell(change: PassageChange) -> None:
    claim = change.before.claim
    reviews = ClaimReview.objects.filter(claim=claim).exclude(state=ClaimReview.State.ABANDONED)
    review = reviews.select_related("reviewer").order_by("-pk").first()
    what = "gone from" if change.is_gone else "changed in"
    notifying.tell(
        [*_reviewer_of(review), *notifying.people_of(claim.desk, Role.EDITOR)],
        kind=Notice.Kind.EDITED,
        text=f"What was taken up is {what} “{change.revision.article.title}”: {change.before.quote}",
        desk=claim.desk,
        review=review,
        claim=claim,
        key=f"edited:{change.pk}",
    )


def _reviewer_of(review: ClaimReview | None) -> list[User]:
    return [review.reviewer] if review else []
