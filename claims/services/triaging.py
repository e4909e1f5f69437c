"""The use cases of claims: added, edited, decided on, and decisions taken back."""

from typing import Any

from django.db import transaction

from claims import adding, apart, splitting, triage
from claims.errors import DomainError
from claims.models import (
    Appearance,
    Claim,
    Claimant,
    Desk,
    Revision,
    User,
)
from claims.models.history import refuse_unknown


class NotInTheText(DomainError):
    """The offsets do not mark a passage of the revision."""


class AlreadyAClaim(DomainError):
    """The very same passage is a claim already."""


@transaction.atomic(durable=True)
def add_claim(revision: Revision, *, start: int, end: int, by: User, text: str = "", claimant: str = "") -> Claim:
    """Add by hand a claim that the detector missed: the passage from `start` to `end` (code points, half-open).

    Raises:
        NotInTheText: the offsets do not mark a passage.
        AlreadyAClaim: exactly this passage is a claim already.
    """
    quote = revision.text[start:end] if 0 <= start < end <= len(revision.text) else ""
    if not quote.strip():
        raise NotInTheText("The offsets mark no words: give the start and end of a passage, counted in code points.")
    Revision.objects.select_for_update().get(pk=revision.pk)
    if Appearance.objects.filter(revision=revision, start=start, end=end).exists():
        raise AlreadyAClaim("Exactly this passage is a claim already.")
    article = revision.article
    made_by = _claimant(article.desk, claimant)
    return adding.anchor(
        revision, start=start, end=end, by=by, text=text, claimant=made_by, said_on=article.published_on
    )


EDITABLE = frozenset({"text", "kind", "claimant", "said_on", "said_until", "said_granularity"})


@transaction.atomic(durable=True)
def edit_claim(claim: Claim, *, by: User, expected: int | None = None, **changes: Any) -> None:
    """Change the claim sentence, kind, claimant or the date said; the printed quote stays as it is.

    Raises:
        StaleVersion: somebody else changed the claim since version `expected`.
    """
    refuse_unknown(changes, EDITABLE)
    if "claimant" in changes:
        changes["claimant"] = _claimant(claim.desk, changes["claimant"])
    if "said_on" in changes and "said_until" not in changes:
        changes |= {"said_until": changes["said_on"], "said_granularity": "day" if changes["said_on"] else ""}
    before = {name: str(getattr(claim, name) or "") for name in changes}
    after = {name: str(value or "") for name, value in changes.items()}
    if "text" in changes:
        changes["wording_edits"] = []
    claim.edit("edit", by=by, expected=expected, data={"before": before, "after": after}, **changes)


@transaction.atomic(durable=True)
def accept_claim(claim: Claim, *, by: User, expected: int | None = None, note: str = "") -> None:
    """Accept a candidate: it deserves a review."""
    triage.ACCEPT.apply(claim, by=by, expected=expected, note=note)


@transaction.atomic(durable=True)
def dismiss_claim(claim: Claim, *, by: User, reason: str, expected: int | None = None, note: str = "") -> None:
    """Dismiss a claim, for one of `Claim.DismissReason`."""
    data = {"reason": reason}
    triage.DISMISS.apply(claim, by=by, expected=expected, note=note, data=data, dismiss_reason=reason)


@transaction.atomic(durable=True)
def merge_claim(claim: Claim, *, into: Claim, by: User, expected: int | None = None, note: str = "") -> None:
    """Merge a claim into another one of its desk; its appearances stay with it and count for both."""
    triage.merge(claim, into=into, by=by, expected=expected, note=note)


@transaction.atomic(durable=True)
def reopen_claim(claim: Claim, *, by: User, expected: int | None = None, note: str = "") -> None:
    """Make an accepted, dismissed or merged claim a candidate again."""
    triage.REOPEN.apply(claim, by=by, expected=expected, note=note, duplicate_of=None, dismiss_reason="")


@transaction.atomic(durable=True)
def undo_decision(claim: Claim, *, by: User, expected: int | None = None) -> None:
    """Take back what `by` decided on the claim: it is again what it was before, and its history says so.

    Raises:
        IllegalMove: it is a candidate already.
        NothingToUndo: the last thing that happened to it is not a fresh decision of `by`.
        StaleVersion: it has moved on from version `expected`.
    """
    triage.undo(claim, by=by, expected=expected)


@transaction.atomic(durable=True)
def tell_claims_apart(claim: Claim, *, other: Claim, by: User, expected: int | None = None) -> None:
    """Say that two claims of a desk are not the same: neither is suggested for the other any more.

    Raises:
        NotAPair: they are one claim, or of different desks.
        ToldAlready: somebody has told them apart before.
        StaleVersion: `claim` has moved on from version `expected`.
    """
    apart.tell(claim, other, by=by, expected=expected)


@transaction.atomic(durable=True)
def take_back_apart(claim: Claim, *, other: Claim, by: User, expected: int | None = None) -> None:
    """Take back that two claims were told apart: they may be suggested for each other again.

    Raises:
        NotAPair: they are one claim, or of different desks.
        ToldAlready: they are not told apart, or not any more.
        StaleVersion: `claim` has moved on from version `expected`.
    """
    apart.take_back(claim, other, by=by, expected=expected)


@transaction.atomic(durable=True)
def split_off_claim(claim: Claim, *, place: Appearance, by: User, expected: int | None = None) -> Claim:
    """Make a candidate of what the claim says in the article of `place`, which is another claim after all; it is given.

    Raises:
        NothingToSplit: the claim does not appear there, or nowhere else.
        StaleVersion: the claim has moved on from version `expected`.
    """
    return splitting.split_off(claim, place, by=by, expected=expected)


@transaction.atomic(durable=True)
def join_claim_again(claim: Claim, *, by: User, expected: int | None = None) -> Claim:
    """Undo splitting off: the claim that it came from has its appearances again, and is given.

    Raises:
        NotSplit: it was not split off, or something has happened to it or to the claim it came from since.
        IllegalMove, StaleVersion: the same, of the claim itself.
    """
    return splitting.join_again(claim, by=by, expected=expected)


def _claimant(desk: Desk, name: str) -> Claimant | None:
    name = " ".join(name.split())[:200]
    return Claimant.objects.get_or_create(desk=desk, name=name)[0] if name else None
