"""The stream of events, and webhooks: what happened, who wants to hear of it, and what became of telling them."""

from typing import Self
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from claims.models import Appearance, ClaimEvent, Desk, PassageChange, User, desk_ids_of
from claims.models.article import WEB_ADDRESS
from reviews.models import ReviewEvent

MAX_URL_CHARS = 2000


class EventType(models.TextChoices):
    """What integrations are told of."""

    CLAIM_ACCEPTED = "claim.accepted", "A claim was accepted"
    CLAIM_DISMISSED = "claim.dismissed", "A claim was dismissed"
    CLAIM_MERGED = "claim.merged", "A claim was merged into another"
    CLAIM_REOPENED = "claim.reopened", "A claim was reopened"
    CLAIM_REPEATED = "claim.repeated", "A claim that is published already came back"
    CLAIM_EDITED = "claim.edited", "A passage that is checked was changed where it was printed"
    REVIEW_SUBMITTED = "review.submitted", "A review was submitted"
    REVIEW_RETURNED = "review.returned", "A review was returned"
    REVIEW_APPROVED = "review.approved", "A review was approved"
    REVIEW_ABANDONED = "review.abandoned", "A review was abandoned"
    FACT_CHECK_PUBLISHED = "fact_check.published", "A fact-check was published"
    FACT_CHECK_CORRECTED = "fact_check.corrected", "A fact-check was corrected"
    FACT_CHECK_RETRACTED = "fact_check.retracted", "A fact-check was retracted"


TEST = "webhook.test"  # owed to the one endpoint that is tested, and no part of the stream


_THINGS = ("claim_event", "review_event", "appearance", "fact_check", "passage_change")


def _only(*names: str) -> Q:
    """These of _THINGS are there, and none of the others."""
    return Q(**{f"{one}__isnull": one not in names for one in _THINGS})


class UnsentEvent(models.Model):
    """Something that happened and is not in the stream yet: to a claim, a review or a passage; or a repeat.

    Changes are added by triggers, in the transaction of the change.
    """

    claim_event = models.OneToOneField(ClaimEvent, null=True, on_delete=models.CASCADE, related_name="+")
    review_event = models.OneToOneField(ReviewEvent, null=True, on_delete=models.CASCADE, related_name="+")
    appearance = models.OneToOneField(Appearance, null=True, on_delete=models.CASCADE, related_name="+")
    fact_check = models.ForeignKey("publishing.FactCheck", null=True, on_delete=models.CASCADE, related_name="+")
    passage_change = models.OneToOneField(PassageChange, null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=_only("claim_event")
                | _only("review_event")
                | _only("appearance", "fact_check")
                | _only("passage_change"),
                name="unsent_event_is_one_thing",
            ),
        )

    def __str__(self) -> str:
        return str(self.claim_event or self.review_event or self.appearance or self.passage_change)


class OutgoingEventQuerySet(models.QuerySet["OutgoingEvent"]):
    def visible_to(self, user: User) -> Self:
        """What happened on the desks `user` belongs to."""
        return self if user.is_superuser else self.filter(desk__in=desk_ids_of(user))

    def stream(self) -> Self:
        """Without the tests of endpoints."""
        return self.exclude(type=TEST)


class OutgoingEvent(models.Model):
    """One line of the stream, as it was when it was written. Ids rise in the order in which readers see the lines."""

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    type = models.CharField(max_length=40)
    message = models.UUIDField(default=uuid4, unique=True, help_text="What webhook-id says, in every attempt.")
    key = models.CharField(max_length=80, unique=True, help_text="What it tells of: nothing is told twice.")
    data = models.JSONField()
    happened_at = models.DateTimeField()

    objects = OutgoingEventQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=["desk", "id"], name="outgoing_event_of_desk"),)

    def __str__(self) -> str:
        return f"{self.type} {self.message}"


class WebhookEndpointQuerySet(models.QuerySet["WebhookEndpoint"]):
    def visible_to(self, user: User) -> Self:
        """Those of the desks `user` belongs to. What may be done with them is the desk admins' to decide."""
        return self if user.is_superuser else self.filter(desk__in=desk_ids_of(user))

    def active(self) -> Self:
        """Those that are sent to."""
        return self.filter(disabled_at=None)


