"""Comments on reviews over REST."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.inputs import Input, StrictInteger, StrictText, caller, require_no_input, require_role
from claims.api.permissions import HasScope
from claims.api.viewsets import ApiViewSet
from claims.models import Role, Scope
from reviews import services
from reviews.models import ClaimReview, Comment


class CommentInput(Input):
    """A remark: on the review, on a `passage` of its claim, headline, explanation or evidence, or on another remark."""

    body = StrictText(max_length=5000, help_text="`@username` tells a member of the desk.")
    place = serializers.ChoiceField(required=False, default="review", choices=Comment.Place.choices)
    passage = StrictText(required=False, default="", allow_blank=True, max_length=5000)
    parent = StrictInteger(required=False, allow_null=True, default=None, min_value=1)  # type: ignore[assignment]


class CommentOutput(serializers.ModelSerializer[Comment]):
    author = serializers.CharField(source="author.username", read_only=True)
    resolved_by = serializers.CharField(source="resolved_by.username", read_only=True, default=None, allow_null=True)

    class Meta:
        model = Comment
        fields = (
            "id", "review", "parent", "place", "passage", "body", "author", "created_at", "resolved_by", "resolved_at",
        )  # fmt: skip
        read_only_fields = fields


class ReviewCommentsViewSet(ApiViewSet[Any]):
    """The comments of a review."""

    serializer_class = CommentOutput

    permission_classes = (IsAuthenticated, HasScope)
    write_scope = Scope.REVIEWS_WRITE

    def get_queryset(self) -> QuerySet[ClaimReview]:
        return ClaimReview.objects.visible_to(caller(self.request)).select_related("claim__desk", "reviewer", "verdict")

    @extend_schema(methods=["get"], responses=CommentOutput(many=True), filters=False)
    @extend_schema(methods=["post"], request=CommentInput, responses={201: CommentOutput})
    @action(detail=True, methods=["get", "post"], pagination_class=None, filter_backends=[])
    def comments(self, request: Request, pk: str) -> Response:
        """The conversation, oldest first; POST adds a remark or a reply."""
        review = self.get_object()
        if request.method == "GET":
            rows = review.comments.select_related("author", "resolved_by").order_by("id")
            return Response(CommentOutput(rows, many=True).data)
        require_role(caller(request), review.claim.desk, Role.REVIEWER)
        given = CommentInput(data=request.data)
        given.is_valid(raise_exception=True)
        wanted = dict(given.validated_data)
        wanted["parent"] = _parent(review, wanted["parent"])
        comment = services.add_comment(review, by=caller(request), **wanted)
        return Response(CommentOutput(comment).data, status=201)


def _parent(review: ClaimReview, pk: int | None) -> Comment | None:
    if pk is None:
        return None
    parent = review.comments.select_related("parent").filter(pk=pk).first()
    if parent is None:
        raise serializers.ValidationError({"parent": ["There is no such comment on this review."]})
    return parent


class CommentViewSet(mixins.RetrieveModelMixin, ApiViewSet[Comment]):
    """Single comments."""

    permission_classes = (IsAuthenticated, HasScope)
    write_scope = Scope.REVIEWS_WRITE
    serializer_class = CommentOutput

    def get_queryset(self) -> QuerySet[Comment]:
        rows = Comment.objects.visible_to(caller(self.request))
        return rows.select_related("author", "resolved_by", "review__claim__desk")

    @extend_schema(request=Input, responses=CommentOutput)
    @action(detail=True, methods=["post"])
    def resolve(self, request: Request, pk: str) -> Response:
        """Settle a remark with its thread."""
        return self._settle(request, services.resolve_comment)

    @extend_schema(request=Input, responses=CommentOutput)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: str) -> Response:
        """Take up a settled remark again."""
        return self._settle(request, services.reopen_comment)

    def _settle(self, request: Request, act: Any) -> Response:
        comment = self.get_object()
        require_role(caller(request), comment.review.claim.desk, Role.REVIEWER)
        require_no_input(request)
        act(comment, by=caller(request))
        return Response(CommentOutput(comment).data)
