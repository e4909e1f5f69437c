"""Files as evidence, and the kept copies of pages, over REST."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from claims import scanning
from claims.api.inputs import Input, StrictText, caller, expected_version, require_no_input, require_role
from claims.api.permissions import HasScope
from claims.api.schema import MOVED
from claims.api.viewsets import ApiViewSet
from claims.models import Role, Scope
from reviews import services
from reviews.api.outputs import COPIES, EvidenceOutput, SnapshotOutput
from reviews.filetypes import MAX_BYTES
from reviews.models import ClaimReview, Evidence, Snapshot

ROOM_FOR_THE_REST = 200_000  # bytes of a body beside the file in it
BINARY = OpenApiResponse(OpenApiTypes.BINARY, description="The bytes, as an attachment.")
# Whatever a browser makes of it: it runs nothing, belongs to no site, and is not shown in a page of ours.
SANDBOX = {"Content-Security-Policy": "sandbox; default-src 'none'", "X-Content-Type-Options": "nosniff",
           "Cache-Control": "private, no-store"}  # fmt: skip


class EvidenceFileInput(Input):
    """A document or a picture (PDF, PNG, JPEG, GIF, WebP; at most 20 MB) with its stance, as multipart/form-data."""

    file = serializers.FileField(allow_empty_file=True)
    stance = serializers.ChoiceField(choices=Evidence.Stance.choices)
    title = StrictText(required=False, default="", allow_blank=True, max_length=300)
    quote = StrictText(required=False, default="", allow_blank=True, max_length=10_000)
    note = StrictText(required=False, default="", allow_blank=True, max_length=5000)
    order = serializers.ChoiceField(required=False, default="", choices=Evidence.Order.choices)
    interests = StrictText(required=False, default="", allow_blank=True, max_length=500)
    accessed_on = serializers.DateField(required=False, allow_null=True, default=None)


def attachment(content: Any, *, name: str, content_type: str) -> FileResponse:
    """Bytes that a browser saves and never shows. Served from nowhere else, and under no name that they gave."""
    return FileResponse(content, as_attachment=True, filename=name, content_type=content_type, headers=SANDBOX)


class EvidenceFileViewSet(ApiViewSet[Any]):
    """Files handed in for a review."""

    serializer_class = EvidenceOutput

    permission_classes = (IsAuthenticated, HasScope)
    write_scope = Scope.REVIEWS_WRITE
    parser_classes = (MultiPartParser,)

    def get_queryset(self) -> QuerySet[ClaimReview]:
        return ClaimReview.objects.visible_to(caller(self.request)).select_related("claim__desk")

    @extend_schema(
        parameters=[MOVED], request={"multipart/form-data": EvidenceFileInput}, responses={201: EvidenceOutput}
    )
    @action(detail=True, methods=["post"])
    def files(self, request: Request, pk: str) -> Response:
        """Add a document or a picture as evidence. What it is, its content decides, not its name.

        Where files are scanned for viruses, 503 is also the answer while the scanner does not answer.
        """
        review = self.get_object()
        require_role(caller(request), review.claim.desk, Role.REVIEWER)
        if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BYTES + ROOM_FOR_THE_REST:
            raise RequestDataTooBig
        given = EvidenceFileInput(data=request.data)
        given.is_valid(raise_exception=True)
        file = given.validated_data["file"]
        version = expected_version(request)
        scanning.require_clean(file)
        evidence = services.add_evidence_file(
            review, name=file.name or "", by=caller(request), expected=version, **given.validated_data
        )
        row = Evidence.objects.select_related("added_by", "upload").prefetch_related(COPIES).get(pk=evidence.pk)
        return Response(EvidenceOutput(row).data, status=201)


class EvidenceDoorViewSet(ApiViewSet[Evidence]):
    """What is kept of single pieces of evidence."""

    serializer_class = EvidenceOutput

    permission_classes = (IsAuthenticated, HasScope)

    def get_queryset(self) -> QuerySet[Evidence]:
        reviews = ClaimReview.objects.visible_to(caller(self.request))
        return Evidence.objects.filter(review__in=reviews).select_related("upload")

    @extend_schema(responses={(200, "application/octet-stream"): BINARY}, filters=False)
    @action(detail=True, pagination_class=None, filter_backends=[])
    def file(self, request: Request, pk: str) -> FileResponse:
        """The file that was handed in, to be saved. 404 for evidence that is a page."""
        upload = getattr(self.get_object(), "upload", None)
        if upload is None or not upload.file.storage.exists(str(upload.file.name)):
            raise Http404
        return attachment(upload.file.open("rb"), name=upload.name, content_type="application/octet-stream")


class SnapshotViewSet(mixins.RetrieveModelMixin, ApiViewSet[Snapshot]):
    """Kept copies of the pages that evidence cites."""

    permission_classes = (IsAuthenticated, HasScope)
    write_scope = Scope.REVIEWS_WRITE
    serializer_class = SnapshotOutput

    def get_queryset(self) -> QuerySet[Snapshot]:
        rows = Snapshot.objects.visible_to(caller(self.request))
        return rows.select_related("evidence__review__claim__desk")

    @extend_schema(responses={(200, "text/plain"): OpenApiTypes.STR}, filters=False)
    @action(detail=True, pagination_class=None, filter_backends=[])
    def text(self, request: Request, pk: str) -> HttpResponse:
        """The readable words of the copy; `quote_start` and `quote_end` count its code points."""
        row = self.get_object()
        return HttpResponse(row.text, content_type="text/plain; charset=utf-8", headers=SANDBOX)

    @extend_schema(responses={(200, "application/octet-stream"): BINARY}, filters=False)
    @action(detail=True, pagination_class=None, filter_backends=[])
    def warc(self, request: Request, pk: str) -> FileResponse:
        """The copy as WARC 1.1. 404 where it has none: not fetched, or the same as an earlier one (see `sha256`)."""
        row = self.get_object()
        if not row.warc.name or not row.warc.storage.exists(row.warc.name):
            raise Http404
        name = f"evidence-{row.evidence_id}-copy-{row.number}.warc.gz"
        return attachment(row.warc.open("rb"), name=name, content_type="application/octet-stream")

    @extend_schema(request=Input, responses={202: SnapshotOutput})
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: str) -> Response:
        """Try a copy again that could not be made."""
        snapshot = self.get_object()
        require_role(caller(request), snapshot.evidence.review.claim.desk, Role.REVIEWER)
        require_no_input(request)
        services.retry_snapshot(snapshot, by=caller(request))
        snapshot.refresh_from_db()
        return Response(SnapshotOutput(snapshot).data, status=202)