class WebhookEndpoint(models.Model):
    """An address that is told what happens on a desk. One worker at a time serves it, under a lease."""

    class State(models.TextChoices):
        ACTIVE = "active", "Active"
        DISABLED = "disabled", "Disabled"

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="+")
    url = models.URLField(max_length=MAX_URL_CHARS, validators=[WEB_ADDRESS])
    description = models.CharField(max_length=200, blank=True, help_text="Whose it is, or what it is for.")
    events = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, help_text="What it is told of; empty: everything."
    )
    sealed_secret = models.TextField(editable=False)
    previous_sealed_secret = models.TextField(blank=True, editable=False)
    previous_until = models.DateTimeField(null=True, editable=False, help_text="How long the former secret signs too.")
    disabled_at = models.DateTimeField(null=True, editable=False)
    disabled_reason = models.CharField(max_length=200, blank=True, editable=False)
    first_failure_at = models.DateTimeField(null=True, editable=False, help_text="Since it last took a message.")
    paused_until = models.DateTimeField(null=True, editable=False, help_text="Nothing is sent before; after a failure.")
    lease_token = models.PositiveBigIntegerField(default=0, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    served_at = models.DateTimeField(null=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = WebhookEndpointQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(previous_sealed_secret="", previous_until=None)
                | (~Q(previous_sealed_secret="") & Q(previous_until__isnull=False)),
                name="webhook_endpoint_former_secret_ends",
            ),
            models.CheckConstraint(
                condition=Q(disabled_at=None, disabled_reason="")
                | (Q(disabled_at__isnull=False) & ~Q(disabled_reason="")),
                name="webhook_endpoint_disabled_for_a_reason",
            ),
        )

    def __str__(self) -> str:
        return self.description or self.url

    @property
    def state(self) -> str:
        """Whether it is sent to."""
        return self.State.ACTIVE if self.disabled_at is None else self.State.DISABLED

    def wants(self, event_type: str) -> bool:
        """Whether it is told of events of this type."""
        return not self.events or event_type in self.events


class WebhookDeliveryQuerySet(models.QuerySet["WebhookDelivery"]):
    def visible_to(self, user: User) -> Self:
        """Those of the endpoints of the desks `user` belongs to."""
        return self if user.is_superuser else self.filter(endpoint__desk__in=desk_ids_of(user))

    def due(self) -> Self:
        """To be attempted by now, the longest due first."""
        return self.filter(state="pending", next_attempt_at__lte=Now()).order_by("next_attempt_at", "id")


class WebhookDelivery(models.Model):
    """One event owed to one endpoint, and how that stands."""

    class State(models.TextChoices):
        PENDING = "pending", "Pending"
        DELIVERED = "delivered", "Delivered"
        FAILED = "failed", "Failed"

    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries")
    event = models.ForeignKey(OutgoingEvent, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    code = models.PositiveSmallIntegerField(null=True, help_text="What the receiver answered last.")
    reason = models.CharField(max_length=300, blank=True, help_text="What went wrong last.")
    created_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, help_text="When it was delivered or given up.")

    objects = WebhookDeliveryQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name_plural = "webhook deliveries"
        constraints = (
            models.UniqueConstraint(fields=["endpoint", "event"], name="webhook_delivery_one_per_endpoint_and_event"),
            models.CheckConstraint(
                condition=Q(state="pending", next_attempt_at__isnull=False, settled_at=None)
                | (~Q(state="pending") & Q(next_attempt_at=None, settled_at__isnull=False)),
                name="webhook_delivery_pending_or_settled",
            ),
        )
        indexes = (
            models.Index(
                fields=["endpoint", "next_attempt_at", "id"],
                condition=Q(state="pending"),
                name="webhook_delivery_due",
            ),
            models.Index(fields=["endpoint", "-id"], name="webhook_delivery_log"),
            models.Index(fields=["settled_at"], name="webhook_delivery_settled"),
        )

    def __str__(self) -> str:
        return f"{self.event} to {self.endpoint}"


class DeliveryAttempt(models.Model):
    """One attempt at a delivery and what it came to."""

    delivery = models.ForeignKey(WebhookDelivery, on_delete=models.CASCADE, related_name="log")
    code = models.PositiveSmallIntegerField(null=True)
    duration_ms = models.PositiveIntegerField()
    reason = models.CharField(max_length=300, blank=True)
    attempted_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.code or 'no answer'} {self.reason}".strip()
