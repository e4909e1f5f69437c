"""Webhooks against a real receiver: signed as others verify it, tried again as the standard says, or given up."""

import json
import logging
from datetime import timedelta

import pytest
from django.utils import timezone

from claims.models import Role
from reviews.models import Notice
from reviews.publishing import delivery, tasks, webhooks
from reviews.publishing.hookmodels import DeliveryAttempt, OutgoingEvent, WebhookDelivery
from reviews.publishing.services import publish_review


def minutes_until(moment):
    return (moment - timezone.now()).total_seconds() / 60


def test_a_published_fact_check_reaches_the_receiver_signed(newsroom, receiver, hook):
    review = newsroom.review("approved")
    publish_review(review, by=newsroom.editor)
    tasks.dispatch_events.run()
    assert delivery.drain() == hook.endpoint.deliveries.count() > 1
    message = receiver.verified(hook.secret)
    assert list(message) == ["type", "timestamp", "data"]
    assert message["type"] == "fact_check.published"
    fact_check = message["data"]["fact_check"]
    assert fact_check["url"].endswith(review.fact_check.get_absolute_url())
    assert (fact_check["headline"], fact_check["rating"]) == (review.verdict.headline, review.verdict.rating.label)
    headers, _ = receiver.received[-1]
    assert headers["Content-Type"] == "application/json"
    row = hook.delivery()
    assert (row.state, row.attempts, row.code, row.reason, row.next_attempt_at) == ("delivered", 1, 204, "", None)
    assert row.log.get().duration_ms >= 0


def test_only_what_was_asked_for_is_sent(newsroom, receiver, hook):
    webhooks.change_endpoint(hook.endpoint, by=newsroom.admin, events=["claim.dismissed", "claim.dismissed"])
    assert hook.owe() == []
    newsroom.claim("dismissed")
    tasks.dispatch_events.run()
    assert [row.event.type for row in hook.endpoint.deliveries.all()] == ["claim.dismissed"]


def test_another_desks_endpoint_is_told_nothing(newsroom, receiver, hook):
    home = newsroom.stranger.memberships.get().desk
    foreign, _ = webhooks.create_endpoint(home, url=receiver.url, by=newsroom.stranger)
    hook.owe()
    assert not foreign.deliveries.exists()


def test_while_a_secret_rotates_both_count_and_afterwards_only_the_new_one(newsroom, receiver, hook):
    new = webhooks.rotate_secret(hook.endpoint, by=newsroom.admin)
    hook.owe()
    delivery.drain()
    assert receiver.verified(hook.secret) == receiver.verified(new)
    assert receiver.received[-1][0]["webhook-signature"].count("v1,") == 2
    assert 24 * 60 - 1 < minutes_until(hook.refresh().previous_until) < 24 * 60 + 1
    hook.change(previous_until=timezone.now() - timedelta(seconds=1))
    hook.owe()
    delivery.drain()
    receiver.verified(new)
    assert receiver.received[-1][0]["webhook-signature"].count("v1,") == 1


def test_a_failure_is_tried_again_under_the_same_id_on_the_standards_schedule_ten_times(receiver, hook):
    receiver.usual = (500, {}, b"out of order")
    hook.owe()
    waits = []
    for attempt in range(1, 11):
        assert delivery.drain() == 1
        row = hook.delivery()
        assert (row.attempts, row.code) == (attempt, 500)
        assert row.reason == "The receiver answered 500: out of order"
        if row.state == "pending":
            waits.append(minutes_until(row.next_attempt_at))
        assert delivery.drain() == 0
        hook.make_due()
    assert row.state == "failed"
    for wait, minutes in zip(waits, (1 / 12, 5, 30, 120, 300, 600, 840, 1200, 1440), strict=True):
        assert minutes * 0.98 < wait < minutes * 1.1
    assert len(set(receiver.ids)) == 1
    assert DeliveryAttempt.objects.count() == 10


def test_the_receiver_says_when_to_come_back_and_nothing_is_sent_before(receiver, hook):
    receiver.answers = [(503, {"Retry-After": "1800"}, b"")]
    hook.owe(2)
    assert delivery.drain() == 1
    row = hook.endpoint.deliveries.get(attempts=1)
    assert 29 < minutes_until(row.next_attempt_at) < 31
    assert 29 < minutes_until(hook.refresh().paused_until) < 31
    hook.make_due()
    assert delivery.drain() == 2
    assert hook.refresh().first_failure_at is None


def test_410_switches_the_endpoint_off_and_the_desks_admins_are_told(newsroom, receiver, hook):
    other = newsroom.join(Role.ADMIN)
    receiver.usual = (410, {}, b"")
    hook.owe(3)
    assert delivery.drain() == 1
    endpoint = hook.refresh()
    assert endpoint.state == "disabled"
    assert endpoint.disabled_reason == "The receiver answered 410: it wants no more messages."
    assert {row.state for row in endpoint.deliveries.all()} == {"failed"}
    notices = Notice.objects.filter(kind="webhook")
    assert {notice.recipient for notice in notices} == {newsroom.admin, other}
    assert receiver.place in notices[0].text
    assert "/hook" not in notices[0].text
    assert hook.owe() == list(endpoint.deliveries.order_by("id"))  # nothing new is owed
    assert delivery.drain() == 0


