"""One's own decisions in triage over REST, as far as they can still be taken back."""

from datetime import datetime

import django_filters as filters
from django.db.models import QuerySet
from rest_framework import mixins, serializers
from rest_framework.permissions import IsAuthenticated

from claims import triage
from claims.api.filters import DeskSlugFilter, Filters
from claims.api.inputs import caller
from claims.api.permissions import HasScope
from claims.api.viewsets import ApiViewSet
from claims.models import ClaimEvent, Desk


class DecisionOutput(serializers.ModelSerializer[ClaimEvent]):
    """What you decided on a claim: `name` is the move, `version` the claim's since then, as `If-Match` takes it.

    It can be taken back until `undo_until`, by `claims/{claim}/undo/`, as long as nothing else happens to the claim.
    """

    desk = serializers.CharField(source="claim.desk.slug", read_only=True)
    claim = serializers.IntegerField(source="claim_id", read_only=True)
    claim_text = serializers.CharField(source="claim.text", read_only=True)
    name = serializers.ChoiceField(choices=triage.DECISIONS, read_only=True)
    undo_until = serializers.SerializerMethodField()

    class Meta:
        model = ClaimEvent
        fields = (
            "id", "desk", "claim", "claim_text", "name", "note", "version", "created_at", "undo_until",
        )  # fmt: skip
        read_only_fields = fields

    def get_undo_until(self, event: ClaimEvent) -> datetime:
        return event.created_at + triage.UNDO_WITHIN


class DecisionFilter(Filters):
    desk = DeskSlugFilter(field_name="claim__desk")
    name = filters.MultipleChoiceFilter(choices=[(name, name) for name in triage.DECISIONS], distinct=False)

    class Meta:
        model = ClaimEvent
        fields: tuple[str, ...] = ()


class DecisionViewSet(mixins.ListModelMixin, ApiViewSet[ClaimEvent]):
    """What you decided in triage and may still take back."""

    permission_classes = (IsAuthenticated, HasScope)
    serializer_class = DecisionOutput
    filterset_class = DecisionFilter
    orderings = ("-id", "id")

    def get_queryset(self) -> QuerySet[ClaimEvent]:
        user = caller(self.request)
        rows = triage.decisions_of(user, Desk.objects.visible_to(user))
        return rows.select_related("claim__desk").defer("claim__words")
