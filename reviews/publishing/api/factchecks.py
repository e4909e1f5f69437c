"""Publishing, correcting and retracting over REST, and the fact-checks that came of it."""

import json
from collections.abc import Iterable
from typing import Any, ClassVar

import django_filters as filters
from django.conf import settings
from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.filters import MOST_CLAIMANTS, DeskSlugFilter, Filters, IdFilter
from claims.api.inputs import MoveInput, StrictText, caller, expected_version, require_no_input, require_role
from claims.api.outputs import shown
from claims.api.permissions import HasScope
from claims.api.schema import MOVED
from claims.api.shaping import Expansion
from claims.api.viewsets import ApiViewSet
from claims.models import Claimant, Role, Scope, User
from reviews import workflow
from reviews.api.inputs import VerdictInput, verdict_from
from reviews.api.outputs import ReviewOutput, VerdictOutput
from reviews.api.reviews import shown_reviews
from reviews.models import ClaimReview, Rating, RatingScale
from reviews.publishing import bulkmarkup, services
from reviews.publishing.markup import problems
from reviews.publishing.mediareview import media_reviews
from reviews.publishing.models import Correction, FactCheck, Translation
from reviews.publishing.words import Words, every


class CorrectionOutput(serializers.ModelSerializer[Correction]):
    before = VerdictOutput(read_only=True)
    after = VerdictOutput(read_only=True, allow_null=True)
    proposed_by = serializers.CharField(source="proposed_by.username", read_only=True)
    decided_by = serializers.CharField(source="decided_by.username", read_only=True, default=None, allow_null=True)

    class Meta:
        model = Correction
        fields = (
            "id", "fact_check", "kind", "reason", "severity", "state", "note", "before", "after", "proposed_by",
            "proposed_at", "decided_by", "decided_at",
        )  # fmt: skip
        read_only_fields = fields


class TranslatedPageOutput(serializers.Serializer[Any]):
    """A page of the fact-check in a further language; `id` is that of the translation."""

    id = serializers.IntegerField(source="translation.pk", read_only=True)
    language = serializers.CharField(read_only=True)
    url = serializers.SerializerMethodField()
    headline = serializers.CharField(read_only=True)
    is_outdated = serializers.BooleanField(read_only=True)

    def get_url(self, words: Words) -> str:
        return settings.BASE_URL + words.path


class FactCheckRowsOutput(serializers.ListSerializer[FactCheck]):
    """Many published pages: the database writes their markup in one statement."""

    def to_representation(self, data: Any) -> list[Any]:
        rows = list(data)
        self.child.markups = _markups(rows)  # type: ignore[union-attr]
        return super().to_representation(rows)


class FactCheckOutput(serializers.ModelSerializer[FactCheck]):
    """A published page; `claim_review` is its schema.org markup, absent once retracted."""

    markups: dict[int, dict[str, Any]] | None = None  # of the rows, by id, where they are many

    desk = serializers.CharField(source="review.claim.desk.slug", read_only=True)
    url = serializers.SerializerMethodField()
    headline = serializers.CharField(source="verdict.headline", read_only=True)
    rating = serializers.CharField(source="verdict.rating.label", read_only=True)
    claim_review = serializers.SerializerMethodField()
    media_reviews = serializers.SerializerMethodField(
        help_text="Its MediaReviews after schema.org, beside the ClaimReview; none once retracted."
    )
    markup_problems = serializers.SerializerMethodField(
        help_text="What readers of the markup miss in it, in words; the page is published all the same."
    )
    translations = serializers.SerializerMethodField()

    class Meta:
        model = FactCheck
        fields = (
            "id", "review", "desk", "slug", "url", "headline", "rating", "published_at", "modified_at", "retracted_at",
            "claim_review", "media_reviews", "markup_problems", "translations",
        )  # fmt: skip
        read_only_fields = fields
        list_serializer_class = FactCheckRowsOutput

    def get_url(self, fact_check: FactCheck) -> str:
        return settings.BASE_URL + fact_check.get_absolute_url()

    def to_representation(self, fact_check: FactCheck) -> dict[str, Any]:
        """The markup of a row is made once."""
        markups = _markups([fact_check]) if self.markups is None else self.markups
        self.markup = markups.get(fact_check.pk)
        return super().to_representation(fact_check)

    def get_claim_review(self, fact_check: FactCheck) -> dict[str, Any] | None:
        return self.markup

    def get_media_reviews(self, fact_check: FactCheck) -> list[dict[str, Any]]:
        return media_reviews(self.markup, fact_check.verdict.media) if self.markup else []

    def get_markup_problems(self, fact_check: FactCheck) -> list[str]:
        return [one.detail for one in problems(self.markup)] if self.markup else []

    @extend_schema_field(TranslatedPageOutput(many=True))
    def get_translations(self, fact_check: FactCheck) -> Any:
        return [shown(TranslatedPageOutput, words) for words in every(fact_check)[1:]]


