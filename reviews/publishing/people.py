"""The use cases of a person's own data: erasing it, and handing it out."""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from claims import erasing, personal
from claims.errors import DomainError
from claims.models import Erasure, User
from reviews import erasing as of_reviews
from reviews.publishing.hookmodels import UnsentEvent, WebhookEndpoint
from reviews.publishing.models import UntoldTranslationEvent

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Preview:
    """What erasing a person would do: rows that go and rows that keep the number, by table; and what is in the way."""

    goes: dict[str, int]
    stays: dict[str, int]
    refusals: list[DomainError]


@transaction.atomic(durable=True)
def erase_person(user: User, *, by: User, with_words: bool = False) -> Erasure:
    """Take a person out, for good: the account becomes a number that cannot sign in, and what is theirs is deleted.

    The history stays, under that number, and so does what they wrote in verdicts, evidence and published texts. With
    `with_words` their comments, and the notes they gave to moves, are taken away as well. Claims they hold are free.

    Raises:
        AlreadyErased, OnesOwnAccount, LastOperator, LeavesADesk, HasUnfinishedReviews, StillBeingTold: see there. The
            message says what to do first.
    """
    erasing.hold_desks(user)
    user = erasing.lock(user)
    for refusal in _refusals(user, by):
        raise refusal
    names = erasing.names_of(user)
    gone = Counter({"reviews.Assignment": of_reviews.free(user)})
    if with_words:
        gone += of_reviews.take_words(user) + erasing.take_notes(user)
    gone += of_reviews.take_names(names)
    gone["publishing.WebhookEndpoint"] = erasing.mend(WebhookEndpoint.objects.all(), names, "disabled_reason")
    gone += erasing.take_account(user, names)
    logger.info("person %s was erased by %s", user.pk, by.pk)
    return Erasure.objects.create(
        person=user, by=by, has_taken_words=with_words, gone={name: count for name, count in gone.items() if count}
    )


def preview_of(user: User, *, by: User) -> Preview:
    """What `erase_person` would do now."""
    goes: Counter[str] = Counter()
    stays: Counter[str] = Counter()
    for place in personal.places():
        (goes if place.is_own else stays)[place.name] += place.rows(user).count()
    return Preview(_counted(goes), _counted(stays), list(_refusals(user, by)))


def data_of(user: User) -> Iterator[str]:
    """Everything about a person as lines of JSON (see `personal.lines_of`)."""
    return personal.lines_of(user)


def _counted(rows: Counter[str]) -> dict[str, int]:
    return {name: count for name, count in sorted(rows.items()) if count}


def _refusals(user: User, by: User) -> Iterable[DomainError]:
    yield from erasing.refusals(user, by)
    yield from of_reviews.refusals(user)
    unsent = UnsentEvent.objects.filter(Q(claim_event__actor=user) | Q(review_event__actor=user))
    if unsent.exists() or UntoldTranslationEvent.objects.filter(event__actor=user).exists():
        yield of_reviews.StillBeingTold(
            "What this person did last is still being told to others: try again in a minute."
        )
