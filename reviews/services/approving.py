"""The use cases of the second person: the blind verdict, approving, returning, and the emergency without one."""

from django.db import transaction

from claims.errors import IllegalMove
from claims.models import Role, User
from reviews import blind, notifying, workflow
from reviews.models import ClaimReview, Notice, Rating, RatingScale, SecondVerdict


@transaction.atomic(durable=True)
def give_second_verdict(
    review: ClaimReview, *, rating: Rating, reasoning: str, by: User, expected: int | None = None
) -> SecondVerdict:
    """Rate the claim before seeing the first verdict. From then on `by` sees it, and whether the two agree.

    Raises:
        NotBlind: the desk asks for no second verdict.
        IllegalMove: the review is not submitted.
        SecondPairOfEyes: `by` wrote the first one.
        AlreadyGiven: `by` gave theirs before.
        WrongScale: the desk does not use the rating's scale.
    """
    workflow.lock(review)
    if not blind.is_blind(review.claim.desk):
        raise blind.NotBlind("This desk asks for no second verdict: read the first one, and approve or return it.")
    if review.state != ClaimReview.State.SUBMITTED or review.verdict is None:
        raise IllegalMove(f"Nothing waits for a second verdict: the review is {review.get_state_display().lower()}.")
    workflow.require_another(review, by)
    if review.verdict.second_verdicts.filter(author=by).exists():
        raise blind.AlreadyGiven("You gave your rating already: it stays as it is.")
    if not RatingScale.objects.usable_by(review.claim.desk).filter(pk=rating.scale_id).exists():
        raise workflow.WrongScale("Choose a rating of a scale that this desk uses.")
    is_agreement = blind.is_agreement(review, rating)
    data = {"verdict": review.verdict.number, "is_agreement": is_agreement}
    review.edit("second_verdict", by=by, expected=expected, data=data)
    if not is_agreement:
        _call_editors(review, by)
    return SecondVerdict.objects.create(
        verdict=review.verdict, author=by, rating=rating, reasoning=reasoning.strip(), is_agreement=is_agreement
    )


def _call_editors(review: ClaimReview, by: User) -> None:
    """Tell those who may decide between two ratings that differ."""
    desk = review.claim.desk
    editors = [one for one in notifying.people_of(desk, Role.EDITOR) if one.pk != review.reviewer_id]
    text = f"Two ratings differ, and an editor decides: {review.claim}"
    notifying.tell(editors, kind=Notice.Kind.DISAGREEMENT, text=text, desk=desk, review=review, actor=by)


@transaction.atomic(durable=True)
def approve_review(review: ClaimReview, *, by: User, expected: int | None = None, note: str = "") -> None:
    """Approve the verdict that was submitted.

    Raises:
        IllegalMove: the review is not submitted.
        SecondPairOfEyes: `by` is its reviewer, or wrote the verdict.
        BlindFirst: the desk has its approvers give their own rating first, and `by` did not.
        Adjudication: the ratings differ, and `by` is one of the two or no editor.
    """
    workflow.lock(review)
    workflow.require_start(workflow.APPROVE, review)
    workflow.require_another(review, by)
    blind.require_second_verdict(review, by)
    workflow.APPROVE.apply(review, by=by, expected=expected, note=note, approver=by)


@transaction.atomic(durable=True)
def override_review(review: ClaimReview, *, reason: str, by: User, expected: int | None = None) -> None:
    """Approve in an emergency without a second person, as a desk admin. Readers see that, and why.

    Raises:
        IllegalMove: the review is not submitted.
        ReasonNeeded: there is no reason.
    """
    reason = reason.strip()
    if not reason:
        raise workflow.ReasonNeeded("Say why it cannot wait for a second person: readers see your reason.")
    workflow.OVERRIDE.apply(review, by=by, expected=expected, note=reason, approver=by, override_reason=reason)


@transaction.atomic(durable=True)
def return_review(review: ClaimReview, *, note: str, by: User, expected: int | None = None) -> None:
    """Send a submitted review back with a note that says what is missing.

    Raises:
        IllegalMove: the review is not submitted.
        SecondPairOfEyes: `by` is its reviewer, or wrote the verdict.
    """
    workflow.lock(review)
    workflow.require_start(workflow.RETURN, review)
    workflow.require_another(review, by)
    workflow.RETURN.apply(review, by=by, expected=expected, note=note)
