"""The use cases of the worklist: take, hold, pass over, give to somebody; one function each, one transaction each."""

import logging
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.formats import date_format

from claims.errors import DomainError
from claims.models import Claim, Desk, User
from reviews import holding, notifying, workflow, worklist, workload
from reviews.models import Assignment, ClaimReview, Notice, Skip

logger = logging.getLogger(__name__)


class AlreadyBegun(DomainError):
    """Work that has begun is not passed over or given away like work that waits."""


class AlreadyPublished(DomainError):
    """What readers see already is under no embargo."""


@transaction.atomic(durable=True)
def rank_worklist(desks: Iterable[Desk]) -> None:
    """Have every waiting claim of these desks in its place, up to a bounded number at a time."""
    worklist.rank(desks)


@transaction.atomic(durable=True)
def take_claim(desk: Desk, *, by: User) -> Assignment | None:
    """The next best claim for `by`, held by them for a quarter of an hour; None where nothing waits for them.

    What they hold and have not begun comes first, then what was given to them, then what is most urgent. Two people are
    never given the same claim.
    """
    worklist.rank([desk])
    return holding.take_next(desk, by=by)


@transaction.atomic(durable=True)
def take_this(assignment: Assignment, *, by: User) -> None:
    """Hold this very claim.

    Raises:
        HeldByAnother: somebody else holds it, or it was given to them.
        NotWaiting: it is not in the worklist any more.
    """
    holding.take(assignment, by=by)


@transaction.atomic(durable=True)
def renew_hold(assignment: Assignment, *, token: int, by: User) -> None:
    """Hold the claim for another quarter of an hour; also when the hold ran out and nobody else took the claim.

    Raises:
        HoldLost: `token` is not of the latest hold, or the claim was given back, given away or finished.
    """
    holding.renew(assignment, token=token, by=by)


@transaction.atomic(durable=True)
def release_hold(assignment: Assignment, *, token: int, by: User) -> None:
    """Give the claim back. Work that was begun stays with its reviewer.

    Raises:
        HoldLost: `token` is not of the latest hold, or `by` holds the claim no longer.
    """
    holding.release(assignment, token=token, by=by)


@transaction.atomic(durable=True)
def take_back(assignment: Assignment, *, by: User) -> None:
    """End whoever's hold on the claim, as an editor. They are told; what they had not saved stays on their screen."""
    locked = holding.lock(assignment)
    holder = holding.end(locked)
    if holder:
        _tell(holder, locked, by, Notice.Kind.RELEASED, f"{by} took back “{locked.claim}”.")
    logger.info("assignment %s: the hold of %s was ended by %s", locked.pk, holder and holder.pk, by.pk)
    assignment.refresh_from_db()


@transaction.atomic(durable=True)
def skip_claim(assignment: Assignment, *, reason: str, by: User, note: str = "") -> None:
    """Pass over a claim and say why: it is not offered to `by` again, and others may have it at once.

    Raises:
        AlreadyBegun: `by` has opened a review of it.
        HeldByAnother: somebody else holds it, or it was given to them.
        NotWaiting: it is not in the worklist any more.
    """
    locked = holding.lock(assignment)
    if not locked.is_open or locked.assigned_to_id not in {None, by.pk}:
        holding.refuse(locked, by)
    if ClaimReview.objects.open_on(locked.claim).exists():
        raise AlreadyBegun("You have begun to check this claim: abandon the review, and another can be opened.")
    Skip.objects.update_or_create(assignment=locked, reviewer=by, defaults={"reason": reason, "note": note})
    if locked.holder_id == by.pk:
        holding.end(locked)
    Assignment.objects.filter(pk=locked.pk, assigned_to=by).update(assigned_to=None, due_on=None)
    assignment.refresh_from_db()


@transaction.atomic(durable=True)
def assign_claim(assignment: Assignment, *, to: User | None, by: User, due_on: date | None = None) -> None:
    """Give a claim that waits to somebody, as an editor; to nobody in particular where `to` is None.

    Whoever else holds the claim loses it, and both are told. A claim that `to` once passed over is theirs again.

    Raises:
        NotOnTheDesk: `to` is no reviewer of the desk.
        NotWaiting: the claim is not in the worklist any more.
        AlreadyBegun: somebody else checks it; the review has to change hands instead.
    """
    locked = holding.lock(assignment)
    if not locked.is_open:
        holding.refuse(locked, by)
    if to:
        workflow.require_reviewer(to, locked.desk)
    review = ClaimReview.objects.open_on(locked.claim).first()
    if review and review.reviewer != to:
        raise AlreadyBegun(f"{review.reviewer} checks this claim: give review {review.pk} to somebody else instead.")
    if locked.holder and locked.holder != to:
        ousted = holding.end(locked)
        if ousted:
            _tell(ousted, locked, by, Notice.Kind.RELEASED, f"{by} gave “{locked.claim}” to {to or 'nobody yet'}.")
    Assignment.objects.filter(pk=locked.pk).update(assigned_to=to, due_on=due_on)
    Skip.objects.filter(assignment=locked, reviewer=to).delete()
    if to:
        until = f", due on {date_format(due_on)}" if due_on else ""
        _tell(to, locked, by, Notice.Kind.ASSIGNED, f"{by} gave you “{locked.claim}”{until}.")
    assignment.refresh_from_db()


@transaction.atomic(durable=True)
def set_due(assignment: Assignment, *, due_on: date | None, by: User) -> None:
    """Say by when the claim is to be checked, as an editor; None takes the date away."""
    Assignment.objects.filter(pk=assignment.pk).update(due_on=due_on)
    logger.info("assignment %s: due on %s, says %s", assignment.pk, due_on, by.pk)
    assignment.refresh_from_db()


@transaction.atomic(durable=True)
def set_embargo(assignment: Assignment, *, until: datetime | None, by: User) -> None:
    """Have nothing about the claim published before `until`, as an editor; None lifts the embargo.

    Raises:
        AlreadyPublished: readers see it already.
    """
    locked = holding.lock(assignment)  # publishing locks the same row, so one of the two comes first
    if until and ClaimReview.objects.filter(claim=locked.claim_id, state=ClaimReview.State.PUBLISHED).exists():
        raise AlreadyPublished("Readers see this already: it can be corrected or retracted, but not held back.")
    Assignment.objects.filter(pk=locked.pk).update(embargo_until=until)
    logger.info("assignment %s: embargo until %s, says %s", locked.pk, until, by.pk)
    assignment.refresh_from_db()


def assignment_of(claim: Claim) -> Assignment | None:
    """The claim's place in the worklist; None where it was never accepted."""
    return Assignment.objects.select_related("holder", "assigned_to").filter(claim=claim).first()


def workload_of(desk: Desk) -> list[workload.Load]:
    """What each reviewer of the desk has to do."""
    return workload.of(desk)


def _tell(person: User, assignment: Assignment, by: User, kind: str, text: str) -> None:
    notifying.tell([person], kind=kind, text=text, desk=assignment.desk, claim=assignment.claim, actor=by)
