"""The use cases of webhooks: set up an endpoint, change its secret, switch it off and on, test it, send again."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from claims import sealing
from claims.errors import DomainError, FetchRefused
from claims.ingestion.targets import parse_target
from claims.models import Desk, User
from reviews.publishing import delivery, signing, tasks
from reviews.publishing.hookmodels import TEST, OutgoingEvent, WebhookDelivery, WebhookEndpoint

MAX_ENDPOINTS = 20  # of a desk
ROTATION = timedelta(hours=24)


class UnfitAddress(DomainError):
    """Webhooks go by https to the public internet, or to a host that the installation vouches for."""


class TooManyEndpoints(DomainError):
    """A desk has a limited number of webhooks."""


class EndpointDisabled(DomainError):
    """Nothing is sent to an endpoint that is switched off."""


def _fit(url: str) -> str:
    """The address, if messages may go there as far as its spelling tells. It is vetted again at each attempt.

    Raises:
        UnfitAddress: nothing may be sent there.
    """
    try:
        target = parse_target(url, allow=frozenset(entry.lower() for entry in settings.WEBHOOK_ALLOW))
    except FetchRefused as refusal:
        raise UnfitAddress(delivery.first_sentence(str(refusal))) from None
    if target.scheme != "https" and not target.is_allowed:
        raise UnfitAddress("Webhooks are sent by https only: give an address that begins with https://.")
    return url.strip()


def _require_room(desk: Desk) -> None:
    """Raises TooManyEndpoints where the desk has as many as it may."""
    if WebhookEndpoint.objects.filter(desk=desk).count() >= MAX_ENDPOINTS:
        raise TooManyEndpoints(f"A desk has at most {MAX_ENDPOINTS} webhooks: remove one that is not used.")


@transaction.atomic(durable=True)
def create_endpoint(
    desk: Desk, *, url: str, by: User, description: str = "", events: Sequence[str] = ()
) -> tuple[WebhookEndpoint, str]:
    """A new endpoint and its secret. The secret is shown this once: it is kept encrypted.

    Raises:
        UnfitAddress: nothing may be sent there.
        TooManyEndpoints: the desk has enough.
    """
    Desk.objects.select_for_update(no_key=True).get(pk=desk.pk)
    _require_room(desk)
    secret = signing.new_secret()
    endpoint = WebhookEndpoint.objects.create(
        desk=desk,
        url=_fit(url),
        description=description,
        events=sorted(set(events)),
        sealed_secret=sealing.seal(secret, sealing.WEBHOOK_SECRET),
        created_by=by,
    )
    return endpoint, secret


@transaction.atomic(durable=True)
def change_endpoint(
    endpoint: WebhookEndpoint,
    *,
    by: User,
    url: str | None = None,
    description: str | None = None,
    events: Sequence[str] | None = None,
) -> None:
    """Change what is given. What is owed already goes to the new address.

    Raises:
        UnfitAddress: nothing may be sent there.
    """
    changes = {
        "url": None if url is None else _fit(url),
        "description": description,
        "events": None if events is None else sorted(set(events)),
    }
    _write(endpoint, **{name: value for name, value in changes.items() if value is not None})


@transaction.atomic(durable=True)
def rotate_secret(endpoint: WebhookEndpoint, *, by: User) -> str:
    """A new secret, shown this once. For a day, messages are signed with the former one as well."""
    secret = signing.new_secret()
    _write(
        endpoint,
        previous_sealed_secret=F("sealed_secret"),
        previous_until=Now() + ROTATION,
        sealed_secret=sealing.seal(secret, sealing.WEBHOOK_SECRET),
    )
    return secret


@transaction.atomic(durable=True)
def disable_endpoint(endpoint: WebhookEndpoint, *, by: User) -> None:
    """Send nothing more there. What is owed to it has failed."""
    delivery.disable(endpoint, f"Switched off by {by}."[:200])
    endpoint.refresh_from_db()


@transaction.atomic(durable=True)
def enable_endpoint(endpoint: WebhookEndpoint, *, by: User) -> None:
    """Send there again, from now on. What failed meanwhile can be sent again one by one."""
    _write(endpoint, disabled_at=None, disabled_reason="", first_failure_at=None, paused_until=None)


@transaction.atomic(durable=True)
def remove_endpoint(endpoint: WebhookEndpoint, *, by: User) -> None:
    """Forget the endpoint, with its log."""
    WebhookEndpoint.objects.filter(pk=endpoint.pk).delete()


@transaction.atomic(durable=True)
def send_test(endpoint: WebhookEndpoint, *, by: User) -> WebhookDelivery:
    """Owe the endpoint a message that says it is a test.

    Raises:
        EndpointDisabled: it is switched off.
    """
    _require_active(endpoint)
    event = OutgoingEvent.objects.create(
        desk=endpoint.desk,
        type=TEST,
        key=f"test:{uuid4()}",
        data={"desk": endpoint.desk.slug, "endpoint": endpoint.pk, "site": settings.BASE_URL},
        happened_at=timezone.now(),
    )
    made = WebhookDelivery.objects.create(endpoint=endpoint, event=event, next_attempt_at=Now())
    made.refresh_from_db()
    _write(endpoint, paused_until=None)
    tasks.nudge_deliveries_on_commit()
    return made


@transaction.atomic(durable=True)
def redeliver(row: WebhookDelivery, *, by: User) -> None:
    """Send a message once more, under the same id, whatever became of it.

    Raises:
        EndpointDisabled: its endpoint is switched off.
    """
    _require_active(row.endpoint)
    delivery.send_again(row)
    row.refresh_from_db()
    tasks.nudge_deliveries_on_commit()


def _require_active(endpoint: WebhookEndpoint) -> None:
    locked = WebhookEndpoint.objects.select_for_update(no_key=True).get(pk=endpoint.pk)
    if locked.disabled_at is not None:
        raise EndpointDisabled("This webhook is switched off: switch it on first.")


def _write(endpoint: WebhookEndpoint, **changes: object) -> None:
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(**changes)
    endpoint.refresh_from_db()
