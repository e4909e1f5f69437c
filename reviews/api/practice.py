"""How a desk works over REST: its practice, and its checklist with a row for each level it chose and line it added."""

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.filters import Filters
from claims.api.inputs import (
    Input,
    RawText,
    StrictBoolean,
    StrictInteger,
    StrictText,
    caller,
    desk_for,
    edited_version,
    require_role,
    version_headers,
)
from claims.api.permissions import HasScope
from claims.api.schema import EDITED
from claims.api.viewsets import ApiViewSet
from claims.models import Desk, Role, Scope
from reviews import checklist, gate, practice, services
from reviews.criteria import CHECKS, adjustable
from reviews.models import Criterion, Practice

LARGEST = 32_767


class PracticeInput(Input):
    """What a desk may choose about its work. What is left out stays as it is."""

    second_verdict = serializers.ChoiceField(required=False, choices=Practice.SecondVerdict.choices)
    reply_days = StrictInteger(
        required=False, min_value=0, max_value=LARGEST,
        help_text="That somebody who is asked for a reply gets, unless another deadline is given.",
    )  # fmt: skip
    review_again_days = StrictInteger(
        required=False, allow_null=True, min_value=0, max_value=LARGEST,
        help_text="After publishing, when a fact-check is looked at again; null: never.",
    )  # fmt: skip
    is_archived_publicly = StrictBoolean(
        required=False, help_text="Ask the public web archive to keep a copy of each piece of evidence as well."
    )


class PracticeOutput(serializers.ModelSerializer[Practice]):
    """How a desk works; `version` is 0 while it has chosen nothing and the defaults hold."""

    desk = serializers.SlugRelatedField[Desk](slug_field="slug", read_only=True)

    class Meta:
        model = Practice
        fields = ("desk", "second_verdict", "reply_days", "review_again_days", "is_archived_publicly", "version")
        read_only_fields = fields


class ChecklistEntryOutput(serializers.Serializer[Any]):
    """One criterion of a desk: a check of the program at its level there, or a line to tick.

    `criterion` is the id of the desk's row, null while the program's own level holds. One that `is_fixed` holds for
    every desk. `before` is what a required one holds up: *submit*, or *publish* only.
    """

    code = serializers.CharField(read_only=True)
    label = serializers.CharField(read_only=True)  # type: ignore[assignment]
    why = serializers.CharField(read_only=True)
    level = serializers.ChoiceField(choices=Criterion.Level.choices, read_only=True)
    before = serializers.ChoiceField(choices=[gate.SUBMIT, gate.PUBLISH], read_only=True)
    is_fixed = serializers.BooleanField(read_only=True)
    criterion = serializers.IntegerField(source="row.pk", read_only=True, default=None, allow_null=True)


class DeskPracticeViewSet(ApiViewSet[Desk]):
    """How a desk works, and what it looks at before it publishes."""

    permission_classes = (IsAuthenticated, HasScope)
    write_scope = Scope.ADMIN
    serializer_class = PracticeOutput  # type: ignore[assignment]
    filter_backends = ()
    pagination_class = None

    def get_queryset(self) -> QuerySet[Desk]:
        return Desk.objects.visible_to(caller(self.request))

    @extend_schema(responses=PracticeOutput)
    @action(detail=True)
    def practice(self, request: Request, pk: str) -> Response:
        """How the desk works. Its ETag is its version, for `If-Match`."""
        return self._answer(practice.of(self.get_object()))

    @extend_schema(parameters=[EDITED], request=PracticeInput, responses=PracticeOutput)
    @practice.mapping.patch
    def change_practice(self, request: Request, pk: str) -> Response:
        """Choose how the desk works."""
        desk = self.get_object()
        require_role(caller(request), desk, Role.ADMIN)
        given = PracticeInput(data=request.data)
        given.is_valid(raise_exception=True)
        expected = edited_version(request)
        return self._answer(services.set_practice(desk, by=caller(request), expected=expected, **given.validated_data))

    @extend_schema(responses=ChecklistEntryOutput(many=True))
    @action(detail=True)
    def checklist(self, request: Request, pk: str) -> Response:
        """Everything the desk looks at before a verdict is submitted and published, also what it does not use."""
        entries = checklist.entries_of(self.get_object().pk)
        return Response(ChecklistEntryOutput(entries, many=True).data)

    def _answer(self, chosen: Practice) -> Response:
        return Response(PracticeOutput(chosen).data, headers=version_headers(chosen.version))


