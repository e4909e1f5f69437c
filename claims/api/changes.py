"""Changed passages over REST: where articles read otherwise than when their claims were taken up."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from claims import services
from claims.api.filters import PassageChangeFilter
from claims.api.inputs import Input, caller, require_no_input, require_role
from claims.api.permissions import HasScope
from claims.api.viewsets import ApiViewSet
from claims.models import PassageChange, Role, Scope


class PassageChangeOutput(serializers.ModelSerializer[PassageChange]):
    """`was` is the claim's quote; `quote` is the later `revision` from `start` to `end`, in code points, half-open.

    Where nothing like it is left, `quote` is empty and `start` and `end` are null.
    """

    claim = serializers.IntegerField(source="before.claim_id", read_only=True)
    article = serializers.IntegerField(source="revision.article_id", read_only=True)
    was = serializers.CharField(source="before.quote", read_only=True)
    seen_by = serializers.CharField(source="seen_by.username", read_only=True, default=None, allow_null=True)

    class Meta:
        model = PassageChange
        fields = (
            "id", "claim", "article", "revision", "was", "quote", "start", "end", "created_at", "seen_by", "seen_at",
        )  # fmt: skip
        read_only_fields = fields


class PassageChangeViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet[PassageChange]):
    """Passages of claims that a later text of their article has otherwise, or not at all."""

    permission_classes = (IsAuthenticated, HasScope)
    write_scope = Scope.CLAIMS_WRITE
    serializer_class = PassageChangeOutput
    filterset_class = PassageChangeFilter
    orderings = ("-id", "id")

    def get_queryset(self) -> QuerySet[PassageChange]:
        rows = PassageChange.objects.visible_to(caller(self.request))
        return rows.select_related("before__claim__desk", "revision", "seen_by").defer("revision__text")

    @extend_schema(request=Input, responses=PassageChangeOutput)
    @action(detail=True, methods=["post"])
    def see(self, request: Request, pk: str) -> Response:
        """Note that you have looked at it."""
        change = self.get_object()
        require_role(caller(request), change.before.claim.desk, Role.REVIEWER)
        require_no_input(request)
        services.see_changes([change], by=caller(request))
        return Response(PassageChangeOutput(self.get_queryset().get(pk=change.pk)).data)
