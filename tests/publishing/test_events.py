"""The stream of events: complete, in one order, to be read on from anywhere, and silent about what is private."""

import json
import re

import pytest
from django.db import connection

from claims import reanchoring
from claims import services as claim_services
from claims.models import PassageChange
from reviews import services
from reviews.publishing import delivery, dispatch, eventstream, returning, tasks
from reviews.publishing import services as publishing
from reviews.publishing.hookmodels import OutgoingEvent, UnsentEvent
from tests.api.problems import problem
from tests.factories import AppearanceFactory, ArticleFactory, ClaimantFactory, RevisionFactory


def stream(api, person, **query):
    """Everything a reader of the stream gets, page by page."""
    events, after = [], "0"
    while True:
        page = api(person).get("events/", after=after, page_size=2, **query).json()
        events += page["results"]
        after = page["cursor"]
        if page["next"] is None:
            return events


def types(events):
    return [event["type"] for event in events]


@pytest.mark.parametrize(
    ("table", "names"),
    [("claims_claimevent", eventstream.CLAIM_TYPES), ("reviews_reviewevent", eventstream.REVIEW_TYPES)],
)
def test_the_outbox_takes_what_the_stream_tells_and_nothing_else(db, table, names):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT prosrc FROM pg_proc JOIN pg_trigger ON tgfoid = pg_proc.oid"
            " WHERE tgrelid = %s::regclass AND tgname LIKE '%%_is_unsent'",
            [table],
        )
        ((source,),) = cursor.fetchall()
    assert set(re.findall(r"'([a-z_]+)'", source)) == set(names)


def test_the_life_of_a_fact_check_is_told_in_its_order(newsroom, api):
    review = newsroom.review("published")
    correction = publishing.propose_correction(
        review.fact_check, kind="correction", note="We had the wrong year.", rating=newsroom.rating,
        headline="Crime fell by 9 percent", explanation="The office counts 9 percent.", by=newsroom.reviewer,
    )  # fmt: skip
    publishing.correct_review(correction, by=newsroom.editor)
    tasks.dispatch_events.run()
    publishing.retract_review(review, note="The source withdrew its figures.", by=newsroom.editor)
    tasks.dispatch_events.run()
    events = stream(api, newsroom.viewer)
    assert types(events) == [
        "claim.accepted", "review.submitted", "review.approved", "fact_check.published", "fact_check.corrected",
        "fact_check.retracted",
    ]  # fmt: skip
    assert [event["id"] for event in events] == sorted(event["id"] for event in events)
    assert {event["desk"] for event in events} == {newsroom.desk.slug}
    published, corrected, retracted = events[3:]
    assert published["data"]["review"] == {"id": review.pk, "state": "published"}
    assert "correction" not in published["data"]
    assert corrected["data"]["fact_check"]["headline"] == "Crime fell by 9 percent"
    assert corrected["data"]["correction"]["note"] == "We had the wrong year."
    assert retracted["data"]["correction"]["note"] == "The source withdrew its figures."
    assert retracted["data"]["fact_check"]["retracted_at"]
    assert not UnsentEvent.objects.exists()


def test_what_becomes_of_claims_is_told_with_the_reason(newsroom, api):
    dismissed, merged = newsroom.claim("dismissed"), newsroom.claim("duplicate")
    claim_services.reopen_claim(dismissed, by=newsroom.reviewer)
    dispatch.dispatch()
    events = stream(api, newsroom.viewer)
    assert types(events) == ["claim.dismissed", "claim.merged", "claim.reopened"]
    assert [event["data"]["claim"]["state"] for event in events] == ["dismissed", "duplicate", "candidate"]
    assert events[1]["data"]["claim"]["into"] == merged.duplicate_of_id


def test_a_claim_that_comes_back_is_told(newsroom, api):
    review = newsroom.review("published")
    returning.compare()
    dispatch.dispatch()
    appearance = AppearanceFactory(claim=review.claim)
    returning.compare()
    dispatch.dispatch()
    event = stream(api, newsroom.viewer)[-1]
    assert event["type"] == "claim.repeated"
    assert event["data"]["appearance"] == {"id": appearance.pk, "quote": appearance.quote}
    assert event["data"]["fact_check"]["id"] == review.fact_check.pk


