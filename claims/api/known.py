"""Others' fact-checks over REST: those that a desk has imported."""

import django_filters as filters
from django.db.models import QuerySet
from rest_framework import mixins, serializers
from rest_framework.permissions import IsAuthenticated

from claims.api.filters import Filters
from claims.api.inputs import caller
from claims.api.permissions import HasScope
from claims.api.viewsets import ApiViewSet
from claims.models import Desk, KnownFactCheck
from claims.models.words import query_for


class KnownFactCheckOutput(serializers.ModelSerializer[KnownFactCheck]):
    """A fact-check of somebody else. `rating_value` is on their own scale, `rating_of_five` from 1 false to 5 true."""

    desk = serializers.SlugRelatedField[Desk](slug_field="slug", read_only=True)

    class Meta:
        model = KnownFactCheck
        fields = (
            "id", "desk", "url", "claim_reviewed", "publisher", "publisher_site", "claimant", "said_on", "reviewed_on",
            "rating_label", "rating_value", "rating_best", "rating_worst", "rating_of_five", "title", "language",
            "created_at",
        )  # fmt: skip
        read_only_fields = fields


class KnownFactCheckFilter(Filters):
    desk = filters.CharFilter(field_name="desk__slug")
    q = filters.CharFilter(method="matching", label="Words of the claim, the title or the claimant's name.")
    publisher_site = filters.CharFilter(lookup_expr="iexact")
    language = filters.CharFilter(lookup_expr="istartswith")
    rating_of_five = filters.NumberFilter(min_value=1, max_value=5)
    reviewed_from = filters.DateFilter(field_name="reviewed_on", lookup_expr="gte")
    reviewed_to = filters.DateFilter(field_name="reviewed_on", lookup_expr="lte")

    class Meta:
        model = KnownFactCheck
        fields: tuple[str, ...] = ()

    def matching(self, queryset: QuerySet[KnownFactCheck], name: str, value: str) -> QuerySet[KnownFactCheck]:
        return queryset.filter(words=query_for(value, "en"))


class KnownFactCheckViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet[KnownFactCheck]):
    """Fact-checks that others have published, as your desks have imported them."""

    permission_classes = (IsAuthenticated, HasScope)
    serializer_class = KnownFactCheckOutput
    filterset_class = KnownFactCheckFilter
    orderings = ("-id", "id", "-listed_at")

    def get_queryset(self) -> QuerySet[KnownFactCheck]:
        return KnownFactCheck.objects.visible_to(caller(self.request)).select_related("desk").defer("words")