class ChangeCriterionInput(Input):
    """What may be changed about a criterion. What is left out stays as it is."""

    label = StrictText(  # type: ignore[assignment]
        required=False, max_length=200, help_text="Of a line to tick; checks keep their words."
    )
    level = serializers.ChoiceField(required=False, choices=Criterion.Level.choices)
    position = StrictInteger(required=False, min_value=0, max_value=LARGEST)


class CriterionInput(Input):
    """One of two: a check of the program by its `code`, or the `label` of a line to tick."""

    desk = RawText(required=False, default="", allow_blank=True, help_text="Its slug; for members of several desks.")
    code = serializers.ChoiceField(required=False, choices=[(one.code, one.label) for one in adjustable()])
    label = StrictText(required=False, max_length=200)  # type: ignore[assignment]
    level = serializers.ChoiceField(choices=Criterion.Level.choices)
    position = StrictInteger(required=False, default=0, min_value=0, max_value=LARGEST)


class CriterionOutput(serializers.ModelSerializer[Criterion]):
    """A check whose level the desk chose, or a line to tick, whose `code` is empty."""

    desk = serializers.SlugRelatedField[Desk](slug_field="slug", read_only=True)
    code = serializers.CharField(read_only=True)
    label = serializers.SerializerMethodField()  # type: ignore[assignment]

    class Meta:
        model = Criterion
        fields = ("id", "desk", "code", "label", "level", "position", "version")
        read_only_fields = fields

    def get_label(self, criterion: Criterion) -> str:
        """The check's words, or the line's own."""
        check = CHECKS.get(criterion.code)
        return check.label if check else criterion.label


class CriterionFilter(Filters):
    desk = filters.CharFilter(field_name="desk__slug")
    level = filters.MultipleChoiceFilter(choices=Criterion.Level.choices, distinct=False)

    class Meta:
        model = Criterion
        fields: tuple[str, ...] = ()


class CriterionViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet[Criterion]):
    """What your desks chose for their checklists. What is not needed any more is set to the level `off`."""

    permission_classes = (IsAuthenticated, HasScope)
    write_scope = Scope.ADMIN
    serializer_class = CriterionOutput
    filterset_class = CriterionFilter
    orderings = ("id", "-id", "position")

    def get_queryset(self) -> QuerySet[Criterion]:
        return Criterion.objects.visible_to(caller(self.request)).select_related("desk")

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One criterion. Its ETag is its version, for `If-Match`."""
        return self._answer(self.get_object())

    @extend_schema(request=CriterionInput, responses={201: CriterionOutput})
    def create(self, request: Request) -> Response:
        """Choose the level of a check, or add a line to tick."""
        given = CriterionInput(data=request.data)
        given.is_valid(raise_exception=True)
        wanted = dict(given.validated_data)
        desk = desk_for(caller(request), wanted.pop("desk"), Role.ADMIN)
        return self._answer(services.add_criterion(desk, by=caller(request), **wanted), status=201)

    @extend_schema(parameters=[EDITED], request=ChangeCriterionInput, responses=CriterionOutput)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change the level or the place of a criterion, or the words of a line to tick."""
        criterion = self.get_object()
        require_role(caller(request), criterion.desk, Role.ADMIN)
        given = ChangeCriterionInput(data=request.data)
        given.is_valid(raise_exception=True)
        expected = edited_version(request)
        services.change_criterion(criterion, by=caller(request), expected=expected, **given.validated_data)
        return self._answer(criterion)

    def _answer(self, criterion: Criterion, status: int = 200) -> Response:
        return Response(CriterionOutput(criterion).data, status=status, headers=version_headers(criterion.version))
