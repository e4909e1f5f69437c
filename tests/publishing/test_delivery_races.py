"""Deliveries when several workers are at it, when they are slow, and when they are killed."""

import time

import pytest
from django.conf import settings
from django.db import connection

from reviews.publishing import delivery, tasks, webhooks
from reviews.publishing.hookmodels import WebhookDelivery
from tests.loopback import serving
from tests.publishing.conftest import Hook
from tests.publishing.receiver import Receiver
from tests.races import race

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_workers_at_once_send_each_message_once(receiver, hook):
    receiver.delay = 0.05
    rows = hook.owe(6)
    made = race(delivery.drain, delivery.drain, delivery.drain)
    while delivery.drain():
        pass
    assert sorted(receiver.ids) == sorted(str(row.event.message) for row in rows)
    assert sum(made) <= 6
    assert set(hook.endpoint.deliveries.values_list("state", "attempts")) == {("delivered", 1)}


def test_many_endpoints_are_shared_out_and_each_gets_its_message_once(newsroom, receiver, hook):
    hooks = [hook, *(Hook(newsroom, receiver) for _ in range(7))]
    hook.owe()
    made = race(*[delivery.drain] * 4)
    while delivery.drain():
        pass
    assert len(receiver.received) == len(hooks)
    assert sum(made) <= len(hooks)
    assert [one.delivery().state for one in hooks] == ["delivered"] * 8


def test_a_slow_receiver_holds_up_nobody_elses_messages(newsroom, receiver, hook):
    with serving(Receiver()) as slow:
        settings.WEBHOOK_ALLOW.append(slow.place)
        slow.delay = 1.5
        webhooks.create_endpoint(newsroom.desk, url=slow.url, by=newsroom.admin)
        hook.owe(5)
        began = time.monotonic()
        arrived = []

        def quick():
            while hook.endpoint.deliveries.filter(state="pending").exists() and time.monotonic() - began < 10:
                delivery.drain(0.1)
            arrived.append(time.monotonic() - began)

        race(lambda: delivery.drain(1), quick)
    assert len(receiver.received) == 5
    assert len(slow.received) < 5


def test_a_message_whose_worker_died_before_sending_it_arrives_later_under_the_same_id(receiver, hook):
    (row,) = hook.owe()
    lost = delivery.take()
    assert lost.delivery_id == row.pk
    assert delivery.drain() == 0  # for a minute it may still be at it
    hook.make_due()
    assert delivery.drain() == 1
    assert receiver.ids == [str(row.event.message)]
    assert (hook.delivery().state, hook.delivery().attempts) == ("delivered", 1)


def test_the_findings_of_a_worker_that_lost_its_lease_are_not_written(receiver, hook):
    hook.owe()
    stale = delivery.take()
    hook.make_due()
    assert delivery.drain() == 1
    receiver.usual = (500, {}, b"")
    delivery.settle(stale, delivery.send(stale))
    row = hook.delivery()
    assert (row.state, row.code, row.log.count()) == ("delivered", 204, 1)
    assert hook.refresh().first_failure_at is None


def test_nothing_is_sent_while_a_transaction_is_open(receiver, hook, monkeypatch):
    hook.owe()
    open_ones = []
    send = delivery.send

    def watched(turn):
        open_ones.append(connection.in_atomic_block)
        return send(turn)

    monkeypatch.setattr(delivery, "send", watched)
    delivery.drain()
    assert open_ones == [False]


def test_a_worker_killed_while_it_sends_costs_time_and_no_message(receiver, hook, start_worker):
    receiver.delay = 20
    (row,) = hook.owe()
    worker = start_worker({"WEBHOOK_ALLOW": receiver.place}, "-Q", "webhooks", "-P", "threads")
    tasks.deliver_webhooks.delay()
    assert receiver.arrived.wait(20)
    worker.kill()
    assert WebhookDelivery.objects.get().state == "pending"
    receiver.delay = 0
    hook.make_due()
    assert delivery.drain() == 1
    assert receiver.ids == [str(row.event.message)] * 2
    assert hook.delivery().state == "delivered"