def shown_fact_checks(rows: QuerySet[FactCheck]) -> QuerySet[FactCheck]:
    """Fact-checks with all that is shown of them but the markup."""
    related = rows.select_related("review__claim__desk", "review__verdict__rating")
    unread = related.defer("document", "review__claim__words", "review__verdict__words")
    return unread.prefetch_related(Prefetch("translations", Translation.objects.with_a_page()))


def _markups(rows: Iterable[FactCheck]) -> dict[int, dict[str, Any]]:
    """The markup of those in force, by id, in one statement."""
    ids = [row.pk for row in rows if row.retracted_at is None]
    written = bulkmarkup.originals(ids, base_url=settings.BASE_URL, site_name=settings.SITE_NAME)
    return {pk: json.loads(text) for pk, text in written.items()}


class CorrectionInput(VerdictInput):
    kind = serializers.ChoiceField(choices=[Correction.Kind.CLARIFICATION, Correction.Kind.CORRECTION])
    reason = serializers.ChoiceField(required=False, default="", choices=Correction.Reason.choices)
    severity = serializers.ChoiceField(required=False, default="", choices=Correction.Severity.choices)
    note = StrictText(max_length=5000, help_text="What was wrong and what was changed, for readers.")


class RetractInput(MoveInput):
    note = StrictText(max_length=5000, help_text="Why, for readers.")


class FactCheckFilter(Filters):
    desk = DeskSlugFilter(field_name="review__claim__desk")
    rating = filters.CharFilter(method="of_rating", label="Label of the rating.")
    claimant = filters.CharFilter(method="of_claimant", label="A part of the claimant's name.")
    retracted = filters.ChoiceFilter(choices=[("true", "Retracted"), ("false", "In force")], method="where_retracted")
    review = IdFilter(field_name="review")

    class Meta:
        model = FactCheck
        fields: tuple[str, ...] = ()

    def of_rating(self, queryset: QuerySet[FactCheck], name: str, value: str) -> QuerySet[FactCheck]:
        """By the ids of the ratings, of which PostgreSQL knows how rare they are; so it is with claimants."""
        ratings = Rating.objects.filter(scale__in=RatingScale.objects.visible_to(self._user), label__iexact=value)
        return queryset.filter(review__verdict__rating__in=list(ratings.order_by().values_list("pk", flat=True)))

    def of_claimant(self, queryset: QuerySet[FactCheck], name: str, value: str) -> QuerySet[FactCheck]:
        people = Claimant.objects.visible_to(self._user).filter(name__icontains=value).order_by("pk")
        return queryset.filter(review__verdict__claimant__in=list(people.values_list("pk", flat=True)[:MOST_CLAIMANTS]))

    @property
    def _user(self) -> User:
        return caller(self.request)  # type: ignore[arg-type]

    def where_retracted(self, queryset: QuerySet[FactCheck], name: str, value: str) -> QuerySet[FactCheck]:
        return queryset.filter(retracted_at__isnull=value == "false")


class FactCheckViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet[FactCheck]):
    """What your desks published."""

    permission_classes = (IsAuthenticated, HasScope)
    write_scope = Scope.REVIEWS_WRITE
    serializer_class = FactCheckOutput
    filterset_class = FactCheckFilter
    orderings = ("-published_at", "-modified_at")
    expansions: ClassVar = {"review": Expansion(ClaimReview, ReviewOutput, shown_reviews)}

    def get_queryset(self) -> QuerySet[FactCheck]:
        return shown_fact_checks(FactCheck.objects.visible_to(caller(self.request)))

    @extend_schema(methods=["get"], responses=CorrectionOutput(many=True), filters=False)
    @extend_schema(parameters=[MOVED], methods=["post"], request=CorrectionInput, responses={201: CorrectionOutput})
    @action(detail=True, methods=["get", "post"], pagination_class=None, filter_backends=[])
    def corrections(self, request: Request, pk: str) -> Response:
        """Every correction of a fact-check; POST proposes one, which a second person approves."""
        fact_check = self.get_object()
        if request.method == "GET":
            rows = fact_check.corrections.select_related(*_PEOPLE_AND_VERDICTS)
            return Response(CorrectionOutput(rows, many=True).data)
        require_role(caller(request), fact_check.review.claim.desk, Role.REVIEWER)
        given = CorrectionInput(data=request.data)
        given.is_valid(raise_exception=True)
        verdict = verdict_from(dict(given.validated_data), caller(request))
        expected = expected_version(request)
        correction = services.propose_correction(fact_check, by=caller(request), expected=expected, **verdict)
        return Response(CorrectionOutput(correction).data, status=201)


