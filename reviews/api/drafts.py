"""The verdict that is being written, and what still keeps it from going on, over REST."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.inputs import Input, StrictInteger, StrictText, caller, expected_version, require_role, version_headers
from claims.api.permissions import HasScope
from claims.api.schema import MOVED
from claims.api.viewsets import ApiViewSet
from claims.models import Role, Scope
from reviews import blind, gate, services
from reviews.api.inputs import rating_for
from reviews.api.worklist import LARGEST_TOKEN
from reviews.models import ClaimReview, Criterion, Draft, Rating


class DraftInput(Input):
    """What is typed so far; everything may still be empty."""

    token = StrictInteger(min_value=1, max_value=LARGEST_TOKEN, help_text="Of your hold on the claim.")
    rating = StrictInteger(min_value=1, allow_null=True, help_text="Id of a rating, or null.")
    headline = StrictText(allow_blank=True, max_length=200, trim_whitespace=False)
    explanation = StrictText(allow_blank=True, max_length=50_000, trim_whitespace=False)
    ticked = serializers.ListField(
        child=StrictInteger(min_value=1, max_value=2**63 - 1), required=False, max_length=100,
        help_text="Ids of the lines of the checklist that are ticked; left out, they stay as they are.",
    )  # fmt: skip


class DraftOutput(serializers.ModelSerializer[Draft]):
    """A draft; `version` is 0 where none was saved yet. Its words are empty to whoever must not see the verdict yet."""

    rating = serializers.PrimaryKeyRelatedField[Rating](read_only=True, allow_null=True)
    ticked = serializers.SerializerMethodField()
    saved_by = serializers.CharField(source="saved_by.username", read_only=True, default=None, allow_null=True)
    saved_at = serializers.DateTimeField(read_only=True, allow_null=True)

    class Meta:
        model = Draft
        fields = ("version", "rating", "headline", "explanation", "ticked", "saved_by", "saved_at")
        read_only_fields = fields

    def get_ticked(self, draft: Draft) -> list[int]:
        """Ids of the lines of the checklist."""
        return sorted(draft.ticked.values_list("pk", flat=True)) if draft.pk else []


class FindingOutput(serializers.Serializer[Any]):
    """One criterion of the desk: `missing` says what to do, and is empty where it is met.

    `before` is what a required one holds up: *submit*, or *publish* only. `place` is where it is mended.
    """

    code = serializers.CharField(read_only=True)
    label = serializers.CharField(read_only=True)  # type: ignore[assignment]
    why = serializers.CharField(read_only=True)
    level = serializers.ChoiceField(choices=[("required", "Required"), ("advised", "Advised")], read_only=True)
    before = serializers.ChoiceField(choices=[gate.SUBMIT, gate.PUBLISH], read_only=True)
    place = serializers.CharField(read_only=True)
    is_met = serializers.BooleanField(read_only=True)
    missing = serializers.CharField(read_only=True)


class DraftViewSet(ApiViewSet[ClaimReview]):
    """What is written before it is submitted."""

    permission_classes = (IsAuthenticated, HasScope)
    write_scope = Scope.REVIEWS_WRITE
    serializer_class = DraftOutput  # type: ignore[assignment]
    filter_backends = ()
    pagination_class = None

    def get_queryset(self) -> QuerySet[ClaimReview]:
        rows = ClaimReview.objects.visible_to(caller(self.request))
        return rows.select_related("claim__desk", "claim__claimant", "verdict__rating__scale", "reviewer")

    @extend_schema(responses=DraftOutput)
    @action(detail=True, methods=["get"])
    def draft(self, request: Request, pk: str) -> Response:
        """The draft as it was saved last. Its ETag is its version, for `If-Match`."""
        review = self.get_object()
        return self._answer(services.draft_of(review), is_hidden=blind.hides_draft(review, caller(request)))

    @extend_schema(parameters=[MOVED], request=DraftInput, responses=DraftOutput)
    @draft.mapping.put
    def save_draft(self, request: Request, pk: str) -> Response:
        """Save what is typed so far, and hold the claim on. `If-Match` is the version you read, `"0"` for the first."""
        review = self.get_object()
        require_role(caller(request), review.claim.desk, Role.REVIEWER)
        given = DraftInput(data=request.data)
        given.is_valid(raise_exception=True)
        words = self._words(review, dict(given.validated_data))
        return self._answer(
            services.save_draft(review, by=caller(request), expected=expected_version(request), **words)
        )

    @extend_schema(responses=FindingOutput(many=True))
    @action(detail=True, methods=["get"])
    def gate(self, request: Request, pk: str) -> Response:
        """Everything the desk looks at before a verdict is submitted and published, and what is missing."""
        review = self.get_object()
        found = gate.report(review, hides_verdict=blind.hides_draft(review, caller(request)))
        return Response(FindingOutput(found, many=True).data)

    def _words(self, review: ClaimReview, given: dict[str, Any]) -> dict[str, Any]:
        rating = rating_for(caller(self.request), given["rating"]) if given["rating"] is not None else None
        ticked = _lines(review, given["ticked"]) if "ticked" in given else None
        return given | {"rating": rating, "ticked": ticked}

    def _answer(self, draft: Draft, *, is_hidden: bool = False) -> Response:
        if is_hidden:
            draft.rating, draft.headline, draft.explanation = None, "", ""
        return Response(DraftOutput(draft).data, headers=version_headers(draft.version))


def _lines(review: ClaimReview, ids: list[int]) -> list[Criterion]:
    """The lines of the checklist of the review's desk; a 400 where one of them is none."""
    lines = list(Criterion.objects.filter(desk=review.claim.desk_id, code="", pk__in=ids))
    if len(lines) != len(set(ids)):
        raise serializers.ValidationError({"ticked": ["There is no such line on this desk's checklist."]})
    return lines
