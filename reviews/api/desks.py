"""How much each reviewer of a desk has to do, and how far first and second verdicts agree, over REST."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.inputs import caller
from claims.api.permissions import HasScope
from claims.api.viewsets import ApiViewSet
from claims.models import Desk
from reviews import services


class LoadOutput(serializers.Serializer[Any]):
    """One reviewer's work. `median_days` is from opening to submitting, over 90 days; null without any."""

    reviewer = serializers.CharField(source="person.username", read_only=True)
    open_claims = serializers.IntegerField(read_only=True)
    held = serializers.IntegerField(read_only=True)
    overdue = serializers.IntegerField(read_only=True)
    median_days = serializers.FloatField(read_only=True, allow_null=True)


class AgreementOutput(serializers.Serializer[Any]):
    """`share` of the latest pairs that agree (one step of five apart at most), and Cohen's `kappa` over the labels."""

    count = serializers.IntegerField(read_only=True)
    share = serializers.FloatField(read_only=True, allow_null=True)
    kappa = serializers.FloatField(read_only=True, allow_null=True)


class DeskWorkViewSet(ApiViewSet[Desk]):
    """The work of a desk in figures."""

    permission_classes = (IsAuthenticated, HasScope)
    serializer_class = LoadOutput
    filter_backends = ()
    pagination_class = None

    def get_queryset(self) -> QuerySet[Desk]:
        return Desk.objects.visible_to(caller(self.request))

    @extend_schema(responses=LoadOutput(many=True))
    @action(detail=True)
    def workload(self, request: Request, pk: str) -> Response:
        """What each reviewer of the desk has to do."""
        return Response(LoadOutput(services.workload_of(self.get_object()), many=True).data)

    @extend_schema(responses=AgreementOutput)
    @action(detail=True)
    def agreement(self, request: Request, pk: str) -> Response:
        """How far second verdicts that were given blind agree with the first ones, over the latest 500."""
        return Response(AgreementOutput(services.agreement_of(self.get_object())).data)
