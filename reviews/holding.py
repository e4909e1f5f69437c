"""The lease on a claim of the worklist: who holds it until when, by the database's clock.

A claim is held for LEASE and renewed while somebody works on it. The token rises with every lease; work under an older
one is refused. A lease that merely ran out can be renewed, as long as nobody else took the claim.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.formats import date_format

from claims.errors import DomainError
from claims.models import Claim, User
from reviews.models import Assignment, Draft

LEASE = timedelta(minutes=15)


class HeldByAnother(DomainError):
    """Nobody works twice: somebody else holds the claim, or it was given to them. `holder` is who, `until` when."""

    def __init__(self, holder: User, until: datetime | None = None) -> None:
        self.holder, self.until = holder, until
        if until is None:
            super().__init__(f"This claim was given to {holder}: choose another, or ask an editor to give it to you.")
        else:
            super().__init__(f"{holder} holds this claim until {_clock(until)}: choose another one, or come back then.")


class HoldLost(DomainError):
    """The claim is no longer held under this token. `holder` is who has it now, `theirs` the draft as it stands."""

    def __init__(self, assignment: Assignment) -> None:
        is_held = assignment.holder is not None and assignment.held_until and assignment.held_until > timezone.now()
        self.holder = assignment.holder if is_held else assignment.assigned_to
        self.until = assignment.held_until if is_held else None
        self.theirs = Draft.objects.filter(review__claim=assignment.claim_id).order_by("-pk").first()
        now = f"{self.holder} has it now" if self.holder else "nobody has it now"
        super().__init__(
            f"You no longer hold this claim: {now}. Nothing you typed was saved over theirs. Keep your text, take the "
            "claim again and compare."
        )


class NotWaiting(DomainError):
    """The claim has left the worklist: a verdict on it was submitted, or it is no longer accepted."""


def lock(assignment: Assignment) -> Assignment:
    """The row as it stands now, locked until the transaction ends."""
    return Assignment.objects.select_for_update(of=("self",), no_key=True).select_related("holder", "assigned_to").get(
        pk=assignment.pk
    )  # fmt: skip


def lock_for(claim: Claim) -> Assignment:
    """The place of an accepted claim in the worklist, locked until the transaction ends."""
    return (
        Assignment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("holder", "assigned_to")
        .get(claim=claim)
    )


def take(assignment: Assignment, *, by: User) -> None:
    """Hold the claim for LEASE from now. A lease that `by` has already goes on under its token; otherwise it rises.

    Raises:
        NotWaiting: the claim is not in the worklist any more.
        HeldByAnother: somebody else holds it, or it was given to them.
    """
    is_mine = Q(holder=by, held_until__gt=Now())
    is_free = Q(holder=None) | Q(holder=by) | Q(held_until__lte=Now())
    free = Assignment.objects.filter(is_free, Q(assigned_to=None) | Q(assigned_to=by), pk=assignment.pk, is_open=True)
    token = Case(When(is_mine, then=F("token")), default=F("token") + Value(1))
    if not free.update(holder=by, held_until=Now() + LEASE, token=token):
        refuse(Assignment.objects.select_related("holder", "assigned_to").get(pk=assignment.pk), by)
    assignment.refresh_from_db()


def refuse(assignment: Assignment, by: User) -> None:
    """Say why `by` cannot have the claim.

    Raises:
        NotWaiting, HeldByAnother: see `take`.
    """
    if not assignment.is_open:
        raise NotWaiting("This claim no longer waits: a verdict on it was submitted, or it is no longer accepted.")
    if assignment.assigned_to and assignment.assigned_to_id != by.pk:
        raise HeldByAnother(assignment.assigned_to)
    if assignment.holder and assignment.holder_id != by.pk and assignment.held_until:
        raise HeldByAnother(assignment.holder, assignment.held_until)
    raise NotWaiting("Somebody changed this claim at the same moment: try again.")


def renew(assignment: Assignment, *, token: int, by: User) -> None:
    """Hold the claim for LEASE from now, under the token of the latest lease. Locks the row.

    Raises:
        HoldLost: the token is not the newest, or the claim was given back, given away or finished.
    """
    if not _under(assignment, token, by).update(held_until=Now() + LEASE):
        raise HoldLost(Assignment.objects.select_related("holder", "assigned_to").get(pk=assignment.pk))
    assignment.refresh_from_db()


def release(assignment: Assignment, *, token: int, by: User) -> None:
    """Give the claim back before the lease ends. Raises HoldLost like `renew`."""
    if not _under(assignment, token, by).update(holder=None, held_until=None):
        raise HoldLost(Assignment.objects.select_related("holder", "assigned_to").get(pk=assignment.pk))
    assignment.refresh_from_db()


def end(assignment: Assignment, **changes: Any) -> User | None:
    """End whoever's lease: work under its token is refused from now on. Who held the claim at that moment, if anybody.

    `changes` are other columns to write with it. The row must be locked.
    """
    was_held = assignment.holder if assignment.held_until and assignment.held_until > timezone.now() else None
    Assignment.objects.filter(pk=assignment.pk).update(holder=None, held_until=None, token=F("token") + 1, **changes)
    assignment.refresh_from_db()
    return was_held


def _under(assignment: Assignment, token: int, by: User) -> QuerySet[Assignment]:
    return Assignment.objects.filter(pk=assignment.pk, token=token, holder=by)


def _clock(until: datetime) -> str:
    return date_format(timezone.localtime(until), "TIME_FORMAT")
