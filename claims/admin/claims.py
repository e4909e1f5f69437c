"""Claims in the admin: the queue, and a page with the claim in its context and the moves as buttons."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.text import Truncator
from unfold.contrib.filters.admin import MultipleChoicesDropdownFilter, RangeNumericFilter
from unfold.decorators import action, display

from claims import services, triage
from claims.admin.doors import Door, DoorsAdmin
from claims.admin.forms import DismissForm, EditForm, MergeForm
from claims.admin.history import CLAIM_DEEDS, told
from claims.admin.scoped import DeskFilter, DeskScopedAdmin, member
from claims.admin.versions import VersionedModelForm
from claims.errors import DomainError
from claims.explanation import explained
from claims.highlights import Span, cut
from claims.models import Appearance, Claim, Claimant, Revision, Role
from claims.moves import Move

CLAIM_LABELS = {"Candidate": "info", "Accepted": "success", "Dismissed": "danger", "Duplicate": "warning"}
NEXT_STEPS = {
    "candidate": "Is it worth checking? Accept it, or dismiss it with a reason. "
    "Edit the sentence if it cannot be understood by itself.",
    "dismissed": "Dismissed claims are not checked. Reopen it to make it a candidate again.",
    "duplicate": "The work goes on at the claim that this one was merged into.",
}
LONGEST_CLAIM = 240  # characters of a claim sentence in the list
LONGEST_TITLE = 60  # characters of an article's title in the list


def door_of(move: Move, **given: Any) -> Door:
    """The button of a move: shown where its state allows it, to those whose role does."""
    return Door(name=move.name, role=move.role, is_open=lambda row: move.starts_from(row.state), **given)


CLAIM_DOORS = (
    door_of(triage.ACCEPT, label="Accept", act=services.accept_claim, said="Accepted.", is_main=True),
    door_of(
        triage.DISMISS,
        label="Dismiss…",
        act=services.dismiss_claim,
        form=DismissForm,
        said="Dismissed. You can reopen it.",
    ),
    door_of(
        triage.MERGE,
        label="Merge…",
        act=services.merge_claim,
        form=MergeForm,
        said="Merged. You can reopen it.",
        hint="This claim becomes a duplicate of the one you choose. Its appearances stay with it and count for both.",
    ),
    Door(
        name="edit",
        label="Edit…",
        role=Role.REVIEWER,
        act=services.edit_claim,
        is_open=lambda claim: True,
        form=EditForm,
        said="Changed.",
        hint="The printed quote stays as it is.",
    ),
    door_of(triage.REOPEN, label="Reopen", act=services.reopen_claim, said="Reopened: it is a candidate again."),
)


class ClaimAdmin(DoorsAdmin):
    """Registered by `reviews.admin`, which adds the door to a review."""

    when_empty = "Claims come from articles: hand one in under Articles, and its candidates stand here."
    list_display = ("text_shown", "claimant", "state_label", "worth", "said_on", "where")
    list_filter: ClassVar[tuple[Any, ...]] = (
        DeskFilter,
        ("state", MultipleChoicesDropdownFilter),
        ("kind", MultipleChoicesDropdownFilter),
        ("check_worthiness", RangeNumericFilter),
    )
    list_filter_submit = True
    list_per_page = 50
    ordering = ("-check_worthiness", "-id")
    search_fields = ("text", "claimant__name", "appearances__quote", "appearances__revision__article__title")
    search_help_text = "Claim sentence, quote, claimant or article"
    actions = ("accept_selected", "dismiss_as_opinion", "dismiss_as_trivial")
    change_form_outer_before_template = "claims/admin/claim.html"
    doors: ClassVar[tuple[Door, ...]] = CLAIM_DOORS

    def get_queryset(self, request: HttpRequest) -> QuerySet[Claim]:
        rows = super().get_queryset(request).select_related("desk", "claimant")
        revisions = Revision.objects.select_related("article").defer("text")
        return rows.prefetch_related(Prefetch("appearances__revision", revisions))

    def has_change_permission(self, request: HttpRequest, obj: Claim | None = None) -> bool:
        """For the actions of the list; the page of a claim changes only behind its doors."""
        return obj is None and bool(member(request).is_staff)

    def get_fieldsets(self, request: HttpRequest, obj: Claim | None = None) -> list[Any]:
        """None: the page above shows all of it."""
        return []

    @display(description="Claim", ordering="text")
    def text_shown(self, claim: Claim) -> str:
        return Truncator(claim.text).chars(LONGEST_CLAIM)

    @display(description="State", label=CLAIM_LABELS, ordering="state")
    def state_label(self, claim: Claim) -> str:
        return claim.get_state_display()

    @display(description="Worth", ordering="check_worthiness")
    def worth(self, claim: Claim) -> str:
        return f"{claim.check_worthiness:.2f}" if claim.detector_version else "by hand"

    @display(description="Article")
    def where(self, claim: Claim) -> str:
        titles = dict.fromkeys(appearance.revision.article.title for appearance in claim.appearances.all())
        first = Truncator(next(iter(titles), "–")).chars(LONGEST_TITLE)
        return first if len(titles) < 2 else f"{first} and {len(titles) - 1} more"

    def next_step(self, request: HttpRequest, row: Claim) -> str:
        return NEXT_STEPS.get(row.state, "")

    def context_of(self, row: Claim) -> dict[str, Any]:
        """The claim where it was printed: the newest text it appears in, with its neighbours marked too."""
        newest = row.appearances.order_by("-revision_id", "start").select_related("revision__article").first()
        context: dict[str, Any] = {
            "claim": row,
            "why": explained(row),
            "events": told(row.events.select_related("actor").order_by("-version"), CLAIM_DEEDS),
            "duplicates": row.duplicates.all(),
            "appearances": row.appearances.all(),
        }
        if newest is None:
            return context
        beside = Appearance.objects.filter(revision=newest.revision).select_related("claim").order_by("start")
        spans = [Span(a.start, a.end, a.claim) for a in beside]
        return context | {"article": newest.revision.article, "pieces": cut(newest.revision.text, spans)}

    @action(description="Accept selected")
    def accept_selected(self, request: HttpRequest, queryset: QuerySet[Claim]) -> None:
        self._move_each(request, queryset, services.accept_claim, "accepted")

    @action(description="Dismiss selected as opinion")
    def dismiss_as_opinion(self, request: HttpRequest, queryset: QuerySet[Claim]) -> None:
        self._move_each(request, queryset, services.dismiss_claim, "dismissed", reason="opinion")

    @action(description="Dismiss selected as not worth checking")
    def dismiss_as_trivial(self, request: HttpRequest, queryset: QuerySet[Claim]) -> None:
        self._move_each(request, queryset, services.dismiss_claim, "dismissed", reason="trivial")

    def _move_each(
        self, request: HttpRequest, queryset: QuerySet[Claim], service: Callable[..., None], done: str, **given: Any
    ) -> None:
        """Make the same move on each claim; the ones that refuse it are named, the others go on."""
        moved = 0
        for claim in queryset:
            try:
                if not claim.desk.allows(member(request), Role.REVIEWER):
                    raise DomainError("On this desk you need to be at least reviewer to do this.")
                service(claim, by=member(request), **given)
                moved += 1
            except DomainError as refusal:
                messages.warning(request, f"“{claim}”: {refusal}")
        if moved:
            messages.success(request, f"{moved} {'claim' if moved == 1 else 'claims'} {done}.")


@admin.register(Claimant)
class ClaimantAdmin(DeskScopedAdmin):
    when_empty = "A claimant is whoever made a claim: the detector names them, and so does whoever edits a claim."
    list_display = ("name", "kind", "same_as", "desk")
    list_filter = (DeskFilter, ("kind", MultipleChoicesDropdownFilter))
    list_filter_submit = True
    list_select_related = ("desk",)
    search_fields = ("name",)
    form = VersionedModelForm
    fields = ("desk", "name", "kind", "same_as")
    readonly_fields = ("desk", "name")  # published verdicts name them

    def save_model(self, request: HttpRequest, obj: Claimant, form: Any, change: bool) -> None:
        """As over REST, so that who has read the version before hears of it."""
        obj.change(**{name: form.cleaned_data[name] for name in form.changed_data})

    def has_change_permission(self, request: HttpRequest, obj: Claimant | None = None) -> bool:
        return obj is None or obj.desk.allows(member(request), Role.REVIEWER)
