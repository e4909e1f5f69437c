"""The use cases of one claim review, from opening to submitting: one function each, one transaction each."""

from datetime import date
from typing import cast

from django.db import transaction

from claims.models import Claim, User
from reviews import archiving, drafting, gate, holding, tasks, workflow
from reviews.models import ClaimReview, Evidence, Rating


@transaction.atomic(durable=True)
def open_review(claim: Claim, *, by: User) -> ClaimReview:
    """Begin to check an accepted claim; `by` becomes its reviewer, and holds it.

    Raises:
        ClaimNotAccepted: the claim is not accepted.
        AlreadyUnderReview: it has an open review.
        HeldByAnother: somebody else holds the claim, or it was given to them.
    """
    claim = workflow.lock_accepted_claim(claim.pk)
    if other := ClaimReview.objects.open_on(claim).first():
        raise workflow.AlreadyUnderReview(f"{other.reviewer} has a review of this claim already (number {other.pk}).")
    assignment = holding.lock_for(claim)
    review = ClaimReview.objects.create(claim=claim, reviewer=by)  # a trigger opens a closed assignment again
    holding.take(assignment, by=by, is_begun=True)
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
    order: str = "",
    interests: str = "",
    accessed_on: date | None = None,
    expected: int | None = None,
) -> Evidence:
    """Add a source with its stance. On a published review it counts from the next correction on.

    A copy of the page is made in the background.

    Raises:
        EvidenceIsSettled: the review is waiting for approval or publication, or is closed.
    """
    review.edit("add_evidence", by=by, expected=expected, data={"url": url, "stance": stance})
    if review.state not in workflow.OPEN_FOR_EVIDENCE:
        raise workflow.EvidenceIsSettled(
            f"The review is {review.get_state_display().lower()}: it takes no evidence now."
        )
    given = {"accessed_on": accessed_on} if accessed_on else {}
    evidence = Evidence.objects.create(
        review=review, url=url, title=title, quote=quote, stance=stance, note=note, order=order, interests=interests,
        added_by=by, **given,
    )  # fmt: skip
    tasks.nudge_copy_on_commit(archiving.queue(evidence).pk)
    return evidence


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
    review: ClaimReview,
    *,
    by: User,
    rating: Rating | None = None,
    headline: str = "",
    explanation: str = "",
    expected: int | None = None,
) -> None:
    """Hand a verdict to a second person: the one given, or else the one in the draft.

    Raises:
        IllegalMove: the review is neither a draft nor returned.
        NotYourReview: `by` is not the reviewer.
        NoEvidence: there is no evidence.
        NotReady: something else that the desk requires is missing.
        WrongScale: the desk does not use the rating's scale.
        ClaimNotAccepted: the claim was dismissed or merged meanwhile.
    """
    workflow.lock_accepted_claim(review.claim_id)
    workflow.lock(review)
    workflow.require_own(review, by)
    workflow.require_start(workflow.SUBMIT, review)
    holding.lock_for(review.claim)  # before the draft, as saving does
    content = gate.Content(rating, headline, explanation)
    if rating is None:
        draft = drafting.draft_of(review)
        content = gate.Content(draft.rating, draft.headline, draft.explanation)
    gate.require(review, content, before=gate.SUBMIT)
    _submit(review, content, by, expected)


def _submit(review: ClaimReview, content: gate.Content, by: User, expected: int | None) -> None:
    rating = cast(Rating, content.rating)  # by a criterion that no desk can switch off
    words = {"headline": content.headline, "explanation": content.explanation}
    verdict = workflow.add_verdict(review, rating=rating, by=by, **words)
    drafting.settle(review, rating=rating, by=by, **words)
    data = {"verdict": verdict.number, "rating": rating.label}
    workflow.SUBMIT.apply(review, by=by, expected=expected, data=data, verdict=verdict)


@transaction.atomic(durable=True)
def abandon_review(review: ClaimReview, *, by: User, expected: int | None = None, note: str = "") -> None:
    """Give up a review, so that another can be opened on the claim.

    Raises:
        IllegalMove: the review is neither a draft nor returned.
        NotYourReview: `by` is not the reviewer.
    """
    workflow.lock(review)
    workflow.require_own(review, by)
    workflow.ABANDON.apply(review, by=by, expected=expected, note=note)


@transaction.atomic(durable=True)
def reassign_review(review: ClaimReview, *, to: User, by: User, expected: int | None = None, note: str = "") -> None:
    """Give a review that is being written to another reviewer, as an editor; evidence and draft go with it.

    What the former reviewer had not saved is refused from now on, and stays on their screen.

    Raises:
        IllegalMove: the review is neither a draft nor returned.
        NotOnTheDesk: `to` is no reviewer of the desk.
        AlreadyTheirs: `to` is its reviewer.
    """
    workflow.lock(review)
    if review.reviewer_id == to.pk:
        raise workflow.AlreadyTheirs(f"The review is {to}'s already.")
    workflow.require_reviewer(to, review.claim.desk)
    workflow.hand_over(review, to=to, by=by, expected=expected, note=note)
    holding.end(holding.lock_for(review.claim), assigned_to=to)
