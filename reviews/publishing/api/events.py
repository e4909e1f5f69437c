"""The stream of events over REST: everything that webhooks tell, in one order, to be read on from anywhere."""

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.forms import IntegerField
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from claims.api.filters import Filters, IdFilter
from claims.api.inputs import StrictFilterBackend, caller
from claims.api.pagination import KeysetPagination
from claims.api.permissions import HasScope
from claims.api.viewsets import ApiViewSet
from claims.models import Desk
from reviews.publishing.hookmodels import EventType, OutgoingEvent


class EventOutput(serializers.ModelSerializer[OutgoingEvent]):
    """One event. `message` is the `webhook-id` under which endpoints are told of it."""

    desk = serializers.SlugRelatedField[Desk](slug_field="slug", read_only=True)
    type = serializers.ChoiceField(choices=EventType.choices, read_only=True)
    timestamp = serializers.DateTimeField(source="happened_at", read_only=True)
    data = serializers.DictField(read_only=True)  # type: ignore[assignment]

    class Meta:
        model = OutgoingEvent
        fields = ("id", "message", "desk", "type", "timestamp", "data")
        read_only_fields = fields


class EventFilter(Filters):
    after = IdFilter(field_name="id", lookup_expr="gt", label="The cursor of an earlier answer, or an event's id.")
    desk = filters.CharFilter(field_name="desk__slug")
    type = filters.MultipleChoiceFilter(choices=EventType.choices, distinct=False)

    class Meta:
        model = OutgoingEvent
        fields: tuple[str, ...] = ()


class StreamFilterBackend(StrictFilterBackend):
    """The filters of the stream, which has one order and is read on with `after`."""

    paging = frozenset({"page_size"})


class EventPagination(KeysetPagination):
    """`?after=` from `cursor` or `next`, `?page_size=` from 1 to 100; always in the order of the stream.

    `cursor` is there even where nothing is left: ask with it again later, and nothing is missed.
    """

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """One page of the stream."""
        size = self.get_page_size(request)
        self.address = request.build_absolute_uri()
        rows = list(queryset.order_by("id")[: size + 1])
        self.has_next, self.rows = len(rows) > size, rows[:size]
        self.reached = self.rows[-1].pk if self.rows else _number(request.query_params.get("after", ""))
        return self.rows

    def get_next_link(self) -> str | None:
        return replace_query_param(self.address, "after", str(self.reached)) if self.has_next else None

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self.get_next_link(), "cursor": str(self.reached), "results": data})

    def get_paginated_response_schema(self, schema: Any) -> dict[str, Any]:
        following = {"type": "string", "nullable": True, "format": "uri"}
        cursor = {"type": "string", "description": "Where to read on from, with `after`."}
        properties = {"next": following, "cursor": cursor, "results": schema}
        return {"type": "object", "required": list(properties), "properties": properties}

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        schema = {"type": "integer", "minimum": 1, "maximum": self.max_page_size, "default": self.page_size}
        return [{"name": "page_size", "in": "query", "required": False, "schema": schema}]


class EventViewSet(ApiViewSet[OutgoingEvent]):
    """What happened on your desks."""

    permission_classes = (IsAuthenticated, HasScope)
    serializer_class = EventOutput
    filter_backends = (StreamFilterBackend,)
    filterset_class = EventFilter
    pagination_class = EventPagination

    def get_queryset(self) -> QuerySet[OutgoingEvent]:
        return OutgoingEvent.objects.visible_to(caller(self.request)).stream().select_related("desk")

    @extend_schema(responses=EventOutput(many=True))
    def list(self, request: Request) -> Response:
        """Events after `after`, the oldest first. None appears later before one that was seen."""
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(EventOutput(rows or (), many=True).data)


def _number(given: str) -> int:
    """The cursor that the filter has taken already; 0 for none."""
    return IntegerField(required=False).clean(given) or 0
