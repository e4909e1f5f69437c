"""The use cases of saved searches: keeping one under a name, being told of what is new in it, and forgetting it."""

from urllib.parse import parse_qsl

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now

from claims.errors import DomainError
from claims.models import Claim, Desk, User
from reviews.models import SavedSearch

MOST_SAVED = 30  # of one person on one desk: a list that is read at a glance


class TooManySaved(DomainError):
    """A person keeps a list of searches that can be read at a glance."""


class FindsNoClaims(DomainError):
    """Alerts tell of new claims: a search that finds none has nothing to tell of."""


@transaction.atomic(durable=True)
def save_search(desk: Desk, *, name: str, query: str, by: User) -> SavedSearch:
    """Keep a search under a name; one that had this name before gives way, with its alert unless it is the same.

    Raises:
        TooManySaved: `by` has as many on this desk as one can keep.
    """
    list(User.objects.filter(pk=by.pk).select_for_update(no_key=True))  # two at once would both be the last that fits
    mine = SavedSearch.objects.filter(user=by, desk=desk)
    if same := mine.filter(name=name, query=query).first():
        return same
    if mine.exclude(name=name).count() >= MOST_SAVED:
        raise TooManySaved(f"You have {MOST_SAVED} saved searches on this desk. Remove one that you no longer need.")
    kept = {"query": query, "is_alerting": False}
    saved, _ = SavedSearch.objects.update_or_create(user=by, desk=desk, name=name, defaults=kept)
    return saved


@transaction.atomic(durable=True)
def set_alert(saved: SavedSearch, *, is_alerting: bool, by: User) -> None:
    """Whether `by` is told of claims that come from now on and that a search of theirs finds; again changes nothing.

    Raises:
        FindsNoClaims: it has no words, or looks for articles or fact-checks alone.
    """
    mine = SavedSearch.objects.filter(pk=saved.pk, user=by)
    if is_alerting and not _finds_claims(saved.query):
        raise FindsNoClaims("You can be told of new claims: this search has no words, or looks for something else.")
    if is_alerting:
        newest = Claim.objects.aggregate(newest=Max("pk"))["newest"] or 0
        mine.filter(is_alerting=False).update(is_alerting=True, looked_up_to=newest, looked_at=Now())
    else:
        mine.update(is_alerting=False)
    saved.refresh_from_db()


def _finds_claims(query: str) -> bool:
    asked = dict(parse_qsl(query))
    is_of_claims = asked.get("kind", "claims") == "claims" and "rating" not in asked
    return is_of_claims and bool(asked.get("q", "").strip()) and asked.get("state", "candidate") in Claim.State.values


@transaction.atomic(durable=True)
def forget_search(saved: SavedSearch, *, by: User) -> None:
    """Forget a search that `by` had saved; again and again changes nothing."""
    SavedSearch.objects.filter(pk=saved.pk, user=by).delete()
