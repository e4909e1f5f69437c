"""The worklist over REST: taking and holding, filters and due dates, and what an editor may do."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.models import Claim
from reviews import services
from reviews.models import Assignment
from tests.api.problems import pointers, problem
from tests.api.rows import held_place, place
from tests.plans import long_archive, long_queue, most_rows_read

PEOPLE = {"holder", "assigned_to"}  # parameters that name somebody


def test_an_empty_worklist_is_a_204(newsroom, api):
    answer = api(newsroom.reviewer).post("worklist/take/")
    assert (answer.status_code, answer.content) == (204, b"")


def test_a_claim_is_taken_held_reviewed_and_given_back(newsroom, api):
    row, client = place(newsroom), api(newsroom.reviewer)
    taken = client.post("worklist/take/", {"desk": newsroom.desk.slug}).json()
    assert (taken["id"], taken["holder"], taken["review"]) == (row.pk, newsroom.reviewer.username, None)
    assert taken["priority"] == pytest.approx(sum(part["points"] for part in taken["parts"]))
    refused = problem(api(newsroom.second).post(f"worklist/{row.pk}/take/"), 422, kind="HeldByAnother")
    assert f"{newsroom.reviewer} holds this claim until" in refused["detail"]
    assert api(newsroom.second).post("worklist/take/").status_code == 204
    assert "token" not in api(newsroom.second).get(f"worklist/{row.pk}/").json()
    renewed = client.post(f"worklist/{row.pk}/renew/", {"token": taken["token"]}).json()
    assert renewed["held_until"] > taken["held_until"]
    review = client.post("reviews/", {"claim": taken["claim"]}).json()
    assert client.get(f"worklist/{row.pk}/").json()["review"] == review["id"]
    released = client.post(f"worklist/{row.pk}/release/", {"token": taken["token"]}).json()
    assert (released["holder"], released["held_until"]) == (None, None)
    assert released["assigned_to"] == newsroom.reviewer.username
    problem(client.post(f"worklist/{row.pk}/renew/", {"token": taken["token"]}), 422, kind="HoldLost")


def test_a_hold_that_ran_out_is_shown_as_none(newsroom, api):
    row = held_place(newsroom)
    Assignment.objects.update(held_until=timezone.now() - timedelta(seconds=1))
    shown = api(newsroom.viewer).get(f"worklist/{row.pk}/").json()
    assert (shown["holder"], shown["held_until"]) == (None, None)
    assert api(newsroom.viewer).get("worklist/", holder=newsroom.reviewer.username).json()["results"] == []


def test_the_list_holds_what_is_open_and_is_filtered_by_whose_it_is(newsroom, api):
    held, given, closed = held_place(newsroom), place(newsroom), newsroom.review("submitted")
    late = timezone.localdate() - timedelta(days=1)
    services.assign_claim(given, to=newsroom.second, due_on=late, by=newsroom.editor)
    client = api(newsroom.viewer)

    def found(**query):
        return {row["id"] for row in client.get("worklist/", **query).json()["results"]}

    assert found() == found(desk=newsroom.desk.slug) == {held.pk, given.pk}
    assert found(holder=newsroom.reviewer.username) == {held.pk}
    assert found(assigned_to=newsroom.second.username) == found(overdue="true") == {given.pk}
    assert found(overdue="false") == {held.pk}
    assert found(holder=newsroom.second.username) == found(desk="none") == set()
    problem(api(newsroom.second).post(f"worklist/{_of(closed).pk}/take/"), 422, kind="NotWaiting")


def _of(review):
    return Assignment.objects.get(claim=review.claim)


def test_an_editor_gives_a_claim_to_somebody_with_a_day_and_takes_it_away_again(newsroom, api):
    row, client = place(newsroom), api(newsroom.editor)
    body = {"to": newsroom.second.username, "due_on": "2026-12-01"}
    given = client.post(f"worklist/{row.pk}/assign/", body).json()
    assert (given["assigned_to"], given["due_on"]) == (newsroom.second.username, "2026-12-01")
    problem(api(newsroom.reviewer).post(f"worklist/{row.pk}/take/"), 422, kind="HeldByAnother")
    assert client.post(f"worklist/{row.pk}/due/", {"due_on": None}).json()["due_on"] is None
    assert client.post(f"worklist/{row.pk}/assign/", {"to": None}).json()["assigned_to"] is None
    for name in ("nobody", newsroom.stranger.username):
        assert pointers(client.post(f"worklist/{row.pk}/assign/", {"to": name})) == ["#/to"]
    viewer = {"to": newsroom.viewer.username}
    problem(client.post(f"worklist/{row.pk}/assign/", viewer), 422, kind="NotOnTheDesk")


def test_an_editor_ends_a_hold_and_puts_a_claim_under_embargo(newsroom, api):
    row, client = held_place(newsroom), api(newsroom.editor)
    assert client.post(f"worklist/{row.pk}/take-back/").json()["holder"] is None
    until = "2036-12-01T06:00:00Z"
    assert client.post(f"worklist/{row.pk}/embargo/", {"until": until}).json()["embargo_until"] == until
    assert client.post(f"worklist/{row.pk}/embargo/", {"until": None}).json()["embargo_until"] is None
    published = newsroom.review("published")
    problem(client.post(f"worklist/{_of(published).pk}/embargo/", {"until": until}), 422, kind="AlreadyPublished")


def test_a_claim_that_was_begun_is_neither_skipped_nor_given_away(newsroom, api):
    review = newsroom.review()
    address = f"worklist/{_of(review).pk}"
    problem(api(newsroom.reviewer).post(f"{address}/skip/", {"reason": "time"}), 422, kind="AlreadyBegun")
    body = {"to": newsroom.second.username}
    problem(api(newsroom.editor).post(f"{address}/assign/", body), 422, kind="AlreadyBegun")
    assert pointers(api(newsroom.reviewer).post(f"{address}/skip/", {"reason": "bored"})) == ["#/reason"]


def test_the_workload_and_the_agreement_of_a_desk_are_figures(newsroom, api):
    services.assign_claim(place(newsroom), to=newsroom.second, by=newsroom.editor)
    client = api(newsroom.viewer)
    rows = {row["reviewer"]: row for row in client.get(f"desks/{newsroom.desk.pk}/workload/").json()}
    assert rows[newsroom.second.username] == {
        "reviewer": newsroom.second.username, "open_claims": 1, "held": 0, "overdue": 0, "median_days": None,
    }  # fmt: skip
    assert newsroom.viewer.username not in rows
    assert client.get(f"desks/{newsroom.desk.pk}/agreement/").json() == {"count": 0, "share": None, "kappa": None}


def test_members_of_several_desks_name_the_one_they_take_from(newsroom, api):
    newsroom.stranger.memberships.get().desk.memberships.create(user=newsroom.reviewer, role="reviewer")
    client = api(newsroom.reviewer)
    row = place(newsroom)
    assert pointers(client.post("worklist/take/")) == ["#/desk"]
    assert client.post("worklist/take/", {"desk": newsroom.desk.slug}).json()["id"] == row.pk
    assert Claim.objects.count() == 1


FEW = (  # what is asked for, and how many places may be read
    ({}, 60),
    ({"overdue": "true"}, 10),
    ({"overdue": "true", "ordering": "-id"}, 10),
    ({"overdue": "false"}, 60),
    ({"holder": "second"}, 210),
    ({"assigned_to": "editor"}, 210),
    ({"ordering": "id"}, 60),
)


def test_the_list_reads_few_of_very_many_places(newsroom, api):
    """Most of what is with somebody is with one person: 200 places of 5,000."""
    long_queue(newsroom, 5000)
    free = Assignment.objects.filter(assigned_to=None).order_by("?").values_list("pk", flat=True)
    held, given, late = list(free[:5]), list(free[5:10]), list(free[10:15])
    soon = timezone.now() + timedelta(minutes=5)
    Assignment.objects.filter(pk__in=held).update(holder=newsroom.second, held_until=soon)
    Assignment.objects.filter(pk__in=given).update(assigned_to=newsroom.editor)
    Assignment.objects.filter(pk__in=late).update(due_on=timezone.localdate() - timedelta(days=1))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE reviews_assignment, claims_user")
    client = api(newsroom.viewer)
    for query, most in FEW:
        asked = {name: getattr(newsroom, word).username if name in PEOPLE else word for name, word in query.items()}
        with CaptureQueriesContext(connection) as captured:
            assert client.get("worklist/", **asked).json()["results"], query
        (sql,) = [one["sql"] for one in captured if "LIMIT 51" in one["sql"]]
        index, read = most_rows_read(sql, "reviews_assignment")
        assert read <= most, query
        assert index == "assignment_due" or query.get("overdue") != "true"


def test_the_workload_reads_what_people_wrote_lately_and_no_archive(newsroom, api):
    long_archive(newsroom, 3000)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE reviews_verdict SET created_at = now() - interval '91 days'")
        cursor.execute("SET session_replication_role = origin")
    newsroom.review("submitted")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with CaptureQueriesContext(connection) as captured:
        loads = api(newsroom.viewer).get(f"desks/{newsroom.desk.pk}/workload/").json()
    assert {one["reviewer"]: one["median_days"] for one in loads}[newsroom.reviewer.username] == 0
    (sql,) = [one["sql"] for one in captured if "PERCENTILE_CONT" in one["sql"]]
    for table in ("reviews_verdict", "reviews_claimreview", "claims_claim", "reviews_assignment"):
        assert most_rows_read(sql, table)[1] < 20, table
