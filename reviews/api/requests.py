"""Readers' requests over REST: anybody may ask; the desk's people see, group and decline."""

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.exceptions import Throttled
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.filters import Filters, IdFilter
from claims.api.inputs import Input, StrictInteger, StrictText, caller, require_no_input, require_role
from claims.api.permissions import HasScope
from claims.api.viewsets import ApiViewSet
from claims.callers import address_of
from claims.models import Claim, Desk, Role, Scope
from claims.models.article import WEB_ADDRESS
from reviews import limits, readers, services
from reviews.models import ReaderRequest


class AskToCheckInput(Input):
    """What should be checked: `text`, `url`, or both. With `email`, the reader is asked to confirm it by mail."""

    desk = StrictText(max_length=50, help_text="Slug.")
    text = StrictText(required=False, default="", allow_blank=True, max_length=2000)
    url = StrictText(required=False, default="", allow_blank=True, max_length=2000)
    email = serializers.EmailField(required=False, default="", allow_blank=True, max_length=254)

    def validate_url(self, value: str) -> str:
        if value:
            WEB_ADDRESS(value)
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not (attrs["text"] or attrs["url"]):
            raise serializers.ValidationError({"text": "Say what should be checked: a sentence, a link, or both."})
        return attrs


class GroupInput(Input):
    claim = StrictInteger(min_value=1, help_text="Id of a claim of the desk.")


class ReaderRequestOutput(serializers.ModelSerializer[ReaderRequest]):
    """What a reader asks. Mail addresses are not shown; `wants_answer` says whether one was confirmed."""

    desk = serializers.SlugRelatedField[Desk](slug_field="slug", read_only=True)
    wants_answer = serializers.SerializerMethodField()

    class Meta:
        model = ReaderRequest
        fields = ("id", "desk", "text", "url", "state", "claim", "wants_answer", "told_at", "created_at")
        read_only_fields = fields

    def get_wants_answer(self, row: ReaderRequest) -> bool:
        return bool(row.email and row.confirmed_at)


class SimilarClaimOutput(serializers.ModelSerializer[Claim]):
    likeness = serializers.FloatField(read_only=True)

    class Meta:
        model = Claim
        fields = ("id", "text", "state", "likeness")
        read_only_fields = fields


class TakenOutput(serializers.Serializer[None]):
    said = serializers.CharField(read_only=True)


class ReaderRequestFilter(Filters):
    desk = filters.CharFilter(field_name="desk__slug")
    state = filters.MultipleChoiceFilter(choices=ReaderRequest.State.choices, distinct=False)
    claim = IdFilter(field_name="claim")

    class Meta:
        model = ReaderRequest
        fields: tuple[str, ...] = ()


class ReaderRequestViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet[ReaderRequest]):
    """What readers ask your desks to check."""

    write_scope = Scope.REVIEWS_WRITE
    serializer_class = ReaderRequestOutput
    filterset_class = ReaderRequestFilter
    orderings = ("-id", "id")

    def get_permissions(self) -> list[Any]:
        """Asking is open to everybody; all else is the desk's."""
        return [AllowAny()] if self.action == "create" else [IsAuthenticated(), HasScope()]

    def get_queryset(self) -> QuerySet[ReaderRequest]:
        return ReaderRequest.objects.visible_to(caller(self.request)).select_related("desk")

    @extend_schema(
        request=AskToCheckInput,
        responses={
            202: TakenOutput,
        },
    )
    def create(self, request: Request) -> Response:
        """Ask a desk to check something. No token is needed; how often one may ask is limited."""
        given = AskToCheckInput(data=request.data)
        given.is_valid(raise_exception=True)
        wanted = dict(given.validated_data)
        desk = readers.desks_that_are_asked().filter(slug=wanted.pop("desk")).first()
        if desk is None:
            raise serializers.ValidationError({"desk": ["There is no such desk."]})
        try:
            limits.count_request(address_of(request.META), email=wanted["email"])
        except limits.TooMany as refusal:
            raise Throttled(wait=refusal.seconds, detail=str(refusal)) from None
        services.take_request(desk, **wanted)
        return Response({"said": "Thank you. The desk reads every request."}, status=202)

    @extend_schema(responses=SimilarClaimOutput(many=True), filters=False)
    @action(detail=True, pagination_class=None, filter_backends=[])
    def similar(self, request: Request, pk: str) -> Response:
        """The claims of the desk that say nearly the same, the likest first; at most five."""
        return Response(SimilarClaimOutput(readers.similar_claims(self.get_object()), many=True).data)

    @extend_schema(request=GroupInput, responses=ReaderRequestOutput)
    @action(detail=True, methods=["post"])
    def group(self, request: Request, pk: str) -> Response:
        """Put the request with a claim: its priority rises, and the reader hears of its fact-check."""
        row = self._open(request)
        given = GroupInput(data=request.data)
        given.is_valid(raise_exception=True)
        claim = Claim.objects.visible_to(caller(request)).filter(pk=given.validated_data["claim"]).first()
        if claim is None:
            raise serializers.ValidationError({"claim": ["There is no such claim."]})
        services.group_request(row, claim=claim, by=caller(request))
        return Response(ReaderRequestOutput(row).data)

    @extend_schema(request=Input, responses=ReaderRequestOutput)
    @action(detail=True, methods=["post"], url_path="make-claim")
    def make_claim(self, request: Request, pk: str) -> Response:
        """Make a candidate of the reader's words, and put the request with it."""
        row = self._open(request)
        require_no_input(request)
        services.make_claim_of_request(row, by=caller(request))
        return Response(ReaderRequestOutput(row).data)

    @extend_schema(request=Input, responses=ReaderRequestOutput)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, pk: str) -> Response:
        """Do not take it up. The reader's address is forgotten."""
        row = self._open(request)
        require_no_input(request)
        services.decline_request(row, by=caller(request))
        return Response(ReaderRequestOutput(row).data)

    def _open(self, request: Request) -> ReaderRequest:
        row = self.get_object()
        require_role(caller(request), row.desk, Role.REVIEWER)
        return row
