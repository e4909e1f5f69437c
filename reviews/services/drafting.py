"""The use case of writing a verdict: saved as it is typed, under the lease and the version that were read."""

from collections.abc import Collection

from django.db import transaction

from claims.errors import IllegalMove
from claims.models import User
from reviews import drafting, holding, workflow
from reviews.models import ClaimReview, Criterion, Draft, Rating


@transaction.atomic(durable=True)
def save_draft(
    review: ClaimReview,
    *,
    by: User,
    token: int,
    expected: int | None,
    rating: Rating | None = None,
    headline: str = "",
    explanation: str = "",
    ticked: Collection[Criterion] | None = None,
) -> Draft:
    """Save what the reviewer has typed so far, and hold the claim for another quarter of an hour.

    `token` is of their hold on the claim; `expected` the version of the draft they have read, 0 for the first. `ticked`
    are the lines of the checklist, None to leave them as they are. A refusal overwrites nothing and carries `theirs`,
    the draft as it stands.

    Raises:
        NotYourReview: `by` is not its reviewer.
        HoldLost: the hold is not theirs any more.
        DraftChanged: the draft was saved from elsewhere meanwhile.
        IllegalMove: the review is neither a draft nor returned.
    """
    assignment = holding.lock_for(review.claim)
    review.refresh_from_db()
    workflow.require_own(review, by)
    if review.state not in workflow.WITH_ITS_REVIEWER:
        raise IllegalMove(f"There is nothing to draft: the review is {review.get_state_display().lower()}.")
    holding.renew(assignment, token=token, by=by)
    words = {"headline": headline, "explanation": explanation}
    return drafting.save(review, expected=expected, rating=rating, ticked=ticked, by=by, **words)


def draft_of(review: ClaimReview) -> Draft:
    """The draft as it stands; an unsaved one of version 0, beginning with the verdict in force, where there is none."""
    return drafting.draft_of(review)
