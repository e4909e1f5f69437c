"""Translations at the desk: begun on the review's page, written beside the original, decided by somebody else."""

import html5lib
import pytest
from django.urls import reverse

from reviews.models import ClaimReview
from reviews.publishing.models import Translation

S = ClaimReview.State
T = Translation.State


def at(row, door="", *more):
    name = "workspace:review-translation" + (f"-{door}" if door else "")
    return reverse(name, args=(row.fact_check.review_id, row.pk, *more))


def typed(row, **words):
    given = {"headline": "Kriminalität sank", "claim_text": "Sie sank.", "explanation": "Um **7** Prozent."}
    return given | {"verdict": row.fact_check.verdict.pk, "version": row.version} | words


@pytest.fixture
def draft(newsroom):
    return newsroom.translation(T.DRAFT)


def test_a_translation_is_begun_on_the_page_of_the_review(newsroom, at_desk):
    review = newsroom.review(S.PUBLISHED)
    door = reverse("workspace:review-translate", args=(review.pk,))
    client = at_desk(newsroom.reviewer)
    assert door in client.get(reverse("workspace:review", args=(review.pk,))).content.decode()
    begun = client.post(door, {"language": "PT_br"})
    row = Translation.objects.get()
    assert (begun.status_code, begun.url) == (302, at(row))
    assert (row.language, row.state) == ("pt-BR", T.DRAFT)
    assert at(row) in client.get(reverse("workspace:review", args=(review.pk,))).content.decode()
    for wrong, told in (("german", "no language tag"), ("en", "was written in"), ("pt-BR", "already")):
        answer = client.post(door, {"language": wrong})
        assert (answer.status_code, told in answer.content.decode()) == (422, True), wrong
    assert Translation.objects.count() == 1


def test_the_words_are_written_beside_the_original_and_saved(newsroom, at_desk, draft):
    client = at_desk(newsroom.reviewer)
    page = client.get(at(draft)).content.decode()
    html5lib.HTMLParser(strict=True).parse(page)
    assert draft.fact_check.verdict.explanation in page
    assert client.post(at(draft, "write"), typed(draft, slug="kriminalitaet")).status_code == 302
    draft.refresh_from_db()
    assert (draft.headline, draft.slug, draft.state) == (
        "Kriminalität sank", f"kriminalitaet-{draft.fact_check.review_id}", T.DRAFT,
    )  # fmt: skip


def test_it_is_submitted_with_what_was_typed_and_approved_by_somebody_else(newsroom, at_desk, draft):
    assert at_desk(newsroom.reviewer).post(at(draft, "write"), typed(draft, submit="1")).status_code == 302
    draft.refresh_from_db()
    assert draft.state == T.SUBMITTED
    door = at(draft, "move", "approve")
    assert "An editor decides" in at_desk(newsroom.second).get(at(draft)).content.decode()
    assert at_desk(newsroom.second).post(door).status_code == 403
    page = at_desk(newsroom.editor).get(at(draft)).content.decode()
    assert door in page
    assert "Um <strong>7</strong> Prozent." in page
    html5lib.HTMLParser(strict=True).parse(page)
    assert at_desk(newsroom.editor).post(door, {"version": draft.version}).status_code == 302
    draft.refresh_from_db()
    assert draft.shown.approver == newsroom.editor


def test_nobody_is_offered_to_decide_about_their_own_words(newsroom, at_desk, draft):
    client = at_desk(newsroom.editor)
    client.post(at(draft, "write"), typed(draft, submit="1"))
    draft.refresh_from_db()
    page = client.get(at(draft)).content.decode()
    assert "another editor decides about it" in page
    assert at(draft, "move", "approve") not in page
    answer = client.post(at(draft, "move", "approve"), {"version": draft.version})
    assert (answer.status_code, "someone other than who wrote it" in answer.content.decode()) == (422, True)


def test_what_is_returned_comes_back_with_the_note_and_can_be_mended(newsroom, at_desk):
    row = newsroom.translation(T.SUBMITTED)
    door = at(row, "move", "return")
    assert at_desk(newsroom.editor).post(door, {"return-note": ""}).status_code == 422
    assert at_desk(newsroom.editor).post(door, {"return-note": "“Sank” is too weak."}).status_code == 302
    page = at_desk(newsroom.reviewer).get(at(row)).content.decode()
    assert "is too weak." in page
    assert at(row, "write") in page


