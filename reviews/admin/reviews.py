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
from claims.admin.history import told
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

REVIEW_DEEDS = {
    "open": "Opened",
    "add_evidence": "Evidence added",
    "remove_evidence": "Evidence removed",
    "submit": "Submitted",
    "approve": "Approved",
    "return": "Returned",
    "abandon": "Abandoned",
    "publish": "Published",
    "propose_correction": "Correction proposed",
    "decline_correction": "Correction declined",
    "correct": "Corrected",
    "retract": "Retracted",
}
FOR_ITS_REVIEWER = {
    "draft": "Add what supports and what refutes the claim, then submit a verdict.",
    "submitted": "Waits for a second person: nobody approves their own work.",
    "returned": "It came back to you. Do what the note asks for, then submit a verdict again.",
}
FOR_THE_OTHERS = {
    "draft": "{reviewer} is writing this review.",
    "submitted": "Read the evidence and the verdict. Approve them, or return them and say what is missing.",
    "returned": "Went back to {reviewer}.",
}
FOR_EVERYBODY = {
    "approved": "Waits for an editor to publish it.",
    "published": "Readers see it. What changes from now on is a correction, with a note to them.",
    "retracted": "Withdrawn. The page stays at its address and says so.",
    "abandoned": "Nobody works on it any more. Another review of the claim can be opened.",
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

    list_name = "Reviews"
    when_empty = "A review begins with an accepted claim: choose one under Claims and open a review."
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

    def next_step(self, request: HttpRequest, row: ClaimReview) -> str:
        steps = FOR_ITS_REVIEWER if row.reviewer_id == member(request).pk else FOR_THE_OTHERS
        return (steps | FOR_EVERYBODY).get(row.state, "").format(reviewer=row.reviewer)

    def context_of(self, row: ClaimReview) -> dict[str, Any]:
        """What the page of a review shows."""
        is_returned = row.state == ClaimReview.State.RETURNED
        return {
            "review": row,
            "evidence": row.evidence.select_related("added_by"),
            "verdicts": row.verdicts.select_related("rating", "author").order_by("-number"),
            "events": told(row.events.select_related("actor").order_by("-version"), REVIEW_DEEDS),
            "returned": row.events.filter(name="return").select_related("actor").last() if is_returned else None,
            "appearances": row.claim.appearances.select_related("revision__article").defer("revision__text"),
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
