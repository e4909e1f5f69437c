"""What waits for a person: the first page of the admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from claims.admin.scoped import member
from claims.models import Claim, Extraction
from reviews.models import ClaimReview
from reviews.publishing.models import Correction, FactCheck

S = ClaimReview.State


def waiting(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add one tile a queue to the page's context: how many rows wait, for whom, and the list of them."""
    person = member(request)
    claims = Claim.objects.visible_to(person)
    reviews = ClaimReview.objects.visible_to(person)
    free = claims.filter(state=Claim.State.ACCEPTED).exclude(pk__in=reviews.under_way().values("claim"))
    proposed = Correction.objects.filter(
        fact_check__in=FactCheck.objects.visible_to(person), state=Correction.State.PROPOSED
    )
    failed = Extraction.objects.visible_to(person).filter(state=Extraction.State.QUARANTINED)
    mine = reviews.filter(reviewer=person)
    tiles = [
        _tile("Candidates to triage", claims.awaiting_triage(), "claims_claim", "?state=candidate"),
        _tile("Accepted, without a reviewer", free, "claims_claim", "?review=none"),
        _tile("My drafts and returned reviews", mine.filter(state__in=[S.DRAFT, S.RETURNED]), "reviews_claimreview",
              f"?state=draft&state=returned&reviewer__id__exact={person.pk}"),
        _tile("Waiting for my approval", reviews.awaiting_approval_by(person), "reviews_claimreview",
              "?state=submitted"),
        _tile("Approved, to publish", reviews.filter(state=S.APPROVED), "reviews_claimreview", "?state=approved"),
        _tile("Corrections to decide", proposed, "publishing_correction", "?state=proposed"),
    ]  # fmt: skip
    alarm = _tile("Articles that failed", failed, "claims_extraction", "?state=quarantined")
    if alarm["count"]:
        tiles.append(alarm | {"is_alarm": True})
    return context | {"tiles": tiles}


def _tile(label: str, rows: Any, page: str, query: str) -> dict[str, Any]:
    return {"label": label, "count": rows.count(), "url": reverse(f"admin:{page}_changelist") + query}
