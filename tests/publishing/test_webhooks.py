"""Setting up webhooks: over REST and in the admin, by desk admins, with a secret that is shown once."""

import pytest
from django.urls import reverse

from claims.models import Scope
from reviews.publishing import delivery, dispatch, webhooks
from reviews.publishing.hookmodels import OutgoingEvent, WebhookDelivery, WebhookEndpoint
from tests.api.problems import problem
from tests.conftest import page_of

URL = "https://hooks.example.org/claims"


def test_an_endpoint_is_set_up_tested_and_its_log_read_over_rest(newsroom, api, receiver):
    client = api(newsroom.admin, [Scope.ADMIN])
    made = client.post("webhooks/", {"url": receiver.url, "description": "The archive", "events": ["claim.accepted"]})
    assert made.status_code == 201
    assert made.headers["Cache-Control"] == "no-store"
    row = made.json()
    assert (row["desk"], row["state"], row["events"]) == (newsroom.desk.slug, "active", ["claim.accepted"])
    tested = client.post(f"webhooks/{row['id']}/test/")
    assert (tested.status_code, tested.json()["type"], tested.json()["state"]) == (202, "webhook.test", "pending")
    delivery.drain()
    assert receiver.verified(row["secret"])["type"] == "webhook.test"
    (logged,) = client.get(f"webhooks/{row['id']}/deliveries/").json()["results"]
    assert (logged["state"], logged["message"]) == ("delivered", tested.json()["message"])
    (attempt,) = client.get(f"webhook-deliveries/{logged['id']}/").json()["log"]
    assert (attempt["code"], attempt["reason"]) == (204, "")
    assert client.get(f"webhooks/{row['id']}/deliveries/", state="failed").json()["results"] == []
    assert api(newsroom.admin).get("events/").json()["results"] == []  # a test is no event


def test_the_secret_is_shown_when_it_is_made_and_never_again(newsroom, api):
    client = api(newsroom.admin)
    made = client.post("webhooks/", {"url": URL}).json()
    rotated = client.post(f"webhooks/{made['id']}/rotate/").json()
    assert made["secret"].startswith("whsec_")
    assert made["secret"] != rotated["secret"]
    assert rotated["previous_until"]
    for path in ("webhooks/", f"webhooks/{made['id']}/"):
        assert "secret" not in client.get(path).content.decode()
    assert "secret" not in client.patch(f"webhooks/{made['id']}/", {"description": "x"}).json()


def test_a_settled_delivery_is_sent_again_under_the_same_id(newsroom, api, receiver, hook):
    hook.owe()
    delivery.drain()
    client = api(newsroom.admin)
    again = client.post(f"webhook-deliveries/{hook.delivery().pk}/redeliver/")
    assert (again.status_code, again.json()["state"], again.json()["attempts"]) == (202, "pending", 0)
    delivery.drain()
    assert len(receiver.received) == 2
    assert len(set(receiver.ids)) == 1
    assert hook.delivery().log.count() == 2


def test_nothing_is_sent_to_what_is_switched_off_until_it_is_switched_on(newsroom, api, receiver, hook):
    client = api(newsroom.admin)
    (owed,) = hook.owe()
    assert client.post(f"webhooks/{hook.endpoint.pk}/disable/").json()["state"] == "disabled"
    assert delivery.drain() == 0
    for path in (f"webhooks/{hook.endpoint.pk}/test/", f"webhook-deliveries/{owed.pk}/redeliver/"):
        problem(client.post(path), 422, kind="EndpointDisabled")
    newsroom.claim("accepted")
    dispatch.dispatch()
    assert client.post(f"webhooks/{hook.endpoint.pk}/enable/").json()["state"] == "active"
    assert hook.endpoint.deliveries.count() == 1
    client.post(f"webhook-deliveries/{owed.pk}/redeliver/")
    assert delivery.drain() == 1


def test_an_endpoint_that_is_removed_takes_its_log_with_it_and_leaves_the_stream(newsroom, api, hook):
    hook.owe()
    assert api(newsroom.admin).delete(f"webhooks/{hook.endpoint.pk}/").status_code == 204
    assert not WebhookDelivery.objects.exists()
    assert OutgoingEvent.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "status", "at"),
    [
        ({"url": URL, "events": ["claim.lost"]}, 400, "#/events/0"),
        ({"url": URL, "events": ["webhook.test"]}, 400, "#/events/0"),
        ({"url": URL, "events": "claim.accepted"}, 400, "#/events"),
        ({"url": URL, "desk": "elsewhere"}, 400, "#/desk"),
        ({"url": "https://" + "a" * 3000}, 400, "#/url"),
        ({"url": "http://hooks.example.org/"}, 422, None),
        ({"url": "https://127.0.0.1/"}, 422, None),
        ({"url": "javascript:alert(1)"}, 422, None),
    ],
)
def test_what_cannot_be_an_endpoint_is_refused(newsroom, api, body, status, at):
    answer = api(newsroom.admin).post("webhooks/", body)
    problem(answer, status, **({"at": at} if at else {"kind": "UnfitAddress"}))
    assert not WebhookEndpoint.objects.exists()


