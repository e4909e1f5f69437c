"""The verdict that a reviewer is writing: saved as they type, under their lease and the version they have read."""

from collections.abc import Collection

from django.db.models import F
from django.db.models.functions import Now

from claims.errors import StaleVersion
from claims.models import User
from reviews.models import ClaimReview, Criterion, Draft, Rating


class DraftChanged(StaleVersion):
    """The draft was saved from elsewhere since it was read. `theirs` is what stands there now."""

    def __init__(self, theirs: Draft) -> None:
        self.theirs = theirs
        saver = f"from another window or by {theirs.saved_by}" if theirs.saved_by_id else "never under that version"
        super().__init__(
            f"This draft was saved {saver}: it is now version {theirs.version}. "
            "Nothing was overwritten. Compare the two texts and save again."
        )


def draft_of(review: ClaimReview) -> Draft:
    """The draft as it stands; an unsaved one of version 0 where there is none, beginning with the verdict in force."""
    saved = Draft.objects.select_related("rating__scale", "saved_by").filter(review=review).first()
    if saved:
        return saved
    verdict = review.verdict
    if verdict is None:
        return Draft(review=review, version=0)
    return Draft(
        review=review, version=0, rating=verdict.rating, headline=verdict.headline, explanation=verdict.explanation
    )


def save(
    review: ClaimReview,
    *,
    expected: int | None,
    rating: Rating | None,
    headline: str,
    explanation: str,
    ticked: Collection[Criterion] | None,
    by: User,
) -> Draft:
    """Write the draft where its version is still `expected` (0: there is none yet; None: whatever it is).

    The place of its claim in the worklist must be locked: that is what makes the first draft the only one.

    Raises:
        DraftChanged: it is not.
    """
    words = {"rating": rating, "headline": headline, "explanation": explanation, "saved_by": by}
    rows = Draft.objects.filter(review=review)
    if not rows.exists() and expected in {0, None}:
        Draft.objects.create(review=review, **words)
    else:
        guarded = rows if expected is None else rows.filter(version=expected)
        if not guarded.update(version=F("version") + 1, saved_at=Now(), **words):
            raise DraftChanged(draft_of(review))
    draft = Draft.objects.select_related("rating__scale", "saved_by").get(review=review)
    if ticked is not None:
        draft.ticked.set(ticked)
    return draft


def settle(review: ClaimReview, *, rating: Rating, headline: str, explanation: str, by: User) -> None:
    """Have the draft, where there is one, say what was submitted, so that a returned review goes on from there."""
    words = {"rating": rating, "headline": headline, "explanation": explanation}
    changed = Draft.objects.filter(review=review).exclude(**words)
    changed.update(version=F("version") + 1, saved_at=Now(), saved_by=by, **words)
