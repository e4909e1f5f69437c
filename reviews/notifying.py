"""Telling people: one line in the inbox of each, nobody of their own deed, and nobody twice of the same."""

from collections.abc import Iterable

from claims.models import Claim, Desk, Role, User
from reviews.models import ClaimReview, Notice

MAX_TEXT_CHARS = 500


def people_of(desk: Desk, role: Role) -> list[User]:
    """The active members of the desk who may do there what `role` may."""
    roles = [candidate for candidate in Role if candidate.includes(role)]
    members = User.objects.filter(memberships__desk=desk, memberships__role__in=roles, is_active=True)
    return list(members.order_by("pk").distinct())


def tell(
    recipients: Iterable[User],
    *,
    kind: str,
    text: str,
    desk: Desk,
    review: ClaimReview | None = None,
    claim: Claim | None = None,
    query: str = "",
    key: str = "",
    actor: User | None = None,
) -> None:
    """Put a line into each one's inbox, within the caller's transaction.

    `query` is that of the search which the line leads to. Whoever did it (`actor`) is not told, and neither are the
    inactive. With a `key`, somebody who was told under that key before is not told again, whoever else tells them at
    the same time.
    """
    people = {person.pk: person for person in recipients if person.is_active}
    if actor is not None:
        people.pop(actor.pk, None)
    claim = claim or (review.claim if review else None)
    line = " ".join(text.split())
    text = line if len(line) <= MAX_TEXT_CHARS else f"{line[: MAX_TEXT_CHARS - 1]}…"
    Notice.objects.bulk_create(
        (
            Notice(recipient=person, desk=desk, kind=kind, text=text, review=review, claim=claim, query=query, key=key)
            for person in people.values()
        ),
        ignore_conflicts=True,
    )
