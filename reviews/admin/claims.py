"""Claims with the door to their review."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from claims.admin import ClaimAdmin
from claims.admin.claims import CLAIM_DOORS
from claims.admin.doors import Door
from claims.models import Claim, Role
from reviews import services
from reviews.blind import UNDECIDED
from reviews.models import ClaimReview


def _page_of(review: ClaimReview) -> str:
    return reverse("admin:reviews_claimreview_change", args=(review.pk,))


def _is_free(claim: Claim) -> bool:
    return claim.state == Claim.State.ACCEPTED and not ClaimReview.objects.open_on(claim).exists()


class ReviewedFilter(admin.SimpleListFilter):
    """Accepted claims that nobody checks yet, and those that somebody does or did."""

    title = "review"
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("none", "Accepted, without a reviewer"), ("open", "Under review or published")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Claim]) -> QuerySet[Claim]:
        if self.value() == "none":
            return queryset.filter(state=Claim.State.ACCEPTED).exclude(
                pk__in=ClaimReview.objects.under_way().values("claim")
            )
        if self.value() == "open":
            return queryset.filter(pk__in=ClaimReview.objects.under_way().values("claim"))
        return queryset


@admin.register(Claim)
class ReviewableClaimAdmin(ClaimAdmin):
    list_filter = (*ClaimAdmin.list_filter, ReviewedFilter)
    change_form_outer_before_template = "reviews/admin/claim.html"
    doors: ClassVar[tuple[Door, ...]] = (
        Door(
            name="review",
            label="Open a review",
            role=Role.REVIEWER,
            act=services.open_review,
            is_open=_is_free,
            said="The review is yours.",
            leads_to=_page_of,
            is_main=True,
        ),
        *CLAIM_DOORS,
    )

    def next_step(self, request: HttpRequest, row: Claim) -> str:
        if row.state != Claim.State.ACCEPTED:
            return super().next_step(request, row)
        if ClaimReview.objects.open_on(row).exists():
            return "A review of this claim is under way or published: it stands below."
        return "Nobody checks it yet. Whoever opens a review becomes its reviewer."

    def context_of(self, row: Claim) -> dict[str, Any]:
        reviews = ClaimReview.objects.filter(claim=row).select_related("reviewer", "verdict__rating")
        reviews = reviews.annotate(is_verdict_hidden=Q(state__in=UNDECIDED))
        return super().context_of(row) | {"reviews": reviews}
