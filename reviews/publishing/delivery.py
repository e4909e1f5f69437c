"""Deliveries of webhooks: take one that is due, send it outside any transaction, note what came of it.

One worker at a time serves an endpoint, under a lease: a slow receiver holds up one worker and nobody else's messages.
The delivery's next attempt is put off before it is sent, so that a dead worker costs a minute, never a message. A stale
worker's findings are not written; its message may then be sent twice, under the same id.
"""

import json
import logging
import random
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone

from claims import sealing
from claims.errors import FetchRefused
from claims.ingestion.fetch import Reply, SafeFetcher
from claims.models import Role
from reviews import notifying
from reviews.models import Notice
from reviews.publishing import eventstream, signing
from reviews.publishing.hookmodels import OutgoingEvent, WebhookDelivery, WebhookEndpoint
from reviews.publishing.retrying import pause_of, retry_after

logger = logging.getLogger(__name__)

TIMEOUT = 15  # seconds for one attempt, looking up and connecting included
LEASE = timedelta(seconds=60)
# After the first attempt, at once, and each further one. After the tenth, the delivery has failed.
WAITS = (
    timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=5),
    timedelta(hours=10), timedelta(hours=14), timedelta(hours=20), timedelta(hours=24),
)  # fmt: skip
JITTER = 0.1
DISABLED_AFTER = timedelta(days=7)
KEPT_FOR = timedelta(days=30)
DRAIN_SECONDS = 20
SWEEP_BATCH = 1000
GONE = 410
MAX_REASON_CHARS = 300

PENDING, DELIVERED, FAILED = (
    WebhookDelivery.State.PENDING,
    WebhookDelivery.State.DELIVERED,
    WebhookDelivery.State.FAILED,
)


@dataclass(frozen=True, slots=True)
class Turn:
    """One worker's turn at an endpoint: `token` is its lease, `delivery_id` what it is to send."""

    endpoint: WebhookEndpoint
    token: int
    delivery_id: int
    event: OutgoingEvent


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an attempt came to: the answer's code if there was one, the reason if it was no success."""

    began_at: datetime
    duration_ms: int
    code: int | None
    reason: str
    retry_after: timedelta | None = None

    @property
    def is_success(self) -> bool:
        """Whether the receiver has the message."""
        return self.code is not None and 200 <= self.code < 300


def drain(seconds: float = DRAIN_SECONDS) -> int:
    """Send what is due, one after the other, until nothing is or the time is up; how many attempts were made."""
    ends_at, made = time.monotonic() + seconds, 0
    while time.monotonic() < ends_at and (turn := take()):
        settle(turn, send(turn))
        made += 1
    return made


@transaction.atomic
def take() -> Turn | None:
    """A turn at the endpoint that has waited longest, or None where nothing is due or others are at all of it."""
    due = WebhookDelivery.objects.due().filter(endpoint=OuterRef("pk")).order_by()
    free = Q(lease_until=None) | Q(lease_until__lte=Now())
    ready = Q(paused_until=None) | Q(paused_until__lte=Now())
    waiting = WebhookEndpoint.objects.active().filter(free, ready, Exists(due))
    waiting = waiting.order_by(F("served_at").asc(nulls_first=True), "pk")
    endpoint = waiting.select_for_update(skip_locked=True, no_key=True).first()
    if endpoint is None:
        return None
    delivery = endpoint.deliveries.due().select_related("event").first()
    if delivery is None:  # sent by another worker, between the two statements
        return None
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(
        lease_token=F("lease_token") + 1, lease_until=Now() + LEASE, served_at=Now()
    )
    WebhookDelivery.objects.filter(pk=delivery.pk).update(next_attempt_at=Now() + LEASE)
    return Turn(endpoint, endpoint.lease_token + 1, delivery.pk, delivery.event)


def send(turn: Turn) -> Outcome:
    """Make the attempt. Opens no transaction, and raises nothing that the receiver could cause."""
    began_at, began = timezone.now(), time.monotonic()
    code, reason, wait = None, "", None
    try:
        reply = _post(turn)
        code, reason = reply.code, _reason(reply)
        wait = retry_after(reply.header("Retry-After"), now=timezone.now()) if reason else None
    except FetchRefused as refusal:
        reason = first_sentence(str(refusal))
    except sealing.SecretLost:
        reason = "The secret cannot be read, since SECRET_KEY has changed. Make a new secret."
    duration = round((time.monotonic() - began) * 1000)
    return Outcome(began_at, duration, code, reason[:MAX_REASON_CHARS], wait)


def _post(turn: Turn) -> Reply:
    body = json.dumps(eventstream.body_of(turn.event), ensure_ascii=False, separators=(",", ":")).encode()
    signed = signing.signed_headers(
        str(turn.event.message), body, keys=_keys(turn.endpoint), timestamp=int(timezone.now().timestamp())
    )
    fetcher = SafeFetcher(allow=settings.WEBHOOK_ALLOW, timeout=TIMEOUT)
    return fetcher.post(turn.endpoint.url, body, headers={"Content-Type": "application/json"} | signed)


def _keys(endpoint: WebhookEndpoint) -> list[str]:
    """The secret, and the former one while it still counts."""
    keys = [sealing.unseal(endpoint.sealed_secret, sealing.WEBHOOK_SECRET)]
    if endpoint.previous_until and endpoint.previous_until > timezone.now():
        keys.append(sealing.unseal(endpoint.previous_sealed_secret, sealing.WEBHOOK_SECRET))
    return keys


