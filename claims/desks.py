"""What a desk is: its names, its language, its website, its limits. Changed by its admins, under names nobody has."""

from typing import Any

from django.db import IntegrityError, transaction

from claims.errors import DomainError
from claims.models import Desk


class NameTaken(DomainError):
    """A desk's name and its short name are its own."""


def change(desk: Desk, *, expected: int | None = None, **changes: Any) -> None:
    """Write these fields of the desk.

    Raises:
        NameTaken: another desk has the name or the short name.
        StaleVersion: somebody else changed the desk since version `expected`.
    """
    try:
        with transaction.atomic():
            desk.change(expected=expected, **changes)
    except IntegrityError:
        raise NameTaken("Another desk has this name or this short name: choose one that is free.") from None
