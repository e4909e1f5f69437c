"""Claims' passages in a changed text: the same words are one more appearance, others are noted for the desk.

A trigger adds an `UncomparedRevision` in the transaction that stores a later text. Here it is compared with the text
before it, and the row is deleted with what came of it, in one transaction.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models.functions import Now

from claims.anchoring import follow
from claims.errors import DomainError
from claims.models import Appearance, Claim, PassageChange, Revision, UncomparedRevision, User

BATCH = 20
FOLLOWED = frozenset({Claim.State.CANDIDATE, Claim.State.ACCEPTED})


class SeenAlready(DomainError):
    """Somebody else has looked at the change."""


@transaction.atomic
def compare(limit: int = BATCH) -> int:
    """Follow the claims of articles into their new texts, the oldest first; how many texts there were."""
    waiting = UncomparedRevision.objects.order_by("revision_id").select_for_update(skip_locked=True)[:limit]
    ids = [row.pk for row in waiting]
    for revision in Revision.objects.filter(pk__in=ids).order_by("pk"):
        _compare(revision)
    UncomparedRevision.objects.filter(pk__in=ids).delete()
    return len(ids)


def _compare(revision: Revision) -> None:
    earlier = Revision.objects.filter(article=revision.article_id, number__lt=revision.number).latest("number")
    places = Appearance.objects.filter(revision=earlier, claim__state__in=FOLLOWED).order_by("claim_id", "start", "-pk")
    same, changed = [], []
    for one in places.distinct("claim_id", "start"):
        place = follow(earlier.text, (one.start, one.end), revision.text)
        quote = revision.text[slice(*place)] if place else ""
        if place and quote == one.quote:
            same.append(Appearance(claim_id=one.claim_id, revision=revision, start=place[0], end=place[1], quote=quote))
        else:
            start, end = place or (None, None)
            changed.append(PassageChange(before=one, revision=revision, start=start, end=end, quote=quote))
    Appearance.objects.bulk_create(same, ignore_conflicts=True)
    PassageChange.objects.bulk_create(changed, ignore_conflicts=True)


def see(changes: Iterable[PassageChange], *, by: User) -> None:
    """Note that `by` has looked at the changes. Must run in a transaction.

    Raises:
        SeenAlready: somebody else has, meanwhile.
    """
    ids = [change.pk for change in changes]
    seen = PassageChange.objects.unseen().filter(pk__in=ids).update(seen_by=by, seen_at=Now())
    if seen != len(ids):
        raise SeenAlready("Somebody else has looked at this already. Reload the page.")