def _reason(reply: Reply) -> str:
    """Why the answer is no success, with the beginning of what it says; empty for a success."""
    if 200 <= reply.code < 300:
        return ""
    if 300 <= reply.code < 400:
        return "The receiver redirects, which is not followed. Give the final address."
    said = f": {reply.beginning}" if reply.beginning else "."
    return f"The receiver answered {reply.code}{said}"


def first_sentence(text: str) -> str:
    """A refusal without the advice in it, which is meant for people who hand in an article."""
    return f"{text.partition('. ')[0].removesuffix('.')}."


@transaction.atomic
def settle(turn: Turn, outcome: Outcome) -> None:
    """Note what came of the attempt, unless the lease has passed to another worker meanwhile."""
    held = WebhookEndpoint.objects.select_for_update(no_key=True).filter(pk=turn.endpoint.pk, lease_token=turn.token)
    endpoint = held.first()
    delivery = WebhookDelivery.objects.filter(pk=turn.delivery_id, state=PENDING).first()
    if endpoint is None or delivery is None:
        logger.info("delivery %s: another worker has it, or it is settled; nothing is written", turn.delivery_id)
        held.update(lease_until=None)
        return
    delivery.log.create(
        code=outcome.code,
        duration_ms=outcome.duration_ms,
        reason=outcome.reason,
        attempted_at=outcome.began_at,
    )
    if outcome.is_success:
        _succeed(endpoint, delivery, outcome)
    else:
        _fail(endpoint, delivery, outcome)


def _succeed(endpoint: WebhookEndpoint, delivery: WebhookDelivery, outcome: Outcome) -> None:
    WebhookDelivery.objects.filter(pk=delivery.pk).update(
        state=DELIVERED,
        attempts=F("attempts") + 1,
        next_attempt_at=None,
        settled_at=Now(),
        code=outcome.code,
        reason="",
    )
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(lease_until=None, paused_until=None, first_failure_at=None)


def _fail(endpoint: WebhookEndpoint, delivery: WebhookDelivery, outcome: Outcome) -> None:
    first_failure_at = endpoint.first_failure_at or outcome.began_at
    pause = max(pause_of(timezone.now() - first_failure_at), outcome.retry_after or timedelta())
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(
        lease_until=None, paused_until=Now() + pause, first_failure_at=first_failure_at
    )
    attempts = delivery.attempts + 1
    row = WebhookDelivery.objects.filter(pk=delivery.pk)
    row.update(attempts=attempts, code=outcome.code, reason=outcome.reason)
    if attempts > len(WAITS) or outcome.code == GONE:
        row.update(state=FAILED, next_attempt_at=None, settled_at=Now())
    else:
        wait = WAITS[attempts - 1] * random.uniform(1, 1 + JITTER)  # noqa: S311 - chance spreads the load
        row.update(next_attempt_at=Now() + max(wait, outcome.retry_after or timedelta()))
    if outcome.code == GONE:
        _give_up(endpoint, "The receiver answered 410: it wants no more messages.")
    elif WebhookEndpoint.objects.filter(pk=endpoint.pk, first_failure_at__lte=Now() - DISABLED_AFTER).exists():
        _give_up(endpoint, "It has taken no message for a week.")


def _give_up(endpoint: WebhookEndpoint, reason: str) -> None:
    """Switch the endpoint off, and tell the desk's admins."""
    disable(endpoint, reason)
    host = endpoint.url.partition("://")[2].partition("/")[0]
    notifying.tell(
        notifying.people_of(endpoint.desk, Role.ADMIN),
        kind=Notice.Kind.WEBHOOK,
        text=f"The webhook to {host} was switched off. {reason}",
        desk=endpoint.desk,
        key=f"webhook:{endpoint.pk}:{endpoint.lease_token}",
    )


def disable(endpoint: WebhookEndpoint, reason: str) -> None:
    """Switch the endpoint off, within the caller's transaction. What is owed to it has failed."""
    active = WebhookEndpoint.objects.active().filter(pk=endpoint.pk)
    active.update(disabled_at=Now(), disabled_reason=reason, lease_until=None)
    WebhookDelivery.objects.filter(endpoint=endpoint, state=PENDING).update(
        state=FAILED, next_attempt_at=None, settled_at=Now(), reason="The webhook was switched off."
    )


def send_again(delivery: WebhookDelivery) -> None:
    """Have it attempted anew, at once, within the caller's transaction."""
    WebhookDelivery.objects.filter(pk=delivery.pk).update(
        state=PENDING, attempts=0, next_attempt_at=Now(), settled_at=None, reason=""
    )
    WebhookEndpoint.objects.filter(pk=delivery.endpoint_id).update(paused_until=None)


def forget_settled(limit: int = SWEEP_BATCH) -> int:
    """Delete the oldest of the deliveries that were settled a month ago, with their log; how many there were."""
    old = WebhookDelivery.objects.filter(settled_at__lt=Now() - KEPT_FOR).order_by("settled_at")
    ids = list(old.values_list("pk", flat=True)[:limit])
    WebhookDelivery.objects.filter(pk__in=ids).delete()
    return len(ids)