def test_a_changed_passage_that_is_checked_is_told_word_by_word_to_who_verifies_the_signature(
    newsroom, api, hook, receiver
):
    review, candidate = newsroom.review("published"), newsroom.claim()
    places = [claim.appearances.get() for claim in (review.claim, candidate)]
    for place in places:
        text = place.revision.text.replace("fell by 12", "rose by 2")
        RevisionFactory(article=place.revision.article, number=2, text=text)
    deleted = newsroom.claim("accepted").appearances.get()
    RevisionFactory(article=deleted.revision.article, number=2, text="All of it is gone.")
    dispatch.dispatch()
    reanchoring.compare()
    assert dispatch.dispatch() == 2, "a candidate's is on the list, and nobody is told"
    event = stream(api, newsroom.viewer)[-2]
    assert event["type"] == "claim.edited"
    change = PassageChange.objects.get(before=places[0])
    assert event["data"]["passage"] == {
        "id": change.pk, "was": "Crime fell by 12 percent in two years", "is": "Crime rose by 2 percent in two years",
        "changes": [["same", "Crime "], ["gone", "fell"], ["new", "rose"], ["same", " by "], ["gone", "12"],
                    ["new", "2"], ["same", " percent in two years"]],
    }  # fmt: skip
    assert event["data"]["article"]["id"] == change.revision.article_id
    assert event["data"]["review"] == {"id": review.pk, "state": "published"}
    assert event["data"]["fact_check"]["id"] == review.fact_check.pk
    delivery.drain()
    messages = [receiver.verified(hook.secret, number) for number in range(len(receiver.received))]
    changed, gone = [one["data"] for one in messages if one["type"] == "claim.edited"]
    assert changed == event["data"]
    assert (gone["passage"]["is"], gone["passage"]["changes"]) == (None, [["gone", deleted.quote]])
    assert (gone["review"], gone["fact_check"]) == (None, None)


def test_notes_and_unpublished_verdicts_are_told_to_nobody(newsroom, api):
    review = newsroom.review("submitted")
    services.return_review(review, note="A private word.", by=newsroom.second)
    claim = newsroom.claim()
    claim_services.accept_claim(claim, by=newsroom.reviewer, note="Another private word.")
    dispatch.dispatch()
    told = json.dumps(stream(api, newsroom.viewer))
    assert "review.returned" in told
    for word in ("private", review.verdict.headline, newsroom.rating.label, newsroom.reviewer.username):
        assert word not in told


def test_the_longest_texts_in_the_widest_letters_stay_below_twenty_thousand_bytes(newsroom):
    wide = "𝔞"
    claimant = ClaimantFactory(desk=newsroom.desk, name=wide * 200)
    review = newsroom.review("approved", text=wide * 2000, claimant=claimant)
    publishing.publish_review(review, by=newsroom.editor)
    publishing.retract_review(review, note=wide * 5000, by=newsroom.editor)
    text = " ".join([wide] * 400)
    place = AppearanceFactory(
        claim=review.claim, quote=text, revision=RevisionFactory(article=ArticleFactory(title=wide * 500), text=text)
    )
    PassageChange.objects.create(before=place, revision=place.revision, start=0, end=1, quote=text.replace(" ", "  "))
    dispatch.dispatch()
    bodies = [json.dumps(eventstream.body_of(event), ensure_ascii=False) for event in OutgoingEvent.objects.all()]
    assert 9_000 < max(len(body.encode()) for body in bodies) < 20_000


def test_reading_on_gives_what_came_since_and_a_cursor_even_where_nothing_did(newsroom, api):
    client = api(newsroom.viewer)
    assert client.get("events/").json() == {"next": None, "cursor": "0", "results": []}
    newsroom.claim("accepted")
    dispatch.dispatch()
    first = client.get("events/").json()
    assert len(first["results"]) == 1
    assert first["cursor"] == str(first["results"][0]["id"])
    assert client.get("events/", after=first["cursor"]).json() == first | {"results": []}
    newsroom.claim("dismissed")
    dispatch.dispatch()
    since = client.get("events/", after=first["cursor"]).json()
    assert types(since["results"]) == ["claim.dismissed"]


def test_the_stream_is_filtered_by_desk_and_type_and_shows_ones_own_desks_only(newsroom, api):
    newsroom.claim("accepted")
    newsroom.claim("dismissed")
    dispatch.dispatch()
    assert types(stream(api, newsroom.viewer, type="claim.dismissed")) == ["claim.dismissed"]
    assert len(stream(api, newsroom.viewer, type=["claim.dismissed", "claim.accepted"])) == 2
    assert len(stream(api, newsroom.viewer, desk=newsroom.desk.slug)) == 2
    assert stream(api, newsroom.viewer, desk="elsewhere") == []
    assert stream(api, newsroom.stranger) == stream(api, newsroom.stranger, desk=newsroom.desk.slug) == []


@pytest.mark.parametrize(
    ("name", "values"),
    [("after", ["x", "1.5", "9" * 5000, "\x00"]), ("type", ["claim.lost", "webhook.test", ""]), ("desk", ["\x00"])],
)
def test_a_parameter_of_the_wrong_kind_is_a_400(newsroom, api, name, values):
    for value in values:
        problem(api(newsroom.viewer).get("events/", **{name: value}), 400, at=f"#/{name}")


def test_a_cursor_beyond_everything_finds_nothing(newsroom, api):
    newsroom.claim("accepted")
    dispatch.dispatch()
    for after in (2**31, 2**63, 10**40):
        assert api(newsroom.viewer).get("events/", after=after).json()["results"] == []


def test_a_page_costs_the_same_however_deep(newsroom, api, django_assert_num_queries):
    for _ in range(30):
        newsroom.claim("accepted")
    dispatch.dispatch()
    client = api(newsroom.viewer)
    last = client.get("events/").json()["cursor"]
    for after, size in ((0, 1), (0, 30), (int(last) - 1, 30)):
        with django_assert_num_queries(2):  # the token, the page; its use was written with the first request
            client.get("events/", after=after, page_size=size)
