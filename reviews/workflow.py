"""The moves a claim review can make, and the rules that a move alone cannot state."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q

from claims.errors import DomainError, IllegalMove
from claims.models import Claim, Desk, Role, User
from claims.moves import Move
from reviews import media
from reviews.models import ClaimReview, Evidence, MediaItem, Rating, RatingScale, Verdict

S = ClaimReview.State

SUBMIT = Move("submit", frozenset({S.DRAFT, S.RETURNED}), S.SUBMITTED, Role.REVIEWER)
RETURN = Move("return", frozenset({S.SUBMITTED}), S.RETURNED, Role.REVIEWER)
APPROVE = Move("approve", frozenset({S.SUBMITTED}), S.APPROVED, Role.REVIEWER)
OVERRIDE = Move("override", frozenset({S.SUBMITTED}), S.APPROVED, Role.ADMIN)
PUBLISH = Move("publish", frozenset({S.APPROVED}), S.PUBLISHED, Role.EDITOR)
CORRECT = Move("correct", frozenset({S.PUBLISHED}), S.PUBLISHED, Role.EDITOR)
RETRACT = Move("retract", frozenset({S.PUBLISHED}), S.RETRACTED, Role.EDITOR)
ABANDON = Move("abandon", frozenset({S.DRAFT, S.RETURNED}), S.ABANDONED, Role.REVIEWER)

MOVES = {move.name: move for move in (SUBMIT, RETURN, APPROVE, OVERRIDE, PUBLISH, CORRECT, RETRACT, ABANDON)}

WITH_ITS_REVIEWER = frozenset({S.DRAFT, S.RETURNED})
NEEDS_EVIDENCE = "A verdict needs evidence: add at least one source that readers can open."
OPEN_FOR_EVIDENCE = frozenset({S.DRAFT, S.RETURNED, S.PUBLISHED})


class ClaimNotAccepted(DomainError):
    """Only an accepted claim is reviewed and published; it may have been dismissed or merged meanwhile."""


class AlreadyUnderReview(DomainError):
    """A claim has at most one open review."""


class NotReady(DomainError):
    """What the desk requires of a fact-check is missing; `errors` names each thing and where it belongs."""

    def __init__(self, message: str, errors: Sequence[Mapping[str, str]] = ()) -> None:
        super().__init__(message)
        self.errors = tuple(errors)


class NoEvidence(NotReady):
    """No verdict without evidence."""


class SecondPairOfEyes(DomainError):
    """What one person wrote, another person approves."""


class NotYourReview(DomainError):
    """A review is submitted and abandoned by its reviewer."""


class WrongScale(DomainError):
    """The rating belongs to another desk's scale, or to an edition that is not used any more."""


class AlreadyTheirs(DomainError):
    """A review changes hands from one person to another."""


class NotOnTheDesk(DomainError):
    """Work is given to somebody who may do it: a reviewer of this desk."""


class ReasonNeeded(DomainError):
    """What readers are told must say something."""


class EvidenceIsSettled(DomainError):
    """Evidence that a verdict rests on stays, and a review that is closed or waiting takes no more."""


def lock_accepted_claim(claim_id: int) -> Claim:
    """The claim, locked until the transaction ends; rows that point to it can still be written by others.

    Raises:
        ClaimNotAccepted: it is not (or no longer) accepted.
    """
    claim = Claim.objects.select_for_update(no_key=True).get(pk=claim_id)
    if claim.state != Claim.State.ACCEPTED:
        raise ClaimNotAccepted(f"The claim is {claim.get_state_display().lower()}: accept it first.")
    return claim


def lock(review: ClaimReview) -> None:
    """Read the review's row anew and hold its lock until the transaction ends: what is checked then stays true."""
    review.refresh_from_db(from_queryset=ClaimReview.objects.select_for_update(no_key=True))


def require_start(move: Move, review: ClaimReview) -> None:
    """Raises IllegalMove where the review's state does not allow `move`, before anything else is looked at."""
    if not move.starts_from(review.state):
        raise IllegalMove(f"Cannot {move.name} this: it is {review.get_state_display().lower()}.")


def require_own(review: ClaimReview, by: User) -> None:
    """Raises NotYourReview where `by` is not the reviewer."""
    if review.reviewer_id != by.pk:
        raise NotYourReview(f"This review belongs to {review.reviewer}: only they can do this.")


def takes_media(review: ClaimReview, by: User) -> bool:
    """Whether `by` may change what is said of images and videos: its reviewer, or anybody where it is published."""
    if review.state in WITH_ITS_REVIEWER:
        return review.reviewer_id == by.pk
    return review.state in OPEN_FOR_EVIDENCE


def require_another(review: ClaimReview, by: User) -> None:
    """Nobody decides about what they wrote. A review may have changed hands, so its row must be locked.

    Raises:
        SecondPairOfEyes: `by` is the reviewer, or wrote the verdict that is to be decided about.
    """
    if by.pk in {review.reviewer_id, review.verdict.author_id if review.verdict else None}:
        raise SecondPairOfEyes("A review is approved or returned by someone other than its reviewer.")


def require_reviewer(person: User, desk: Desk) -> None:
    """Raises NotOnTheDesk where `person` may not review for `desk`."""
    if not desk.memberships.filter(user=person, user__is_active=True).exclude(role=Role.VIEWER).exists():
        raise NotOnTheDesk(f"{person} is no reviewer of this desk: choose somebody who is, or change their role first.")


def hand_over(review: ClaimReview, *, to: User, by: User, expected: int | None, note: str) -> None:
    """Make `to` the reviewer of a draft or a returned review, and say so in its history.

    Raises:
        IllegalMove: the review is neither.
        StaleVersion: `expected` is given and the review has moved on from that version.
    """
    data = {"from": review.reviewer.username, "to": to.username}
    if not review.update_where(Q(state__in=WITH_ITS_REVIEWER), {"reviewer": to}, expected=expected):
        raise IllegalMove(f"Cannot give this to somebody else: it is {review.get_state_display().lower()}.")
    review.log("reassign", by=by, note=note, data=data)


def add_verdict(review: ClaimReview, *, rating: Rating, headline: str, explanation: str, by: User) -> Verdict:
    """Append a verdict that rests on all the evidence the review has now, and keeps what it says of media.

    The review's row must be locked.

    Raises:
        NoEvidence: the review has none.
        NotReady: something is missing in what it says of an image, a video or a recording.
        WrongScale: the rating is another desk's, or of an edition that is not used any more.
    """
    evidence = list(Evidence.objects.filter(review=review))
    if not evidence:
        raise NoEvidence(NEEDS_EVIDENCE)
    if not RatingScale.objects.usable_by(review.claim.desk).filter(pk=rating.scale_id).exists():
        raise WrongScale("Choose a rating of a scale that this desk uses.")
    kept = media.as_kept(MediaItem.objects.filter(review=review).order_by("pk"))
    _require_complete(kept)
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
        media=kept,
        author=by,
    )
    verdict.evidence.set(evidence)
    return verdict


def _require_complete(kept: Sequence[Mapping[str, Any]]) -> None:
    missing = [detail for one in kept for detail in media.missing_in(media.facts_from(one))]
    if missing:
        raise NotReady(" ".join(missing), [{"detail": detail, "pointer": "#"} for detail in missing])
