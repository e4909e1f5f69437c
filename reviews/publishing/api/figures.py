"""A desk's overview over REST: what waits at each step, and what got done."""

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
from reviews.publishing import figures


class CountedOutput(serializers.Serializer[Any]):
    """How many wait, counted as far as a thousand, beyond which there `is_more`; `since` is when the oldest came."""

    count = serializers.IntegerField(read_only=True)
    is_more = serializers.BooleanField(read_only=True)
    since = serializers.DateTimeField(read_only=True, allow_null=True)


class WaitingOutput(serializers.Serializer[Any]):
    """What waits: candidates for triage, accepted claims that are free, reviews, and articles whose reading failed.

    `mine` are your own unfinished reviews, `to_approve` those of others that are submitted.
    """

    candidates = CountedOutput(read_only=True)
    free = CountedOutput(read_only=True)
    mine = serializers.IntegerField(read_only=True)
    to_approve = serializers.IntegerField(read_only=True)
    submitted = CountedOutput(read_only=True)
    approved = CountedOutput(read_only=True)
    failed = serializers.IntegerField(read_only=True)


class DayOutput(serializers.Serializer[Any]):
    """One day in the time zone of the installation: claims decided in triage, and fact-checks published."""

    day = serializers.DateField(read_only=True)
    decided = serializers.IntegerField(read_only=True)
    published = serializers.IntegerField(read_only=True)


class OverviewOutput(serializers.Serializer[Any]):
    """A desk at a glance; `days` are the last fourteen, today's the last of them."""

    waiting = WaitingOutput(read_only=True)
    days = DayOutput(many=True, read_only=True)


class DeskFiguresViewSet(ApiViewSet[Desk]):
    """A desk at a glance."""

    permission_classes = (IsAuthenticated, HasScope)
    serializer_class = OverviewOutput
    filter_backends = ()
    pagination_class = None

    def get_queryset(self) -> QuerySet[Desk]:
        return Desk.objects.visible_to(caller(self.request))

    @extend_schema(responses=OverviewOutput)
    @action(detail=True)
    def overview(self, request: Request, pk: str) -> Response:
        """What waits on the desk and since when, and how much it got done in the last fourteen days."""
        desk, user = self.get_object(), caller(request)
        found = {"waiting": figures.waiting(desk, user), "days": figures.latest_days(desk, user)}
        return Response(OverviewOutput(found).data)
