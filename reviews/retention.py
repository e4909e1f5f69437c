"""What a desk keeps for how long: its rules, which are one row from the first choice on."""

from typing import Any

from django.db.models.functions import Now
from django.utils import timezone

from claims.models import Desk, User
from claims.models.history import stale
from reviews.models import Retention


def of(desk: Desk) -> Retention:
    """The desk's rules; an unsaved row of version 0, which keeps everything, where it has chosen nothing yet."""
    return Retention.objects.filter(desk=desk).first() or Retention(desk=desk, version=0)


def change(desk: Desk, *, by: User, expected: int | None = None, **days: Any) -> Retention:
    """Write these rules where the row still has version `expected` (0: there is none yet). In a transaction.

    Raises:
        StaleVersion: it has another version.
    """
    Desk.objects.select_for_update(no_key=True).get(pk=desk.pk)  # which makes the first row the only one
    rules = of(desk)
    if rules.pk:
        rules.change(expected=expected, decided_by=by, decided_at=Now(), **days)
        return rules
    if expected:
        raise stale(expected, 0)
    return Retention.objects.create(desk=desk, decided_by=by, decided_at=timezone.now(), **days)
