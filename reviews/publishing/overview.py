"""What waits for a person: the first page of the admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from claims.admin.scoped import member
from claims.models import Article, Claim, Desk, Extraction, Role, User
from reviews.models import ClaimReview
from reviews.publishing.models import Correction

S = ClaimReview.State


def waiting(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add one tile a queue that this person may work on: how many rows wait, and the list of them."""
    person = member(request)
    reviewing = Desk.objects.where_role(person, Role.REVIEWER)
    editing = Desk.objects.where_role(person, Role.EDITOR)
    may_review, may_edit = reviewing.exists(), editing.exists()
    tiles = _to_review(person, reviewing) if may_review else []
    tiles += _to_decide(editing) if may_edit else []
    failed = Extraction.objects.filter(revision__article__desk__in=reviewing, state=Extraction.State.QUARANTINED)
    alarm = _tile("Articles that failed", failed, "claims_extraction", "?state=quarantined")
    if alarm["count"]:
        tiles.append(alarm | {"is_alarm": True})
    return context | {
        "heading": context["title"],
        "tiles": tiles,
        "may_hand_in": may_review,
        "has_desk": may_review or Desk.objects.visible_to(person).exists(),
        "is_fresh": may_review and not Article.objects.visible_to(person).exists(),
    }


def _to_review(person: User, desks: Any) -> list[dict[str, Any]]:
    claims = Claim.objects.filter(desk__in=desks)
    reviews = ClaimReview.objects.filter(claim__desk__in=desks)
    free = claims.filter(state=Claim.State.ACCEPTED).exclude(pk__in=reviews.under_way().values("claim"))
    mine = reviews.filter(reviewer=person, state__in=[S.DRAFT, S.RETURNED])
    others = reviews.awaiting_approval_by(person)
    return [
        _tile("Candidates to triage", claims.awaiting_triage(), "claims_claim", "?state=candidate"),
        _tile("Accepted, without a reviewer", free, "claims_claim", "?review=none"),
        _tile("My drafts and returned reviews", mine, "reviews_claimreview",
              f"?state=draft&state=returned&reviewer__id__exact={person.pk}"),
        _tile("Waiting for my approval", others, "reviews_claimreview", "?state=submitted"),
    ]  # fmt: skip


def _to_decide(desks: Any) -> list[dict[str, Any]]:
    approved = ClaimReview.objects.filter(claim__desk__in=desks, state=S.APPROVED)
    proposed = Correction.objects.filter(fact_check__review__claim__desk__in=desks, state=Correction.State.PROPOSED)
    return [
        _tile("Approved, to publish", approved, "reviews_claimreview", "?state=approved"),
        _tile("Corrections to decide", proposed, "publishing_correction", "?state=proposed"),
    ]


def _tile(label: str, rows: Any, page: str, query: str) -> dict[str, Any]:
    return {"label": label, "count": rows.count(), "url": reverse(f"admin:{page}_changelist") + query}
