"""Celery tasks of publishing: wake-ups that take an id or nothing, and leave the decisions to the engines."""

import time

from celery import shared_task
from django.db import transaction

from reviews.publishing import again, alerting, delivery, dispatch, results, returning, telling

COMPARE_SECONDS = 20  # then others have their turn


@shared_task(name="reviews.publishing.tasks.compare_appearances")
def compare_appearances() -> None:
    """Tell of claims that came back, as long as there are new appearances or the time is up."""
    ends_at = time.monotonic() + COMPARE_SECONDS
    while returning.compare() and time.monotonic() < ends_at:
        pass


@shared_task(name="reviews.publishing.tasks.announce_translations")
def announce_translations() -> None:
    """Tell of what became of translations."""
    telling.announce()


@shared_task(name="reviews.publishing.tasks.remind_to_look_again")
def remind_to_look_again() -> None:
    """Tell of fact-checks that are to be looked at again."""
    again.remind()


@shared_task(name="reviews.publishing.tasks.look_for_new_claims")
def look_for_new_claims() -> None:
    """Tell people of new claims that their saved searches find."""
    alerting.look_round()


@shared_task(name="reviews.publishing.tasks.sweep_results")
def sweep_results() -> None:
    """Tell readers what came of their requests."""
    results.forget_told()
    for request_id in results.due():
        tell_result.delay(request_id)


@shared_task(name="reviews.publishing.tasks.tell_result")
def tell_result(request_id: int) -> None:
    """Tell one reader."""
    results.tell(request_id)


@shared_task(name="reviews.publishing.tasks.dispatch_events")
def dispatch_events() -> None:
    """Write what happened into the stream, and wake who sends it on."""
    if dispatch.dispatch():
        deliver_webhooks.delay()


@shared_task(name="reviews.publishing.tasks.deliver_webhooks")
def deliver_webhooks() -> None:
    """Send webhooks that are due."""
    delivery.drain()


@shared_task(name="reviews.publishing.tasks.forget_deliveries")
def forget_deliveries() -> None:
    """Forget the oldest of the settled deliveries."""
    delivery.forget_settled()


def nudge_deliveries_on_commit() -> None:
    """Ask for webhooks to be sent once the rows are committed. A broker that is away costs seconds."""
    transaction.on_commit(lambda: deliver_webhooks.delay(), robust=True)
