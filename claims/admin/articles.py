"""Articles in the admin: hand in, read with the claims marked, see how their extraction stands."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import smart_split, unescape_string_literal
from unfold.contrib.filters.admin import MultipleChoicesDropdownFilter, RangeDateFilter
from unfold.decorators import display

from claims import services
from claims.admin.doors import Door, DoorsAdmin
from claims.admin.forms import AddClaimForm, HandInForm
from claims.admin.scoped import DeskFilter, DeskScopedAdmin, member
from claims.detection import LANGUAGES
from claims.detection.llm import is_version
from claims.errors import DomainError
from claims.highlights import Span, cut
from claims.ingestion.draft import ArticleDraft
from claims.ingestion.textfile import MAX_TEXT_BYTES, read_pasted_text, read_text_file
from claims.models import Appearance, Article, Desk, Extraction, Revision, Role

EXTRACTION_LABELS = {"Queued": "info", "Finding claims": "warning", "Done": "success", "Failed": "danger"}


class NoticeFilter(admin.SimpleListFilter):
    """By whether the detector that was chosen read the text, or another one had to."""

    title = "read by"
    parameter_name = "read_by"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("chosen", "The chosen detector"), ("another", "Another one, wholly or in part")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Extraction]) -> QuerySet[Extraction]:
        if self.value() == "another":
            return queryset.exclude(notice="")
        return queryset.filter(notice="") if self.value() == "chosen" else queryset


class FailedFilter(admin.SimpleListFilter):
    """By how the extraction of any of an article's texts stands."""

    title = "extraction"
    parameter_name = "extraction"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(value), str(label)) for value, label in Extraction.State.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        if not self.value():
            return queryset
        return queryset.filter(pk__in=Extraction.objects.filter(state=self.value()).values("revision__article"))


def _latest_extraction(article: Article) -> Extraction | None:
    revision = max(article.revisions.all(), key=lambda revision: revision.number)
    return max(revision.extractions.all(), key=lambda extraction: extraction.pk, default=None)


def _has_reader(article: Article, extraction: Extraction | None) -> bool:
    """Whether the detector that read the article knows its language: a language model may know any."""
    if extraction and is_version(extraction.detector_version) and not extraction.notice:
        return True
    return article.language.split("-")[0].lower() in LANGUAGES


def _add_claim(article: Article, *, by: Any, start: int, end: int, text: str, claimant: str) -> None:
    services.add_claim(article.latest_revision, start=start, end=end, by=by, text=text, claimant=claimant)


def _try_again(article: Article, *, by: Any) -> None:
    extraction = _latest_extraction(article)
    if extraction is None:
        raise services.NothingToRetry("Nothing has failed here.")
    services.retry_extraction(extraction, by=by)


def _has_failed(article: Article) -> bool:
    extraction = _latest_extraction(article)
    return extraction is not None and extraction.state == Extraction.State.QUARANTINED


