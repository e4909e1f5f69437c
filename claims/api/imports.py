"""Imports over REST: hand over a file or an address, see how far it is, and what of it was refused."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from claims import importing, scanning, services
from claims.api.filters import ImportFilter
from claims.api.inputs import Input, StrictText, caller, desk_for, require_no_input, require_role
from claims.api.parsing import StrictJSONParser
from claims.api.permissions import HasScope
from claims.api.viewsets import ApiViewSet
from claims.importing import MAX_BYTES
from claims.ingestion.reading import one_line
from claims.models import Desk, Import, ImportEvent, ImportRefusal, Role, Scope
from claims.models.article import WEB_ADDRESS

ROOM_FOR_THE_REST = 200_000  # bytes of a body beside the file in it


class ImportInput(Input):
    """One of two: the `url` of a feed, a page of fact-checks, an archive or a `claims:search`; or a `file`.

    A file comes as multipart/form-data.
    """

    desk = StrictText(required=False, default="", help_text="Slug; needed by members of several desks.")
    url = StrictText(required=False, default="", allow_blank=True, max_length=2000)
    file = serializers.FileField(required=False, default=None, allow_empty_file=True)
    published_on = serializers.DateField(
        required=False, allow_null=True, default=None, help_text="For documents that do not say their day."
    )

    def validate_url(self, value: str) -> str:
        if value:
            WEB_ADDRESS(value)
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if bool(attrs["url"]) == (attrs["file"] is not None):
            raise serializers.ValidationError({"url": "Give a url, or a file as multipart/form-data."})
        return attrs


class ImportOutput(serializers.ModelSerializer[Import]):
    """How far an import is. `seen` entries were read; each is new, changed, unchanged or refused.

    `is_retriable`: it failed, and can be tried again. The file or the key of one that failed is kept for a week. A key
    in the address of a `claims:search` is used and never shown.
    """

    desk = serializers.SlugRelatedField[Desk](slug_field="slug", read_only=True)
    is_retriable = serializers.BooleanField(read_only=True)

    class Meta:
        model = Import
        fields = (
            "id", "desk", "name", "url", "kind", "state", "reason", "seen", "new", "changed", "unchanged", "refused",
            "created_at", "finished_at", "is_retriable",
        )  # fmt: skip
        read_only_fields = fields


class ImportEventOutput(serializers.ModelSerializer[ImportEvent]):
    """What somebody did to an import; `data` has how far it was and why it had failed."""

    actor = serializers.CharField(source="actor.username", read_only=True, default=None, allow_null=True)
    data = serializers.DictField(read_only=True)  # type: ignore[assignment]

    class Meta:
        model = ImportEvent
        fields = ("version", "name", "actor", "note", "data", "created_at")
        read_only_fields = fields


class ImportRefusalOutput(serializers.ModelSerializer[ImportRefusal]):
    """An entry that was not taken, counted from 1, and why."""

    class Meta:
        model = ImportRefusal
        fields = ("entry", "reason")
        read_only_fields = fields


class ImportViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet[Import]):
    """Files and addresses that your desks have imported."""

    permission_classes = (IsAuthenticated, HasScope)
    write_scope = Scope.CLAIMS_WRITE
    parser_classes = (StrictJSONParser, MultiPartParser)
    serializer_class = ImportOutput
    filterset_class = ImportFilter
    orderings = ("-id", "id")

    def get_queryset(self) -> QuerySet[Import]:
        return Import.objects.visible_to(caller(self.request)).select_related("desk")

    @extend_schema(
        request={"application/json": ImportInput, "multipart/form-data": ImportInput}, responses={202: ImportOutput}
    )
    def create(self, request: Request) -> Response:
        """Hand over a file or an address. It is read in the background; ask for the import until it is done.

        Where files are scanned for viruses, 503 is also the answer while the scanner does not answer.
        """
        if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BYTES + ROOM_FOR_THE_REST:
            raise RequestDataTooBig
        form = ImportInput(data=request.data)
        form.is_valid(raise_exception=True)
        given = form.validated_data
        known = {"desk": desk_for(caller(request), given["desk"], Role.REVIEWER), "published_on": given["published_on"]}
        if given["url"]:
            row = services.import_address(given["url"], by=caller(request), **known)
        else:
            name = one_line(given["file"].name, 200) or "file"
            scanning.require_clean(given["file"])
            row = services.import_file(given["file"], name=name, by=caller(request), **known)
        return Response(ImportOutput(self.get_queryset().get(pk=row.pk)).data, status=202)

    @extend_schema(responses=ImportRefusalOutput(many=True), filters=False)
    @action(detail=True, pagination_class=None, filter_backends=[])
    def report(self, request: Request, pk: str) -> Response:
        """The first thousand entries that were refused, in their order, each with the reason."""
        return Response(ImportRefusalOutput(self.get_object().refusals.all(), many=True).data)

    @extend_schema(request=Input, responses={202: ImportOutput})
    @action(detail=True, methods=["post"], parser_classes=[StrictJSONParser])
    def retry(self, request: Request, pk: str) -> Response:
        """Try a failed import again: a file or pages are read on behind what is stored, an address is read anew."""
        failed = self.get_object()
        require_role(caller(request), failed.desk, importing.RETRY.role)
        require_no_input(request)
        services.retry_import(failed, by=caller(request))
        return Response(ImportOutput(failed).data, status=202)

    @extend_schema(responses=ImportEventOutput(many=True), filters=False)
    @action(detail=True, pagination_class=None, filter_backends=[])
    def events(self, request: Request, pk: str) -> Response:
        """What people did to the import after it was handed over, the oldest first."""
        rows = self.get_object().events.select_related("actor")
        return Response(ImportEventOutput(rows, many=True).data)
