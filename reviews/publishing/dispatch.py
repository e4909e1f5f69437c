"""From the outbox to the stream, and from the stream to what is owed to each endpoint: in one order, and once.

One dispatcher works at a time, under a lock of the database that ends with its transaction. So the lines get their ids
in the order in which readers see them: whoever has read up to an id has missed nothing before it (see the ADR).
"""

from collections import defaultdict

from django.db import connection, transaction
from django.db.models.functions import Now

from reviews.publishing import eventstream
from reviews.publishing.hookmodels import OutgoingEvent, UnsentEvent, WebhookDelivery, WebhookEndpoint

BATCH = 200
LOCK = 7_203_641_889  # any number that nothing else locks


@transaction.atomic
def dispatch(limit: int = BATCH) -> int:
    """Write the oldest of what happened into the stream, with its deliveries; how many lines there were.

    Returns 0 at once where another dispatcher is at work.
    """
    if not _is_alone():
        return 0
    rows = eventstream.rows(limit)
    lines = {line.key: line for line in map(eventstream.line_of, rows)}
    known = OutgoingEvent.objects.filter(key__in=lines).values_list("key", flat=True)
    for key in known:  # somebody restored rows without their outbox
        del lines[key]
    _owe(OutgoingEvent.objects.bulk_create(lines.values()))
    UnsentEvent.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _is_alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _owe(events: list[OutgoingEvent]) -> None:
    """One delivery for each endpoint that wants to hear of it."""
    endpoints: dict[int, list[WebhookEndpoint]] = defaultdict(list)
    for endpoint in WebhookEndpoint.objects.active().filter(desk__in={event.desk_id for event in events}):
        endpoints[endpoint.desk_id].append(endpoint)
    WebhookDelivery.objects.bulk_create(
        WebhookDelivery(endpoint=endpoint, event=event, next_attempt_at=Now())
        for event in events
        for endpoint in endpoints[event.desk_id]
        if endpoint.wants(event.type)
    )
