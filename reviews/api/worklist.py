"""The worklist over REST: what waits and why, taking a claim, holding it, passing it over, giving it to somebody."""

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Now
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.filters import DeskSlugFilter, Filters
from claims.api.inputs import (
    Input,
    StrictInteger,
    StrictText,
    caller,
    desk_for,
    require_no_input,
    require_role,
)
from claims.api.outputs import ClaimOutput, shown_claims
from claims.api.permissions import HasScope
from claims.api.shaping import Expansion
from claims.api.viewsets import ApiViewSet
from claims.models import Claim, Desk, Role, Scope, User
from reviews import services
from reviews.models import Assignment, ClaimReview, Skip
from reviews.models.assignment import AssignmentQuerySet

LARGEST_TOKEN = 2**31 - 1
NOBODY_HOLDS = Q(held_until=None) | Q(held_until__lte=Now())


class TakeInput(Input):
    desk = StrictText(required=False, default="", help_text="Slug; needed by members of several desks.")


class HoldInput(Input):
    token = StrictInteger(min_value=1, max_value=LARGEST_TOKEN, help_text="Of your hold, from the answer to `take`.")


class SkipInput(Input):
    reason = serializers.ChoiceField(choices=Skip.Reason.choices)
    note = StrictText(required=False, default="", allow_blank=True, max_length=500)


class AssignInput(Input):
    to = StrictText(allow_null=True, max_length=150, help_text="User name; null: nobody in particular.")
    due_on = serializers.DateField(required=False, allow_null=True, default=None)


class DueInput(Input):
    due_on = serializers.DateField(allow_null=True, help_text="Null takes the date away.")


class EmbargoInput(Input):
    until = serializers.DateTimeField(allow_null=True, help_text="Null lifts the embargo.")


class PartOutput(serializers.Serializer[dict[str, Any]]):
    """One reason for a priority, with its points."""

    name = serializers.CharField(read_only=True)
    points = serializers.FloatField(read_only=True)
    why = serializers.CharField(read_only=True)


class AssignmentOutput(serializers.ModelSerializer[Assignment]):
    """A claim that waits. `holder` holds it `held_until` then; both are null where nobody does.

    The points of *recency* count days on a fixed line, so that a priority stays what it is while time passes.
    """

    claim = serializers.PrimaryKeyRelatedField[Claim](read_only=True)
    claim_text = serializers.CharField(source="claim.text", read_only=True)
    desk = serializers.SlugRelatedField[Desk](slug_field="slug", read_only=True)
    parts = PartOutput(many=True, read_only=True)
    holder = serializers.CharField(source="live_holder", read_only=True, allow_null=True)
    held_until = serializers.DateTimeField(source="live_until", read_only=True, allow_null=True)
    assigned_to = serializers.CharField(source="assigned_to.username", read_only=True, default=None, allow_null=True)
    review = serializers.IntegerField(read_only=True, allow_null=True, help_text="Of the review under way.")

    class Meta:
        model = Assignment
        fields: tuple[str, ...] = (
            "id", "claim", "claim_text", "desk", "is_open", "priority", "parts", "ranked_at", "holder", "held_until",
            "assigned_to", "due_on", "embargo_until", "review", "created_at",
        )  # fmt: skip
        read_only_fields = fields


class HoldOutput(AssignmentOutput):
    """A claim that you hold. Send `token` back when you renew or release it, and with each draft."""

    class Meta(AssignmentOutput.Meta):
        fields = (*AssignmentOutput.Meta.fields, "token")
        read_only_fields = fields


class WorklistFilter(Filters):
    desk = DeskSlugFilter(field_name="desk")
    assigned_to = filters.CharFilter(field_name="assigned_to__username")
    holder = filters.CharFilter(method="held_by", label="User name of who holds it now.")
    language = filters.CharFilter(method="in_language", label="Of an article the claim appears in, such as `en`.")
    overdue = filters.ChoiceFilter(choices=[("true", "Due before today"), ("false", "Not")], method="past_due")

    class Meta:
        model = Assignment
        fields: tuple[str, ...] = ()

    def held_by(self, queryset: QuerySet[Assignment], name: str, value: str) -> QuerySet[Assignment]:
        return queryset.exclude(NOBODY_HOLDS).filter(holder__username=value)

    def in_language(self, queryset: AssignmentQuerySet, name: str, value: str) -> QuerySet[Assignment]:
        return queryset.in_language(value)

    def past_due(self, queryset: QuerySet[Assignment], name: str, value: str) -> QuerySet[Assignment]:
        is_late = Q(due_on__lt=timezone.localdate())
        return queryset.filter(is_late) if value == "true" else queryset.exclude(is_late)


class WorklistViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet[Assignment]):
    """Claims of your desks that wait for a review, or for a verdict to be submitted."""

    permission_classes = (IsAuthenticated, HasScope)
    write_scope = Scope.REVIEWS_WRITE
    serializer_class = AssignmentOutput
    filterset_class = WorklistFilter
    orderings = ("-priority", "-id", "id")
    expansions: ClassVar = {"claim": Expansion(Claim, ClaimOutput, shown_claims)}

    def get_queryset(self) -> QuerySet[Assignment]:
        under_way = ClaimReview.objects.under_way().filter(claim=OuterRef("claim")).values("pk")[:1]
        rows = Assignment.objects.visible_to(caller(self.request)).select_related("claim", "desk", "assigned_to")
        rows = rows.annotate(
            review=Subquery(under_way),
            live_holder=Case(When(~NOBODY_HOLDS, then=F("holder__username"))),
            live_until=Case(When(~NOBODY_HOLDS, then=F("held_until"))),
        )
        return rows.filter(is_open=True) if self.action == "list" else rows

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What waits, the most urgent first."""
        services.rank_worklist(Desk.objects.visible_to(caller(request)))
        return super().list(request, *args, **kwargs)

    @extend_schema(
        operation_id="worklist_take_next",
        request=TakeInput,
        responses={200: HoldOutput, 204: OpenApiResponse(description="Nothing waits for you.")},
        filters=False,
    )
    @action(detail=False, methods=["post"], url_path="take", pagination_class=None, filter_backends=[])
    def take_next(self, request: Request) -> Response:
        """Take the next best claim of a desk: nobody else is given it while you hold it, for a quarter of an hour."""
        given = TakeInput(data=request.data)
        given.is_valid(raise_exception=True)
        desk = desk_for(caller(request), given.validated_data["desk"], Role.REVIEWER)
        found = services.take_claim(desk, by=caller(request))
        return Response(HoldOutput(_just_taken(found, caller(request))).data) if found else Response(status=204)

    @extend_schema(request=None, responses=HoldOutput)
    @action(detail=True, methods=["post"])
    def take(self, request: Request, pk: str) -> Response:
        """Take this very claim."""
        place = self._place(Role.REVIEWER)
        require_no_input(request)
        services.take_this(place, by=caller(request))
        return self._held(place)

    @extend_schema(request=HoldInput, responses=HoldOutput)
    @action(detail=True, methods=["post"])
    def renew(self, request: Request, pk: str) -> Response:
        """Hold the claim for another quarter of an hour."""
        place, given = self._prepare(Role.REVIEWER, HoldInput)
        services.renew_hold(place, by=caller(request), **given)
        return self._held(place)

    @extend_schema(request=HoldInput, responses=AssignmentOutput)
    @action(detail=True, methods=["post"])
    def release(self, request: Request, pk: str) -> Response:
        """Give the claim back."""
        place, given = self._prepare(Role.REVIEWER, HoldInput)
        services.release_hold(place, by=caller(request), **given)
        return self._answer(place)

    @extend_schema(request=None, responses=AssignmentOutput)
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request: Request, pk: str) -> Response:
        """End whoever's hold on the claim; they are told."""
        place = self._place(Role.EDITOR)
        require_no_input(request)
        services.take_back(place, by=caller(request))
        return self._answer(place)

    @extend_schema(request=SkipInput, responses=AssignmentOutput)
    @action(detail=True, methods=["post"])
    def skip(self, request: Request, pk: str) -> Response:
        """Pass over the claim and say why; it is not offered to you again."""
        place, given = self._prepare(Role.REVIEWER, SkipInput)
        services.skip_claim(place, by=caller(request), **given)
        return self._answer(place)

    @extend_schema(request=AssignInput, responses=AssignmentOutput)
    @action(detail=True, methods=["post"])
    def assign(self, request: Request, pk: str) -> Response:
        """Give the claim to somebody. Whoever else holds it loses it; both are told."""
        place, given = self._prepare(Role.EDITOR, AssignInput)
        person = member_called(place.desk, given["to"]) if given["to"] is not None else None
        services.assign_claim(place, to=person, due_on=given["due_on"], by=caller(request))
        return self._answer(place)

    @extend_schema(request=DueInput, responses=AssignmentOutput)
    @action(detail=True, methods=["post"])
    def due(self, request: Request, pk: str) -> Response:
        """Say by when the claim is to be checked."""
        place, given = self._prepare(Role.EDITOR, DueInput)
        services.set_due(place, by=caller(request), **given)
        return self._answer(place)

    @extend_schema(request=EmbargoInput, responses=AssignmentOutput)
    @action(detail=True, methods=["post"])
    def embargo(self, request: Request, pk: str) -> Response:
        """Have nothing about the claim published before a time."""
        place, given = self._prepare(Role.EDITOR, EmbargoInput)
        services.set_embargo(place, by=caller(request), **given)
        return self._answer(place)

    def _place(self, role: Role) -> Assignment:
        place = self.get_object()
        require_role(caller(self.request), place.desk, role)
        return place

    def _prepare(self, role: Role, form: type[Input]) -> tuple[Assignment, dict[str, Any]]:
        place = self._place(role)
        given = form(data=self.request.data)
        given.is_valid(raise_exception=True)
        return place, dict(given.validated_data)

    def _answer(self, place: Assignment) -> Response:
        return Response(AssignmentOutput(self.get_queryset().get(pk=place.pk)).data)

    def _held(self, place: Assignment) -> Response:
        return Response(HoldOutput(self.get_queryset().get(pk=place.pk)).data)


def _just_taken(found: Assignment, by: User) -> Assignment:
    """What `take` gave to `by`, as `get_queryset` would read it anew: nothing of it has been begun."""
    found.live_holder, found.live_until, found.review = by.username, found.held_until, None  # type: ignore[attr-defined]
    if found.assigned_to_id:
        found.assigned_to = by
    return found


def member_called(desk: Desk, username: str) -> User:
    """The member of the desk with that user name; a 400 otherwise, as if there were no such person."""
    found = User.objects.filter(username=username, memberships__desk=desk).first()
    if found is None:
        raise serializers.ValidationError({"to": ["There is no such member of this desk."]})
    return found