class CorrectionFilter(Filters):
    desk = filters.CharFilter(field_name="fact_check__review__claim__desk__slug")
    state = filters.MultipleChoiceFilter(choices=Correction.State.choices, distinct=False)
    kind = filters.MultipleChoiceFilter(choices=Correction.Kind.choices, distinct=False)

    class Meta:
        model = Correction
        fields: tuple[str, ...] = ()


class CorrectionViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet[Correction]):
    """Proposed and decided corrections and retractions."""

    permission_classes = (IsAuthenticated, HasScope)
    write_scope = Scope.PUBLISH
    serializer_class = CorrectionOutput
    filterset_class = CorrectionFilter
    orderings = ("-id", "id")

    def get_queryset(self) -> QuerySet[Correction]:
        visible = FactCheck.objects.visible_to(caller(self.request))
        related = (*_PEOPLE_AND_VERDICTS, "fact_check__review__claim__desk")
        return Correction.objects.filter(fact_check__in=visible).select_related(*related)

    @extend_schema(parameters=[MOVED], request=None, responses=CorrectionOutput)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: str) -> Response:
        """Approve somebody else's correction: the page changes, and its note stays on it."""
        correction = self.get_object()
        require_role(caller(request), correction.fact_check.review.claim.desk, workflow.CORRECT.role)
        require_no_input(request)
        services.correct_review(correction, by=caller(request), expected=expected_version(request))
        return Response(CorrectionOutput(self.get_object()).data)

    @extend_schema(parameters=[MOVED], request=MoveInput, responses=CorrectionOutput)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, pk: str) -> Response:
        """Drop a proposed correction: the page stays as it is."""
        correction = self.get_object()
        require_role(caller(request), correction.fact_check.review.claim.desk, workflow.CORRECT.role)
        given = MoveInput(data=request.data)
        given.is_valid(raise_exception=True)
        expected = expected_version(request)
        services.decline_correction(correction, by=caller(request), expected=expected, **given.validated_data)
        return Response(CorrectionOutput(self.get_object()).data)


class PublicationViewSet(ApiViewSet[ClaimReview]):
    """The moves of a review that readers see."""

    permission_classes = (IsAuthenticated, HasScope)
    write_scope = Scope.PUBLISH
    serializer_class = FactCheckOutput  # type: ignore[assignment]
    filter_backends = ()
    pagination_class = None

    def get_queryset(self) -> QuerySet[ClaimReview]:
        return ClaimReview.objects.visible_to(caller(self.request)).select_related("claim__desk")

    @extend_schema(parameters=[MOVED], request=None, responses={201: FactCheckOutput})
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: str) -> Response:
        """Put an approved review on its public page."""
        review = self.get_object()
        require_role(caller(request), review.claim.desk, workflow.PUBLISH.role)
        require_no_input(request)
        fact_check = services.publish_review(review, by=caller(request), expected=expected_version(request))
        return self._answer(fact_check.pk, status=201)

    @extend_schema(parameters=[MOVED], request=RetractInput, responses=FactCheckOutput)
    @action(detail=True, methods=["post"])
    def retract(self, request: Request, pk: str) -> Response:
        """Withdraw a fact-check; its page stays and says so."""
        review = self.get_object()
        require_role(caller(request), review.claim.desk, workflow.RETRACT.role)
        given = RetractInput(data=request.data)
        given.is_valid(raise_exception=True)
        expected = expected_version(request)
        services.retract_review(review, by=caller(request), expected=expected, **given.validated_data)
        return self._answer(review.fact_check.pk)

    def _answer(self, pk: int, status: int = 200) -> Response:
        fact_check = get_object_or_404(shown_fact_checks(FactCheck.objects.all()), pk=pk)
        return Response(FactCheckOutput(fact_check).data, status=status)


_PEOPLE_AND_VERDICTS = (
    "before__rating", "before__author", "after__rating", "after__author", "proposed_by", "decided_by",
)  # fmt: skip
