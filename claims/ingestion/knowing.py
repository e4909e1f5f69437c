"""Storing what others have checked: one row a page, claim and publisher, changed where the page has changed."""

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, time
from typing import Any, Literal

from django.utils import timezone

from claims.ingestion.claimreview import KnownDraft
from claims.models import Desk, KnownFactCheck

Outcome = Literal["new", "changed", "unchanged"]
FACTS = tuple(KnownDraft.__dataclass_fields__)
SCALE = frozenset({"rating_value", "rating_best", "rating_worst", "rating_of_five"})


def know(drafts: Sequence[KnownDraft], *, desk: Desk, are_partial: bool = False) -> list[Outcome]:
    """Store `drafts`, all or none, in their order: of two that are the same fact-check, the later one holds.

    Partial ones come from where less is said than in markup: what they leave empty takes nothing away.
    Must run in a transaction. Two callers with the same fact-checks take their locks in one order.
    """
    by_identity = {identity_of(draft): draft for draft in drafts}
    new = [KnownFactCheck(desk=desk, identity=key, **_facts(by_identity[key])) for key in sorted(by_identity)]
    before = set(_rows(desk, by_identity).values_list("identity", flat=True))
    KnownFactCheck.objects.bulk_create(
        (row for row in new if row.identity not in before), ignore_conflicts=True, batch_size=500
    )
    there = {row.identity: row for row in _rows(desk, by_identity).order_by("pk").select_for_update(no_key=True)}
    changed = [row for key, row in there.items() if key in before and _differs(row, by_identity[key], are_partial)]
    KnownFactCheck.objects.bulk_update(changed, [*FACTS, "listed_at"], batch_size=500)
    outcomes: dict[str, Outcome] = dict.fromkeys(by_identity, "unchanged")
    outcomes |= dict.fromkeys((key for key in by_identity if key not in before), "new")
    outcomes |= dict.fromkeys((row.identity for row in changed), "changed")
    return _told_once(drafts, outcomes)


def identity_of(draft: KnownDraft) -> str:
    """What makes two ClaimReviews the same fact-check: address, claim and publisher."""
    key = "\n".join((draft.url, draft.claim_reviewed, draft.publisher))
    return hashlib.sha256(unicodedata.normalize("NFC", key).casefold().encode()).hexdigest()


def _rows(desk: Desk, identities: Any) -> Any:
    return KnownFactCheck.objects.filter(desk=desk, identity__in=list(identities))


def _facts(draft: KnownDraft) -> dict[str, Any]:
    day = draft.reviewed_on
    listed_at = datetime.combine(day, time(), UTC) if day else timezone.now()
    return asdict(draft) | {"listed_at": min(listed_at, timezone.now())}


def _differs(row: KnownFactCheck, draft: KnownDraft, is_partial: bool) -> bool:
    """Whether the row says something else than the draft; it is made to say the same."""
    facts = _said(row, draft) if is_partial else asdict(draft)
    if all(getattr(row, name) == value for name, value in facts.items()):
        return False
    if row.reviewed_on != facts.get("reviewed_on", row.reviewed_on):
        facts["listed_at"] = _facts(draft)["listed_at"]
    for name, value in facts.items():
        setattr(row, name, value)
    return True


def _said(row: KnownFactCheck, draft: KnownDraft) -> dict[str, Any]:
    """What a partial draft says: the numbers of a rating that is known hold as long as its words are the same."""
    is_rated_anew = draft.rating_label not in {"", row.rating_label}
    facts = asdict(draft)
    return {name: facts[name] for name in facts if facts[name] not in {"", None} or (is_rated_anew and name in SCALE)}


def _told_once(drafts: Sequence[KnownDraft], outcomes: dict[str, Outcome]) -> list[Outcome]:
    """The outcome of each draft; one that comes twice is new or changed once."""
    told = []
    for draft in drafts:
        key = identity_of(draft)
        told.append(outcomes[key])
        outcomes[key] = "unchanged"
    return told
