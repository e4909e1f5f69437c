"""Claims that may be the same over REST: all of a desk, the likeliest first."""

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import mixins, serializers
from rest_framework.permissions import IsAuthenticated

from claims.api.comparisons import WhyOutput
from claims.api.filters import DeskSlugFilter, Filters, IdFilter
from claims.api.inputs import caller
from claims.api.outputs import shown
from claims.api.permissions import HasScope
from claims.api.viewsets import ApiViewSet
from claims.matching.guard import compare
from claims.models import Claim, ClaimPair, Desk
from claims.models.pairs import ClaimPairQuerySet


class ClaimPairOutput(serializers.ModelSerializer[ClaimPair]):
    """Two live claims of a desk that may be the same: `claim` repeats `known`. `score`, from 0.5 to 1, says how likely.

    To agree, merge `claim` into `known`; to disagree, tell them apart: `claims/{claim}/merge/`, `…/tell-apart/`, with
    `claim_version` in `If-Match`. Both can be taken back. Either way the pair leaves this list.
    """

    desk = serializers.SlugRelatedField[Desk](slug_field="slug", read_only=True)
    claim = serializers.IntegerField(source="claim.pk", read_only=True)
    claim_text = serializers.CharField(source="claim.text", read_only=True)
    claim_state = serializers.ChoiceField(source="claim.state", choices=Claim.State.choices, read_only=True)
    claim_version = serializers.IntegerField(source="claim.version", read_only=True)
    known = serializers.IntegerField(source="known.pk", read_only=True)
    known_text = serializers.CharField(source="known.text", read_only=True)
    known_state = serializers.ChoiceField(source="known.state", choices=Claim.State.choices, read_only=True)
    why = serializers.SerializerMethodField()

    class Meta:
        model = ClaimPair
        fields = (
            "id", "desk", "claim", "claim_text", "claim_state", "claim_version", "known", "known_text", "known_state",
            "score", "why",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(WhyOutput)
    def get_why(self, pair: ClaimPair) -> Any:
        return shown(WhyOutput, compare(pair.claim.text, pair.known.text))


class ClaimPairFilter(Filters):
    desk = DeskSlugFilter(field_name="desk")
    language = filters.CharFilter(method="in_language", label="Of an article that either appears in, such as `en`.")
    topic = IdFilter(method="of_topic", label="Id of a topic that either belongs to.")

    class Meta:
        model = ClaimPair
        fields: tuple[str, ...] = ()

    def in_language(self, queryset: ClaimPairQuerySet, name: str, value: str) -> QuerySet[ClaimPair]:
        return queryset.in_language(value)

    def of_topic(self, queryset: ClaimPairQuerySet, name: str, value: int) -> QuerySet[ClaimPair]:
        return queryset.of_topic(value)


class ClaimPairViewSet(mixins.ListModelMixin, ApiViewSet[ClaimPair]):
    """Claims of your desks that may be the same, as long as nobody has decided whether they are."""

    permission_classes = (IsAuthenticated, HasScope)
    serializer_class = ClaimPairOutput
    filterset_class = ClaimPairFilter
    orderings = ("-score",)

    def get_queryset(self) -> QuerySet[ClaimPair]:
        rows = ClaimPair.objects.visible_to(caller(self.request)).waiting().select_related("desk", "earlier", "later")
        return rows.defer("earlier__words", "later__words")
