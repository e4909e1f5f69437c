"""What was checked before over REST: the known fact-checks about a claim, or about any text, with a score and why."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.comparisons import WhyOutput
from claims.api.inputs import Input, StrictText, caller
from claims.api.permissions import HasScope
from claims.api.viewsets import ApiViewSet
from claims.models import Claim, Desk
from reviews.publishing.known import MOST, known_for, known_for_claims

MOST_ASKED = 20
KINDS = ("published", "imported")


class KnownForInput(Input):
    """What is looked for."""

    text = StrictText(
        required=False, default="", allow_blank=True, max_length=1000,
        help_text="A sentence, in any language, the more like a claim the better. Without any, nothing is found.",
    )  # fmt: skip
    most = serializers.IntegerField(required=False, default=MOST, min_value=1, max_value=MOST_ASKED)


class MostInput(Input):
    """How many are wanted."""

    most = serializers.IntegerField(required=False, default=MOST, min_value=1, max_value=MOST_ASKED)


class LikenessOutput(serializers.Serializer[Any]):
    """How like the sentences are, each from 0 to 1. `meaning` is null until a worker has made the vectors."""

    meaning = serializers.FloatField(read_only=True, allow_null=True)
    words = serializers.FloatField(read_only=True, help_text="Shared, the rarer the more.")
    letters = serializers.FloatField(read_only=True, help_text="Shared trigrams of the claim that was reviewed.")
    title = serializers.FloatField(read_only=True, allow_null=True, help_text="Shared trigrams of its title.")


class MatchOutput(serializers.Serializer[Any]):
    """A known fact-check that may be about the same claim. `is_contrary`: they differ, so it is another claim."""

    kind = serializers.ChoiceField(
        source="facts.kind", choices=KINDS, read_only=True, help_text="By a desk of this house, or imported."
    )
    id = serializers.IntegerField(
        source="facts.pk", read_only=True, help_text="Of the fact-check, or of the known fact-check."
    )
    score = serializers.FloatField(read_only=True, help_text="0 to 1; low where the sentences contradict each other.")
    is_contrary = serializers.BooleanField(source="comparison.is_contrary", read_only=True)
    claim_reviewed = serializers.CharField(source="facts.text", read_only=True)
    url = serializers.CharField(source="facts.url", read_only=True, help_text="A path where it is published here.")
    title = serializers.CharField(source="facts.headline", read_only=True, allow_blank=True)
    publisher = serializers.CharField(source="facts.publisher", read_only=True)
    rating_label = serializers.CharField(source="facts.rating", read_only=True, allow_blank=True)
    rating_of_five = serializers.FloatField(
        source="facts.rating_of_five", read_only=True, allow_null=True, help_text="From 1 false to 5 true."
    )
    reviewed_on = serializers.DateField(source="facts.reviewed_on", read_only=True, allow_null=True)
    why = WhyOutput(source="comparison", read_only=True)
    likeness = LikenessOutput(read_only=True)


class DeskKnownViewSet(ApiViewSet[Desk]):
    """Looking up what was checked before."""

    permission_classes = (IsAuthenticated, HasScope)
    serializer_class = MatchOutput
    filter_backends = ()
    pagination_class = None

    def get_queryset(self) -> QuerySet[Desk]:
        return Desk.objects.visible_to(caller(self.request))

    @extend_schema(parameters=[KnownForInput], responses=MatchOutput(many=True))
    @action(detail=True, url_path="known-for")
    def known_for(self, request: Request, pk: str) -> Response:
        """The known fact-checks about what a text says, the likeliest first: ours, and what the desk has imported."""
        desk = self.get_object()
        given = KnownForInput(data=request.query_params.dict())
        given.is_valid(raise_exception=True)
        wanted = given.validated_data
        text, most = wanted["text"], wanted["most"]
        found = known_for(text, desk=desk, user=caller(request), most=most) if text else []
        return Response(MatchOutput(found, many=True).data)


class ClaimKnownViewSet(ApiViewSet[Claim]):
    """What was checked before, for a claim."""

    permission_classes = (IsAuthenticated, HasScope)
    serializer_class = MatchOutput
    filter_backends = ()
    pagination_class = None

    def get_queryset(self) -> QuerySet[Claim]:
        return Claim.objects.visible_to(caller(self.request))

    @extend_schema(parameters=[MostInput], responses=MatchOutput(many=True))
    @action(detail=True)
    def known(self, request: Request, pk: str) -> Response:
        """The known fact-checks about what the claim says, the likeliest first: ours, and what the desk imported."""
        claim = self.get_object()
        given = MostInput(data=request.query_params.dict())
        given.is_valid(raise_exception=True)
        found = known_for_claims([claim], user=caller(request), most=given.validated_data["most"])
        return Response(MatchOutput(found[claim.pk], many=True).data)
