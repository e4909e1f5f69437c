"""Taking a person out: what is theirs goes, and the desk's history keeps a number in the place of a name.

The chain of hashes covers the numbers of people and not their names, so it holds. What events say is emptied together
with its salt (`chaining.erase`).
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from claims import chaining, membership
from claims.errors import DomainError
from claims.models import Desk, Erasure, Membership, Role, User
from claims.models.history import Event
from claims.personal import places

BATCH = 500


class AlreadyErased(DomainError):
    """A person is erased once."""


class OnesOwnAccount(DomainError):
    """Who erases somebody answers for it, and must be there to do so."""


class LastOperator(DomainError):
    """An installation keeps an operator."""


class LeavesADesk(DomainError):
    """A desk keeps at least one admin."""


class Names(NamedTuple):
    """How a person is named in texts that the program wrote, and what stands there afterwards."""

    shown: str
    username: str
    pseudonym: str

    def without(self, text: str) -> str:
        """`text` with the pseudonym in the place of the name, and of `@username`."""
        text = re.sub(rf"(?<![\w@]){re.escape(self.shown)}(?!\w)", self.pseudonym, text)
        return re.sub(rf"(?<![\w@.+-])@{re.escape(self.username)}(?![\w@+-])", f"@{self.pseudonym}", text, flags=re.I)

    def is_in(self, *columns: str) -> Q:
        """The rows of which one of these columns may name the person."""
        named = Q()
        for column in columns:
            named |= Q(**{f"{column}__contains": self.shown}) | Q(**{f"{column}__icontains": f"@{self.username}"})
        return named


def names_of(user: User) -> Names:
    """The names of a person who is not erased yet."""
    return Names(str(user), user.username, f"former-member-{user.pk}")


def lock(user: User) -> User:
    """The account, locked: until the transaction ends, no row that refers to it is added."""
    return User.objects.select_for_update().get(pk=user.pk)


def refusals(user: User, by: User) -> Iterable[DomainError]:
    """What stands in the way, as far as accounts and desks go; each says what to do first."""
    if Erasure.objects.filter(person=user).exists():
        yield AlreadyErased("This person was erased before: nothing is left but the number.")
    if user.pk == by.pk:
        yield OnesOwnAccount("Nobody erases their own account: ask another operator to do it.")
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
    if user.is_superuser and not others.exists():
        yield LastOperator("This is the last operator of the installation: make somebody else operator first.")
    for desk in _desks_led_by(user):
        if membership.admins_of(desk) == {user.pk}:
            yield LeavesADesk(f"This is the last desk admin of {desk}: make somebody else desk admin first.")


def hold_desks(user: User) -> None:
    """Keep two admins of a desk from being taken off it at the same time."""
    for desk in Desk.objects.filter(memberships__user=user).order_by("pk"):
        membership.hold(desk)


def take_account(user: User, names: Names) -> Counter[str]:
    """Delete what is the person's own, and empty the account itself; how many rows of each table went."""
    gone: Counter[str] = Counter()
    for place in places():
        if place.is_own:
            gone[place.label] += place.rows(user).count()
            place.rows(user).delete()
    gone["sessions.Session.user"] = _end_sessions(user)
    gone["admin.LogEntry"] = mend(LogEntry.objects.all(), names, "object_repr", "change_message")
    User.objects.filter(pk=user.pk).update(
        username=names.pseudonym, first_name="", last_name="", email="", password=make_password(None),
        is_active=False, is_staff=False, is_superuser=False, last_login=None, date_joined=timezone.now(),
    )  # fmt: skip
    return gone


def mend(rows: QuerySet[Any], names: Names, *columns: str, without: Callable[[str], str] | None = None) -> int:
    """Put the pseudonym where these columns name the person; how many rows did."""
    replace, mended = without or names.without, []
    for row in rows.filter(names.is_in(*columns)).only("pk", *columns).iterator(chunk_size=BATCH):
        before = [getattr(row, column) for column in columns]
        after = [
            replace(text)[: row._meta.get_field(column).max_length]
            for column, text in zip(columns, before, strict=True)
        ]
        if after != before:
            for column, text in zip(columns, after, strict=True):
                setattr(row, column, text)
            mended.append(row)
    rows.model._default_manager.bulk_update(mended, columns, batch_size=BATCH)
    return len(mended)


def take_notes(user: User) -> Counter[str]:
    """Empty the events in whose notes the person wrote something; how many of each table."""
    gone: Counter[str] = Counter()
    for model in apps.get_models():
        if issubclass(model, Event):
            said = model._default_manager.filter(actor_id=user.pk).exclude(note="")
            gone[model._meta.label] += take_events(model, said.values_list("pk", flat=True))
    return gone


def take_events(model: type[Model], ids: Iterable[int]) -> int:
    """Empty these events; how many there were."""
    taken = list(ids)
    parts = [taken[at : at + BATCH] for at in range(0, len(taken), BATCH)]
    return sum(chaining.erase(model._meta.db_table, part) for part in parts)


def _desks_led_by(user: User) -> QuerySet[Desk]:
    led = Membership.objects.filter(user=user, user__is_active=True, role=Role.ADMIN)
    return Desk.objects.filter(pk__in=led.values("desk"))


def _end_sessions(user: User) -> int:
    theirs = [
        session.pk for session in Session.objects.iterator()
        if session.get_decoded().get("_auth_user_id") == str(user.pk)
    ]  # fmt: skip
    Session.objects.filter(pk__in=theirs).delete()
    return len(theirs)
