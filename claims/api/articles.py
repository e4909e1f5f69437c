"""Articles, their texts and their extractions over REST."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from claims import services
from claims.api.filters import ArticleFilter, ExtractionFilter
from claims.api.inputs import Input, RawText, StrictText, caller, desk_for, require_no_input, require_role
from claims.api.outputs import ArticleOutput, ExtractionOutput, RevisionOutput, SubmissionOutput, shown_articles
from claims.api.permissions import HasScope
from claims.api.shaping import Expansion
from claims.api.viewsets import ApiViewSet
from claims.ingestion.draft import ArticleDraft
from claims.ingestion.textfile import MAX_TEXT_CHARS, read_pasted_text
from claims.models import Article, Extraction, Revision, Role, Scope
from claims.models.article import WEB_ADDRESS


class SubmitArticleInput(Input):
    """One of three: `url` alone; `text` with `title` and `published_on`; or `text` alone in the file form.

    The file form is ` date YYYY-MM-DD Title` on the first line, then a byline, then paragraphs.
    """

    desk = StrictText(required=False, default="", help_text="Slug; needed by members of several desks.")
    url = StrictText(required=False, default="", allow_blank=True, max_length=2000)
    text = RawText(required=False, default="", allow_blank=True, max_length=MAX_TEXT_CHARS, trim_whitespace=False)
    title = StrictText(required=False, default="", allow_blank=True, max_length=500)
    byline = StrictText(required=False, default="", allow_blank=True, max_length=500)
    published_on = serializers.DateField(required=False, allow_null=True, default=None)

    def validate_url(self, value: str) -> str:
        if value:
            WEB_ADDRESS(value)
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs["url"] and not attrs["text"].strip():
            raise serializers.ValidationError({"text": "Give the article's text, or its url."})
        if attrs["text"] and bool(attrs["title"]) != bool(attrs["published_on"]):
            missing = "published_on" if attrs["title"] else "title"
            raise serializers.ValidationError({missing: "A text needs both a title and the day it was published on."})
        return attrs


class ArticleViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet[Article]):
    """Articles of your desks."""

    permission_classes = (IsAuthenticated, HasScope)
    write_scope = Scope.CLAIMS_WRITE
    serializer_class = ArticleOutput
    filterset_class = ArticleFilter
    orderings = ("-id", "id", "-published_on")
    expansions: ClassVar = {"revision": Expansion(Revision, RevisionOutput)}

    def get_queryset(self) -> QuerySet[Article]:
        return shown_articles(Article.objects.visible_to(caller(self.request)), caller(self.request))

    @extend_schema(
        request=SubmitArticleInput,
        responses={
            202: SubmissionOutput,
            200: OpenApiResponse(SubmissionOutput, description="The very same article was here already."),
        },
    )
    def create(self, request: Request) -> Response:
        """Hand in an article. It is stored when this answers; its claims are found in the background."""
        given = SubmitArticleInput(data=request.data)
        given.is_valid(raise_exception=True)
        desk = desk_for(caller(request), given.validated_data["desk"], Role.REVIEWER)
        draft, origin = _read(given.validated_data)
        submission = services.submit_article(draft, desk=desk, origin=origin, by=caller(request))
        status = 200 if submission.stored.outcome == "unchanged" else 202
        return Response(SubmissionOutput.of(submission), status=status)

    @extend_schema(responses=RevisionOutput(many=True), filters=False)
    @action(detail=True, pagination_class=None, filter_backends=[])
    def revisions(self, request: Request, pk: str) -> Response:
        """Every text this article has had, the newest first."""
        rows = Revision.objects.visible_to(caller(request)).filter(article=self.get_object()).order_by("-number")
        return Response(RevisionOutput(rows, many=True).data)


class ExtractionViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet[Extraction]):
    """Runs of a detector on a revision: whether claims were found yet, and why not."""

    permission_classes = (IsAuthenticated, HasScope)
    write_scope = Scope.CLAIMS_WRITE
    serializer_class = ExtractionOutput
    filterset_class = ExtractionFilter
    orderings = ("-id", "id")

    def get_queryset(self) -> QuerySet[Extraction]:
        return Extraction.objects.visible_to(caller(self.request)).select_related("revision__article__desk")

    @extend_schema(request=None, responses={202: ExtractionOutput})
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: str) -> Response:
        """Try a failed extraction again."""
        failed = self.get_object()
        require_role(caller(request), failed.revision.article.desk, Role.REVIEWER)
        require_no_input(request)
        services.retry_extraction(failed, by=caller(request))
        failed.refresh_from_db()
        return Response(ExtractionOutput(failed).data, status=202)


def pasted(given: dict[str, Any]) -> ArticleDraft:
    """The draft of an input that brings the text. Raises UnreadableInput."""
    named = {name: given[name] for name in ("title", "published_on", "byline", "url")}
    return read_pasted_text(given["text"], **named)


def _read(given: dict[str, Any]) -> tuple[ArticleDraft, str]:
    """The draft that an input describes, and how it came in."""
    if not given["text"]:
        known = {name: given[name] for name in ("published_on", "title") if given[name]}
        return services.read_article_at(given["url"], **known), Article.Origin.URL
    return pasted(given), Article.Origin.PASTE if given["title"] else Article.Origin.FILE
