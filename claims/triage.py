"""Triage: the moves a claim can make, and the rules that a move alone cannot state."""

from claims.errors import DomainError
from claims.models import Claim, Role, User
from claims.moves import Move

S = Claim.State

ACCEPT = Move("accept", frozenset({S.CANDIDATE}), S.ACCEPTED, Role.REVIEWER)
DISMISS = Move("dismiss", frozenset({S.CANDIDATE, S.ACCEPTED}), S.DISMISSED, Role.REVIEWER)
MERGE = Move("merge", frozenset({S.CANDIDATE, S.ACCEPTED}), S.DUPLICATE, Role.REVIEWER)
REOPEN = Move("reopen", frozenset({S.DISMISSED, S.DUPLICATE}), S.CANDIDATE, Role.REVIEWER)

MOVES = {move.name: move for move in (ACCEPT, DISMISS, MERGE, REOPEN)}


class CannotMerge(DomainError):
    """A claim is merged into another live claim of the same desk."""


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
