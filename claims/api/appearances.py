"""Where claims were printed, over REST: as rows and as W3C Web Annotations; and the texts they are printed in."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import mixins
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from claims import annotations
from claims.api.filters import AppearanceFilter, RevisionFilter
from claims.api.inputs import caller
from claims.api.outputs import (
    AppearanceRowOutput,
    ArticleOutput,
    ClaimOutput,
    RevisionOutput,
    RevisionRowOutput,
    shown_articles,
    shown_claims,
    with_article,
)
from claims.api.permissions import HasScope
from claims.api.shaping import Expansion
from claims.api.viewsets import ApiViewSet
from claims.models import Appearance, Article, Claim, Revision


class AnnotationRenderer(JSONRenderer):
    """JSON-LD for whoever asks for it, with or without naming the annotations' profile."""

    media_type = "application/ld+json"
    format = "annotation"


class AppearanceViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet[Appearance]):
    """Where the claims of your desks were printed."""

    permission_classes = (IsAuthenticated, HasScope)
    serializer_class = AppearanceRowOutput
    filterset_class = AppearanceFilter
    orderings = ("-id", "id")
    expansions: ClassVar = {
        "article": Expansion(Article, ArticleOutput, shown_articles),
        "claim": Expansion(Claim, ClaimOutput, shown_claims),
        "revision": Expansion(Revision, RevisionOutput),
    }

    def get_queryset(self) -> QuerySet[Appearance]:
        rows = with_article(Appearance.objects.visible_to(caller(self.request)))
        return rows.select_related("claim", "revision__article") if self.action == "retrieve" else rows

    def get_renderers(self) -> list[Any]:
        """One appearance is an annotation as well; a list is not."""
        return [*super().get_renderers(), *([AnnotationRenderer()] if self.action == "retrieve" else [])]

    @extend_schema(
        responses={
            (200, "application/json"): AppearanceRowOutput,
            (200, "application/ld+json"): OpenApiResponse(OpenApiTypes.OBJECT, description="A W3C Web Annotation."),
        }
    )
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One appearance; asked for `application/ld+json`, as a W3C Web Annotation with quote and position."""
        row = self.get_object()
        if request.accepted_renderer.format != AnnotationRenderer.format:
            return Response(self.get_serializer(row).data)
        return Response(annotations.annotation(_span(row, request)), content_type=annotations.MEDIA_TYPE)


class RevisionViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet[Revision]):
    """The immutable texts that offsets count in."""

    permission_classes = (IsAuthenticated, HasScope)
    filterset_class = RevisionFilter
    orderings = ("-id", "id")

    def get_queryset(self) -> QuerySet[Revision]:
        rows = Revision.objects.visible_to(caller(self.request))
        return rows if self.action == "retrieve" else rows.defer("text")

    def get_serializer_class(self) -> type[RevisionRowOutput]:
        """A list has no words."""
        return RevisionOutput if self.action == "retrieve" else RevisionRowOutput


def _span(row: Appearance, request: Request) -> annotations.Span:
    return annotations.Span(
        address=reverse("appearance-detail", args=(row.pk,), request=request),
        source=reverse("revision-detail", args=(row.revision_id,), request=request),
        text=row.revision.text,
        start=row.start,
        end=row.end,
        claim=row.claim.text,
        language=row.revision.article.language,
        created_at=row.created_at,
        printed_at=row.revision.article.url,
    )
