"""Right of reply over REST: who was asked, until when, and what came of it."""

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.filters import Filters, IdFilter
from claims.api.inputs import Input, StrictText, caller, expected_version, require_role
from claims.api.permissions import HasScope
from claims.api.schema import MOVED
from claims.api.viewsets import ApiViewSet
from claims.models import Role, Scope
from reviews import services
from reviews.models import ClaimReview, ReplyRequest


class AskInput(Input):
    """Who was asked to reply, and how. Without `answer_until` they have the days that the desk gives."""

    asked = StrictText(max_length=200)
    channel = StrictText(required=False, default="", allow_blank=True, max_length=100)
    asked_at = serializers.DateTimeField(required=False, allow_null=True, default=None)
    answer_until = serializers.DateTimeField(required=False, allow_null=True, default=None)


class ReplyInput(Input):
    outcome = serializers.ChoiceField(choices=[c for c in ReplyRequest.Outcome.choices if c[0] != "waiting"])
    answer = StrictText(
        required=False, default="", allow_blank=True, max_length=50_000, help_text="In their own words."
    )


class ReplyRequestOutput(serializers.ModelSerializer[ReplyRequest]):
    logged_by = serializers.CharField(source="logged_by.username", read_only=True)

    class Meta:
        model = ReplyRequest
        fields = (
            "id", "review", "asked", "channel", "asked_at", "answer_until", "outcome", "answer", "answered_at",
            "logged_by", "created_at",
        )  # fmt: skip
        read_only_fields = fields


class ReviewRepliesViewSet(ApiViewSet[Any]):
    """The requests for a reply that a review made."""

    serializer_class = ReplyRequestOutput

    permission_classes = (IsAuthenticated, HasScope)
    write_scope = Scope.REVIEWS_WRITE

    def get_queryset(self) -> QuerySet[ClaimReview]:
        return ClaimReview.objects.visible_to(caller(self.request)).select_related("claim__desk")

    @extend_schema(methods=["get"], responses=ReplyRequestOutput(many=True), filters=False)
    @extend_schema(parameters=[MOVED], methods=["post"], request=AskInput, responses={201: ReplyRequestOutput})
    @action(detail=True, methods=["get", "post"], url_path="reply-requests", pagination_class=None, filter_backends=[])
    def reply_requests(self, request: Request, pk: str) -> Response:
        """Who was asked for a reply, oldest first; POST logs that somebody was."""
        review = self.get_object()
        if request.method == "GET":
            rows = review.reply_requests.select_related("logged_by").order_by("id")
            return Response(ReplyRequestOutput(rows, many=True).data)
        require_role(caller(request), review.claim.desk, Role.REVIEWER)
        given = AskInput(data=request.data)
        given.is_valid(raise_exception=True)
        version = expected_version(request)
        row = services.ask_for_reply(review, by=caller(request), expected=version, **given.validated_data)
        return Response(ReplyRequestOutput(row).data, status=201)


class ReplyRequestFilter(Filters):
    desk = filters.CharFilter(field_name="review__claim__desk__slug")
    review = IdFilter(field_name="review")
    outcome = filters.MultipleChoiceFilter(choices=ReplyRequest.Outcome.choices, distinct=False)
    overdue = filters.BooleanFilter(method="that_are_overdue", label="Without an answer, and past the deadline.")

    class Meta:
        model = ReplyRequest
        fields: tuple[str, ...] = ()

    def that_are_overdue(self, queryset: Any, name: str, value: bool) -> Any:
        return queryset.overdue() if value else queryset.exclude(pk__in=ReplyRequest.objects.overdue().values("pk"))


class ReplyRequestViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet[ReplyRequest]):
    """Requests for a reply, of all reviews of your desks."""

    permission_classes = (IsAuthenticated, HasScope)
    write_scope = Scope.REVIEWS_WRITE
    serializer_class = ReplyRequestOutput
    filterset_class = ReplyRequestFilter
    orderings = ("-id", "id", "answer_until")

    def get_queryset(self) -> QuerySet[ReplyRequest]:
        rows = ReplyRequest.objects.visible_to(caller(self.request))
        return rows.select_related("logged_by", "review__claim__desk")

    @extend_schema(parameters=[MOVED], request=ReplyInput, responses=ReplyRequestOutput)
    @action(detail=True, methods=["post"])
    def log(self, request: Request, pk: str) -> Response:
        """Log what came of it. An answer stays as it was given."""
        row = self.get_object()
        require_role(caller(request), row.review.claim.desk, Role.REVIEWER)
        given = ReplyInput(data=request.data)
        given.is_valid(raise_exception=True)
        version = expected_version(request)
        services.log_reply(row, by=caller(request), expected=version, **given.validated_data)
        return Response(ReplyRequestOutput(row).data)
