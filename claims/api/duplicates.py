"""Claims that come back, over REST: what may be the same, telling apart what is not, and how each has spread."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from claims import services, triage
from claims.api.comparisons import WhyOutput
from claims.api.inputs import (
    Input,
    StrictInteger,
    caller,
    expected_version,
    require_no_input,
    require_role,
    version_headers,
)
from claims.api.outputs import ClaimOutput, shown, shown_claim
from claims.api.permissions import HasScope
from claims.api.schema import MOVED
from claims.api.viewsets import ApiViewSet
from claims.matching.duplicates import MOST, suggested_for
from claims.models import Claim, Scope
from claims.spreading import DAY, MONTH, WEEK, YEAR, spread_of

MOST_ASKED = 20


class MostSuggestedInput(Input):
    """How many are wanted."""

    most = serializers.IntegerField(required=False, default=MOST, min_value=1, max_value=MOST_ASKED)


class OtherClaimInput(Input):
    """The claim that this one is compared with."""

    other = StrictInteger(min_value=1, help_text="Id of the other claim of the desk.")


class PlaceInput(Input):
    """Where it is another claim after all."""

    appearance = StrictInteger(min_value=1, help_text="Id of one of the claim's appearances.")


class SuggestionOutput(serializers.Serializer[Any]):
    """A known claim of the desk that may be the same; `score`, from 0.5 to 1, says how likely that is."""

    id = serializers.IntegerField(source="claim.pk", read_only=True)
    text = serializers.CharField(source="claim.text", read_only=True)
    state = serializers.ChoiceField(source="claim.state", choices=Claim.State.choices, read_only=True)
    score = serializers.FloatField(read_only=True)
    why = WhyOutput(source="comparison", read_only=True)


class BarOutput(serializers.Serializer[Any]):
    """So many articles from `first`, through one `unit`."""

    first = serializers.DateField(read_only=True)
    articles = serializers.IntegerField(read_only=True)


class SpreadOutput(serializers.Serializer[Any]):
    """Where and when the claim was printed, what is merged into it included; by the days of the articles.

    `bars` are in order and without gaps, each a `unit` long. A claim that was printed nowhere has nulls and zeros.
    """

    first_seen = serializers.DateField(read_only=True, allow_null=True, default=None)
    last_seen = serializers.DateField(read_only=True, allow_null=True, default=None)
    articles = serializers.IntegerField(read_only=True, default=0)
    sources = serializers.IntegerField(read_only=True, default=0, help_text="Of those articles that have one.")
    appearances = serializers.IntegerField(
        read_only=True, default=0, help_text="Each place in each text of an article."
    )
    unit = serializers.ChoiceField(choices=(DAY, WEEK, MONTH, YEAR), read_only=True, default=DAY)
    bars = BarOutput(many=True, read_only=True, default=())


class ClaimDuplicatesViewSet(ApiViewSet[Claim]):
    """Claims that may repeat a known one."""

    permission_classes = (IsAuthenticated, HasScope)
    write_scope = Scope.CLAIMS_WRITE
    serializer_class = ClaimOutput
    filter_backends = ()
    pagination_class = None

    def get_queryset(self) -> QuerySet[Claim]:
        return Claim.objects.visible_to(caller(self.request)).select_related("desk")

    @extend_schema(parameters=[MostSuggestedInput], responses=SuggestionOutput(many=True))
    @action(detail=True)
    def suggestions(self, request: Request, pk: str) -> Response:
        """The known claims that this one may repeat, the likeliest first; none once it is dismissed or merged."""
        claim = self.get_object()
        given = MostSuggestedInput(data=request.query_params.dict())
        given.is_valid(raise_exception=True)
        found = suggested_for([claim], user=caller(request), most=given.validated_data["most"])
        return Response(SuggestionOutput(found[claim.pk], many=True).data)

    @extend_schema(parameters=[MOVED], request=OtherClaimInput, responses=ClaimOutput)
    @action(detail=True, methods=["post"], url_path="tell-apart")
    def tell_apart(self, request: Request, pk: str) -> Response:
        """Say that another claim is not the same: neither is suggested for the other any more."""
        claim, other = self._pair()
        services.tell_claims_apart(claim, other=other, by=caller(request), expected=expected_version(request))
        return self._answer(claim)

    @extend_schema(parameters=[MOVED], request=OtherClaimInput, responses=ClaimOutput)
    @action(detail=True, methods=["post"], url_path="take-back-apart")
    def take_back_apart(self, request: Request, pk: str) -> Response:
        """Take back that another claim is not the same."""
        claim, other = self._pair()
        services.take_back_apart(claim, other=other, by=caller(request), expected=expected_version(request))
        return self._answer(claim)

    @extend_schema(parameters=[MOVED], request=PlaceInput, responses={201: ClaimOutput})
    @action(detail=True, methods=["post"], url_path="split-off")
    def split_off(self, request: Request, pk: str) -> Response:
        """Make a claim of its own of what this one says in the article of an appearance; that claim is the answer.

        The words then join neither of the two by themselves, wherever they are printed next.
        """
        claim = self.get_object()
        require_role(caller(request), claim.desk, triage.MERGE.role)
        given = PlaceInput(data=request.data)
        given.is_valid(raise_exception=True)
        places = claim.appearances.select_related("revision__article").defer("revision__text")
        place = places.filter(pk=given.validated_data["appearance"]).first()
        if place is None:
            raise serializers.ValidationError({"appearance": ["The claim has no such appearance."]})
        made = services.split_off_claim(claim, place=place, by=caller(request), expected=expected_version(request))
        return self._answer(made, status=201)

    @extend_schema(parameters=[MOVED], request=Input, responses=ClaimOutput)
    @action(detail=True, methods=["post"], url_path="join-again")
    def join_again(self, request: Request, pk: str) -> Response:
        """Undo splitting this claim off, where nothing has happened to it since; the answer is what it came from."""
        claim = self.get_object()
        require_role(caller(request), claim.desk, triage.MERGE.role)
        require_no_input(request)
        return self._answer(services.join_claim_again(claim, by=caller(request), expected=expected_version(request)))

    @extend_schema(responses=SpreadOutput)
    @action(detail=True)
    def spread(self, request: Request, pk: str) -> Response:
        """When the claim was printed first and last, in how many articles and sources, and how much when."""
        claim = self.get_object()
        return Response(SpreadOutput(spread_of([claim]).get(claim.pk, {})).data)

    def _pair(self) -> tuple[Claim, Claim]:
        claim = self.get_object()
        require_role(caller(self.request), claim.desk, triage.MERGE.role)
        given = OtherClaimInput(data=self.request.data)
        given.is_valid(raise_exception=True)
        other = self.get_queryset().filter(pk=given.validated_data["other"]).first()
        if other is None:
            raise serializers.ValidationError({"other": ["There is no such claim."]})
        return claim, other

    def _answer(self, claim: Claim, status: int = 200) -> Response:
        """The claim as this request has left it: whatever changes a row reads it anew."""
        told = shown(ClaimOutput, shown_claim(claim))
        return Response(told, status=status, headers=version_headers(claim.version))
