"""The moves a claim review can make, and the rules that a move alone cannot state."""

from claims.errors import DomainError
from claims.models import Claim, Role, User
from claims.moves import Move
from reviews.models import ClaimReview, Evidence, Rating, RatingScale, Verdict

S = ClaimReview.State

SUBMIT = Move("submit", frozenset({S.DRAFT, S.RETURNED}), S.SUBMITTED, Role.REVIEWER)
RETURN = Move("return", frozenset({S.SUBMITTED}), S.RETURNED, Role.REVIEWER)
APPROVE = Move("approve", frozenset({S.SUBMITTED}), S.APPROVED, Role.REVIEWER)
PUBLISH = Move("publish", frozenset({S.APPROVED}), S.PUBLISHED, Role.EDITOR)
CORRECT = Move("correct", frozenset({S.PUBLISHED}), S.PUBLISHED, Role.EDITOR)
RETRACT = Move("retract", frozenset({S.PUBLISHED}), S.RETRACTED, Role.EDITOR)
ABANDON = Move("abandon", frozenset({S.DRAFT, S.RETURNED}), S.ABANDONED, Role.REVIEWER)

MOVES = {move.name: move for move in (SUBMIT, RETURN, APPROVE, PUBLISH, CORRECT, RETRACT, ABANDON)}

OPEN_FOR_EVIDENCE = frozenset({S.DRAFT, S.RETURNED, S.PUBLISHED})


class ClaimNotAccepted(DomainError):
    """Only an accepted claim is reviewed and published; it may have been dismissed or merged meanwhile."""


class AlreadyUnderReview(DomainError):
    """A claim has at most one open review."""


class NoEvidence(DomainError):
    """No verdict without evidence."""


class SecondPairOfEyes(DomainError):
    """What one person wrote, another person approves."""


class NotYourReview(DomainError):
    """A review is submitted and abandoned by its reviewer."""


class WrongScale(DomainError):
    """The rating belongs to another desk's scale."""


class EvidenceIsSettled(DomainError):
    """Evidence that a verdict rests on stays, and a review that is closed or waiting takes no more."""


def lock_accepted_claim(claim_id: int) -> Claim:
    """The claim, locked until the transaction ends.

    Raises:
        ClaimNotAccepted: it is not (or no longer) accepted.
    """
    claim = Claim.objects.select_for_update().get(pk=claim_id)
    if claim.state != Claim.State.ACCEPTED:
        raise ClaimNotAccepted(f"The claim is {claim.get_state_display().lower()}: accept it first.")
    return claim


def require_own(review: ClaimReview, by: User) -> None:
    """Raises NotYourReview where `by` is not the reviewer."""
    if review.reviewer_id != by.pk:
        raise NotYourReview(f"This review belongs to {review.reviewer}: only they can do this.")


def require_another(review: ClaimReview, by: User) -> None:
    """Raises SecondPairOfEyes where `by` is the reviewer. A review never changes hands, so this needs no lock."""
    if review.reviewer_id == by.pk:
        raise SecondPairOfEyes("A review is approved or returned by someone other than its reviewer.")


def add_verdict(review: ClaimReview, *, rating: Rating, headline: str, explanation: str, by: User) -> Verdict:
    """Append a verdict that rests on all the evidence the review has now. The review's row must be locked.

    Raises:
        NoEvidence: the review has none.
        WrongScale: the rating is another desk's.
    """
    evidence = list(Evidence.objects.filter(review=review))
    if not evidence:
        raise NoEvidence("A verdict needs evidence: add at least one source that readers can open.")
    if not RatingScale.objects.usable_by(review.claim.desk).filter(pk=rating.scale_id).exists():
        raise WrongScale("Choose a rating of a scale that this desk uses.")
    latest = review.verdicts.order_by("-number").first()
    verdict = Verdict.objects.create(
        review=review,
        number=latest.number + 1 if latest else 1,
        claim_text=review.claim.text,
        claimant=review.claim.claimant,
        said_on=review.claim.said_on,
        said_until=review.claim.said_until,
        rating=rating,
        headline=headline.strip(),
        explanation=explanation.strip(),
        author=by,
    )
    verdict.evidence.set(evidence)
    return verdict
