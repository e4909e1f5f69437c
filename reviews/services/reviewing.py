"""The use cases of one claim review, from opening to approval: one function each, one transaction each."""

from datetime import date

from django.db import transaction

from claims.models import Claim, User
from reviews import workflow
from reviews.models import ClaimReview, Evidence, Rating


@transaction.atomic(durable=True)
def open_review(claim: Claim, *, by: User) -> ClaimReview:
    """Begin to check an accepted claim; `by` becomes its reviewer.

    Raises:
        ClaimNotAccepted: the claim is not accepted.
        AlreadyUnderReview: it has an open review.
    """
    claim = workflow.lock_accepted_claim(claim.pk)
    if other := ClaimReview.objects.open_on(claim).first():
        raise workflow.AlreadyUnderReview(f"{other.reviewer} has a review of this claim already (number {other.pk}).")
    review = ClaimReview.objects.create(claim=claim, reviewer=by)
    review.log("open", by=by)
    return review


@transaction.atomic(durable=True)
def add_evidence(
    review: ClaimReview,
    *,
    url: str,
    stance: str,
    by: User,
    title: str = "",
    quote: str = "",
    note: str = "",
    accessed_on: date | None = None,
    expected: int | None = None,
) -> Evidence:
    """Add a source with its stance. On a published review it counts from the next correction on.

    Raises:
        EvidenceIsSettled: the review is waiting for approval or publication, or is closed.
    """
    review.edit("add_evidence", by=by, expected=expected, data={"url": url, "stance": stance})
    if review.state not in workflow.OPEN_FOR_EVIDENCE:
        raise workflow.EvidenceIsSettled(
            f"The review is {review.get_state_display().lower()}: it takes no evidence now."
        )
    given = {"accessed_on": accessed_on} if accessed_on else {}
    return Evidence.objects.create(
        review=review, url=url, title=title, quote=quote, stance=stance, note=note, added_by=by, **given
    )


@transaction.atomic(durable=True)
def remove_evidence(evidence: Evidence, *, by: User) -> None:
    """Remove a source that no verdict rests on yet.

    Raises:
        EvidenceIsSettled: a verdict rests on it, or the review takes no changes.
    """
    review = evidence.review
    review.edit("remove_evidence", by=by, data={"url": evidence.url, "stance": evidence.stance})
    if review.state not in workflow.OPEN_FOR_EVIDENCE or evidence.verdicts.exists():
        raise workflow.EvidenceIsSettled("A verdict rests on this evidence: it stays, and you can add to it.")
    evidence.delete()


@transaction.atomic(durable=True)
def submit_review(
    review: ClaimReview, *, rating: Rating, headline: str, explanation: str, by: User, expected: int | None = None
) -> None:
    """Hand a verdict to a second person.

    Raises:
        IllegalMove: the review is neither a draft nor returned.
        NotYourReview: `by` is not the reviewer.
        NoEvidence: there is no evidence.
        ClaimNotAccepted: the claim was dismissed or merged meanwhile.
    """
    workflow.lock_accepted_claim(review.claim_id)
    ClaimReview.objects.select_for_update().get(pk=review.pk)
    workflow.require_own(review, by)
    verdict = workflow.add_verdict(review, rating=rating, headline=headline, explanation=explanation, by=by)
    data = {"verdict": verdict.number, "rating": rating.label}
    workflow.SUBMIT.apply(review, by=by, expected=expected, data=data, verdict=verdict)


@transaction.atomic(durable=True)
def approve_review(review: ClaimReview, *, by: User, expected: int | None = None, note: str = "") -> None:
    """Approve the verdict that was submitted.

    Raises:
        IllegalMove: the review is not submitted.
        SecondPairOfEyes: `by` is its reviewer.
    """
    workflow.require_another(review, by)
    workflow.APPROVE.apply(review, by=by, expected=expected, note=note, approver=by)


@transaction.atomic(durable=True)
def return_review(review: ClaimReview, *, note: str, by: User, expected: int | None = None) -> None:
    """Send a submitted review back with a note that says what is missing.

    Raises:
        IllegalMove: the review is not submitted.
        SecondPairOfEyes: `by` is its reviewer.
    """
    workflow.require_another(review, by)
    workflow.RETURN.apply(review, by=by, expected=expected, note=note)


@transaction.atomic(durable=True)
def abandon_review(review: ClaimReview, *, by: User, expected: int | None = None, note: str = "") -> None:
    """Give up a review, so that another can be opened on the claim.

    Raises:
        IllegalMove: the review is neither a draft nor returned.
        NotYourReview: `by` is not the reviewer.
    """
    workflow.require_own(review, by)
    workflow.ABANDON.apply(review, by=by, expected=expected, note=note)
