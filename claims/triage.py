"""Triage: the moves a claim can make, and the rules that a move alone cannot state."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Now

from claims.errors import DomainError
from claims.models import Claim, ClaimEvent, Desk, Role, User
from claims.moves import Move

S = Claim.State

ACCEPT = Move("accept", frozenset({S.CANDIDATE}), S.ACCEPTED, Role.REVIEWER)
DISMISS = Move("dismiss", frozenset({S.CANDIDATE, S.ACCEPTED}), S.DISMISSED, Role.REVIEWER)
MERGE = Move("merge", frozenset({S.CANDIDATE, S.ACCEPTED}), S.DUPLICATE, Role.REVIEWER)
REOPEN = Move("reopen", frozenset({S.ACCEPTED, S.DISMISSED, S.DUPLICATE}), S.CANDIDATE, Role.REVIEWER)

RESTORE = Move("restore", frozenset({S.DISMISSED, S.DUPLICATE}), S.ACCEPTED, Role.REVIEWER)  # only by undoing
JOIN = Move("join_again", frozenset({S.CANDIDATE}), S.DUPLICATE, Role.REVIEWER)  # only by undoing that it was split off

MOVES = {move.name: move for move in (ACCEPT, DISMISS, MERGE, REOPEN)}
TARGETS = {move.name: move.target for move in (*MOVES.values(), RESTORE, JOIN)}
DECISIONS = (ACCEPT.name, DISMISS.name, MERGE.name)
UNDO_WITHIN = timedelta(hours=24)  # of one's own decisions; later, a claim is reopened like anybody else's


LIKELY = 0.5  # a side of the claim counts from here on
UNVERIFIABLE = 0.4  # and this side below


def likely_reason(dimensions: Iterable[Mapping[str, Any]], *, is_checked: bool = False) -> str:
    """Why a claim with these sides would most likely be dismissed, if it is: one of `Claim.DismissReason`."""
    sides = {str(side.get("name")): float(side.get("value", 0)) for side in dimensions}
    opinion, prediction = sides.get("opinion", 0.0), sides.get("prediction", 0.0)
    reason = Claim.DismissReason
    if is_checked:
        return reason.ALREADY_CHECKED
    if max(opinion, prediction) >= LIKELY:
        return reason.OPINION if opinion >= prediction else reason.PREDICTION
    if sides.get("verifiable", 1.0) < UNVERIFIABLE:
        return reason.NOT_CHECKABLE
    return reason.TRIVIAL


class CannotMerge(DomainError):
    """A claim is merged into another live claim of the same desk."""


class NothingToUndo(DomainError):
    """One undoes one's own decision, while it is fresh and nothing has happened to the claim since."""


def decisions_of(user: User, desks: Iterable[Desk]) -> QuerySet[ClaimEvent]:
    """What `user` decided on claims of `desks` and may still undo, the latest first."""
    fresh = ClaimEvent.objects.filter(actor_id=user.pk, name__in=DECISIONS, created_at__gt=Now() - UNDO_WITHIN)
    return fresh.filter(claim__desk__in=desks, version=F("claim__version")).select_related("claim").order_by("-pk")


def undo(claim: Claim, *, by: User, expected: int | None) -> None:
    """Take back the last thing that happened to `claim`, a fresh decision of `by`: it is again what it was before.

    Whatever has become meanwhile of the claim that it was merged into: the two share nothing that could be lost.

    Raises:
        IllegalMove: it is a candidate already.
        NothingToUndo: somebody else decided or changed it since, or the decision is too old.
    """
    before = claim.version if expected is None else expected
    decided = decisions_of(by, [claim.desk]).filter(claim=claim).first()
    note = f"Undone: {decided.name}." if decided else ""
    move = RESTORE if decided and _state_before(decided) == S.ACCEPTED else REOPEN
    move.apply(claim, by=by, expected=before, note=note, duplicate_of=None, dismiss_reason="")
    if decided is None or decided.version != before:
        raise NothingToUndo(
            "Only your own latest decision on a claim can be undone, and only for a day. You can reopen the claim."
        )


def _state_before(event: ClaimEvent) -> str:
    """The state that the claim was in before this decision, as its history has it."""
    earlier = ClaimEvent.objects.filter(claim=event.claim_id, version__lt=event.version, name__in=TARGETS)
    last = earlier.order_by("-version").first()
    return TARGETS[last.name] if last else S.CANDIDATE


def merge(claim: Claim, *, into: Claim, by: User, expected: int | None, note: str) -> None:
    """Make `claim` a duplicate of `into`, under a lock on both.

    Raises:
        CannotMerge: the two are one claim, of different desks, or `into` is itself dismissed or a duplicate.
        IllegalMove: `claim` is already dismissed or a duplicate.
    """
    locked = Claim.objects.select_for_update().filter(pk__in=[claim.pk, into.pk]).order_by("pk").in_bulk()
    other = locked[into.pk]
    if other.pk == claim.pk:
        raise CannotMerge("A claim cannot be merged into itself.")
    if other.desk_id != claim.desk_id:
        raise CannotMerge("Both claims must belong to the same desk.")
    if other.state in {S.DISMISSED, S.DUPLICATE}:
        raise CannotMerge(
            f"The other claim is {other.get_state_display().lower()}: merge into a candidate or an accepted claim."
        )
    MERGE.apply(claim, by=by, expected=expected, note=note, data={"into": other.pk}, duplicate_of=other)
