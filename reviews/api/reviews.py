"""Claim reviews, their evidence and their moves over REST."""

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.filters import DeskSlugFilter, Filters, IdFilter
from claims.api.inputs import Input, MoveInput, caller, expected_version, require_role, version_headers
from claims.api.outputs import ClaimOutput, shown_claims
from claims.api.permissions import HasScope
from claims.api.schema import MOVED
from claims.api.shaping import Expansion
from claims.api.viewsets import ApiViewSet
from claims.models import Claim, Role, Scope, User
from reviews import services, workflow
from reviews.api.inputs import EvidenceInput, OpenReviewInput, ReturnInput, VerdictInput, verdict_from
from reviews.api.outputs import (
    COPIES,
    EVIDENCE,
    EvidenceOutput,
    ReviewEventOutput,
    ReviewOutput,
    VerdictOutput,
)
from reviews.blind import hidden_from
from reviews.models import ClaimReview, Evidence


class ReviewFilter(Filters):
    desk = DeskSlugFilter(field_name="claim__desk")
    state = filters.MultipleChoiceFilter(choices=ClaimReview.State.choices, distinct=False)
    claim = IdFilter(field_name="claim")
    reviewer = filters.CharFilter(field_name="reviewer__username")

    class Meta:
        model = ClaimReview
        fields: tuple[str, ...] = ()


def shown_reviews(rows: QuerySet[ClaimReview], user: User) -> QuerySet[ClaimReview]:
    """Reviews with all that is shown of them, each with whether its verdict is still hidden from `user`."""
    related = ("claim__desk", "reviewer", "approver", "verdict__rating", "verdict__author")
    shown = rows.annotate(is_verdict_hidden=hidden_from(user))
    return shown.select_related(*related).prefetch_related(EVIDENCE)


class ReviewsOfDesks(ApiViewSet[ClaimReview]):
    """Reviews of the caller's desks, each with whether its verdict is still hidden from them."""

    def get_queryset(self) -> QuerySet[ClaimReview]:
        return shown_reviews(ClaimReview.objects.visible_to(caller(self.request)), caller(self.request))

    def prepare(self, role: Role, form: type[Input]) -> tuple[ClaimReview, dict[str, Any]]:
        """The review, and what a command on it was given, once the caller may try it."""
        review = self.get_object()
        require_role(caller(self.request), review.claim.desk, role)
        given = form(data=self.request.data)
        given.is_valid(raise_exception=True)
        return review, dict(given.validated_data)

    def answer(self, review: ClaimReview, status: int = 200) -> Response:
        """The review as it stands now, with its version."""
        return told(self.get_queryset().get(pk=review.pk), status)


def told(row: ClaimReview, status: int = 200) -> Response:
    """A row of `shown_reviews` as an answer, with its version."""
    return Response(ReviewOutput(row).data, status=status, headers=version_headers(row.version))


class ReviewViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ReviewsOfDesks):
    """Claim reviews of your desks."""

    permission_classes = (IsAuthenticated, HasScope)
    write_scope = Scope.REVIEWS_WRITE
    serializer_class = ReviewOutput
    filterset_class = ReviewFilter
    orderings = ("-id", "id")
    expansions: ClassVar = {"claim": Expansion(Claim, ClaimOutput, shown_claims)}

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One review. Its ETag is its version, for `If-Match`."""
        return told(self.get_object())

    @extend_schema(request=OpenReviewInput, responses={201: ReviewOutput})
    def create(self, request: Request) -> Response:
        """Begin to check an accepted claim; you become its reviewer."""
        given = OpenReviewInput(data=request.data)
        given.is_valid(raise_exception=True)
        claims = Claim.objects.visible_to(caller(request)).select_related("desk")
        claim = claims.filter(pk=given.validated_data["claim"]).first()
        if claim is None:
            raise serializers.ValidationError({"claim": ["There is no such claim."]})
        require_role(caller(request), claim.desk, Role.REVIEWER)
        review = services.open_review(claim, by=caller(request))
        review.claim, review.is_verdict_hidden = claim, False  # type: ignore[attr-defined]
        return told(review, status=201)

    @extend_schema(methods=["get"], responses=EvidenceOutput(many=True), filters=False)
    @extend_schema(parameters=[MOVED], methods=["post"], request=EvidenceInput, responses={201: EvidenceOutput})
    @action(detail=True, methods=["get", "post"], pagination_class=None, filter_backends=[])
    def evidence(self, request: Request, pk: str) -> Response:
        """The review's evidence; POST adds a source with its stance."""
        if request.method == "GET":
            rows = self.get_object().evidence.all()
            return Response(EvidenceOutput(rows, many=True).data)
        review, given = self.prepare(Role.REVIEWER, EvidenceInput)
        evidence = services.add_evidence(review, by=caller(request), expected=expected_version(request), **given)
        return Response(EvidenceOutput(evidence).data, status=201)

    @extend_schema(responses=VerdictOutput(many=True), filters=False)
    @action(detail=True, pagination_class=None, filter_backends=[])
    def verdicts(self, request: Request, pk: str) -> Response:
        """Every verdict ever submitted or proposed, oldest first; none to whoever is to give theirs first."""
        review = self.get_object()
        rows = review.verdicts.select_related("rating", "author").order_by("number")
        if review.is_verdict_hidden:  # type: ignore[attr-defined]
            rows = rows.none()
        return Response(VerdictOutput(rows, many=True).data)

    @extend_schema(responses=ReviewEventOutput(many=True), filters=False)
    @action(detail=True, pagination_class=None, filter_backends=[])
    def events(self, request: Request, pk: str) -> Response:
        """The review's whole history, oldest first."""
        review = self.get_object()
        rows = list(review.events.select_related("actor").order_by("version"))
        if review.is_verdict_hidden:  # type: ignore[attr-defined]
            for event in rows:
                event.data.pop("rating", None)
        return Response(ReviewEventOutput(rows, many=True).data)

    @extend_schema(parameters=[MOVED], request=VerdictInput, responses=ReviewOutput)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, pk: str) -> Response:
        """Hand your verdict to a second person."""
        review, given = self.prepare(workflow.SUBMIT.role, VerdictInput)
        verdict = verdict_from(given, caller(request))
        services.submit_review(review, by=caller(request), expected=expected_version(request), **verdict)
        return self.answer(review)

    @extend_schema(parameters=[MOVED], request=MoveInput, responses=ReviewOutput)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: str) -> Response:
        """Approve somebody else's verdict."""
        review, given = self.prepare(workflow.APPROVE.role, MoveInput)
        services.approve_review(review, by=caller(request), expected=expected_version(request), **given)
        return self.answer(review)

    @extend_schema(parameters=[MOVED], request=ReturnInput, responses=ReviewOutput)
    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request: Request, pk: str) -> Response:
        """Return somebody else's verdict with a note."""
        review, given = self.prepare(workflow.RETURN.role, ReturnInput)
        services.return_review(review, by=caller(request), expected=expected_version(request), **given)
        return self.answer(review)

    @extend_schema(parameters=[MOVED], request=MoveInput, responses=ReviewOutput)
    @action(detail=True, methods=["post"])
    def abandon(self, request: Request, pk: str) -> Response:
        """Give up your review, so that another can be opened."""
        review, given = self.prepare(workflow.ABANDON.role, MoveInput)
        services.abandon_review(review, by=caller(request), expected=expected_version(request), **given)
        return self.answer(review)


class EvidenceViewSet(mixins.RetrieveModelMixin, ApiViewSet[Evidence]):
    """Single pieces of evidence."""

    permission_classes = (IsAuthenticated, HasScope)
    write_scope = Scope.REVIEWS_WRITE
    serializer_class = EvidenceOutput

    def get_queryset(self) -> QuerySet[Evidence]:
        reviews = ClaimReview.objects.visible_to(caller(self.request))
        return (
            Evidence.objects.filter(review__in=reviews)
            .select_related("added_by", "upload", "review__claim__desk")
            .prefetch_related(COPIES)
        )

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Remove a source that no verdict rests on yet."""
        evidence = self.get_object()
        require_role(caller(request), evidence.review.claim.desk, Role.REVIEWER)
        services.remove_evidence(evidence, by=caller(request))
        return Response(status=204)
