"""The use cases of setting up a desk: itself, its claimants, its members."""

import logging
from typing import Any

from django.db import transaction

from claims import desks, membership
from claims.models import (
    Claimant,
    Desk,
    Membership,
    User,
)
from claims.models.history import refuse_unknown

logger = logging.getLogger(__name__)

EDITABLE_DESK = frozenset({"name", "slug", "language", "website", "language_model_tokens", "is_second_factor_required"})


@transaction.atomic(durable=True)
def change_desk(desk: Desk, *, by: User, expected: int | None = None, **changes: Any) -> None:
    """Change a desk's name, short name, language, website, limit of the language model, or whether it asks for codes.

    Raises:
        NameTaken: another desk has the name or the short name.
        StaleVersion: somebody else changed the desk since version `expected`.
    """
    refuse_unknown(changes, EDITABLE_DESK)
    desks.change(desk, expected=expected, **changes)
    logger.info("desk %s: %s changed by %s", desk.pk, ", ".join(sorted(changes)) or "nothing", by.pk)


@transaction.atomic(durable=True)
def change_claimant(claimant: Claimant, *, by: User, expected: int | None = None, **changes: Any) -> None:
    """Say what kind of claimant this is, and which page says who they are. The name stays: published verdicts bear it.

    Raises:
        StaleVersion: somebody else changed the claimant since version `expected`.
    """
    refuse_unknown(changes, frozenset({"kind", "same_as"}))
    claimant.change(expected=expected, **changes)
    logger.info("claimant %s: %s changed by %s", claimant.pk, ", ".join(sorted(changes)) or "nothing", by.pk)


@transaction.atomic(durable=True)
def add_member(desk: Desk, *, user: User, role: str, by: User) -> Membership:
    """Put somebody on a desk, in one of `Role`.

    Raises:
        AlreadyAMember: they are on it.
    """
    member = membership.join(desk, user=user, role=role)
    logger.info("desk %s: %s was added as %s by %s", desk.pk, user.pk, role, by.pk)
    return member


@transaction.atomic(durable=True)
def change_role(member: Membership, *, role: str, by: User) -> None:
    """Give a member of a desk another role.

    Raises:
        LastDeskAdmin: nobody else would be desk admin.
    """
    membership.change(member, role=role)
    logger.info("desk %s: %s was made %s by %s", member.desk_id, member.user_id, role, by.pk)


@transaction.atomic(durable=True)
def remove_member(member: Membership, *, by: User) -> None:
    """Take somebody off a desk; what they did stays under their name.

    Raises:
        LastDeskAdmin: nobody else would be desk admin.
    """
    membership.leave(member)
    logger.info("desk %s: %s was taken off it by %s", member.desk_id, member.user_id, by.pk)