def test_a_week_of_failures_switches_it_off_and_one_success_begins_the_week_anew(newsroom, receiver, hook):
    receiver.answers = [(500, {}, b""), (200, {}, b"ok"), (500, {}, b"")]
    hook.owe()
    delivery.drain()
    assert hook.refresh().first_failure_at is not None
    hook.change(first_failure_at=timezone.now() - timedelta(days=7, minutes=1))
    hook.make_due()
    delivery.drain()
    assert (hook.refresh().first_failure_at, hook.endpoint.state) == (None, "active")
    hook.owe()
    delivery.drain()
    hook.change(first_failure_at=timezone.now() - timedelta(days=6, hours=23))
    receiver.answers = [(500, {}, b"")] * 2
    hook.make_due()
    delivery.drain()
    assert hook.refresh().state == "active"
    hook.change(first_failure_at=timezone.now() - timedelta(days=7))
    hook.make_due()
    delivery.drain()
    assert (hook.refresh().state, hook.endpoint.disabled_reason) == ("disabled", "It has taken no message for a week.")
    assert Notice.objects.filter(recipient=newsroom.admin, kind="webhook").count() == 1


def test_a_redirect_is_a_failure_and_is_not_followed(receiver, hook):
    receiver.usual = (302, {"Location": f"http://{receiver.place}/elsewhere"}, b"")
    hook.owe()
    delivery.drain()
    row = hook.delivery()
    assert (row.state, row.code) == ("pending", 302)
    assert row.reason == "The receiver redirects, which is not followed. Give the final address."
    assert [body for _, body in receiver.received] != [b"a GET"]
    assert len(receiver.received) == 1


def test_a_receiver_that_is_too_slow_has_failed(receiver, hook, monkeypatch):
    monkeypatch.setattr(delivery, "TIMEOUT", 0.3)
    receiver.delay = 2
    hook.owe()
    delivery.drain()
    row = hook.delivery()
    assert (row.state, row.code, row.reason) == ("pending", None, "127.0.0.1 took longer than 0.3 seconds.")
    assert 250 < row.log.get().duration_ms < 1500


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://127.0.0.1:9/", "Only the ports 80 and 443 can be fetched from."),
        ("https://169.254.169.254/latest", "169.254.169.254 is not found on the public internet."),
        ("https://[::1]/", "::1 is not found on the public internet."),
        ("https://[64:ff9b::7f00:1]/", "64:ff9b::7f00:1 is not found on the public internet."),
        ("https://10.0.0.7/", "10.0.0.7 is not found on the public internet."),
        ("https://localhost/", "localhost is not found on the public internet."),
        ("https://me:pw@hooks.example.org/", "The address holds a user name or password."),
        ("ftp://hooks.example.org/", "Only addresses that begin with http:// or https:// can be fetched."),
    ],
)
def test_an_address_inside_is_never_sent_to(newsroom, hook, receiver, url, reason):
    with pytest.raises(webhooks.UnfitAddress) as refusal:
        webhooks.create_endpoint(newsroom.desk, url=url, by=newsroom.admin)
    assert str(refusal.value) == reason
    hook.change(url=url)  # as if it had become one since
    hook.owe()
    delivery.drain()
    assert (hook.delivery().reason, hook.delivery().code) == (reason, None)
    assert receiver.received == []


def test_a_name_that_leads_inside_is_refused_when_the_message_is_sent(newsroom, hook, receiver, monkeypatch):
    webhooks.change_endpoint(hook.endpoint, by=newsroom.admin, url="https://hooks.example.org/")
    monkeypatch.setattr("claims.ingestion.fetch.resolve_host", lambda host, port: ("93.184.216.34", "127.0.0.1"))
    hook.owe()
    delivery.drain()
    assert hook.delivery().reason == "hooks.example.org is not found on the public internet."


def test_plain_http_is_only_for_hosts_that_the_installation_vouches_for(newsroom, receiver):
    with pytest.raises(webhooks.UnfitAddress, match="https only"):
        webhooks.create_endpoint(newsroom.desk, url="http://hooks.example.org/", by=newsroom.admin)


def test_of_an_answer_only_the_first_plain_signs_are_kept(receiver, hook):
    receiver.usual = (500, {}, b"\x1b[31mred\x00\n" + "é".encode() * 400_000)
    hook.owe()
    delivery.drain()
    said = hook.delivery().reason.removeprefix("The receiver answered 500: ")
    assert said.startswith("[31mred éé")
    assert len(said) <= 200
    assert said.isprintable()


def test_secrets_are_in_no_table_and_no_log(newsroom, receiver, hook, caplog):
    caplog.set_level(logging.DEBUG)
    new = webhooks.rotate_secret(hook.endpoint, by=newsroom.admin)
    receiver.usual = (500, {}, b"no")
    hook.owe()
    delivery.drain()
    tables = (type(hook.endpoint), WebhookDelivery, DeliveryAttempt, OutgoingEvent)
    rows = json.dumps([list(model.objects.values()) for model in tables], default=str)
    signatures = receiver.received[0][0]["webhook-signature"].split()
    for word in (hook.secret, new, hook.secret[6:20], new[6:20], *signatures):
        assert word not in rows + caplog.text


def test_a_lost_key_is_said_and_the_endpoint_tried_again(receiver, hook, settings):
    hook.owe()
    settings.SECRET_KEY = "y" * 50
    delivery.drain()
    assert hook.delivery().reason == "The secret cannot be read, since SECRET_KEY has changed. Make a new secret."
    assert receiver.received == []


def test_what_was_settled_a_month_ago_is_forgotten_and_the_stream_is_not(receiver, hook):
    old, young = hook.owe(2)
    delivery.drain()
    WebhookDelivery.objects.filter(pk=old.pk).update(settled_at=timezone.now() - timedelta(days=31))
    tasks.forget_deliveries.run()
    assert list(hook.endpoint.deliveries.all()) == [young]
    assert OutgoingEvent.objects.count() == 2
