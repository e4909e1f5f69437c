"""Publishing in the admin: the doors of a review that readers see behind, the pages, and the corrections."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import MultipleChoicesDropdownFilter
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from claims.admin.claims import door_of
from claims.admin.doors import Door, DoorsAdmin
from claims.admin.forms import NoteForm, RowForm
from claims.admin.scoped import DeskFilter, DeskScopedAdmin, member
from claims.models import Desk, Role, User
from reviews import media, workflow
from reviews.admin import ReviewAdmin
from reviews.admin.forms import VerdictForm
from reviews.admin.reviews import REVIEW_DOORS
from reviews.models import ClaimReview
from reviews.publishing import services
from reviews.publishing.models import Correction, FactCheck

CORRECTION_LABELS = {"Proposed": "info", "Published": "success", "Declined": "danger"}


class CorrectionForm(VerdictForm):
    kind = forms.ChoiceField(
        choices=[(kind.value, kind.label) for kind in (Correction.Kind.CORRECTION, Correction.Kind.CLARIFICATION)],
        widget=UnfoldAdminSelectWidget,
    )
    note = forms.CharField(
        max_length=5000, label="Note to readers", widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text="What was wrong and what was changed. It stays on the page for ever.",
    )  # fmt: skip
    field_order = ("kind", "note", "rating", "headline", "explanation")


class RetractForm(RowForm):
    note = forms.CharField(
        max_length=5000, label="Note to readers", widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text="Why the fact-check is withdrawn.",
    )  # fmt: skip


def _propose(review: ClaimReview, *, by: User, **given: Any) -> None:
    services.propose_correction(FactCheck.objects.get(review=review), by=by, **given)


def _is_proposed(correction: Correction) -> bool:
    return correction.state == Correction.State.PROPOSED


@admin.register(ClaimReview)
class PublishableReviewAdmin(ReviewAdmin):
    doors: ClassVar[tuple[Door, ...]] = (
        *REVIEW_DOORS,
        door_of(
            workflow.PUBLISH,
            label="Publish…",
            act=services.publish_review,
            form=RowForm,
            said="Published.",
            hint="The verdict goes at once on its public page, into the feed and into the data for search engines.",
            is_main=True,
        ),
        Door(
            name="correct",
            label="Propose a correction…",
            role=Role.REVIEWER,
            act=_propose,
            is_open=lambda review: workflow.CORRECT.starts_from(review.state),
            form=CorrectionForm,
            said="Proposed: the page changes when a second person approves it.",
            hint="Readers see the note and the new verdict as soon as somebody else on the desk approves them.",
        ),
        door_of(
            workflow.RETRACT,
            label="Retract…",
            act=services.retract_review,
            form=RetractForm,
            said="Retracted: the page says so.",
            hint="The page stays at its address and shows your note instead of the verdict. This cannot be undone.",
        ),
    )

    def context_of(self, row: ClaimReview) -> dict[str, Any]:
        fact_check = FactCheck.objects.filter(review=row).first()
        corrections = fact_check.corrections.order_by("-id") if fact_check else []
        return super().context_of(row) | {"fact_check": fact_check, "corrections": corrections}


class PublishedDeskFilter(DeskFilter):
    lookup = "review__claim__desk"


@admin.register(FactCheck)
class FactCheckAdmin(DeskScopedAdmin):
    when_empty = "Nothing has been published. An approved review becomes a fact-check when an editor publishes it."
    list_display = ("headline", "rating", "published_at", "modified_at", "is_in_force")
    list_filter = (PublishedDeskFilter,)
    view_on_site = False
    change_form_outer_before_template = "publishing/admin/fact_check.html"
    search_fields = ("review__verdict__headline", "review__claim__text", "review__verdict__claimant__name")
    fields = ("review", "slug", "published_by", "published_at", "modified_at", "retracted_at")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[FactCheck]:
        return super().get_queryset(request).select_related("review__verdict__rating", "review__claim")

    def heading_of(self, row: FactCheck) -> str:
        return row.verdict.headline

    @display(description="Headline")
    def headline(self, fact_check: FactCheck) -> str:
        return fact_check.verdict.headline

    @display(description="Rating")
    def rating(self, fact_check: FactCheck) -> str:
        return fact_check.verdict.rating.label

    @display(description="In force", boolean=True)
    def is_in_force(self, fact_check: FactCheck) -> bool:
        return fact_check.retracted_at is None


class CorrectionDeskFilter(DeskFilter):
    lookup = "fact_check__review__claim__desk"


@admin.register(Correction)
class CorrectionAdmin(DoorsAdmin):
    when_empty = "Nothing published has been corrected. A correction is proposed on the page of a published review."
    list_display = ("note", "kind", "state_label", "proposed_by", "proposed_at", "decided_by", "decided_at")
    list_filter = (
        CorrectionDeskFilter,
        ("state", MultipleChoicesDropdownFilter),
        ("kind", MultipleChoicesDropdownFilter),
    )
    list_filter_submit = True
    change_form_outer_before_template = "publishing/admin/correction.html"
    doors: ClassVar[tuple[Door, ...]] = (
        Door(
            name="approve",
            label="Approve",
            role=workflow.CORRECT.role,
            act=services.correct_review,
            is_open=_is_proposed,
            said="Approved: the page shows the correction.",
            is_main=True,
        ),
        Door(
            name="decline",
            label="Decline…",
            role=workflow.CORRECT.role,
            act=services.decline_correction,
            is_open=_is_proposed,
            form=NoteForm,
            said="Declined: the page stays as it is.",
        ),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Correction | None = None) -> list[Any]:
        """None: the page above shows all of it."""
        return []

    def heading_of(self, row: Correction) -> str:
        return f"{row.get_kind_display()} of “{row.before.headline}”"

    @display(description="State", label=CORRECTION_LABELS, ordering="state")
    def state_label(self, correction: Correction) -> str:
        return correction.get_state_display()

    def next_step(self, request: HttpRequest, row: Correction) -> str:
        if not _is_proposed(row):
            return ""
        if row.proposed_by_id == member(request).pk:
            return "Waits for an editor other than you. Readers see no change yet."
        may_decide = self.desk_of(row).allows(member(request), workflow.CORRECT.role)
        step = "Approve it, or decline it and say why." if may_decide else "Waits for an editor."
        return f"{step} Readers see no change yet."

    def context_of(self, row: Correction) -> dict[str, Any]:
        """What the page of a correction shows: both verdicts, and what they say of images and videos as text."""
        after = media.written(row.after.media) if row.after else ""
        return {"correction": row, "media_before": media.written(row.before.media), "media_after": after}

    def desk_of(self, row: Correction) -> Desk:
        return row.fact_check.review.claim.desk

    def get_queryset(self, request: HttpRequest) -> QuerySet[Correction]:
        rows = Correction.objects.filter(fact_check__in=FactCheck.objects.visible_to(member(request)))
        related = ("fact_check__review__claim__desk", "proposed_by", "decided_by", "before__rating", "after__rating")
        return rows.select_related(*related).order_by("-id")

    def doors_for(self, request: HttpRequest, row: Correction) -> list[dict[str, Any]]:
        """Without the approval of one's own proposal."""
        is_mine = row.proposed_by_id == member(request).pk
        return [entry for entry in super().doors_for(request, row) if not (is_mine and entry["door"].name == "approve")]


admin.site.index_template = "publishing/admin/index.html"
admin.site.index_title = "What waits for you"
