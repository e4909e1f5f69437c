"""The queue: what it shows, and taking, skipping, giving and holding back claims through its doors."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from claims.models import Claim
from reviews import services
from reviews.models import Assignment, ClaimReview, Skip
from reviews.workspace import queue
from tests.factories import ClaimFactory
from tests.plans import long_queue, most_rows_read

QUEUE = "/desk/queue/"


def waiting(newsroom, **facts):
    return Assignment.objects.get(claim=newsroom.claim(Claim.State.ACCEPTED, **facts))


def at(row, door="assignment"):
    return reverse(f"workspace:{door}", args=(row.pk,))


def test_the_most_urgent_claim_comes_first_with_its_reasons(newsroom, at_desk):
    waiting(newsroom, text="A small matter.", check_worthiness=0.2)
    waiting(newsroom, text="A great matter.", check_worthiness=0.9)
    page = at_desk(newsroom.viewer).get(QUEUE).content.decode()
    assert page.index("A great matter.") < page.index("A small matter.")
    assert "check-worthiness 0.90" in page
    assert "Take the next claim" not in page  # a viewer takes nothing


def test_taking_leads_to_the_best_claim_and_twice_to_the_same(newsroom, at_desk):
    waiting(newsroom, check_worthiness=0.2)
    best = waiting(newsroom, check_worthiness=0.9)
    client = at_desk(newsroom.reviewer)
    for _ in range(2):
        assert client.post(f"{QUEUE}take/").url == at(best)
    best.refresh_from_db()
    assert best.holder == newsroom.reviewer
    page = client.get(at(best)).content.decode()
    assert "You hold it until" in page
    assert "Why it is here" in page


def test_two_people_are_never_led_to_the_same_claim(newsroom, at_desk):
    waiting(newsroom)
    waiting(newsroom)
    led = {at_desk(person).post(f"{QUEUE}take/").url for person in (newsroom.reviewer, newsroom.second)}
    assert len(led) == 2
    assert at_desk(newsroom.editor).post(f"{QUEUE}take/").url == QUEUE


def test_an_empty_queue_says_what_to_do(newsroom, at_desk):
    page = at_desk(newsroom.reviewer).get(QUEUE).content.decode()
    assert "The queue is empty" in page
    assert "Go to triage" in page
    assert "Nothing waits for you" in at_desk(newsroom.reviewer).post(f"{QUEUE}take/", follow=True).content.decode()


def test_skipping_asks_why_and_leads_to_the_next(newsroom, at_desk):
    row, other = waiting(newsroom, check_worthiness=0.9), waiting(newsroom, check_worthiness=0.5)
    client = at_desk(newsroom.reviewer)
    client.post(f"{QUEUE}take/")
    assert client.post(at(row, "assignment-skip"), {"reason": "boredom"}).status_code == 422
    assert client.post(at(row, "assignment-skip"), {"reason": "interest", "note": "My sister."}).url == at(other)
    assert Skip.objects.get(assignment=row).note == "My sister."
    assert at_desk(newsroom.second).post(f"{QUEUE}take/").url == at(row)


def test_a_review_begins_with_a_claim_that_is_free_or_mine(newsroom, at_desk):
    row = waiting(newsroom)
    services.take_this(row, by=newsroom.second)
    refused = at_desk(newsroom.reviewer).post(at(row, "assignment-begin"))
    assert refused.status_code == 422
    assert f"{newsroom.second} holds this claim" in refused.content.decode()
    begun = at_desk(newsroom.second).post(at(row, "assignment-begin"))
    assert begun.url == reverse("workspace:review", args=(ClaimReview.objects.get(claim=row.claim).pk,))


def test_a_claim_is_given_back(newsroom, at_desk):
    row = waiting(newsroom)
    client = at_desk(newsroom.reviewer)
    client.post(at(row, "assignment-hold"))
    client.post(at(row, "assignment-release"))
    row.refresh_from_db()
    assert row.holder is None


def test_editors_give_and_take_back_and_set_an_embargo(newsroom, at_desk):
    row = waiting(newsroom)
    for door in ("assign", "embargo", "take-back"):
        assert at_desk(newsroom.reviewer).post(at(row, f"assignment-{door}")).status_code == 403, door
    services.take_this(row, by=newsroom.reviewer)
    client = at_desk(newsroom.editor)
    client.post(at(row, "assignment-take-back"))
    due = timezone.localdate() - timedelta(days=1)
    client.post(at(row, "assignment-assign"), {"to": newsroom.second.pk, "due_on": due.isoformat()})
    row.refresh_from_db()
    assert (row.holder, row.assigned_to, row.due_on) == (None, newsroom.second, due)
    assert row.claim.text in client.get(QUEUE, {"show": "overdue"}).content.decode()
    client.post(at(row, "assignment-embargo"), {"until": "2099-01-01T09:00"})
    row.refresh_from_db()
    assert row.embargo_until.year == 2099


def test_nobody_outside_the_desk_can_be_given_a_claim(newsroom, at_desk):
    row = waiting(newsroom)
    for who in (newsroom.stranger, newsroom.viewer):
        assert at_desk(newsroom.editor).post(at(row, "assignment-assign"), {"to": who.pk}).status_code == 422


def test_another_desk_s_queue_is_not_there(newsroom, at_desk):
    row = waiting(newsroom)
    client = at_desk(newsroom.stranger)
    assert row.claim.text not in client.get(QUEUE).content.decode()
    assert client.get(QUEUE, {"desk": newsroom.desk.slug}).status_code == 404
    assert client.get(at(row)).status_code == 404
    for door in ("hold", "release", "begin", "skip", "assign", "embargo", "take-back"):
        assert client.post(at(row, f"assignment-{door}")).status_code == 404, door


def test_the_queue_takes_the_same_number_of_statements_at_any_length(newsroom, at_desk, django_assert_max_num_queries):
    client, counts = at_desk(newsroom.editor), []
    for more in (2, 40):
        for _ in range(more):
            waiting(newsroom)
        client.get(QUEUE)  # which ranks what is new
        with django_assert_max_num_queries(40) as seen:
            page = client.get(QUEUE)
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert "More" in page.content.decode()


def test_the_pages_of_the_queue_show_every_claim_once_and_in_order(newsroom, at_desk, monkeypatch):
    monkeypatch.setattr(queue, "PAGE", 3)
    for worth in (0.1, 0.5, 0.5, 0.5, 0.5, 0.9, 0.7, 0.3):  # several have the same priority
        waiting(newsroom, check_worthiness=worth)
    client, after, seen = at_desk(newsroom.viewer), "", []
    while after is not None:
        shown = client.get(QUEUE, {"after": after}).context
        seen += [row["one"] for row in shown["rows"]]
        after = shown["more"]
    assert seen == list(Assignment.objects.order_by("-priority", "id"))
    for nonsense in ("x", "0", "-1", "9" * 30):
        assert client.get(QUEUE, {"after": nonsense}).context["rows"][0]["one"] == seen[0]


def test_a_page_behind_another_desks_claim_is_the_first_page(newsroom, at_desk):
    mine = waiting(newsroom)
    foreign = Assignment.objects.get(claim=ClaimFactory(state=Claim.State.ACCEPTED))
    Assignment.objects.filter(pk=foreign.pk).update(priority=-1)
    rows = at_desk(newsroom.viewer).get(QUEUE, {"after": foreign.pk}).context["rows"]
    assert [row["one"] for row in rows] == [mine]


@pytest.mark.parametrize(("shown", "after", "most"), [("free", None, 31), ("free", 300, 40), ("held", None, 200)])
def test_a_list_of_the_queue_reads_few_of_very_many_rows(newsroom, at_desk, shown, after, most):
    long_queue(newsroom, 5000)  # of which 200 are begun; some five have the same priority
    place = Assignment.objects.order_by("-priority", "id")[after] if after else None
    with CaptureQueriesContext(connection) as asked:
        at_desk(newsroom.viewer).get(QUEUE, {"show": shown} | ({"after": place.pk} if place else {}))
    (sql,) = [one["sql"] for one in asked if "ORDER BY" in one["sql"] and "LIMIT 31" in one["sql"]]
    _, read = most_rows_read(sql, "reviews_assignment")
    assert 0 < read <= most
