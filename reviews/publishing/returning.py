"""“This claim came back”: a new appearance of what is published already is told to the desk, each once.

A trigger adds an `UntoldAppearance` in the transaction that stores the appearance. Here a batch is compared, told and
deleted in one transaction. Compared are whole wordings, by digests that the database indexes (`claimdesk_wording`).
"""

from typing import Any

from django.db import transaction
from django.db.models import CharField, Exists, F, Func, OuterRef, Q, QuerySet

from claims.models import Appearance, Claim, Role
from reviews import notifying
from reviews.models import Notice, UntoldAppearance, Verdict
from reviews.publishing.hookmodels import UnsentEvent
from reviews.publishing.models import FactCheck

BATCH = 100
MIN_WORDS = 4  # shorter wordings are the same by chance


class Wording(Func):
    """The digest of the words alone: case, spaces and punctuation do not count."""

    function = "claimdesk_wording"
    output_field = CharField()


@transaction.atomic
def compare(limit: int = BATCH) -> int:
    """Compare the appearances that are new, the oldest first, with what is published; how many there were."""
    untold = UntoldAppearance.objects.order_by("appearance_id").select_for_update(skip_locked=True)[:limit]
    ids = list(untold.values_list("appearance_id", flat=True))
    rows = Appearance.objects.filter(pk__in=ids).order_by("pk").annotate(wording=Wording(F("quote")))
    rows = rows.annotate(claim_wording=Wording(F("claim__text")), stood_there_before=Exists(_earlier()))
    for appearance in _likely(list(rows.select_related("claim__desk"))):
        fact_check = _published(appearance)
        if fact_check is not None:
            _tell(appearance, fact_check)
    UntoldAppearance.objects.filter(appearance_id__in=ids).delete()
    return len(ids)


def _earlier() -> QuerySet[Appearance]:
    """Where an earlier text of the same article has the claim: then it has not come back, it is still there."""
    return Appearance.objects.filter(
        claim=OuterRef("claim"),
        revision__article=OuterRef("revision__article"),
        revision__number__lt=OuterRef("revision__number"),
    )


def _likely(rows: list[Any]) -> list[Any]:
    """Those that came back and whose claim or words some fact-check in force has, of whatever desk and day.

    Asked of all together: nearly every claim that is printed was never published.
    """
    new = [row for row in rows if not row.stood_there_before]
    digests = sorted({digest for row in new for digest in _wordings(row)})
    in_force = FactCheck.objects.in_force().order_by()
    claims = {pk for row in new for pk in (row.claim_id, row.claim.duplicate_of_id) if pk}
    published = set(in_force.filter(review__claim__in=claims).values_list("review__claim", flat=True))
    said: set[str] = set()
    for words in ("review__verdict__claim_text", "review__claim__appearances__quote"):
        found = in_force.annotate(wording=Wording(F(words))).filter(wording__in=digests)
        said |= set(found.values_list("wording", flat=True).distinct())
    return [
        row
        for row in new
        if not published.isdisjoint({row.claim_id, row.claim.duplicate_of_id}) or not said.isdisjoint(_wordings(row))
    ]


def _wordings(appearance: Any) -> list[str]:
    """The digests by which it may be the same as others: of its quote and its claim, if they are no few words."""
    claim = appearance.claim
    both = ((appearance.quote, appearance.wording), (claim.text, appearance.claim_wording))
    return [digest for words, digest in both if len(words.split()) >= MIN_WORDS]


def _published(appearance: Appearance) -> FactCheck | None:
    """The newest fact-check in force about the same claim, or about the same words; published before it appeared."""
    claim = appearance.claim
    in_force = FactCheck.objects.in_force().filter(
        review__claim__desk=claim.desk_id, published_at__lt=appearance.created_at
    )
    same = Q(review__claim__in=[pk for pk in (claim.pk, claim.duplicate_of_id) if pk])
    wordings = _wordings(appearance)
    if wordings and claim.state != Claim.State.DISMISSED:
        same |= Q(review__verdict__in=_verdicts(wordings)) | Q(review__claim__in=_claims(wordings, claim))
    return in_force.filter(same).select_related("review__verdict__rating", "review__claim").first()


def _verdicts(wordings: list[str]) -> QuerySet[Verdict, int]:
    verdicts = Verdict.objects.annotate(wording=Wording(F("claim_text"))).filter(wording__in=wordings)
    return verdicts.values_list("pk", flat=True)


def _claims(wordings: list[str], claim: Claim) -> QuerySet[Appearance, int]:
    quoted = Appearance.objects.annotate(wording=Wording(F("quote"))).filter(wording__in=wordings)
    return quoted.filter(claim__desk=claim.desk_id).values_list("claim_id", flat=True)


def _tell(appearance: Appearance, fact_check: FactCheck) -> None:
    claim = appearance.claim
    notifying.tell(
        notifying.people_of(claim.desk, Role.REVIEWER),
        kind=Notice.Kind.REPEATED,
        text=f"This claim came back, and is checked already ({fact_check.verdict.rating.label}): {appearance.quote}",
        desk=claim.desk,
        review=fact_check.review,
        claim=claim,
        key=f"repeated:{fact_check.pk}:{appearance.pk}",
    )
    UnsentEvent.objects.get_or_create(appearance=appearance, defaults={"fact_check": fact_check})
