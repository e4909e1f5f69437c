"""Webhooks over REST, for desk admins: endpoints, their secrets, and the log of what was sent."""

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.filters import Filters
from claims.api.inputs import Input, RawText, StrictText, caller, desk_for, require_no_input, require_role
from claims.api.permissions import HasScope
from claims.api.viewsets import ApiViewSet
from claims.models import Desk, Role, Scope
from reviews.publishing import webhooks
from reviews.publishing.hookmodels import MAX_URL_CHARS, DeliveryAttempt, EventType, WebhookDelivery, WebhookEndpoint


class WebhookOutput(serializers.ModelSerializer[WebhookEndpoint]):
    """An endpoint. `first_failure_at` is since when it has taken no message; null while it takes them."""

    desk = serializers.SlugRelatedField[Desk](slug_field="slug", read_only=True)
    state = serializers.ChoiceField(choices=WebhookEndpoint.State.choices, read_only=True)
    events = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = WebhookEndpoint
        fields: tuple[str, ...] = (
            "id", "desk", "url", "description", "events", "state", "disabled_at", "disabled_reason",
            "first_failure_at", "previous_until", "created_at",
        )  # fmt: skip
        read_only_fields = fields


class WebhookSecretOutput(WebhookOutput):
    """An endpoint with its secret, which is shown this once."""

    secret = serializers.CharField(read_only=True)

    class Meta(WebhookOutput.Meta):
        fields = (*WebhookOutput.Meta.fields, "secret")
        read_only_fields = fields


class ChangeWebhookInput(Input):
    url = StrictText(required=False, max_length=MAX_URL_CHARS, help_text="Where messages go; https.")
    description = StrictText(required=False, allow_blank=True, max_length=200)
    events = serializers.ListField(
        required=False,
        child=serializers.ChoiceField(choices=EventType.choices),
        help_text="What it is told of; an empty list: everything.",
    )


class WebhookInput(ChangeWebhookInput):
    desk = RawText(required=False, default="", allow_blank=True, help_text="Its slug; for members of several desks.")
    url = StrictText(max_length=MAX_URL_CHARS, help_text="Where messages go; https.")


class DeliveryOutput(serializers.ModelSerializer[WebhookDelivery]):
    """One message owed to an endpoint. `code` and `reason` are those of the last attempt."""

    type = serializers.CharField(source="event.type", read_only=True)
    event = serializers.IntegerField(source="event_id", read_only=True)
    message = serializers.UUIDField(source="event.message", read_only=True, help_text="Its `webhook-id`.")

    class Meta:
        model = WebhookDelivery
        fields: tuple[str, ...] = (
            "id", "endpoint", "event", "type", "message", "state", "attempts", "next_attempt_at", "code", "reason",
            "created_at", "settled_at",
        )  # fmt: skip
        read_only_fields = fields


class AttemptOutput(serializers.ModelSerializer[DeliveryAttempt]):
    class Meta:
        model = DeliveryAttempt
        fields = ("attempted_at", "code", "duration_ms", "reason")
        read_only_fields = fields


class DeliveryDetailOutput(DeliveryOutput):
    """The same with every attempt, the first one first."""

    log = AttemptOutput(many=True, read_only=True)

    class Meta(DeliveryOutput.Meta):
        fields = (*DeliveryOutput.Meta.fields, "log")
        read_only_fields = fields


class WebhookFilter(Filters):
    desk = filters.CharFilter(field_name="desk__slug")

    class Meta:
        model = WebhookEndpoint
        fields: tuple[str, ...] = ()


class DeliveryFilter(Filters):
    state = filters.MultipleChoiceFilter(choices=WebhookDelivery.State.choices, distinct=False)

    class Meta:
        model = WebhookDelivery
        fields: tuple[str, ...] = ()


