"""The desk's search over REST: claims, articles and fact-checks that hold the words, the best first."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.inputs import Input, StrictText, caller
from claims.api.permissions import HasScope
from claims.api.viewsets import ApiViewSet
from claims.models import Claim, Desk
from reviews.publishing import finding
from reviews.publishing.finding import GREATEST_ID, KINDS, MOST_COUNTED, PUBLISHED, Hit, Kind, Wanted

FEW = 5


class SearchInput(Input):
    """What is looked for, and what narrows it down."""

    q = StrictText(
        required=False, default="", allow_blank=True, max_length=200,
        help_text='Words, which count by their stems; "a phrase"; -without. Without any, nothing is found.',
    )  # fmt: skip
    kind = serializers.ChoiceField(required=False, choices=list(KINDS), help_text="One kind only.")
    state = serializers.ChoiceField(required=False, default="", choices=[*Claim.State.values, *PUBLISHED])
    claimant = StrictText(required=False, default="", allow_blank=True, max_length=200, help_text="A part of the name.")
    rating = StrictText(
        required=False, default="", allow_blank=True, max_length=60, help_text="The label of a fact-check's rating."
    )
    language = StrictText(
        required=False, default="", allow_blank=True, max_length=12, help_text="Of the article, such as `en`."
    )
    since = serializers.DateField(required=False, default=None)
    until = serializers.DateField(required=False, default=None)
    after = serializers.IntegerField(
        required=False, default=0, min_value=0, max_value=GREATEST_ID, help_text="Claims of greater ids alone."
    )
    up_to = serializers.IntegerField(
        required=False, default=0, min_value=0, max_value=GREATEST_ID, help_text="Claims up to this id alone."
    )
    most = serializers.IntegerField(
        required=False, default=FEW, min_value=1, max_value=MOST_COUNTED,
        help_text="Of each kind, of those that hold the words; up to ten that nearly do may follow.",
    )  # fmt: skip


class HitOutput(serializers.Serializer[Any]):
    """One thing that was found. `is_near`: it holds the words only nearly, as slips of the pen do."""

    id = serializers.IntegerField(source="row.pk", read_only=True)
    title = serializers.SerializerMethodField()
    excerpt = serializers.SerializerMethodField()
    is_near = serializers.BooleanField(read_only=True)

    def get_title(self, hit: Hit) -> str:
        """The claim sentence, or the title."""
        return "".join(text for text, _ in hit.title)

    def get_excerpt(self, hit: Hit) -> str:
        """Where a longer text holds the words; empty where there is none."""
        return "".join(text for text, _ in hit.excerpt)


class FoundOutput(serializers.Serializer[Any]):
    """What was found of one kind. `count` goes as far as 100; `is_more` says that there are more."""

    kind = serializers.ChoiceField(choices=list(KINDS), read_only=True)
    count = serializers.IntegerField(read_only=True)
    is_more = serializers.BooleanField(read_only=True)
    results = HitOutput(many=True, read_only=True)


class DeskSearchViewSet(ApiViewSet[Desk]):
    """Finding things on a desk by their words."""

    permission_classes = (IsAuthenticated, HasScope)
    serializer_class = FoundOutput
    filter_backends = ()
    pagination_class = None

    def get_queryset(self) -> QuerySet[Desk]:
        return Desk.objects.visible_to(caller(self.request))

    @extend_schema(parameters=[SearchInput], responses=FoundOutput(many=True))
    @action(detail=True)
    def search(self, request: Request, pk: str) -> Response:
        """What of the desk holds the words, kind by kind, the best first; after few, what nearly holds them."""
        desk = self.get_object()
        given = SearchInput(data=request.query_params.dict())
        given.is_valid(raise_exception=True)
        wanted = dict(given.validated_data)
        kinds = [KINDS[wanted.pop("kind")]] if "kind" in wanted else list(KINDS.values())
        most = wanted.pop("most")
        looked_for = Wanted(wanted.pop("q"), **wanted)
        if not looked_for.words:
            return Response([])
        with finding.patiently():
            found = [_found(kind, looked_for, desk, request, most) for kind in kinds]
        return Response(FoundOutput(found, many=True).data)


def _found(kind: Kind, wanted: Wanted, desk: Desk, request: Request, most: int) -> dict[str, Any]:
    hits, count = finding.find(kind, wanted, caller(request), desk, start=0, most=most)
    return {
        "kind": kind.name,
        "count": min(count, MOST_COUNTED),
        "is_more": count > MOST_COUNTED,
        "results": hits,
    }
