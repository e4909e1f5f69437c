"""“Time to look again”: on the day that a fact-check names, its reviewer and the editors are told, once."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from claims.models import Role
from reviews import notifying
from reviews.models import Notice, Practice
from reviews.publishing.models import FactCheck

BATCH = 100


def day_for(desk_id: int) -> date | None:
    """When a fact-check that is published today is to be looked at again; None where the desk leaves that open."""
    practice = Practice.objects.filter(desk=desk_id).first()
    days = practice.review_again_days if practice else None
    return None if days is None else timezone.localdate() + timedelta(days=days)


@transaction.atomic
def remind(limit: int = BATCH) -> int:
    """Tell of the fact-checks whose day has come and of which nobody was told yet; how many there were."""
    key = Concat(Value("again:"), Cast("pk", CharField()), Value(":"), Cast("review_again_on", CharField()))
    due = FactCheck.objects.filter(review_again_on__lte=timezone.localdate(), retracted_at=None).annotate(key=key)
    told = Notice.objects.filter(key=OuterRef("key"), review=OuterRef("review"))
    rows = due.exclude(Exists(told)).order_by("review_again_on", "pk")
    rows = rows.select_related("review__claim__desk", "review__reviewer", "review__verdict")[:limit]
    for fact_check in rows:
        review = fact_check.review
        notifying.tell(
            [review.reviewer, *notifying.people_of(review.claim.desk, Role.EDITOR)],
            kind=Notice.Kind.AGAIN,
            text=f"It was agreed to look at this fact-check again: {fact_check.verdict.headline}",
            desk=review.claim.desk,
            review=review,
            key=fact_check.key,  # type: ignore[attr-defined]
        )
    return len(rows)
