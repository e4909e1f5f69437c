"""The lease on a claim of the worklist: who holds it until when, by the database's clock.

A claim is held for LEASE and renewed while somebody works on it. The token rises with every lease; work under an older
one is refused. A lease that merely ran out can be renewed, as long as nobody else took the claim.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.formats import date_format

from claims.errors import DomainError
from claims.models import Claim, Desk, User
from reviews.models import Assignment, ClaimReview, Draft

LEASE = timedelta(minutes=15)
R = ClaimReview.State

# Written out, since the whole desk waits for them: put together by the framework, each take costs three times as long.
_TAKE_THIS = """
UPDATE reviews_assignment
SET holder_id = %(user)s, held_until = statement_timestamp() + %(lease)s,
    token = token + CASE WHEN holder_id = %(user)s AND held_until > statement_timestamp() THEN 0 ELSE 1 END,
    assigned_to_id = coalesce(%(begun_by)s, assigned_to_id)
WHERE id = %(id)s AND is_open AND (assigned_to_id IS NULL OR assigned_to_id = %(user)s)
    AND (holder_id IS NULL OR holder_id = %(user)s OR held_until <= statement_timestamp())
RETURNING *
"""
_TAKE_NEXT = """
UPDATE reviews_assignment
SET holder_id = %(user)s, held_until = statement_timestamp() + %(lease)s,
    token = token + CASE WHEN holder_id = %(user)s AND held_until > statement_timestamp() THEN 0 ELSE 1 END
WHERE id = coalesce((
    SELECT id FROM reviews_assignment theirs
    WHERE desk_id = %(desk)s AND is_open
        AND (holder_id = %(user)s AND held_until > statement_timestamp() OR assigned_to_id = %(user)s)
        AND (assigned_to_id IS NULL OR assigned_to_id = %(user)s)
        AND (holder_id IS NULL OR holder_id = %(user)s OR held_until <= statement_timestamp())
        AND NOT EXISTS (SELECT FROM reviews_skip WHERE assignment_id = theirs.id AND reviewer_id = %(user)s)
        AND NOT EXISTS (SELECT FROM reviews_claimreview review WHERE review.claim_id = theirs.claim_id
                        AND NOT state IN (%(retracted)s, %(abandoned)s))
    ORDER BY CASE WHEN holder_id = %(user)s AND held_until > statement_timestamp() THEN held_until END, due_on,
        priority DESC, id
    LIMIT 1 FOR UPDATE SKIP LOCKED
), (
    SELECT id FROM reviews_assignment best
    WHERE desk_id = %(desk)s AND is_open AND assigned_to_id IS NULL
        AND (holder_id IS NULL OR holder_id = %(user)s OR held_until <= statement_timestamp())
        AND NOT EXISTS (SELECT FROM reviews_skip WHERE assignment_id = best.id AND reviewer_id = %(user)s)
        AND NOT EXISTS (SELECT FROM reviews_claimreview review WHERE review.claim_id = best.claim_id
                        AND NOT state IN (%(retracted)s, %(abandoned)s))
    ORDER BY priority DESC, id
    LIMIT 1 FOR UPDATE SKIP LOCKED
)) RETURNING *
"""


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


def take(assignment: Assignment, *, by: User, is_begun: bool = False) -> None:
    """Hold the claim for LEASE from now. A lease that `by` has already goes on under its token; otherwise it rises.

    What is begun is given to `by` as well. The row as it stands then is read into `assignment`.

    Raises:
        NotWaiting: the claim is not in the worklist any more.
        HeldByAnother: somebody else holds it, or it was given to them.
    """
    given = {"id": assignment.pk, "user": by.pk, "lease": LEASE, "begun_by": by.pk if is_begun else None}
    taken = list(Assignment.objects.raw(_TAKE_THIS, given))
    if not taken:
        refuse(Assignment.objects.select_related("holder", "assigned_to").get(pk=assignment.pk), by)
    for field in Assignment._meta.concrete_fields:
        setattr(assignment, field.attname, getattr(taken[0], field.attname))


def take_next(desk: Desk, *, by: User) -> Assignment | None:
    """Hold the next best claim of the desk for LEASE from now; None where nothing waits for `by`.

    First what they hold and have not begun, then what was given to them by its due date, then by priority. Two who ask
    at once are never given the same row: a row that somebody else is about to take is passed over.
    """
    given = {"desk": desk.pk, "user": by.pk, "lease": LEASE, "retracted": R.RETRACTED, "abandoned": R.ABANDONED}
    return next(iter(Assignment.objects.raw(_TAKE_NEXT, given)), None)


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