def test_a_desk_has_a_limited_number_of_them(newsroom, api):
    for _ in range(webhooks.MAX_ENDPOINTS):
        webhooks.create_endpoint(newsroom.desk, url=URL, by=newsroom.admin)
    problem(api(newsroom.admin).post("webhooks/", {"url": URL}), 422, kind="TooManyEndpoints")


def test_an_editor_sees_none_and_another_desks_admin_neither(newsroom, api, hook):
    for person in (newsroom.editor, newsroom.stranger):
        assert api(person).get("webhooks/").json()["results"] == []
    assert len(api(newsroom.admin).get("webhooks/").json()["results"]) == 1


def test_the_lists_of_webhooks_and_deliveries_cost_the_same_for_few_and_many(newsroom, api, hook):
    rows = hook.owe(12)
    for _ in range(12):
        webhooks.create_endpoint(newsroom.desk, url=URL, by=newsroom.admin)
    client = api(newsroom.admin)
    for path in ("webhooks/", f"webhooks/{hook.endpoint.pk}/deliveries/"):
        assert len(client.get(path, page_size=12).json()["results"]) == 12
    whole, after = [], client.get(f"webhooks/{hook.endpoint.pk}/deliveries/", page_size=5).json()
    while True:
        whole += [row["id"] for row in after["results"]]
        if after["next"] is None:
            break
        after = client.client.get(after["next"], headers=client.headers).json()
    assert whole == [row.pk for row in reversed(rows)]


# ── Admin ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def said(answer):
    return [str(message) for message in answer.context["messages"]]


def test_a_desk_admin_sets_one_up_in_the_admin_and_is_shown_the_secret_once(newsroom, as_staff, receiver):
    client = as_staff(newsroom.admin)
    body = {"desk": newsroom.desk.pk, "url": receiver.url, "description": "The archive", "events": ["claim.accepted"]}
    answer = client.post(reverse("admin:publishing_webhookendpoint_add"), body, follow=True)
    endpoint = WebhookEndpoint.objects.get()
    assert answer.redirect_chain == [(page_of(endpoint), 302)]
    secret = next(line for line in said(answer) if "whsec_" in line).rpartition(" ")[2]
    assert "whsec_" not in client.get(page_of(endpoint)).content.decode()
    client.post(page_of(endpoint, "test"))
    delivery.drain()
    assert receiver.verified(secret)["type"] == "webhook.test"
    new = client.post(page_of(endpoint, "rotate"), {"sure": "yes"}, follow=True)
    assert "whsec_" in " ".join(said(new))
    row = endpoint.deliveries.get()
    page = client.get(page_of(row)).content.decode()
    assert str(row.event.message) in page
    assert "webhook.test" in client.get(page_of(endpoint)).content.decode()
    client.post(page_of(row, "redeliver"))
    delivery.drain()
    assert len(receiver.received) == 2


def test_the_admin_changes_switches_and_removes(newsroom, as_staff, hook):
    client = as_staff(newsroom.admin)
    client.post(page_of(hook.endpoint, "change"), {"url": URL, "description": "Elsewhere"})
    assert (hook.refresh().url, hook.endpoint.events) == (URL, [])
    client.post(page_of(hook.endpoint, "disable"))
    assert hook.refresh().state == "disabled"
    client.post(page_of(hook.endpoint, "enable"))
    assert hook.refresh().state == "active"
    answer = client.post(page_of(hook.endpoint, "remove"), {"sure": "yes"})
    assert answer.url == reverse("admin:publishing_webhookendpoint_changelist")
    assert not WebhookEndpoint.objects.exists()


def test_an_address_inside_is_refused_in_the_form(newsroom, as_staff):
    body = {"desk": newsroom.desk.pk, "url": "https://10.0.0.7/", "description": ""}
    answer = as_staff(newsroom.admin).post(reverse("admin:publishing_webhookendpoint_add"), body)
    assert "not found on the public internet" in answer.content.decode()
    assert not WebhookEndpoint.objects.exists()


def test_editors_and_strangers_find_no_webhook_in_the_admin(newsroom, as_staff, hook):
    (row,) = hook.owe()
    for person in (newsroom.editor, newsroom.stranger):
        client = as_staff(person)
        assert client.get(page_of(hook.endpoint)).status_code == 302
        assert client.get(page_of(row)).status_code == 302
        assert client.post(page_of(hook.endpoint, "rotate")).status_code == 404
        assert client.post(page_of(row, "redeliver")).status_code == 404
    add = reverse("admin:publishing_webhookendpoint_add")
    assert as_staff(newsroom.editor).get(add).status_code == 403
    body = {"desk": newsroom.desk.pk, "url": URL, "description": ""}
    assert as_staff(newsroom.stranger).post(add, body).status_code == 200  # the form again: there is no such desk
    assert WebhookEndpoint.objects.get() == hook.endpoint
