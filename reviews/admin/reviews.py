"""Claim reviews in the admin: the evidence, the verdicts, the history, and the moves as buttons."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import MultipleChoicesDropdownFilter
from unfold.decorators import display

from claims.admin.claims import door_of
from claims.admin.doors import Door, DoorsAdmin
from claims.admin.forms import NoteForm
from claims.admin.history import told
from claims.admin.scoped import DeskFilter, member
from claims.models import Desk, Role
from reviews import media, services, workflow
from reviews.admin.forms import (
    EvidenceForm,
    OverrideForm,
    ReassignForm,
    ReturnForm,
    SecondVerdictForm,
    VerdictForm,
)
from reviews.blind import hidden_from
from reviews.models import ClaimReview, Verdict

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
    "add_media": "Image, video or recording added",
    "change_media": "Image, video or recording described anew",
    "remove_media": "Image, video or recording removed",
    "submit": "Submitted",
    "approve": "Approved",
    "override": "Approved in an emergency, without a second person",
    "second_verdict": "Rated by a second person",
    "reassign": "Given to somebody else",
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
        workflow.OVERRIDE,
        label="Approve in an emergency…",
        act=services.override_review,
        form=OverrideForm,
        said="Approved without a second person. The public page will say so.",
        hint="Nobody else has looked at it. Readers see that, and the reason you give.",
    ),
    Door(
        name="second_verdict",
        label="Give your rating…",
        role=Role.REVIEWER,
        act=services.give_second_verdict,
        is_open=lambda review: review.is_verdict_hidden and workflow.APPROVE.starts_from(review.state),
        form=SecondVerdictForm,
        said="Thank you. Now you see the other rating.",
        hint="You rate the claim before you see the verdict. Afterwards you see whether you agree.",
        is_main=True,
    ),
    Door(
        name="reassign",
        label="Give to somebody else…",
        role=Role.EDITOR,
        act=services.reassign_review,
        is_open=lambda review: review.state in workflow.WITH_ITS_REVIEWER,
        form=ReassignForm,
        said="The review is theirs now.",
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
        rows = super().get_queryset(request).annotate(is_verdict_hidden=hidden_from(member(request)))
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
        is_hidden = review.verdict is None or review.is_verdict_hidden  # type: ignore[attr-defined]
        return "–" if is_hidden else review.verdict.rating.label  # type: ignore[union-attr]

    def doors_for(self, request: HttpRequest, row: ClaimReview) -> list[dict[str, Any]]:
        """Without the doors that are another person's: one's own work to approve, another's to submit or abandon."""
        theirs = {"approve", "return"} if row.reviewer_id == member(request).pk else {"submit", "abandon"}
        unseen = {"approve"} if row.is_verdict_hidden else set()  # type: ignore[attr-defined]
        return [entry for entry in super().doors_for(request, row) if entry["door"].name not in theirs | unseen]

    def next_step(self, request: HttpRequest, row: ClaimReview) -> str:
        steps = FOR_ITS_REVIEWER if row.reviewer_id == member(request).pk else FOR_THE_OTHERS
        return (steps | FOR_EVERYBODY).get(row.state, "").format(reviewer=row.reviewer)

    def context_of(self, row: ClaimReview) -> dict[str, Any]:
        """What the page of a review shows."""
        is_returned = row.state == ClaimReview.State.RETURNED
        is_hidden = row.is_verdict_hidden  # type: ignore[attr-defined]
        return {
            "review": row,
            "evidence": row.evidence.select_related("added_by"),
            "verdicts": [] if is_hidden else _verdicts(row),
            "is_verdict_hidden": is_hidden,
            "events": told(row.events.select_related("actor").order_by("-version"), REVIEW_DEEDS),
            "returned": row.events.filter(name="return").select_related("actor").last() if is_returned else None,
            "appearances": row.claim.appearances.select_related("revision__article").defer("revision__text"),
        }


def _verdicts(review: ClaimReview) -> list[Verdict]:
    """The verdicts, the latest first, each with what it says of images, videos and recordings as text."""
    verdicts = list(review.verdicts.select_related("rating", "author").order_by("-number"))
    for verdict in verdicts:
        verdict.told_of_media = media.written(verdict.media)  # type: ignore[attr-defined]
    return verdicts
