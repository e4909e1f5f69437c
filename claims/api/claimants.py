"""Claimants over REST: who made a desk's claims, what they are, and which page says who they are."""

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from claims import services
from claims.api.filters import Filters
from claims.api.inputs import Input, StrictText, caller, edited_version, require_role, version_headers
from claims.api.outputs import ClaimantRowOutput
from claims.api.permissions import HasScope
from claims.api.schema import EDITED
from claims.api.viewsets import ApiViewSet
from claims.models import Claimant, Role, Scope
from claims.models.article import WEB_ADDRESS


class ChangeClaimantInput(Input):
    """What people may change about a claimant. What is left out stays as it is."""

    kind = serializers.ChoiceField(required=False, choices=Claimant.Kind.choices)
    same_as = StrictText(required=False, allow_blank=True, max_length=500, validators=[WEB_ADDRESS])


class ClaimantFilter(Filters):
    desk = filters.CharFilter(field_name="desk__slug")
    kind = filters.MultipleChoiceFilter(choices=Claimant.Kind.choices, distinct=False)
    q = filters.CharFilter(field_name="name", lookup_expr="icontains")

    class Meta:
        model = Claimant
        fields: tuple[str, ...] = ()


class ClaimantViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet[Claimant]):
    """The people and organisations that made your desks' claims."""

    permission_classes = (IsAuthenticated, HasScope)
    write_scope = Scope.CLAIMS_WRITE
    serializer_class = ClaimantRowOutput
    filterset_class = ClaimantFilter
    orderings = ("-id", "id", "name")

    def get_queryset(self) -> QuerySet[Claimant]:
        return Claimant.objects.visible_to(caller(self.request)).select_related("desk")

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One claimant. Its ETag is its version, for `If-Match`."""
        return self._answer(self.get_object())

    @extend_schema(parameters=[EDITED], request=ChangeClaimantInput, responses=ClaimantRowOutput)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Say what the claimant is, and which page says who they are. The name stays: published verdicts bear it."""
        claimant = self.get_object()
        require_role(caller(request), claimant.desk, Role.REVIEWER)
        given = ChangeClaimantInput(data=request.data)
        given.is_valid(raise_exception=True)
        services.change_claimant(claimant, by=caller(request), expected=edited_version(request), **given.validated_data)
        return self._answer(claimant)

    def _answer(self, claimant: Claimant) -> Response:
        return Response(ClaimantRowOutput(claimant).data, headers=version_headers(claimant.version))
