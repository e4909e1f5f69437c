"""Who belongs to a desk: joining, changing roles and leaving, so that a desk never loses its last admin."""

from claims.errors import DomainError
from claims.models import Desk, Membership, Role, User


class AlreadyAMember(DomainError):
    """One person has one role on a desk."""


class LastDeskAdmin(DomainError):
    """A desk keeps at least one admin."""


def join(desk: Desk, *, user: User, role: str) -> Membership:
    """Put `user` on the desk. Must run in a transaction.

    Raises:
        AlreadyAMember: they are on it; their role can be changed.
    """
    member, is_new = Membership.objects.get_or_create(desk=desk, user=user, defaults={"role": role})
    if not is_new:
        raise AlreadyAMember(f"{user} is on this desk already: change their role instead.")
    return member


def change(member: Membership, *, role: str) -> None:
    """Give a member another role. Must run in a transaction.

    Raises:
        LastDeskAdmin: nobody else would be desk admin.
    """
    hold(member.desk)
    Membership.objects.filter(pk=member.pk).update(role=role)
    _require_an_admin(member.desk)
    member.refresh_from_db()


def leave(member: Membership) -> None:
    """Take a member off the desk. Must run in a transaction.

    Raises:
        LastDeskAdmin: nobody else would be desk admin.
    """
    hold(member.desk)
    Membership.objects.filter(pk=member.pk).delete()
    _require_an_admin(member.desk)


def hold(desk: Desk) -> None:
    """Two admins who take each other off the desk wait for one another here."""
    Desk.objects.select_for_update(no_key=True).get(pk=desk.pk)


def admins_of(desk: Desk) -> set[int]:
    """Ids of the people who can sign in and are admins of the desk; none of one that is not stored yet."""
    admins = Membership.objects.filter(desk=desk.pk, role=Role.ADMIN, user__is_active=True)
    return set(admins.values_list("user_id", flat=True)) if desk.pk else set()


def _require_an_admin(desk: Desk) -> None:
    if not admins_of(desk):
        raise LastDeskAdmin("This is the desk's last admin: make somebody else desk admin first.")
