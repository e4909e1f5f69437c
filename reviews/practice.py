"""How a desk works: its practice, which is one row from the first choice on, and the defaults before."""

from typing import Any

from claims.models import Desk
from claims.models.history import stale
from reviews.models import Practice


def of(desk: Desk) -> Practice:
    """The desk's practice; an unsaved one of version 0, with the defaults, where it has chosen nothing yet."""
    return Practice.objects.filter(desk=desk).first() or Practice(desk=desk, version=0)


def change(desk: Desk, *, expected: int | None = None, **choices: Any) -> Practice:
    """Write these choices where the practice still has version `expected` (0: there is none yet). In a transaction.

    Raises:
        StaleVersion: it has another version.
    """
    Desk.objects.select_for_update(no_key=True).get(pk=desk.pk)  # which makes the first row the only one
    practice = of(desk)
    if practice.pk:
        practice.change(expected=expected, **choices)
        return practice
    if expected:
        raise stale(expected, 0)
    return Practice.objects.create(desk=desk, **choices)
