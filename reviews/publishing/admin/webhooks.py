"""Webhooks in the admin, for desk admins: endpoints, their secrets, and the log of what was sent."""

import json
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.contrib.filters.admin import MultipleChoicesDropdownFilter
from unfold.decorators import display
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldAdminURLInputWidget,
)

from claims.admin.doors import Door, DoorsAdmin
from claims.admin.forms import RowForm
from claims.admin.scoped import DeskFilter, member
from claims.errors import DomainError
from claims.models import Desk, Role
from reviews.publishing import webhooks
from reviews.publishing.eventstream import body_of
from reviews.publishing.hookmodels import MAX_URL_CHARS, EventType, WebhookDelivery, WebhookEndpoint

SHOWN = 10  # deliveries on the page of an endpoint
STATE_LABELS = {"Active": "success", "Disabled": "danger"}
DELIVERY_LABELS = {"Pending": "info", "Delivered": "success", "Failed": "danger"}
LIST = "admin:publishing_webhookendpoint_changelist"


class ChangeForm(RowForm):
    """An endpoint as its desk admin writes it."""

    url = forms.CharField(
        max_length=MAX_URL_CHARS, label="Address", widget=UnfoldAdminURLInputWidget,
        help_text="Where messages go, by https.",
    )  # fmt: skip
    description = forms.CharField(
        required=False, max_length=200, widget=UnfoldAdminTextInputWidget, help_text="Whose it is, or what it is for."
    )
    events = forms.MultipleChoiceField(
        required=False, choices=EventType.choices, label="Tell it when", widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text="Tick none, and it is told everything.",
    )  # fmt: skip

    def __init__(self, *, row: WebhookEndpoint | None = None, data: Any = None) -> None:
        super().__init__(row=row, data=data)
        if row is not None:
            self.initial = {"url": row.url, "description": row.description, "events": row.events}


class SetUpForm(ChangeForm):
    """A new endpoint, of one of the desks that its maker is admin of."""

    desk = forms.ModelChoiceField(queryset=Desk.objects.none(), empty_label=None, widget=UnfoldAdminSelectWidget)
    field_order = ("desk", "url", "description", "events")

    def __init__(self, *, desks: QuerySet[Desk], data: Any = None) -> None:
        super().__init__(data=data)
        self.fields["desk"].queryset = desks  # type: ignore[attr-defined]