def test_what_somebody_else_saved_meanwhile_is_not_overwritten_and_nothing_typed_is_lost(newsroom, at_desk, draft):
    newsroom.translate(draft, headline="Von jemand anderem")
    answer = at_desk(newsroom.second).post(at(draft, "write"), typed(draft, version=1, headline="Meine Worte"))
    assert (answer.status_code, "Meine Worte" in answer.content.decode()) == (409, True)
    draft.refresh_from_db()
    assert draft.headline == "Von jemand anderem"


def test_after_a_correction_the_page_asks_to_bring_it_up_to_date(newsroom, at_desk):
    row = newsroom.translation(T.PUBLISHED)
    correction = newsroom.correct(row.fact_check)
    client = at_desk(newsroom.reviewer)
    review = client.get(reverse("workspace:review", args=(row.fact_check.review_id,))).content.decode()
    assert "Of an earlier version" in review
    assert "The fact-check was corrected since." in client.get(at(row)).content.decode()
    assert client.post(at(row, "move", "revise"), {"version": row.version}).status_code == 302
    page = client.get(at(row)).content.decode()
    assert correction.note in page
    row = Translation.objects.get(pk=row.pk)
    given = typed(row, submit="1") | {f"note_{correction.pk}": "Falsches Jahr."}
    assert client.post(at(row, "write"), given).status_code == 302
    at_desk(newsroom.editor).post(at(row, "move", "approve"))
    row.refresh_from_db()
    assert row.shown.notes == {str(correction.pk): "Falsches Jahr."}
    assert "Of an earlier version" not in client.get(
        reverse("workspace:review", args=(row.fact_check.review_id,))
    ).content.decode()  # fmt: skip


def test_a_form_from_before_a_correction_is_refused_with_what_was_typed(newsroom, at_desk, draft):
    given = typed(draft)
    newsroom.correct(draft.fact_check)
    answer = at_desk(newsroom.reviewer).post(at(draft, "write"), given)
    assert answer.status_code == 422
    assert "was corrected meanwhile" in answer.content.decode()
    assert "Um **7** Prozent." in answer.content.decode()


def test_an_editor_withdraws_one_with_a_reason_and_it_can_be_written_again(newsroom, at_desk):
    row = newsroom.translation(T.PUBLISHED)
    door = at(row, "move", "withdraw")
    assert door not in at_desk(newsroom.reviewer).get(at(row)).content.decode()
    assert at_desk(newsroom.reviewer).post(door, {"withdraw-note": "No."}).status_code == 403
    client = at_desk(newsroom.editor)
    assert door in client.get(at(row)).content.decode()
    refused = client.post(door, {"withdraw-note": ""})
    assert (refused.status_code, "This field is required" in refused.content.decode()) == (422, True)
    assert client.post(door, {"withdraw-note": "Names were mixed up.", "version": row.version}).status_code == 302
    page = client.get(at(row)).content.decode()
    html5lib.HTMLParser(strict=True).parse(page)
    assert "Its page says so, and why: Names were mixed up." in page
    assert at(row, "move", "revise") in page
    row.refresh_from_db()
    assert row.state == T.WITHDRAWN


@pytest.mark.parametrize("state", T.values)
@pytest.mark.parametrize("role", ["viewer", "reviewer", "second", "editor", "admin"])
def test_everybody_on_the_desk_can_read_it_in_any_state(newsroom, at_desk, state, role):
    row = newsroom.translation(state)
    page = at_desk(getattr(newsroom, role)).get(at(row))
    assert (page.status_code, row.headline in page.content.decode()) == (200, True)


def test_another_desk_and_a_viewer_change_nothing(newsroom, at_desk, draft):
    doors = [at(draft, "write"), *(at(draft, "move", name) for name in ("approve", "return", "revise"))]
    assert at_desk(newsroom.stranger).get(at(draft)).status_code == 404
    for door in doors:
        assert at_desk(newsroom.stranger).post(door, typed(draft)).status_code == 404, door
        assert at_desk(newsroom.viewer).post(door, typed(draft)).status_code == 403, door
    assert at_desk(newsroom.reviewer).post(at(draft, "move", "submit")).status_code == 404
    other = newsroom.translation(T.DRAFT)
    crossed = reverse("workspace:review-translation", args=(other.fact_check.review_id, draft.pk))
    assert at_desk(newsroom.reviewer).get(crossed).status_code == 404


def test_what_was_typed_as_markup_stays_words(newsroom, at_desk, draft):
    newsroom.translate(draft, headline="<script>alert(1)</script>", explanation="<script>alert(1)</script>")
    assert "<script>alert" not in at_desk(newsroom.reviewer).get(at(draft)).content.decode()
