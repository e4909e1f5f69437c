"""The gate: what a desk requires before a verdict is submitted and published, and that it is named all at once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.models import Article
from reviews import criteria, gate, media, services, workflow
from reviews.models import Assignment, ClaimReview, Comment, Criterion, Evidence, ReplyRequest, Snapshot
from reviews.publishing import services as publishing
from tests.factories import ClaimantFactory, EvidenceFactory, RatingFactory

S = ClaimReview.State
WORDS = "The office counts fewer crimes. " * 10


def findings(review, *content, **asked):
    return {one.code: one for one in gate.report(ClaimReview.objects.get(pk=review.pk), *content, **asked)}


def missing(review, *content):
    return {code for code, one in findings(review, *content).items() if not one.is_met}


def raise_to(desk, level, *codes):
    for code in codes:
        Criterion.objects.update_or_create(desk=desk, code=code, defaults={"level": level})


def sound(newsroom):
    """A review with which nothing is wrong."""
    claimant = ClaimantFactory(desk=newsroom.desk)
    review = newsroom.review(claimant=claimant, said_on="2026-10-11", said_until="2026-10-11")
    Article.objects.update(url="https://paper.example/wall")
    evidence = EvidenceFactory(review=review, order="primary", interests="A public office.", note="The figures.")
    now = timezone.now()
    Snapshot.objects.create(
        evidence=evidence, number=1, state="kept", sha256="0" * 64, captured_at=now, next_attempt_at=now, nudged_at=now
    )
    services_reply(review, newsroom, outcome="declined")
    return review


def services_reply(review, newsroom, **facts):
    now = timezone.now()
    given = {"asked": "Ilse Brandt", "asked_at": now, "answer_until": now + timedelta(days=2)} | facts
    return ReplyRequest.objects.create(review=review, logged_by=newsroom.reviewer, **given)


def typed(newsroom, **changes):
    given = {"rating": newsroom.rating, "headline": "Crime fell by 7 percent", "explanation": WORDS} | changes
    return gate.Content(**given)


def test_nothing_is_missing_from_a_sound_review_but_the_second_person(newsroom):
    review = sound(newsroom)
    assert missing(review, typed(newsroom)) == {"second"}
    found = findings(review, typed(newsroom))
    assert list(found) == list(criteria.CHECKS)
    assert all(one.label and one.why and one.place for one in found.values())


def test_an_empty_review_is_told_everything_at_once(newsroom):
    review = newsroom.review()
    assert missing(review) == {
        "evidence", "primary", "rating", "headline", "explanation", "claim_dated", "claim_address", "second",
    }  # fmt: skip
    with pytest.raises(workflow.NoEvidence) as refused:
        services.submit_review(review, by=newsroom.reviewer)
    assert [one["pointer"] for one in refused.value.errors] == ["#", "#/rating", "#/headline", "#/explanation"]
    assert "Choose a rating." in str(refused.value)


@pytest.mark.parametrize(
    ("code", "spoil"),
    [
        ("evidence", lambda review, newsroom: Evidence.objects.all().delete()),
        ("primary", lambda review, newsroom: replace(order="secondary", note="")),
        ("interests", lambda review, newsroom: replace(interests="")),
        ("copies", lambda review, newsroom: Snapshot.objects.all().delete()),
        ("reply", lambda review, newsroom: ReplyRequest.objects.all().delete()),
        ("reply", lambda review, newsroom: ReplyRequest.objects.update(outcome="waiting")),
        ("claim_short", lambda review, newsroom: words(review, "Crime fell " * 9)),
        ("claim_neutral", lambda review, newsroom: words(review, "It is mostly  FALSE that crime fell, mostly false.")),
        ("claim_dated", lambda review, newsroom: type(review.claim).objects.update(said_on=None, said_until=None)),
        ("claim_address", lambda review, newsroom: Article.objects.update(url="")),
        ("comments", lambda review, newsroom: remark(review, newsroom)),
        ("embargo", lambda review, newsroom: embargo(review, newsroom)),
    ],
)
def test_each_check_finds_what_it_is_there_for_and_no_more(newsroom, code, spoil):
    review = sound(newsroom)
    spoil(review, newsroom)
    gone = {"evidence", "primary"} if code == "evidence" else {code}
    assert missing(review, typed(newsroom)) == gone | {"second"}


def replace(**changes):
    """Evidence is not edited, so another one stands in its place."""
    one = Evidence.objects.get()
    snapshot = one.snapshots.get()
    given = {"review": one.review, "order": one.order, "interests": one.interests, "note": one.note}
    Snapshot.objects.filter(pk=snapshot.pk).update(evidence=EvidenceFactory(**(given | changes)))
    one.delete()


def words(review, text):
    type(review.claim).objects.filter(pk=review.claim_id).update(text=text)


def remark(review, newsroom):
    comment = Comment.objects.create(review=review, body="Which year?", author=newsroom.second)
    Comment.objects.create(review=review, parent=comment, body="2025.", author=newsroom.reviewer)


def embargo(review, newsroom):
    place, until = Assignment.objects.get(claim=review.claim), timezone.now() + timedelta(hours=1)
    services.set_embargo(place, until=until, by=newsroom.editor)


def test_what_is_typed_is_looked_at_before_it_is_saved(newsroom):
    review = sound(newsroom)
    for code, changes in (
        ("rating", {"rating": None}), ("headline", {"headline": "  "}), ("explanation", {"explanation": ""}),
        ("length", {"explanation": "Too short."}),
    ):  # fmt: skip
        assert missing(review, typed(newsroom, **changes)) == {code, "second"}, code


def test_a_reply_is_asked_for_a_verdict_against_a_claimant_who_is_known(newsroom):
    review = sound(newsroom)
    reply = ReplyRequest.objects.get()
    ReplyRequest.objects.update(outcome="waiting")
    for label, value, is_missing in (
        ("False", 1, True),
        ("Half true", 3, False),
        ("True", 5, False),
        ("Satire", None, False),
    ):
        rating = RatingFactory(scale=newsroom.rating.scale, label=label, value=value)
        assert ("reply" in missing(review, typed(newsroom, rating=rating))) == is_missing, label
    past = timezone.now() - timedelta(hours=1)
    ReplyRequest.objects.filter(pk=reply.pk).update(asked_at=past - timedelta(days=2), answer_until=past)
    assert "reply" not in missing(review, typed(newsroom))
    ReplyRequest.objects.all().delete()
    type(review.claim).objects.update(claimant=None)
    assert "reply" not in missing(review, typed(newsroom))


def test_a_source_that_is_no_primary_one_says_why_it_has_to_do(newsroom):
    review = newsroom.review()
    EvidenceFactory(review=review, order="secondary", note="The figures themselves are not public.")
    assert "primary" not in missing(review)
    EvidenceFactory(review=review, order="secondary")
    assert "primary" in missing(review)


def test_a_desk_raises_lowers_and_adds_criteria(newsroom):
    review = newsroom.review()
    newsroom.add_evidence(review)
    raise_to(newsroom.desk, "required", "primary", "claim_dated")
    raise_to(newsroom.desk, "off", "comments")
    remark(review, newsroom)
    line = Criterion.objects.create(desk=newsroom.desk, label="I looked for what speaks against it.")
    with pytest.raises(workflow.NotReady) as refused:
        newsroom.submit(review)
    assert not isinstance(refused.value, workflow.NoEvidence)
    assert len(refused.value.errors) == 3
    assert f"Not ticked: {line.label}" in [one["detail"] for one in refused.value.errors]
    assert findings(review)[f"line-{line.pk}"].is_blocking
    review.refresh_from_db()
    assert (review.state, review.verdicts.count()) == (S.DRAFT, 0)


@pytest.mark.parametrize("code", [check.code for check in criteria.CHECKS.values() if check.is_fixed])
def test_what_holds_for_every_desk_cannot_be_switched_off(newsroom, code):
    raise_to(newsroom.desk, "off", code)
    assert findings(newsroom.review())[code].level == "required"
    assert code not in {check.code for check in criteria.adjustable()}


def test_an_open_comment_holds_up_submitting_and_publishing_until_it_is_resolved(newsroom):
    review = newsroom.review(S.APPROVED)
    remark(review, newsroom)
    with pytest.raises(workflow.NotReady, match="One comment is open"):
        publishing.publish_review(review, by=newsroom.editor)
    review.refresh_from_db()
    assert review.state == S.APPROVED
    Comment.objects.filter(parent=None).update(resolved_at=timezone.now(), resolved_by=newsroom.reviewer)
    publishing.publish_review(review, by=newsroom.editor)


def test_an_embargo_holds_up_publishing_only_and_only_until_it_is_over(newsroom):
    review = newsroom.review()
    embargo(review, newsroom)
    newsroom.add_evidence(review)
    newsroom.submit(review)
    services.approve_review(review, by=newsroom.second)
    with pytest.raises(workflow.NotReady, match="Under embargo until"):
        publishing.publish_review(review, by=newsroom.editor)
    Assignment.objects.update(embargo_until=timezone.now() - timedelta(seconds=1))
    review.refresh_from_db()
    publishing.publish_review(review, by=newsroom.editor)


def test_a_desk_that_raises_its_standards_holds_up_what_was_approved_before(newsroom):
    review = newsroom.review(S.APPROVED)
    raise_to(newsroom.desk, "required", "length")
    with pytest.raises(workflow.NotReady, match="has 8 words"):
        publishing.publish_review(review, by=newsroom.editor)


def test_of_what_was_altered_the_original_and_copies_are_asked_for(newsroom):
    review = sound(newsroom)
    newsroom.add_media(review, kind="image", description="The wall", appearances=(media.Place("https://a.example/"),))
    found = findings(review, typed(newsroom))
    assert found["media"].is_met
    assert found["media_originals"].missing == (
        "Say where the original of the image “The wall” is, or that it was not found."
    )
    assert "1 address of images" in found["media_copies"].missing
    newsroom.add_media(review, categories=("transformed",), original_context="It was not found.")
    newsroom.add_media(review, categories=("staged",))
    assert "The mayor speaks" not in findings(review, typed(newsroom))["media_originals"].missing
    assert missing(review, typed(newsroom)) == {"second", "media_originals", "media_copies"}


def test_to_somebody_who_has_not_rated_yet_the_report_tells_nothing_of_the_verdict(newsroom):
    told = findings(newsroom.review(S.SUBMITTED), hides_verdict=True)
    assert set(criteria.CHECKS) - set(told) == {"reply", "length", "claim_neutral", "media", "media_originals"}


def test_the_report_takes_the_same_statements_however_much_there_is(newsroom):
    review = sound(newsroom)

    def statements():
        row = ClaimReview.objects.select_related("claim__claimant", "verdict__rating__scale").get(pk=review.pk)
        with CaptureQueriesContext(connection) as captured:
            gate.report(row)
        return len(captured)

    few = statements()
    for _ in range(20):
        EvidenceFactory(review=review)
        remark(review, newsroom)
        services_reply(review, newsroom)
        Criterion.objects.create(desk=newsroom.desk, label="I looked.")
    assert statements() == few <= 9
