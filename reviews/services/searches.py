"""The use cases of saved searches: keeping one under a name, and forgetting it."""

from django.db import transaction

from claims.errors import DomainError
from claims.models import Desk, User
from reviews.models import SavedSearch

MOST_SAVED = 30  # of one person on one desk: a list that is read at a glance


class TooManySaved(DomainError):
    """A person keeps a list of searches that can be read at a glance."""


@transaction.atomic(durable=True)
def save_search(desk: Desk, *, name: str, query: str, by: User) -> SavedSearch:
    """Keep a search under a name; one that had this name before gives way.

    Raises:
        TooManySaved: `by` has as many on this desk as one can keep.
    """
    list(User.objects.filter(pk=by.pk).select_for_update(no_key=True))  # two at once would both be the last that fits
    mine = SavedSearch.objects.filter(user=by, desk=desk)
    if mine.exclude(name=name).count() >= MOST_SAVED:
        raise TooManySaved(f"You have {MOST_SAVED} saved searches on this desk. Remove one that you no longer need.")
    saved, _ = SavedSearch.objects.update_or_create(user=by, desk=desk, name=name, defaults={"query": query})
    return saved


@transaction.atomic(durable=True)
def forget_search(saved: SavedSearch, *, by: User) -> None:
    """Forget a search that `by` had saved; again and again changes nothing."""
    SavedSearch.objects.filter(pk=saved.pk, user=by).delete()
