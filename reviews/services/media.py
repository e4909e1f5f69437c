"""The use cases of images, videos and recordings on a review: added, described anew, removed."""

from django.db import transaction

from claims.models import User
from reviews import media, workflow
from reviews.models import ClaimReview, MediaItem


@transaction.atomic(durable=True)
def add_media(review: ClaimReview, facts: media.Facts, *, by: User, expected: int | None = None) -> MediaItem:
    """Say that the claim is made by or about an image, a video or a recording.

    The next verdict keeps a copy of it: on a published review, readers see it from the next correction on.

    Raises:
        NotYourReview: the review is being written, and `by` is not its reviewer.
        MediaIsSettled: the review waits for approval or publication, or is closed.
        ContradictoryMedia: what is said of it contradicts itself.
    """
    review.edit("add_media", by=by, expected=expected, data={"kind": facts.kind})
    _require_open(review, by)
    return media.add(review, facts, by=by)


@transaction.atomic(durable=True)
def change_media(item: MediaItem, facts: media.Facts, *, by: User, expected: int | None = None) -> None:
    """Describe it anew; `expected` is the version of the item that was read. Verdicts keep what they said.

    Raises:
        NotYourReview, MediaIsSettled, ContradictoryMedia: as for a new one.
        StaleVersion: somebody else changed it since, or removed it.
    """
    item.review.edit("change_media", by=by, data={"media": item.pk, "kind": facts.kind})
    _require_open(item.review, by)
    media.change(item, facts, expected=expected)


@transaction.atomic(durable=True)
def remove_media(item: MediaItem, *, by: User, expected: int | None = None) -> None:
    """Take it away. Verdicts that were given keep it, and readers see it until a correction is approved.

    Raises:
        NotYourReview, MediaIsSettled, StaleVersion: as for a change.
    """
    item.review.edit("remove_media", by=by, data={"media": item.pk, "kind": item.kind})
    _require_open(item.review, by)
    media.remove(item, expected=expected)


def _require_open(review: ClaimReview, by: User) -> None:
    """Raises NotYourReview or MediaIsSettled where `by` may not say now what readers will see of it."""
    if review.state in workflow.WITH_ITS_REVIEWER:
        workflow.require_own(review, by)
    if not workflow.takes_media(review, by):
        raise media.MediaIsSettled(
            f"The review is {review.get_state_display().lower()}: what it says of images, videos and recordings stays."
        )
