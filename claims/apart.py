"""Telling claims apart: what looks like the same claim and is none, said by a person and taken back by one."""

from claims.errors import DomainError
from claims.models import Claim, ToldApart, User


class NotAPair(DomainError):
    """Only two different claims of one desk are told apart."""


class ToldAlready(DomainError):
    """Somebody has said so already, or has taken it back already."""


def tell(claim: Claim, other: Claim, *, by: User, expected: int | None) -> None:
    """Say that the two are not the same claim; it stands in the history of `claim`. Must run in a transaction.

    Raises:
        NotAPair: they are one claim, or of different desks.
        ToldAlready: somebody has told them apart before.
        StaleVersion: `claim` has moved on from version `expected`.
    """
    claim.edit("tell_apart", by=by, expected=expected, data={"other": other.pk})
    earlier, later = _pair(claim, other)
    _, is_new = ToldApart.objects.get_or_create(earlier=earlier, later=later, defaults={"by": by})
    if not is_new:
        raise ToldAlready("These two have been told apart already.")


def take_back(claim: Claim, other: Claim, *, by: User, expected: int | None) -> None:
    """Forget that the two were told apart: they may be suggested for each other again. Must run in a transaction.

    Raises:
        NotAPair: they are one claim, or of different desks.
        ToldAlready: they are not told apart, or not any more.
        StaleVersion: `claim` has moved on from version `expected`.
    """
    claim.edit("take_back_apart", by=by, expected=expected, data={"other": other.pk})
    earlier, later = _pair(claim, other)
    forgotten, _ = ToldApart.objects.filter(earlier=earlier, later=later).delete()
    if not forgotten:
        raise ToldAlready("These two are not told apart, or not any more.")


def _pair(claim: Claim, other: Claim) -> tuple[Claim, Claim]:
    if claim.pk == other.pk:
        raise NotAPair("A claim cannot be told apart from itself.")
    if claim.desk_id != other.desk_id:
        raise NotAPair("Both claims must belong to the same desk.")
    return (claim, other) if claim.pk < other.pk else (other, claim)
