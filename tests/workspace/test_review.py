"""The page of a review: what it shows to whom, and what each of its doors does and refuses."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from claims.models import Claim
from reviews import services
from reviews.models import Assignment, ClaimReview, Comment, Draft, Evidence, Practice, SecondVerdict
from reviews.priority import EPOCH
from reviews.publishing.models import FactCheck

S = ClaimReview.State
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def at(review, door="review", *more):
    return reverse(f"workspace:{door}", args=(review.pk, *more))


def token_of(review):
    return Assignment.objects.get(claim=review.claim).token


def typed(review, version=0, **words):
    given = {"headline": "Crime fell by 7 percent", "explanation": "The office counts 7, not 12.", "rating": ""} | words
    return given | {"draft_version": version, "token": token_of(review), "version": review.version}


# ── Who sees what ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("state", [S.DRAFT, S.SUBMITTED, S.RETURNED, S.APPROVED, S.PUBLISHED, S.RETRACTED, S.ABANDONED])
@pytest.mark.parametrize("role", ["viewer", "reviewer", "second", "editor", "admin"])
def test_everybody_on_the_desk_can_read_a_review_in_any_state(newsroom, at_desk, state, role):
    review = newsroom.review(state)
    page = at_desk(getattr(newsroom, role)).get(at(review))
    assert page.status_code == 200
    assert review.claim.text in page.content.decode()


def test_another_desk_s_review_is_not_there(newsroom, at_desk):
    review = newsroom.review(S.SUBMITTED)
    newsroom.add_evidence(newsroom.review(S.DRAFT))
    client = at_desk(newsroom.stranger)
    assert client.get(at(review)).status_code == 404
    for door in (
        "draft",
        "submit",
        "hold",
        "release",
        "preview",
        "evidence",
        "comment",
        "ask",
        "second-verdict",
        "reassign",
        "correct",
    ):
        assert client.post(at(review, f"review-{door}")).status_code == 404, door
    for name in ("approve", "return", "publish", "retract", "abandon", "override"):
        assert client.post(at(review, "review-move", name)).status_code == 404, name


def test_a_viewer_reads_and_changes_nothing(newsroom, at_desk):
    review = newsroom.review(S.SUBMITTED)
    client = at_desk(newsroom.viewer)
    for door in ("draft", "submit", "hold", "evidence", "comment", "ask", "second-verdict"):
        assert client.post(at(review, f"review-{door}")).status_code == 403, door
    assert client.post(at(review, "review-move", "approve")).status_code == 403
    assert "<textarea" not in client.get(at(review)).content.decode()


def test_nobody_is_offered_the_approval_of_their_own_work(newsroom, at_desk):
    review = newsroom.review(S.SUBMITTED)
    own = at_desk(newsroom.reviewer).get(at(review)).content.decode()
    assert "somebody else on the desk decides about it" in own
    assert f'action="{at(review, "review-move", "approve")}"' not in own
    assert (
        f'action="{at(review, "review-move", "approve")}"' in at_desk(newsroom.second).get(at(review)).content.decode()
    )


def test_what_was_typed_as_markup_stays_words(newsroom, at_desk):
    hostile = "<script>alert(1)</script>"
    review = newsroom.review(S.DRAFT, text=f"Crime fell {hostile}.")
    services.add_comment(review, body=hostile, by=newsroom.second)
    services.ask_for_reply(review, asked=hostile, by=newsroom.reviewer)
    services.add_evidence(
        review,
        url="https://x.example/",
        stance="context",
        title=hostile,
        quote=hostile,
        note=hostile,
        by=newsroom.reviewer,
    )
    page = at_desk(newsroom.reviewer).get(at(review)).content.decode()
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)") >= 5


def test_the_page_takes_the_same_number_of_statements_however_much_there_is(
    newsroom, at_desk, django_assert_max_num_queries
):
    small, large = newsroom.review(S.DRAFT), newsroom.review(S.DRAFT)
    for n in range(12):
        services.add_evidence(large, url=f"https://x.example/{n}", stance="context", by=newsroom.reviewer)
        comment = services.add_comment(large, body=f"remark {n}", by=newsroom.second)
        services.add_comment(large, body="yes", parent=comment, by=newsroom.reviewer)
        services.ask_for_reply(large, asked=f"Person {n}", by=newsroom.reviewer)
    client = at_desk(newsroom.reviewer)
    counts = []
    for review in (small, large):
        with django_assert_max_num_queries(60) as seen:
            client.get(at(review))
        counts.append(len(seen))
    assert counts[1] <= counts[0] + 4  # the prefetches that an empty list does not need


def test_the_list_shows_mine_and_what_waits_for_me(newsroom, at_desk):
    mine, theirs = newsroom.review(S.DRAFT, text="Mine."), newsroom.review(S.SUBMITTED, text="To approve.")
    client = at_desk(newsroom.reviewer)
    page = client.get(reverse("workspace:reviews")).content.decode()
    assert mine.claim.text in page
    waiting = at_desk(newsroom.second).get(reverse("workspace:reviews"), {"show": "waiting"}).content.decode()
    assert theirs.claim.text in waiting
    assert (
        theirs.claim.text
        not in at_desk(newsroom.reviewer).get(reverse("workspace:reviews"), {"show": "waiting"}).content.decode()
    )


# ── Writing ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_typed_is_saved_and_the_checklist_comes_back_with_it(newsroom, at_desk):
    review = newsroom.review(S.DRAFT)
    client = at_desk(newsroom.reviewer)
    answer = client.post(at(review, "review-draft"), typed(review), headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'id="checklist"' in page
    assert "Choose a rating." in page
    assert Draft.objects.get(review=review).headline == "Crime fell by 7 percent"


def test_two_windows_do_not_overwrite_each_other_and_both_texts_are_shown(newsroom, at_desk):
    review = newsroom.review(S.DRAFT)
    client = at_desk(newsroom.reviewer)
    client.post(at(review, "review-draft"), typed(review, explanation="from the first window"))
    answer = client.post(
        at(review, "review-draft"),
        typed(review, 0, explanation="from the second window"),
        headers={"HX-Request": "true"},
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "from the first window" in page
    assert "from the second window" in page
    assert Draft.objects.get(review=review).explanation == "from the first window"


def test_work_under_a_lost_hold_is_refused_and_given_back(newsroom, at_desk):
    review = newsroom.review(S.DRAFT)
    old = typed(review, explanation="my text")
    services.reassign_review(review, to=newsroom.second, by=newsroom.editor)
    services.reassign_review(review, to=newsroom.reviewer, by=newsroom.editor)
    answer = at_desk(newsroom.reviewer).post(at(review, "review-draft"), old, headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert "my text" in answer.content.decode()
    assert not Draft.objects.filter(review=review).exists()


def test_submitting_names_everything_that_is_missing_and_keeps_the_text(newsroom, at_desk):
    review = newsroom.review(S.DRAFT)
    answer = at_desk(newsroom.reviewer).post(at(review, "review-submit"), typed(review))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose a rating." in page
    assert "A verdict needs evidence" in page
    assert "The office counts 7, not 12." in page
    review.refresh_from_db()
    assert review.state == S.DRAFT


def test_submitting_hands_the_draft_to_a_second_person(newsroom, at_desk):
    review = newsroom.review(S.DRAFT)
    newsroom.add_evidence(review)
    answer = at_desk(newsroom.reviewer).post(at(review, "review-submit"), typed(review, rating=newsroom.rating.pk))
    assert answer.status_code == 302, answer.content.decode()
    review.refresh_from_db()
    assert (review.state, review.verdict.headline) == (S.SUBMITTED, "Crime fell by 7 percent")


def test_the_preview_is_what_the_one_renderer_makes(newsroom, at_desk):
    review = newsroom.review(S.DRAFT)
    text = "**Seven**, not <b>twelve</b>. [x](javascript:alert(1))"
    page = at_desk(newsroom.reviewer).post(at(review, "review-preview"), {"explanation": text}).content.decode()
    assert "<strong>Seven</strong>" in page
    assert "<b>" not in page
    assert 'href="javascript' not in page


# ── Evidence ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_source_is_added_and_removed(newsroom, at_desk):
    review = newsroom.review(S.DRAFT)
    client = at_desk(newsroom.reviewer)
    client.post(
        at(review, "review-evidence"),
        {"url": "https://stat.example/a", "stance": "refutes", "order": "primary", "interests": "state office"},
    )
    (one,) = Evidence.objects.filter(review=review)
    assert (one.order, one.interests, one.snapshots.count()) == ("primary", "state office", 1)
    client.post(at(review, "review-evidence-remove", one.pk))
    assert not Evidence.objects.filter(review=review).exists()


@pytest.mark.parametrize(
    "given",
    [{}, {"url": "javascript:alert(1)"}, {"url": "not an address"}, {"url": "https://x.example/", "stance": "loves"}],
)
def test_a_source_that_is_none_is_refused_beside_its_form(newsroom, at_desk, given):
    review = newsroom.review(S.DRAFT)
    answer = at_desk(newsroom.reviewer).post(
        at(review, "review-evidence"), {"stance": "context", "note": "keep me"} | given
    )
    assert answer.status_code == 422
    assert "keep me" in answer.content.decode()
    assert not Evidence.objects.filter(review=review).exists()


def test_a_file_comes_back_as_a_download_and_never_as_a_page(newsroom, at_desk):
    review = newsroom.review(S.DRAFT)
    client = at_desk(newsroom.reviewer)
    file = SimpleUploadedFile("../../etc/report.pdf", PDF, content_type="text/html")
    answer = client.post(at(review, "review-evidence"), {"file": file, "stance": "supports"})
    assert answer.status_code == 302, answer.content.decode()
    one = Evidence.objects.get(review=review)
    sent = client.get(at(review, "review-evidence-file", one.pk))
    assert b"".join(sent.streaming_content) == PDF
    assert sent["Content-Disposition"].startswith("attachment")
    assert sent["Content-Type"] == "application/pdf"
    assert sent["X-Content-Type-Options"] == "nosniff"
    assert at_desk(newsroom.stranger).get(at(review, "review-evidence-file", one.pk)).status_code == 404


def test_a_script_dressed_as_a_picture_is_refused(newsroom, at_desk):
    review = newsroom.review(S.DRAFT)
    file = SimpleUploadedFile("chart.png", b"<svg onload='alert(1)'/>", content_type="image/png")
    answer = at_desk(newsroom.reviewer).post(at(review, "review-evidence"), {"file": file, "stance": "supports"})
    assert answer.status_code == 422
    assert not Evidence.objects.filter(review=review).exists()


# ── Deciding ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_from_approval_to_the_public_page_and_a_retraction(newsroom, at_desk):
    review = newsroom.review(S.SUBMITTED)
    assert (
        at_desk(newsroom.second).post(at(review, "review-move", "approve"), {"version": review.version}).status_code
        == 302
    )
    assert at_desk(newsroom.second).post(at(review, "review-move", "publish")).status_code == 403
    client = at_desk(newsroom.editor)
    assert client.post(at(review, "review-move", "publish")).status_code == 302
    fact_check = FactCheck.objects.get(review=review)
    assert fact_check.get_absolute_url() in client.get(at(review)).content.decode()
    assert client.post(at(review, "review-move", "retract"), {"reason-note": ""}).status_code == 422
    client.post(at(review, "review-move", "retract"), {"reason-note": "The source withdrew its figures."})
    review.refresh_from_db()
    assert review.state == S.RETRACTED


def test_a_verdict_is_returned_with_a_note_that_its_author_sees(newsroom, at_desk):
    review = newsroom.review(S.SUBMITTED)
    at_desk(newsroom.second).post(at(review, "review-move", "return"), {"return-note": "The table is missing."})
    assert "The table is missing." in at_desk(newsroom.reviewer).get(at(review)).content.decode()


def test_a_decision_about_an_older_version_is_refused(newsroom, at_desk):
    review = newsroom.review(S.SUBMITTED)
    answer = at_desk(newsroom.second).post(at(review, "review-move", "approve"), {"version": review.version - 1})
    assert answer.status_code == 409
    assert "Somebody else changed this" in answer.content.decode()
    review.refresh_from_db()
    assert review.state == S.SUBMITTED


def test_the_author_cannot_approve_by_hand_made_request_either(newsroom, at_desk):
    review = newsroom.review(S.SUBMITTED)
    assert at_desk(newsroom.reviewer).post(at(review, "review-move", "approve")).status_code == 422
    review.refresh_from_db()
    assert review.state == S.SUBMITTED


def test_an_emergency_needs_a_desk_admin_and_a_reason_that_readers_see(newsroom, at_desk):
    review = newsroom.review(S.SUBMITTED)
    assert (
        at_desk(newsroom.editor).post(at(review, "review-move", "override"), {"reason-note": "now"}).status_code == 403
    )
    client = at_desk(newsroom.admin)
    assert client.post(at(review, "review-move", "override"), {"reason-note": " "}).status_code == 422
    client.post(at(review, "review-move", "override"), {"reason-note": "A flood warning rests on it."})
    client.post(at(review, "review-move", "publish"))
    page = client.get(FactCheck.objects.get(review=review).get_absolute_url()).content.decode()
    assert "A flood warning rests on it." in page


def test_a_blind_desk_hides_the_verdict_until_the_second_is_given(newsroom, at_desk):
    Practice.objects.create(desk=newsroom.desk, second_verdict="blind")
    review = newsroom.review(S.SUBMITTED)
    client = at_desk(newsroom.second)
    before = client.get(at(review)).content.decode()
    assert review.verdict.headline not in before
    assert "without seeing the verdict" in before
    assert client.post(at(review, "review-move", "approve")).status_code == 422
    client.post(at(review, "review-second-verdict"), {"rating": newsroom.rating.pk, "reasoning": "The figures say so."})
    assert SecondVerdict.objects.get(verdict=review.verdict).is_agreement
    assert review.verdict.headline in client.get(at(review)).content.decode()
    assert client.post(at(review, "review-move", "approve")).status_code == 302


# ── Talk, reply, correction ───────────────────────────────────────────────────────────────────────────────────────


def test_comments_are_made_answered_and_resolved(newsroom, at_desk):
    review = newsroom.review(S.SUBMITTED)
    client = at_desk(newsroom.second)
    client.post(at(review, "review-comment"), {"body": "Which year?", "place": "headline", "passage": "Crime fell"})
    comment = Comment.objects.get(review=review)
    at_desk(newsroom.reviewer).post(at(review, "review-comment"), {"body": "2026", "parent": comment.pk})
    assert comment.replies.count() == 1
    client.post(at(review, "review-comment-resolve", comment.pk))
    comment.refresh_from_db()
    assert comment.resolved_at
    gone = client.post(at(review, "review-comment"), {"body": "?", "place": "headline", "passage": "never said"})
    assert gone.status_code == 422


def test_what_the_claimant_was_asked_and_said_is_logged(newsroom, at_desk):
    review = newsroom.review(S.DRAFT)
    client = at_desk(newsroom.reviewer)
    client.post(at(review, "review-ask"), {"asked": "Mayor Brandt", "channel": "e-mail"})
    one = review.reply_requests.get()
    assert client.post(at(review, "review-answer", one.pk), {"outcome": "answered", "answer": ""}).status_code == 422
    client.post(at(review, "review-answer", one.pk), {"outcome": "answered", "answer": "I stand by it."})
    assert "I stand by it." in client.get(at(review)).content.decode()


def test_a_correction_is_proposed_by_one_and_approved_by_another(newsroom, at_desk):
    review = newsroom.review(S.PUBLISHED)
    words = {
        "kind": "correction",
        "reason": "error",
        "severity": "minor",
        "note": "We gave the wrong year.",
        "rating": newsroom.rating.pk,
        "headline": "Corrected headline",
        "explanation": "It was 2025.",
    }
    at_desk(newsroom.editor).post(at(review, "review-correct"), words)
    correction = review.fact_check.corrections.get()
    assert (correction.reason, correction.severity) == ("error", "minor")
    assert at_desk(newsroom.editor).post(at(review, "review-correction", correction.pk, "approve")).status_code == 422
    at_desk(newsroom.join("editor")).post(at(review, "review-correction", correction.pk, "approve"))
    review.refresh_from_db()
    assert review.verdict.headline == "Corrected headline"


def test_a_claim_dismissed_meanwhile_stops_the_submission_with_the_reason(newsroom, at_desk):
    review = newsroom.review(S.DRAFT)
    newsroom.add_evidence(review)
    given = typed(review, rating=newsroom.rating.pk)
    Claim.objects.filter(pk=review.claim_id).update(state="dismissed", dismiss_reason="opinion")
    answer = at_desk(newsroom.reviewer).post(at(review, "review-submit"), given)
    assert answer.status_code in {409, 422}
    assert at_desk(newsroom.reviewer).get(at(review)).status_code == 200


def test_the_priority_is_told_as_it_looks_today_in_the_queue_and_on_the_review_alike(newsroom, at_desk):
    review = newsroom.review(S.DRAFT)
    today = timezone.localdate()
    recency = {"name": "recency", "points": float((today - EPOCH).days - 44), "why": "last seen 44 days ago"}
    Assignment.objects.filter(claim=review.claim).update(parts=[recency], priority=recency["points"])
    page = at_desk(newsroom.reviewer).get(at(review)).content.decode()
    assert "priority \N{MINUS SIGN}44.0" in page
    assert str(recency["points"]) not in page


def test_what_still_blocks_a_submitted_verdict_is_said_to_block_publishing(newsroom, at_desk):
    review = newsroom.review(S.SUBMITTED)
    services.add_comment(review, body="Which office?", by=newsroom.second)
    page = at_desk(newsroom.second).get(at(review)).content.decode()
    assert "to do before it can be published" in page
    assert "before submitting" not in page


def test_what_is_required_stands_before_what_is_only_advised(newsroom, at_desk):
    review = newsroom.review(S.SUBMITTED)
    services.add_comment(review, body="Which office?", by=newsroom.second)
    page = at_desk(newsroom.second).get(at(review)).content.decode()
    signs = re.findall(r'<span class="check-sign" aria-hidden="true">([●○])</span>', page)
    assert signs == sorted(signs, reverse=True)
    assert {"●", "○"} <= set(signs)
