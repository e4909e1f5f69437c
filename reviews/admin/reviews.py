"""Claim reviews in the admin: the evidence, the verdicts, the history, and the moves as buttons."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import TabularInline
from unfold.contrib.filters.admin import MultipleChoicesDropdownFilter
from unfold.decorators import display

from claims.admin.claims import door_of
from claims.admin.doors import Door, DoorsAdmin
from claims.admin.forms import NoteForm
from claims.admin.scoped import DeskFilter, DeskScopedAdmin, member
from claims.models import Desk, Role
from reviews import services, workflow
from reviews.admin.forms import EvidenceForm, ReturnForm, VerdictForm
from reviews.models import ClaimReview, Rating, RatingScale

REVIEW_LABELS = {
    "Draft": "info",
    "Submitted": "info",
    "Returned": "warning",
    "Approved": "success",
    "Published": "success",
    "Retracted": "danger",
    "Abandoned": "danger",
}

REVIEW_DOORS = (
    Door(
        name="evidence",
        label="Add evidence…",
        role=Role.REVIEWER,
        act=services.add_evidence,
        is_open=lambda review: review.state in workflow.OPEN_FOR_EVIDENCE,
        form=EvidenceForm,
        said="Evidence added.",
    ),
    door_of(
        workflow.SUBMIT,
        label="Submit a verdict…",
        act=services.submit_review,
        form=VerdictForm,
        said="Submitted: a second person can approve it now.",
        hint="The verdict rests on all the evidence that the review has now. Somebody else approves or returns it.",
        is_main=True,
    ),
    door_of(workflow.APPROVE, label="Approve", act=services.approve_review, said="Approved.", is_main=True),
    door_of(
        workflow.RETURN, label="Return…", act=services.return_review, form=ReturnForm, said="Returned to its reviewer."
    ),
    door_of(
        workflow.ABANDON,
        label="Abandon…",
        act=services.abandon_review,
        form=NoteForm,
        said="Abandoned: another review can be opened.",
    ),
)


class ReviewDeskFilter(DeskFilter):
    lookup = "claim__desk"


class ReviewAdmin(DoorsAdmin):
    """Registered by `reviews.publishing.admin`, which adds the doors that readers see behind."""

    list_display = ("claim_text", "state_label", "reviewer", "approver", "rating", "created_at")
    list_filter = (
        ReviewDeskFilter,
        ("state", MultipleChoicesDropdownFilter),
        ("reviewer", admin.RelatedOnlyFieldListFilter),
    )
    list_filter_submit = True
    search_fields = ("claim__text", "claim__claimant__name", "verdict__headline", "reviewer__username")
    search_help_text = "Claim, claimant, headline or reviewer"
    change_form_outer_before_template = "reviews/admin/review.html"
    doors: ClassVar[tuple[Door, ...]] = REVIEW_DOORS

    def desk_of(self, row: ClaimReview) -> Desk:
        return row.claim.desk

    def get_queryset(self, request: HttpRequest) -> QuerySet[ClaimReview]:
        rows = super().get_queryset(request)
        return rows.select_related("claim__desk", "claim__claimant", "reviewer", "approver", "verdict__rating")

    def get_fieldsets(self, request: HttpRequest, obj: ClaimReview | None = None) -> list[Any]:
        """None: the page above shows all of it, and what can be changed is behind a door."""
        return []

    @display(description="Claim")
    def claim_text(self, review: ClaimReview) -> str:
        return str(review.claim)

    @display(description="State", label=REVIEW_LABELS, ordering="state")
    def state_label(self, review: ClaimReview) -> str:
        return review.get_state_display()

    @display(description="Rating")
    def rating(self, review: ClaimReview) -> str:
        return review.verdict.rating.label if review.verdict else "–"

    def doors_for(self, request: HttpRequest, row: ClaimReview) -> list[dict[str, Any]]:
        """Without the doors that are another person's: one's own work to approve, another's to submit or abandon."""
        theirs = {"approve", "return"} if row.reviewer_id == member(request).pk else {"submit", "abandon"}
        return [entry for entry in super().doors_for(request, row) if entry["door"].name not in theirs]

    def context_of(self, row: ClaimReview) -> dict[str, Any]:
        """What the page of a review shows."""
        return {
            "review": row,
            "evidence": row.evidence.select_related("added_by"),
            "verdicts": row.verdicts.select_related("rating", "author").order_by("-number"),
            "events": row.events.select_related("actor").order_by("-version"),
            "appearances": row.claim.appearances.select_related("revision__article"),
        }


class RatingInline(TabularInline):
    model = Rating
    extra = 0
    fields = ("position", "label", "value", "meaning")


@admin.register(RatingScale)
class RatingScaleAdmin(DeskScopedAdmin):
    """Scales are set up by operators; verdicts given keep the rating they were given."""

    list_display = ("name", "desk", "worst", "best")
    fields = ("name", "desk", "worst", "best")
    inlines = (RatingInline,)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(member(request).is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(member(request).is_superuser)