class WebhookViewSet(mixins.ListModelMixin, ApiViewSet[WebhookEndpoint]):
    """The webhooks of the desks on which you are desk admin."""

    permission_classes = (IsAuthenticated, HasScope)
    read_scope = write_scope = Scope.ADMIN
    serializer_class = WebhookOutput
    filterset_class = WebhookFilter
    orderings = ("-id", "id")

    def get_queryset(self) -> QuerySet[WebhookEndpoint]:
        user = caller(self.request)
        rows = WebhookEndpoint.objects.visible_to(user).select_related("desk")
        return rows.filter(desk__in=Desk.objects.where_role(user, Role.ADMIN)) if self.action == "list" else rows

    @extend_schema(request=WebhookInput, responses={201: WebhookSecretOutput})
    def create(self, request: Request) -> Response:
        """Set up an endpoint. The answer has its secret, which is shown this once."""
        given = WebhookInput(data=request.data)
        given.is_valid(raise_exception=True)
        wanted = dict(given.validated_data)
        desk = desk_for(caller(request), wanted.pop("desk"), Role.ADMIN)
        endpoint, secret = webhooks.create_endpoint(desk, by=caller(request), **wanted)
        return _with_secret(endpoint, secret, 201)

    def retrieve(self, request: Request, pk: str) -> Response:
        """One endpoint."""
        return Response(WebhookOutput(self._own(request)).data)

    @extend_schema(request=ChangeWebhookInput, responses=WebhookOutput)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change the address, the description, or what it is told of."""
        endpoint = self._own(request)
        given = ChangeWebhookInput(data=request.data)
        given.is_valid(raise_exception=True)
        webhooks.change_endpoint(endpoint, by=caller(request), **given.validated_data)
        return Response(WebhookOutput(endpoint).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Remove the endpoint with its log."""
        webhooks.remove_endpoint(self._own(request), by=caller(request))
        return Response(status=204)

    @extend_schema(request=Input, responses=WebhookSecretOutput)
    @action(detail=True, methods=["post"])
    def rotate(self, request: Request, pk: str) -> Response:
        """Make a new secret, shown this once. For 24 hours messages are signed with both."""
        endpoint = self._own(request)
        require_no_input(request)
        secret = webhooks.rotate_secret(endpoint, by=caller(request))
        return _with_secret(endpoint, secret, 200)

    @extend_schema(request=Input, responses=WebhookOutput)
    @action(detail=True, methods=["post"])
    def enable(self, request: Request, pk: str) -> Response:
        """Switch the endpoint on. What failed while it was off can be redelivered."""
        return self._switch(request, webhooks.enable_endpoint)

    @extend_schema(request=Input, responses=WebhookOutput)
    @action(detail=True, methods=["post"])
    def disable(self, request: Request, pk: str) -> Response:
        """Switch the endpoint off. What is owed to it has failed."""
        return self._switch(request, webhooks.disable_endpoint)

    @extend_schema(request=Input, responses={202: DeliveryOutput})
    @action(detail=True, methods=["post"])
    def test(self, request: Request, pk: str) -> Response:
        """Send a message of the type `webhook.test`. It is no part of the stream of events."""
        endpoint = self._own(request)
        require_no_input(request)
        return Response(DeliveryOutput(webhooks.send_test(endpoint, by=caller(request))).data, status=202)

    def _switch(self, request: Request, act: Any) -> Response:
        endpoint = self._own(request)
        require_no_input(request)
        act(endpoint, by=caller(request))
        return Response(WebhookOutput(endpoint).data)

    def _own(self, request: Request) -> WebhookEndpoint:
        endpoint = self.get_object()
        require_role(caller(request), endpoint.desk, Role.ADMIN)
        return endpoint


class EndpointDeliveriesViewSet(ApiViewSet[Any]):
    """What was sent to an endpoint."""

    permission_classes = (IsAuthenticated, HasScope)
    read_scope = write_scope = Scope.ADMIN
    serializer_class = DeliveryOutput
    filterset_class = DeliveryFilter
    orderings = ("-id", "id")

    def get_queryset(self) -> QuerySet[WebhookDelivery]:
        return WebhookDelivery.objects.visible_to(caller(self.request)).select_related("event")

    @extend_schema(responses=DeliveryOutput(many=True))
    @action(detail=True)
    def deliveries(self, request: Request, pk: str) -> Response:
        """The log of an endpoint, the newest first. What was settled a month ago is forgotten."""
        visible = WebhookEndpoint.objects.visible_to(caller(request)).select_related("desk")
        endpoint = get_object_or_404(visible, pk=pk)
        require_role(caller(request), endpoint.desk, Role.ADMIN)
        rows = self.filter_queryset(self.get_queryset().filter(endpoint=endpoint))
        return self.get_paginated_response(DeliveryOutput(self.paginate_queryset(rows), many=True).data)


class WebhookDeliveryViewSet(ApiViewSet[WebhookDelivery]):
    """Single deliveries."""

    permission_classes = (IsAuthenticated, HasScope)
    read_scope = write_scope = Scope.ADMIN
    serializer_class = DeliveryDetailOutput

    def get_queryset(self) -> QuerySet[WebhookDelivery]:
        rows = WebhookDelivery.objects.visible_to(caller(self.request))
        return rows.select_related("event", "endpoint__desk").prefetch_related("log")

    def retrieve(self, request: Request, pk: str) -> Response:
        """One delivery with its attempts."""
        return Response(DeliveryDetailOutput(self._own(request)).data)

    @extend_schema(request=Input, responses={202: DeliveryOutput})
    @action(detail=True, methods=["post"])
    def redeliver(self, request: Request, pk: str) -> Response:
        """Send the message once more, under the same id, whatever became of it."""
        delivery = self._own(request)
        require_no_input(request)
        webhooks.redeliver(delivery, by=caller(request))
        return Response(DeliveryOutput(delivery).data, status=202)

    def _own(self, request: Request) -> WebhookDelivery:
        delivery = self.get_object()
        require_role(caller(request), delivery.endpoint.desk, Role.ADMIN)
        return delivery


def _with_secret(endpoint: WebhookEndpoint, secret: str, status: int) -> Response:
    """The endpoint with its secret, which no cache may keep."""
    body = WebhookOutput(endpoint).data | {"secret": secret}
    return Response(body, status=status, headers={"Cache-Control": "no-store"})
