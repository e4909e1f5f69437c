"""What the tests of webhooks share: a receiver, and an endpoint that leads to it."""

import pytest

from reviews.publishing import dispatch, webhooks
from reviews.publishing.hookmodels import UnsentEvent, WebhookDelivery, WebhookEndpoint
from tests.loopback import serving
from tests.publishing.receiver import Receiver


@pytest.fixture
def receiver(settings):
    with serving(Receiver()) as server:
        settings.WEBHOOK_ALLOW = [server.place]
        yield server


class Hook:
    """An endpoint with its secret, and shortcuts to its rows."""

    def __init__(self, newsroom, receiver, **facts):
        self.newsroom = newsroom
        self.endpoint, self.secret = webhooks.create_endpoint(
            newsroom.desk, url=receiver.url, by=newsroom.admin, **facts
        )

    def owe(self, count=1):
        """`count` messages that are due."""
        UnsentEvent.objects.all().delete()
        for _ in range(count):
            self.newsroom.claim("accepted")
        dispatch.dispatch()
        return list(self.endpoint.deliveries.order_by("id"))

    def delivery(self):
        return self.endpoint.deliveries.latest("id")

    def refresh(self):
        self.endpoint.refresh_from_db()
        return self.endpoint

    def change(self, **facts):
        WebhookEndpoint.objects.filter(pk=self.endpoint.pk).update(**facts)

    def make_due(self):
        """As if the waits were over, and every lease."""
        pending = WebhookDelivery.objects.filter(endpoint=self.endpoint, state="pending")
        pending.update(next_attempt_at="2026-01-01T00:00Z")
        self.change(paused_until=None, lease_until=None)


@pytest.fixture
def hook(newsroom, receiver):
    return Hook(newsroom, receiver)
