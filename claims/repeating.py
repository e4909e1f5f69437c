"""Requests under a key: done once, however often they are sent, and whatever dies in between.

A key is taken under a lease by the database's clock. The first statement of each transaction of the work notes in the
same transaction that it happened, if the attempt still has the key. So what is committed is known to be, a process that
was killed before has done nothing, and one that was taken over from writes nothing.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import Error as DatabaseTrouble
from django.db import IntegrityError, connection
from django.db.models import QuerySet
from django.db.models.functions import Now
from psycopg.pq import TransactionStatus

from claims import sealing
from claims.errors import DomainError
from claims.models import KeyedRequest, User

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)  # longer than a request may take: a page is read in 10 s, a statement stopped after 15
KEPT = timedelta(hours=24)
AT_A_TIME = 5000  # rows that one sweep forgets
SECONDS_TO_COME_BACK = 2

_NOTE = "UPDATE claims_keyedrequest SET has_happened = true WHERE id = %s AND token = %s"


class KeyReused(DomainError):
    """A key stands for one request; this is another one."""


class RequestUnderWay(DomainError):
    """The same request is being worked on at this moment."""

    seconds = SECONDS_TO_COME_BACK


class OutcomeUnknown(DomainError):
    """The request was carried out, and its answer was lost with the process that should have given it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: HTTP status, the headers that belong to the content, and the body."""

    code: int
    headers: dict[str, str]
    body: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at a request; it has the key until its lease is over and somebody else takes it."""

    pk: int
    token: int

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Note with every transaction inside that it happened; where none was committed, a refusal frees the key.

        Raises:
            RequestUnderWay: somebody else has the key now. The transaction is undone.
        """
        with ExitStack() as unless_done, connection.execute_wrapper(self._note_first):
            unless_done.callback(self.release)
            yield
            unless_done.pop_all()

    def keep(self, answer: Answer) -> None:
        """Keep the answer for who asks again. Trouble costs the answer, never the request: that is done."""
        try:
            self._mine().update(
                has_happened=True,
                code=answer.code,
                headers=answer.headers,
                sealed_body=sealing.seal(answer.body, sealing.ANSWER),
            )
        except DatabaseTrouble as trouble:
            logger.warning("the answer to request %s is not kept: %s", self.pk, trouble)

    def release(self) -> None:
        """Free the key if nothing happened. Where the database is away, the lease does so."""
        try:
            self._mine().filter(has_happened=False).delete()
        except DatabaseTrouble as trouble:
            logger.warning("request %s is free again when its lease is over: %s", self.pk, trouble)

    def _mine(self) -> QuerySet[KeyedRequest]:
        return KeyedRequest.objects.filter(pk=self.pk, token=self.token)

    def _note_first(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        """An execute wrapper of Django's: goes before the first statement of each transaction."""
        database = context["connection"]
        driver = database.connection
        if database.in_atomic_block and driver.info.transaction_status == TransactionStatus.IDLE:
            with database.wrap_database_errors:
                noted = driver.execute(_NOTE, (self.pk, self.token))
            if not noted.rowcount:
                raise RequestUnderWay("This request took too long, and the same one was begun anew.")
        return execute(sql, params, many, context)


def take(user: User, key: str, fingerprint: str) -> Attempt | Answer:
    """The right to try the request, or what it was answered before.

    Raises:
        KeyReused: the key came with another request.
        RequestUnderWay: it is being worked on.
        OutcomeUnknown: it was done, and nobody knows any more what was answered.
    """
    new = {"fingerprint": fingerprint, "lease_until": Now() + LEASE}
    try:
        row, is_new = KeyedRequest.objects.get_or_create(user=user, key=key, defaults=new)
    except IntegrityError:  # it was there, and is gone again: refused this moment
        raise _under_way() from None
    if is_new:
        return Attempt(row.pk, row.token)
    if row.fingerprint != fingerprint:
        raise KeyReused("This Idempotency-Key came with another request: make a new one for each.")
    return _answer_of(row) if row.code is not None else _take_over(row)


def forget() -> None:
    """Delete what was asked more than KEPT ago, a bounded number of rows at a time."""
    old = KeyedRequest.objects.filter(created_at__lt=Now() - KEPT, lease_until__lt=Now()).order_by("created_at")
    KeyedRequest.objects.filter(pk__in=old.values("pk")[:AT_A_TIME]).delete()


def _answer_of(row: KeyedRequest) -> Answer:
    try:
        return Answer(row.code or 0, row.headers, sealing.unseal(row.sealed_body, sealing.ANSWER))
    except sealing.SecretLost:
        raise _unknown() from None


def _take_over(row: KeyedRequest) -> Attempt:
    """The key of an attempt that died before it did anything. The update waits for work that is being committed."""
    over = KeyedRequest.objects.filter(pk=row.pk, token=row.token, lease_until__lt=Now())
    if over.filter(has_happened=False).update(token=row.token + 1, lease_until=Now() + LEASE):
        return Attempt(row.pk, row.token + 1)
    if over.exists():
        raise _unknown()
    raise _under_way()


def _under_way() -> RequestUnderWay:
    return RequestUnderWay("The same request is under way: ask again for its answer.")


def _unknown() -> OutcomeUnknown:
    return OutcomeUnknown(
        "This request was carried out, but its answer was lost. Look for what it made; it is not done again."
    )