def _is_active(endpoint: WebhookEndpoint) -> bool:
    return endpoint.disabled_at is None


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(DoorsAdmin):
    list_name = "Webhooks"
    add_label = "Set up a webhook"
    when_empty = "Nobody is told of what happens here. A desk admin can set up an address that is."
    list_display = ("name", "desk", "url", "state_label", "told", "first_failure_at")
    list_filter = (DeskFilter,)
    fields = ("desk", "url", "description", "told", "created_by", "created_at")
    readonly_fields = fields
    change_form_outer_before_template = "publishing/admin/webhook.html"
    doors: ClassVar[tuple[Door, ...]] = (
        Door(
            name="test",
            label="Send a test",
            role=Role.ADMIN,
            act=webhooks.send_test,
            is_open=_is_active,
            said="A test is on its way: its line in the log says what came of it.",
            is_main=True,
        ),
        Door(
            name="change",
            label="Change…",
            role=Role.ADMIN,
            act=webhooks.change_endpoint,
            is_open=lambda endpoint: True,
            form=ChangeForm,
            said="Changed. What is owed already goes to the new address.",
        ),
        Door(
            name="rotate",
            label="New secret…",
            role=Role.ADMIN,
            act=webhooks.rotate_secret,
            is_open=lambda endpoint: True,
            form=RowForm,
            hint="The new secret is shown once. For 24 hours messages are signed with both, so none is lost.",
        ),
        Door(
            name="disable",
            label="Switch off",
            role=Role.ADMIN,
            act=webhooks.disable_endpoint,
            is_open=_is_active,
            said="Switched off.",
        ),
        Door(
            name="enable",
            label="Switch on",
            role=Role.ADMIN,
            act=webhooks.enable_endpoint,
            is_open=lambda endpoint: not _is_active(endpoint),
            said="Switched on. What failed meanwhile can be sent again from the log.",
            is_main=True,
        ),
        Door(
            name="remove",
            label="Remove…",
            role=Role.ADMIN,
            act=webhooks.remove_endpoint,
            is_open=lambda endpoint: True,
            form=RowForm,
            said="Removed.",
            hint="The endpoint goes with its log. What is owed to it is not sent.",
            leads_to=lambda made: reverse(LIST),
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[WebhookEndpoint]:
        rows = WebhookEndpoint.objects.visible_to(member(request)).filter(desk__in=self._desks(request))
        return rows.select_related("desk").order_by("-id")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._desks(request).exists()

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Set up an endpoint; a refusal keeps what was typed."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = SetUpForm(desks=self._desks(request), data=request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                endpoint, secret = webhooks.create_endpoint(by=member(request), **form.cleaned_data)
            except DomainError as refusal:
                form.add_error(None, str(refusal))
            else:
                self._show(request, secret)
                return HttpResponseRedirect(self._page_of(endpoint))
        context = {
            **self.admin_site.each_context(request),
            "title": self.add_label,
            "heading": self.add_label,
            "about": "The secret by which the receiver knows our messages is shown once, when this is saved.",
            "crumbs": self.crumbs(),
            "opts": self.opts,
            "form": form,
            "media": self.media + form.media,
            "back": reverse(LIST),
        }
        return TemplateResponse(request, "claims/admin/door.html", context)

    def context_of(self, row: WebhookEndpoint) -> dict[str, Any]:
        latest = row.deliveries.select_related("event").order_by("-id")[:SHOWN]
        return {"endpoint": row, "deliveries": latest}

    def next_step(self, request: HttpRequest, row: WebhookEndpoint) -> str:
        if not _is_active(row):
            return f"Nothing is sent there. {row.disabled_reason}"
        return "It takes no messages at the moment; they are tried again." if row.first_failure_at else ""

    @display(description="Name")
    def name(self, endpoint: WebhookEndpoint) -> str:
        return str(endpoint)

    @display(description="State", label=STATE_LABELS)
    def state_label(self, endpoint: WebhookEndpoint) -> str:
        return WebhookEndpoint.State(endpoint.state).label

    @display(description="Told of")
    def told(self, endpoint: WebhookEndpoint) -> str:
        return ", ".join(endpoint.events) or "everything"

    def _pass(self, request: HttpRequest, row: WebhookEndpoint, door: Door, form: forms.Form | None) -> str:
        if door.name != "rotate":
            return super()._pass(request, row, door, form)
        self._show(request, webhooks.rotate_secret(row, by=member(request)))
        return self._page_of(row)

    def _show(self, request: HttpRequest, secret: str) -> None:
        messages.warning(request, f"Copy the secret now, it is not shown again: {secret}")

    def _desks(self, request: HttpRequest) -> QuerySet[Desk]:
        return Desk.objects.where_role(member(request), Role.ADMIN)


class EndpointDeskFilter(DeskFilter):
    lookup = "endpoint__desk"


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(DoorsAdmin):
    list_name = "Webhook deliveries"
    when_empty = "Nothing was sent yet."
    list_display = ("type", "endpoint", "state_label", "attempts", "code", "reason", "created_at", "next_attempt_at")
    list_filter = (EndpointDeskFilter, ("state", MultipleChoicesDropdownFilter))
    list_filter_submit = True
    change_form_outer_before_template = "publishing/admin/webhook_delivery.html"
    doors: ClassVar[tuple[Door, ...]] = (
        Door(
            name="redeliver",
            label="Send again",
            role=Role.ADMIN,
            act=webhooks.redeliver,
            is_open=lambda row: row.endpoint.disabled_at is None,
            said="It is sent again, under the same id.",
            is_main=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[WebhookDelivery]:
        rows = WebhookDelivery.objects.visible_to(member(request))
        rows = rows.filter(endpoint__desk__in=Desk.objects.where_role(member(request), Role.ADMIN))
        return rows.select_related("event", "endpoint__desk").order_by("-id")

    def get_fieldsets(self, request: HttpRequest, obj: WebhookDelivery | None = None) -> list[Any]:
        """None: the page above shows all of it."""
        return []

    def desk_of(self, row: WebhookDelivery) -> Desk:
        return row.endpoint.desk

    def heading_of(self, row: WebhookDelivery) -> str:
        return f"{row.event.type} to {row.endpoint}"

    def context_of(self, row: WebhookDelivery) -> dict[str, Any]:
        body = json.dumps(body_of(row.event), ensure_ascii=False, indent=2)
        return {"delivery": row, "body": body, "attempts": row.log.all()}

    @display(description="Type")
    def type(self, row: WebhookDelivery) -> str:
        return row.event.type

    @display(description="State", label=DELIVERY_LABELS, ordering="state")
    def state_label(self, row: WebhookDelivery) -> str:
        return row.get_state_display()
