"""Comments, the inbox, and what a claimant was asked: who may, who is told, and that nothing is told twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from claims.models import Role
from reviews import notifying, services
from reviews.models import Comment, Notice, Practice, ReplyRequest
from reviews.services import conversation
from tests.api.problems import problem
from tests.reviews.conftest import together


def inbox(person, **facts):
    return list(Notice.objects.filter(recipient=person, **facts).order_by("id"))


def test_a_remark_tells_the_reviewer_and_nobody_of_their_own(newsroom):
    review = newsroom.review()
    services.add_comment(review, body="Which year is meant?", by=newsroom.second)
    services.add_comment(review, body="The last one.", by=newsroom.reviewer)
    assert [notice.text for notice in inbox(newsroom.reviewer)] == [f"{newsroom.second} wrote: Which year is meant?"]
    assert inbox(newsroom.second) == []


def test_who_is_mentioned_is_told_once_and_only_members_are(newsroom):
    review = newsroom.review()
    names = f"@{newsroom.editor.username.upper()}, @{newsroom.reviewer}: see me@{newsroom.admin}.example"
    names += f" @{newsroom.stranger}."
    services.add_comment(review, body=names, by=newsroom.second)
    told = [(person, [notice.kind for notice in inbox(person)]) for person in (newsroom.editor, newsroom.reviewer)]
    assert told == [(newsroom.editor, ["mention"]), (newsroom.reviewer, ["mention"])]
    assert inbox(newsroom.admin) == inbox(newsroom.stranger) == []


def test_a_reply_belongs_to_the_thread_and_tells_those_in_it(newsroom):
    review = newsroom.review()
    first = services.add_comment(review, body="Which year?", by=newsroom.second)
    reply = services.add_comment(review, body="2025.", parent=first, by=newsroom.reviewer)
    services.add_comment(review, body="Sure?", parent=reply, by=newsroom.editor)
    assert list(first.replies.values_list("body", flat=True)) == ["2025.", "Sure?"]
    assert [notice.text for notice in inbox(newsroom.second)] == [
        f"{newsroom.reviewer} wrote: 2025.", f"{newsroom.editor} wrote: Sure?",
    ]  # fmt: skip


def test_a_reply_to_another_reviews_remark_is_refused(newsroom):
    first = services.add_comment(newsroom.review(), body="Which year?", by=newsroom.second)
    with pytest.raises(conversation.WrongThread):
        services.add_comment(newsroom.review(), body="This one.", parent=first, by=newsroom.reviewer)


@pytest.mark.parametrize(
    ("place", "passage"),
    [("claim", "Crime fell by 12 percent"), ("headline", "less than the mayor"),
     ("explanation", "counts 7 percent, not"), ("explanation", "**7 percent**"), ("evidence", "Crime figures"),
     ("review", "")],
)  # fmt: skip
def test_a_passage_that_stands_there_may_be_remarked_on(newsroom, place, passage):
    review = newsroom.review("submitted")
    comment = services.add_comment(review, body="See here.", place=place, passage=passage, by=newsroom.second)
    assert (comment.place, comment.passage) == (place, passage)


@pytest.mark.parametrize(
    ("place", "passage"),
    [("claim", "Crime rose"), ("headline", "counts 7 percent"), ("review", "Crime fell"), ("explanation", "8 percent"),
     ("evidence", "nothing of it")],
)  # fmt: skip
def test_a_passage_that_does_not_stand_there_is_refused(newsroom, place, passage):
    review = newsroom.review("submitted")
    with pytest.raises(conversation.NoSuchPassage):
        services.add_comment(review, body="See here.", place=place, passage=passage, by=newsroom.second)
    assert Comment.objects.count() == Notice.objects.filter(kind="comment").count() == 0


@pytest.mark.parametrize("body", ["", " ", "\n"])
def test_a_remark_says_something(newsroom, body):
    with pytest.raises(conversation.NoSuchPassage):
        services.add_comment(newsroom.review(), body=body, by=newsroom.second)


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_resolve_a_remark_once(newsroom):
    comment = services.add_comment(newsroom.review(), body="Which year?", by=newsroom.second)
    calls = [lambda person=person: services.resolve_comment(Comment.objects.get(pk=comment.pk), by=person)
             for person in (newsroom.reviewer, newsroom.editor, newsroom.admin)]  # fmt: skip
    outcomes = together(*calls)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AlreadyResolved", "AlreadyResolved", "NoneType"]


def test_a_remark_is_resolved_and_taken_up_again(newsroom):
    comment = services.add_comment(newsroom.review(), body="Which year?", by=newsroom.second)
    reply = services.add_comment(comment.review, body="2025.", parent=comment, by=newsroom.reviewer)
    with pytest.raises(conversation.AlreadyResolved):
        services.resolve_comment(reply, by=newsroom.reviewer)
    services.resolve_comment(comment, by=newsroom.reviewer)
    assert comment.resolved_by == newsroom.reviewer
    services.reopen_comment(comment, by=newsroom.second)
    assert (comment.resolved_by, comment.resolved_at) == (None, None)
    with pytest.raises(conversation.AlreadyResolved):
        services.reopen_comment(comment, by=newsroom.second)


def tell(newsroom, recipients, key="one", **facts):
    notifying.tell(recipients, kind="mention", text="Something happened.", desk=newsroom.desk, key=key, **facts)


def test_nobody_is_told_of_their_own_deed_nor_the_inactive_nor_anybody_twice(newsroom):
    newsroom.editor.is_active = False
    everybody = [newsroom.reviewer, newsroom.second, newsroom.editor, newsroom.second]
    for _ in range(2):
        tell(newsroom, everybody, actor=newsroom.reviewer)
    assert list(Notice.objects.values_list("recipient", flat=True)) == [newsroom.second.pk]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_the_same_once(newsroom):
    together(*[lambda: tell(newsroom, [newsroom.second])] * 6)
    assert Notice.objects.count() == 1


def test_words_in_a_notice_stay_on_one_line_and_within_bounds(newsroom):
    review = newsroom.review()
    services.add_comment(review, body="first\r\nBcc: everybody@evil.example\n" + "x" * 4000, by=newsroom.second)
    (notice,) = inbox(newsroom.reviewer)
    assert "\n" not in notice.text
    assert len(notice.text) == 500


def test_an_inbox_is_its_owners_alone_and_ends_with_the_membership(newsroom, api):
    tell(newsroom, [newsroom.reviewer, newsroom.second])
    mine, theirs = inbox(newsroom.reviewer)[0], inbox(newsroom.second)[0]
    client = api(newsroom.reviewer)
    assert [row["id"] for row in client.get("notices/").json()["results"]] == [mine.pk]
    problem(client.get(f"notices/{theirs.pk}/"), 404)
    problem(client.post(f"notices/{theirs.pk}/read/"), 404)
    services.mark_read(theirs, by=newsroom.reviewer)
    assert theirs.read_at is None
    newsroom.reviewer.memberships.all().delete()
    assert client.get("notices/").json()["results"] == []


def test_all_up_to_the_last_seen_is_marked_as_read(newsroom, api):
    for key in "abc":
        tell(newsroom, [newsroom.reviewer], key=key)
    rows = inbox(newsroom.reviewer)
    client = api(newsroom.reviewer)
    assert client.post("notices/read-all/", {"up_to": rows[1].pk}).json() == {"marked": 2}
    assert [row["id"] for row in client.get("notices/", unread="true").json()["results"]] == [rows[2].pk]
    assert client.post("notices/read-all/").json() == {"marked": 1}


def test_a_viewer_reads_the_conversation_and_takes_no_part(newsroom, api):
    review = newsroom.review()
    comment = services.add_comment(review, body="Which year?", by=newsroom.second)
    client = api(newsroom.viewer)
    assert [row["id"] for row in client.get(f"reviews/{review.pk}/comments/").json()] == [comment.pk]
    problem(client.post(f"reviews/{review.pk}/comments/", {"body": "Mine."}), 403)


def test_the_desks_days_are_the_deadline_where_none_is_given(newsroom):
    Practice.objects.create(desk=newsroom.desk, reply_days=5)
    review = newsroom.review()
    request = services.ask_for_reply(review, asked="The mayor", channel="e-mail", by=newsroom.reviewer)
    assert request.answer_until - request.asked_at == timedelta(days=5)
    assert review.events.latest("version").name == "ask_for_reply"


def test_what_is_overdue_is_listed(newsroom, api):
    review, now = newsroom.review(), timezone.now()
    late, early = (
        services.ask_for_reply(review, asked=who, asked_at=now - timedelta(days=days), by=newsroom.reviewer)
        for who, days in (("The mayor", 3), ("The council", 1))
    )
    client = api(newsroom.viewer)
    assert [row["id"] for row in client.get("reply-requests/", overdue="true").json()["results"]] == [late.pk]
    assert [row["id"] for row in client.get("reply-requests/", overdue="false").json()["results"]] == [early.pk]
    services.log_reply(late, outcome="unreached", by=newsroom.reviewer)
    assert client.get("reply-requests/", overdue="true").json()["results"] == []


def test_an_answer_stays_as_it_was_given_and_another_outcome_may_follow_silence(newsroom):
    request = services.ask_for_reply(newsroom.review(), asked="The mayor", by=newsroom.reviewer)
    services.log_reply(request, outcome="unreached", by=newsroom.reviewer)
    services.log_reply(request, outcome="answered", answer="I was misquoted.", by=newsroom.second)
    assert (request.answer, request.answered_at is None) == ("I was misquoted.", False)
    with pytest.raises(conversation.AlreadyAnswered):
        services.log_reply(request, outcome="declined", by=newsroom.reviewer)
    assert [event.name for event in request.review.events.order_by("version")][-2:] == ["log_reply", "log_reply"]


@pytest.mark.parametrize(
    "given", [{"outcome": "waiting"}, {"outcome": "answered"}, {"outcome": "answered", "answer": " "}]
)
def test_an_outcome_is_one(newsroom, given):
    request = services.ask_for_reply(newsroom.review(), asked="The mayor", by=newsroom.reviewer)
    with pytest.raises(conversation.AnswerNeeded):
        services.log_reply(request, by=newsroom.reviewer, **given)


def test_a_request_lies_in_the_past_and_its_deadline_behind_it(newsroom):
    review, now = newsroom.review(), timezone.now()
    for given in ({"asked_at": now + timedelta(hours=1)}, {"asked_at": now, "answer_until": now - timedelta(hours=1)}):
        with pytest.raises(conversation.AnswerNeeded):
            services.ask_for_reply(review, asked="The mayor", by=newsroom.reviewer, **given)
    assert ReplyRequest.objects.count() == 0


@pytest.mark.parametrize("state", ["abandoned", "retracted"])
def test_nobody_is_asked_for_a_closed_review(newsroom, state):
    review = newsroom.review(state)
    version = review.version
    with pytest.raises(conversation.ReviewIsClosed):
        services.ask_for_reply(review, asked="The mayor", by=newsroom.reviewer)
    review.refresh_from_db()
    assert review.version == version


def test_roles_on_other_desks_count_for_nothing_when_somebody_is_told(newsroom):
    newsroom.stranger.memberships.create(desk=newsroom.desk, role=Role.VIEWER)
    assert newsroom.stranger not in notifying.people_of(newsroom.desk, Role.REVIEWER)
