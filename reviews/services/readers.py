"""The use cases of readers' requests: taking them in, confirming an address, grouping and declining."""

from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from claims.errors import DomainError
from claims.models import Claim, Desk, Role, User
from reviews import notifying, readers, tasks
from reviews.models import Assignment, Notice, ReaderRequest

NEW, GROUPED, DECLINED = ReaderRequest.State.NEW, ReaderRequest.State.GROUPED, ReaderRequest.State.DECLINED


class SaysNothing(DomainError):
    """A request has words, a link, or both."""


class AlreadySettled(DomainError):
    """A request that was declined, or whose reader was told, stays as it is."""


class WrongDesk(DomainError):
    """A request goes with a claim of the desk that was asked."""


@transaction.atomic(durable=True)
def take_request(desk: Desk, *, text: str = "", url: str = "", email: str = "") -> ReaderRequest:
    """Take in what a reader asks the desk to check. Nobody's authority is involved.

    Raises:
        SaysNothing: there is neither text nor link.
    """
    if not (text.strip() or url.strip()):
        raise SaysNothing("Say what should be checked: a sentence, a link, or both.")
    request = ReaderRequest.objects.create(desk=desk, text=text.strip(), url=url.strip(), email=email.strip())
    if email:
        tasks.nudge_reader_on_commit(request.pk)
    return request


@transaction.atomic(durable=True)
def confirm_request(request_id: int) -> bool:
    """Note that the reader owns the address they gave; False where there is nothing (any more) to confirm."""
    rows = ReaderRequest.objects.filter(pk=request_id).exclude(email="")
    rows.filter(confirmed_at=None).update(confirmed_at=Now())
    return rows.exists()


@transaction.atomic(durable=True)
def group_request(request: ReaderRequest, *, claim: Claim, by: User) -> None:
    """Put a request with the claim it is about, which comes up in the worklist: more readers ask, the more urgent.

    Raises:
        AlreadySettled: it was declined, or its reader was told.
        WrongDesk: the claim is another desk's.
    """
    if claim.desk_id != request.desk_id:
        raise WrongDesk("Choose a claim of the desk that was asked.")
    _group(request, claim, by)


@transaction.atomic(durable=True)
def make_claim_of_request(request: ReaderRequest, *, by: User) -> Claim:
    """Make a candidate of the reader's own words, anchored to them, and put the request with it.

    Words that are a claim already are not made another one: the request goes with that claim.

    Raises:
        AlreadySettled: it was declined, or its reader was told.
        NoWords: it is only a link.
        WasDismissed: these words are a claim that was dismissed.
        UnreadableInput: the words hold control characters.
    """
    Desk.objects.select_for_update(no_key=True).get(pk=request.desk_id)
    claim = readers.claim_in_words_of(request, by=by)
    _group(request, claim, by)
    return claim


def _group(request: ReaderRequest, claim: Claim, by: User) -> None:
    _settle(request, state=GROUPED, claim=claim, by=by)
    Assignment.objects.filter(claim=claim).update(ranked_at=None)
    asking = ReaderRequest.objects.filter(claim=claim).count()
    if asking in {1, 10, 100, 1000}:
        notifying.tell(
            notifying.people_of(request.desk, Role.EDITOR),
            kind=Notice.Kind.REQUEST,
            text=f"{'A reader asks' if asking == 1 else f'{asking} readers ask'} about this claim: {claim}",
            desk=request.desk,
            claim=claim,
            key=f"request:{claim.pk}:{asking}",
            actor=by,
        )


@transaction.atomic(durable=True)
def decline_request(request: ReaderRequest, *, by: User) -> None:
    """Do not take up a request; the reader's address is forgotten.

    Raises:
        AlreadySettled: it was declined before, or its reader was told.
    """
    _settle(request, state=DECLINED, claim=None, email="", by=by)


def _settle(request: ReaderRequest, *, by: User, **changes: Any) -> None:
    open_ones = ReaderRequest.objects.filter(pk=request.pk, state__in=[NEW, GROUPED], told_at=None)
    if not open_ones.update(decided_by=by, decided_at=Now(), **changes):
        raise AlreadySettled("This request was settled already: read it again.")
    request.refresh_from_db()
