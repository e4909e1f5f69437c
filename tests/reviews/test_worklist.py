"""The worklist: what is ranked when, who is offered which claim, and that no claim is handed out twice."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims import services as claim_services
from claims.models import Claim, Role, Source, Topic
from reviews import holding, services, tasks, worklist
from reviews.models import Assignment, ClaimReview, ReaderRequest, Skip
from tests.conftest import Newsroom
from tests.factories import AppearanceFactory, ArticleFactory, ClaimFactory, RevisionFactory
from tests.plans import long_queue, most_rows_read, nodes_of
from tests.races import race

A = Claim.State.ACCEPTED


def place_of(claim):
    return Assignment.objects.get(claim=claim)


def waiting(newsroom, **facts):
    return newsroom.claim(A, **facts)


def take(newsroom, by=None):
    found = services.take_claim(newsroom.desk, by=by or newsroom.reviewer)
    return found and found.claim


def test_an_empty_worklist_says_so(newsroom):
    newsroom.claim()
    assert take(newsroom) is None


def test_the_most_urgent_claim_comes_first_and_says_why(newsroom):
    low, high = waiting(newsroom, check_worthiness=0.2), waiting(newsroom, check_worthiness=0.9)
    assert take(newsroom) == high
    assert take(newsroom, newsroom.second) == low
    place = place_of(high)
    assert place.ranked_at is not None
    assert place.priority == pytest.approx(sum(part["points"] for part in place.parts))
    assert {"name": "worth", "points": 9.0, "why": "check-worthiness 0.90"} in place.parts


def test_every_fact_that_counts_is_among_the_parts(newsroom):
    claim = waiting(newsroom, text="Rents rose by 9 percent.")
    paper = Source.objects.create(desk=newsroom.desk, name="Almery Courier", reach=3)
    article = ArticleFactory(desk=newsroom.desk, source=paper, published_on="2026-10-20")
    for number in (1, 2):
        AppearanceFactory(claim=claim, revision=RevisionFactory(article=article, number=number))
    Topic.objects.create(desk=newsroom.desk, name="Housing", keywords=["rents", "flats"], weight=4)
    Topic.objects.create(desk=newsroom.desk, name="Sea", keywords=["harbour"], weight=5)
    for state in ("grouped", "grouped", "declined"):
        ReaderRequest.objects.create(desk=newsroom.desk, text="Is it so?", state=state, claim=claim)
    services.rank_worklist([newsroom.desk])
    parts = {part["name"]: part["why"] for part in place_of(claim).parts}
    assert parts == {
        "worth": "check-worthiness 0.80", "recency": "last seen on 20 October 2026",
        "reach": "its source reaches most of the country", "appearances": "appeared in 2 articles",
        "requests": "2 readers ask for it", "topic": "about Housing (“rents”)",
    }  # fmt: skip


def test_a_day_that_has_not_come_yet_does_not_count(newsroom):
    claim = waiting(newsroom)
    AppearanceFactory(claim=claim, revision__article__published_on=date(2199, 1, 1))
    services.rank_worklist([newsroom.desk])
    today = timezone.localdate()
    (recency,) = [part["why"] for part in place_of(claim).parts if part["name"] == "recency"]
    assert recency == f"last seen on {today.day} {today:%B %Y}"


def test_ranking_takes_the_same_statements_for_many_claims_as_for_few_and_is_done_once(newsroom):
    def statements():
        with CaptureQueriesContext(connection) as captured:
            services.rank_worklist([newsroom.desk])
        return len(captured)

    [waiting(newsroom) for _ in range(2)]
    few = statements()
    [waiting(newsroom) for _ in range(20)]
    assert statements() == few
    assert statements() < few
    assert not Assignment.objects.filter(ranked_at=None).exists()


def test_what_appears_again_or_is_asked_for_is_ranked_anew_and_nothing_else(newsroom):
    again, wanted, same = (waiting(newsroom) for _ in range(3))
    services.rank_worklist([newsroom.desk])
    AppearanceFactory(claim=again)
    ReaderRequest.objects.create(desk=newsroom.desk, text="Is it so?", state="grouped", claim=wanted)
    worklist.rerank_changed()
    assert {place.claim for place in Assignment.objects.filter(ranked_at=None)} == {again, wanted}
    take(newsroom)
    worklist.rerank_changed()
    assert not Assignment.objects.filter(ranked_at=None).exists()
    worklist.rerank([same.pk])
    assert place_of(same).ranked_at is None
    assert place_of(same).priority > 0


def test_what_one_holds_and_has_not_begun_is_given_again(newsroom):
    first, second = waiting(newsroom), waiting(newsroom)
    mine = take(newsroom)
    token = place_of(mine).token
    assert (take(newsroom), place_of(mine).token) == (mine, token)
    services.open_review(mine, by=newsroom.reviewer)
    assert {mine, take(newsroom)} == {first, second}
    assert take(newsroom, newsroom.second) is None


def test_what_was_given_to_somebody_comes_first_by_its_due_date_and_is_offered_to_nobody_else(newsroom):
    urgent, later, soon = (waiting(newsroom, check_worthiness=worth) for worth in (1.0, 0.1, 0.1))
    today = timezone.localdate()
    for claim, days in ((later, 9), (soon, 2)):
        due = today + timedelta(days=days)
        services.assign_claim(place_of(claim), to=newsroom.second, due_on=due, by=newsroom.editor)
    assert take(newsroom) == urgent
    assert take(newsroom, newsroom.editor) is None
    assert take(newsroom, newsroom.second) == soon
    services.open_review(soon, by=newsroom.second)
    assert take(newsroom, newsroom.second) == later


def test_a_skipped_claim_is_not_offered_again_but_to_others(newsroom):
    claim = waiting(newsroom)
    assert take(newsroom) == claim
    services.skip_claim(place_of(claim), reason="expertise", note="Ask Ravi.", by=newsroom.reviewer)
    assert take(newsroom) is None
    assert place_of(claim).holder is None
    assert take(newsroom, newsroom.second) == claim
    with pytest.raises(holding.HeldByAnother):
        holding.refuse(place_of(claim), newsroom.reviewer)
    assert Skip.objects.get().note == "Ask Ravi."


def test_a_claim_that_was_begun_is_not_skipped(newsroom):
    review = newsroom.review()
    with pytest.raises(services.queueing.AlreadyBegun):
        services.skip_claim(place_of(review.claim), reason="time", by=newsroom.reviewer)


def test_an_embargo_hides_nothing_from_work_and_a_closed_claim_is_offered_to_nobody(newsroom):
    claim = waiting(newsroom)
    services.set_embargo(place_of(claim), until=timezone.now() + timedelta(days=1), by=newsroom.editor)
    assert take(newsroom) == claim
    claim_services.dismiss_claim(Claim.objects.get(pk=claim.pk), by=newsroom.editor, reason="trivial")
    assert take(newsroom) is None
    assert (place_of(claim).is_open, place_of(claim).holder) == (False, None)
    with pytest.raises(holding.NotWaiting):
        services.take_this(place_of(claim), by=newsroom.reviewer)


def test_a_claim_under_review_is_offered_to_nobody_until_it_was_abandoned_or_retracted(newsroom):
    review = newsroom.review()
    place = place_of(review.claim)
    Assignment.objects.update(held_until=timezone.now() - timedelta(minutes=1))
    assert take(newsroom, newsroom.second) is None
    services.abandon_review(review, by=newsroom.reviewer)
    assert take(newsroom, newsroom.second) == review.claim
    gone = newsroom.review(ClaimReview.State.RETRACTED)
    place = place_of(gone.claim)
    assert (place.is_open, place.assigned_to) == (False, None)
    assert services.open_review(gone.claim, by=newsroom.second).reviewer == newsroom.second


def test_a_returned_review_stands_in_the_worklist_as_its_reviewers(newsroom):
    review = newsroom.review(ClaimReview.State.RETURNED)
    place = place_of(review.claim)
    assert (place.is_open, place.assigned_to, place.holder) == (True, newsroom.reviewer, None)
    services.take_this(place, by=newsroom.reviewer)
    with pytest.raises(holding.HeldByAnother, match=str(newsroom.reviewer)):
        services.take_this(place_of(review.claim), by=newsroom.second)


def test_another_desks_claims_are_not_offered(newsroom):
    ClaimFactory(state=A)
    assert take(newsroom) is None


@pytest.mark.django_db(transaction=True)
def test_eight_people_who_take_forty_claims_never_get_the_same_one():
    newsroom = Newsroom()
    for number in range(40):
        ClaimFactory(desk=newsroom.desk, state=A, check_worthiness=number / 40)
    people = [newsroom.join(Role.REVIEWER) for _ in range(8)]

    def take_five(person):
        taken = []
        for _ in range(5):
            found = services.take_claim(newsroom.desk, by=person)
            taken.append(found.claim_id)
            services.open_review(found.claim, by=person)
        return taken

    outcomes = race(*(lambda person=person: take_five(person) for person in people))
    taken = [claim for outcome in outcomes for claim in outcome]
    assert len(taken) == len(set(taken)) == 40
    assert ClaimReview.objects.count() == 40


def test_taking_reads_few_of_very_many_rows_also_where_the_most_urgent_are_begun(newsroom):
    long_queue(newsroom, 20_000)
    with CaptureQueriesContext(connection) as captured:
        assert services.take_claim(newsroom.desk, by=newsroom.reviewer).priority > 2900
    (sql,) = [one["sql"] for one in captured if "SKIP LOCKED" in one["sql"]]
    Assignment.objects.filter(holder=newsroom.reviewer).update(holder=None, held_until=None)  # or it is found again
    scans = [node for node in nodes_of(sql) if node.get("Relation Name") == "reviews_assignment"]
    assert "assignment_free" in {node.get("Index Name") for node in scans if node["Actual Loops"]}
    assert most_rows_read(sql, "reviews_assignment")[1] < 10


def test_who_takes_waits_for_the_ranking_of_a_few_and_the_others_are_ranked_in_the_background(newsroom, monkeypatch):
    monkeypatch.setattr(worklist, "RANK_BATCH", 20)
    Claim.objects.bulk_create(
        Claim(desk=newsroom.desk, text=f"Rents rose {n} times.", check_worthiness=0.5, state=A) for n in range(150)
    )
    unranked = Assignment.objects.filter(ranked_at=None)
    assert take(newsroom) is not None
    assert unranked.count() == 150 - worklist.AT_ONCE
    tasks.rank_waiting()
    assert not unranked.exists()
    assert {one.priority > 0 and bool(one.parts) for one in Assignment.objects.all()} == {True}


def test_the_background_ranks_every_desk_and_stops_at_its_limit(newsroom, monkeypatch):
    monkeypatch.setattr(worklist, "RANK_BATCH", 2)
    monkeypatch.setattr(worklist, "MOST_RANKED", 6)
    for desk in (newsroom.desk, ClaimFactory().desk):
        ClaimFactory.create_batch(5, desk=desk, state=A)
    tasks.rank_waiting()
    assert Assignment.objects.filter(ranked_at=None).count() == 10 - 5  # batches of 2, 2, 1 of the first desk
    tasks.rank_waiting()
    tasks.rank_waiting()
    assert not Assignment.objects.filter(ranked_at=None).exists()


def test_looking_for_what_changed_reads_what_came_lately_and_not_the_worklist(newsroom):
    long_queue(newsroom, 5000)
    again = newsroom.claim(A)
    services.rank_worklist([newsroom.desk])
    AppearanceFactory(claim=again)
    with CaptureQueriesContext(connection) as captured:
        worklist.rerank_changed()
    assert place_of(again).ranked_at is None
    for sql in [one["sql"] for one in captured if "SKIP LOCKED" in one["sql"]]:
        assert most_rows_read(sql, "reviews_assignment")[1] < 20