@admin.register(Article)
class ArticleAdmin(DoorsAdmin):
    add_label = "Hand in an article"
    when_empty = "Hand in an article by its web address, as a text file or as pasted text. Its claims are then found."
    list_display = ("title", "published_on", "byline", "extraction_state", "found", "origin", "created_at")
    list_filter = (
        DeskFilter,
        FailedFilter,
        ("published_on", RangeDateFilter),
        ("origin", MultipleChoicesDropdownFilter),
    )
    list_filter_submit = True
    search_fields = ("title", "byline", "url", "source__name")
    search_help_text = "Title, byline, source or address"
    date_hierarchy = "published_on"
    change_form_outer_before_template = "claims/admin/article.html"
    doors: ClassVar[tuple[Door, ...]] = (
        Door(
            name="add",
            label="Add a claim…",
            role=Role.REVIEWER,
            act=_add_claim,
            is_open=lambda article: True,
            form=AddClaimForm,
            said="Added: it is a candidate now.",
            hint="For a claim that the detector missed. Copy the passage from the text, word for word.",
        ),
        Door(
            name="retry",
            label="Try again",
            role=Role.REVIEWER,
            act=_try_again,
            is_open=_has_failed,
            said="Queued again: the claims are being found.",
            is_main=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        revisions = Revision.objects.prefetch_related("extractions").annotate(claim_count=Count("appearances"))
        rows = super().get_queryset(request).select_related("desk", "source")
        return rows.prefetch_related(Prefetch("revisions", revisions.defer("text")))

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[QuerySet[Article], bool]:
        """Those that hold every word, or phrase in quotation marks, each found by an index."""
        for word in smart_split(search_term):
            is_quoted = word[0] in "'\"" and word[0] == word[-1]
            queryset = queryset.holding(unescape_string_literal(word) if is_quoted else word, member(request))
        return queryset, False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return Desk.objects.where_role(member(request), Role.REVIEWER).exists()

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> list[Any]:
        """None: the page above shows all of it."""
        return []

    @display(description="Extraction", label=EXTRACTION_LABELS)
    def extraction_state(self, article: Article) -> str:
        extraction = _latest_extraction(article)
        return extraction.get_state_display() if extraction else "–"

    @display(description="Claims")
    def found(self, article: Article) -> int:
        return max((revision.claim_count for revision in article.revisions.all()), default=0)  # type: ignore[attr-defined]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Hand in an article in one of three ways; a refusal keeps what was typed."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = HandInForm(user=member(request), data=request.POST or None, files=request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                return self._hand_in(request, form.cleaned_data)
            except DomainError as refusal:
                form.add_error(None, str(refusal))
        context = {
            **self.admin_site.each_context(request),
            "title": self.add_label,
            "heading": self.add_label,
            "crumbs": self.crumbs(),
            "opts": self.opts,
            "form": form,
            "media": self.media + form.media,
            "back": reverse("admin:claims_article_changelist"),
        }
        return TemplateResponse(request, "claims/admin/hand_in.html", context)

    def _hand_in(self, request: HttpRequest, given: dict[str, Any]) -> HttpResponse:
        draft, origin = _read(given)
        submission = services.submit_article(draft, desk=given["desk"], origin=origin, by=member(request))
        said = {
            "new": "The article is stored. Its claims are being found.",
            "revised": "The text has changed: it is stored as a new revision. Its claims are being found.",
            "unchanged": "This very article was here already.",
        }[submission.stored.outcome]
        messages.success(request, said)
        return HttpResponseRedirect(reverse("admin:claims_article_change", args=(submission.stored.article.pk,)))

    def context_of(self, row: Article) -> dict[str, Any]:
        """The newest text cut at its claims, and how the finding of them stands."""
        revision = row.latest_revision
        extraction = revision.extractions.order_by("-pk").first()
        appearances = Appearance.objects.filter(revision=revision).select_related("claim__claimant").order_by("start")
        return {
            "article": row,
            "is_readable": _has_reader(row, extraction),
            "revision": revision,
            "pieces": cut(revision.text, [Span(a.start, a.end, a.claim) for a in appearances]),
            "appearances": appearances,
            "extraction": extraction,
        }


@admin.register(Extraction)
class ExtractionAdmin(DeskScopedAdmin):
    """What the workers did and could not do."""

    when_empty = "Every text of an article is read once by the detector. Hand in an article, and its run stands here."
    list_display = (
        "revision",
        "state_label",
        "detector_version",
        "found",
        "dropped",
        "attempts",
        "crashes",
        "created_at",
    )
    list_filter = (("state", MultipleChoicesDropdownFilter), NoticeFilter, ("created_at", RangeDateFilter))
    list_filter_submit = True
    search_fields = ("revision__article__title", "reason", "notice")
    search_help_text = "Article, reason or notice"
    fields = (
        "revision", "state", "reason", "notice", "detector_version", "found", "dropped", "attempts", "crashes",
        "lease_until", "next_attempt_at", "created_at", "finished_at",
    )  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Extraction]:
        return super().get_queryset(request).select_related("revision__article").defer("revision__text")

    @display(description="State", label=EXTRACTION_LABELS, ordering="state")
    def state_label(self, extraction: Extraction) -> str:
        return extraction.get_state_display()


def _read(given: dict[str, Any]) -> tuple[ArticleDraft, str]:
    """The draft that a form describes, and how it came in."""
    known = {name: given[name] for name in ("published_on", "title") if given[name]}
    if given["url"]:
        return services.read_article_at(given["url"], **known), Article.Origin.URL
    if given["file"]:
        return read_text_file(given["file"].read(MAX_TEXT_BYTES + 1), name=given["file"].name), Article.Origin.FILE
    origin = Article.Origin.PASTE if given["title"] else Article.Origin.FILE
    pasted = {name: given[name] for name in ("title", "published_on", "byline")}
    return read_pasted_text(given["text"], **pasted), origin
