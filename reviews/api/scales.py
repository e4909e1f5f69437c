"""Rating scales over REST: those that every desk shares, and a desk's own, which it makes, copies and revises."""

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.filters import Filters
from claims.api.inputs import Input, RawText, StrictInteger, StrictText, caller, desk_for, require_role
from claims.api.permissions import HasScope
from claims.api.viewsets import ApiViewSet
from claims.models import Role, Scope
from reviews import services
from reviews.api.inputs import LanguageText
from reviews.api.outputs import RatingScaleOutput
from reviews.models import RatingScale
from reviews.scales import LARGEST_VALUE, LONGEST_LABEL, LONGEST_MEANING, MOST_STEPS, Saying, Step

MOST_NAMES = 50 * MOST_STEPS


class RatingInput(Input):
    label = StrictText(max_length=LONGEST_LABEL)  # type: ignore[assignment]
    value = StrictInteger(
        required=False, allow_null=True, default=None, min_value=1, max_value=LARGEST_VALUE,
        help_text="Nearer to `best` is truer; null stands beside the numbers, as Satire does.",
    )  # fmt: skip
    meaning = StrictText(
        required=False, default="", allow_blank=True, max_length=LONGEST_MEANING, help_text="For readers."
    )


class ReviseScaleInput(Input):
    """The whole scale as it is to be from now on; the ratings in their order."""

    worst = StrictInteger(min_value=1, max_value=LARGEST_VALUE)
    best = StrictInteger(min_value=2, max_value=LARGEST_VALUE)
    ratings = RatingInput(many=True, allow_empty=False, max_length=MOST_STEPS)  # type: ignore[call-arg]


class ScaleInput(ReviseScaleInput):
    desk = RawText(required=False, default="", allow_blank=True, help_text="Its slug; for members of several desks.")
    name = StrictText(max_length=100)


class CopyScaleInput(Input):
    desk = RawText(required=False, default="", allow_blank=True, help_text="Its slug; for members of several desks.")
    name = StrictText(max_length=100, help_text="Of the copy.")


class RatingNameInput(Input):
    """One rating in one further language."""

    rating = StrictText(max_length=LONGEST_LABEL, help_text="The label that it has on the scale.")
    language = LanguageText(max_length=12, help_text="BCP 47 tag: a language, perhaps with a script and a region.")
    label = StrictText(max_length=LONGEST_LABEL, help_text="In that language.")  # type: ignore[assignment]
    meaning = StrictText(
        required=False, default="", allow_blank=True, max_length=LONGEST_MEANING, help_text="In that language, too."
    )


class RatingNamesInput(Input):
    """All names that the scale's ratings have in further languages from now on."""

    names = RatingNameInput(many=True, max_length=MOST_NAMES)  # type: ignore[call-arg]


class ScaleFilter(Filters):
    desk = filters.CharFilter(field_name="desk__slug")
    retired = filters.ChoiceFilter(choices=[("true", "Retired"), ("false", "In use")], method="where_retired")

    class Meta:
        model = RatingScale
        fields: tuple[str, ...] = ()

    def where_retired(self, queryset: QuerySet[RatingScale], name: str, value: str) -> QuerySet[RatingScale]:
        return queryset.filter(retired_at__isnull=value == "false")


class RatingScaleViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet[RatingScale]):
    """The rating scales that your desks may use, or have used."""

    permission_classes = (IsAuthenticated, HasScope)
    write_scope = Scope.ADMIN
    serializer_class = RatingScaleOutput
    filterset_class = ScaleFilter
    orderings = ("id", "-id")

    def get_queryset(self) -> QuerySet[RatingScale]:
        rows = RatingScale.objects.visible_to(caller(self.request))
        return rows.select_related("desk").prefetch_related("ratings")

    @extend_schema(request=ScaleInput, responses={201: RatingScaleOutput})
    def create(self, request: Request) -> Response:
        """Make a scale of a desk's own."""
        given = ScaleInput(data=request.data)
        given.is_valid(raise_exception=True)
        wanted = _with_steps(given.validated_data)
        desk = desk_for(caller(request), wanted.pop("desk"), Role.ADMIN)
        return self._answer(services.make_scale(desk, by=caller(request), **wanted))

    @extend_schema(request=ReviseScaleInput, responses={201: RatingScaleOutput})
    @action(detail=True, methods=["post"])
    def revise(self, request: Request, pk: str) -> Response:
        """Follow a desk's own scale by its next edition, which new verdicts use; those that were given keep theirs."""
        scale = self.get_object()
        if scale.desk:
            require_role(caller(request), scale.desk, Role.ADMIN)
        given = ReviseScaleInput(data=request.data)
        given.is_valid(raise_exception=True)
        return self._answer(services.revise_scale(scale, by=caller(request), **_with_steps(given.validated_data)))

    @extend_schema(request=RatingNamesInput, responses=RatingScaleOutput)
    @action(detail=True, methods=["put"])
    def names(self, request: Request, pk: str) -> Response:
        """Say what the ratings are called in further languages; names that are left out are taken away.

        Those of a scale that every desk shares are an operator's to give.
        """
        scale = self.get_object()
        if scale.desk:
            require_role(caller(request), scale.desk, Role.ADMIN)
        given = RatingNamesInput(data=request.data)
        given.is_valid(raise_exception=True)
        services.name_ratings(scale, sayings=_sayings(given.validated_data["names"]), by=caller(request))
        return Response(RatingScaleOutput(self.get_object()).data)

    @extend_schema(request=CopyScaleInput, responses={201: RatingScaleOutput})
    @action(detail=True, methods=["post"])
    def copy(self, request: Request, pk: str) -> Response:
        """Make the same ratings a scale of a desk's own, which it can revise."""
        scale = self.get_object()
        given = CopyScaleInput(data=request.data)
        given.is_valid(raise_exception=True)
        desk = desk_for(caller(request), given.validated_data["desk"], Role.ADMIN)
        return self._answer(
            services.copy_scale(scale, desk=desk, name=given.validated_data["name"], by=caller(request))
        )

    def _answer(self, made: RatingScale) -> Response:
        return Response(RatingScaleOutput(self.get_queryset().get(pk=made.pk)).data, status=201)


def _sayings(names: list[dict[str, str]]) -> list[Saying]:
    return [Saying(one["language"], one["rating"], one["label"], one["meaning"]) for one in names]


def _with_steps(given: dict[str, Any]) -> dict[str, Any]:
    return given | {"ratings": [Step(**one) for one in given["ratings"]]}
