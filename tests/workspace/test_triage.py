"""Triage as the server sees it: what is shown to whom, what is refused and how, and at what cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims import services
from claims.models import Appearance, Claim, Role
from reviews.models import ClaimReview
from reviews.workspace import candidates
from tests.factories import AppearanceFactory, ClaimFactory, MembershipFactory, RevisionFactory
from tests.plans import most_rows_read

TRIAGE = reverse("workspace:triage")
SCRIPT = {"HX-Request": "true"}
S = Claim.State


def address(claim, act):
    return reverse("workspace:triage-decide", args=(claim.pk, act))


def article_of(claim):
    return claim.appearances.get().revision.article


def article_with(newsroom, *quotes, text=None, **facts):
    """An article whose text is these sentences, each of them a candidate; the claims."""
    revision = RevisionFactory(article__desk=newsroom.desk, text=text or "\n\n".join(quotes))
    claims = []
    for quote in quotes:
        claim = ClaimFactory(desk=newsroom.desk, text=quote, **facts)
        AppearanceFactory(claim=claim, revision=revision, quote=quote)
        claims.append(claim)
    return claims


def test_the_article_with_the_most_check_worthy_candidate_comes_first(newsroom, at_desk):
    low, high = newsroom.claim(check_worthiness=0.4), newsroom.claim(check_worthiness=0.9)
    shown = at_desk(newsroom.reviewer).get(TRIAGE).context
    assert shown["article"] == article_of(high)
    assert [one.article for one in shown["waiting"]] == [article_of(high), article_of(low)]
    shown = at_desk(newsroom.reviewer).get(TRIAGE, {"skipped": str(article_of(high).pk)}).context
    assert shown["article"] == article_of(low)


def test_filters_in_the_address_choose_the_candidates(newsroom, at_desk):
    newsroom.claim(check_worthiness=0.9, kind="event")
    quantity = newsroom.claim(check_worthiness=0.6)
    at_reviewer = at_desk(newsroom.reviewer)
    assert at_reviewer.get(TRIAGE, {"kind": "quantity"}).context["chosen"] == quantity
    assert "No candidate matches" in at_reviewer.get(TRIAGE, {"kind": "quantity", "least": "0.7"}).text
    assert at_reviewer.get(TRIAGE, {"kind": "none-such", "least": "x", "skipped": "a,9"}).status_code == 200


def test_every_claim_of_a_text_is_marked_in_place_however_they_overlap(newsroom, at_desk):
    text = "🙂 Ten ships were sold in May. מחיר הלחם עלה."
    first, second, third = article_with(newsroom, "Ten ships were sold", "sold in May.", "מחיר הלחם עלה.", text=text)
    page = at_desk(newsroom.reviewer).get(TRIAGE).text
    assert f'data-claims="{first.pk} {second.pk}"' in page
    assert f'data-claim="{third.pk}"' in page
    assert '<span data-start="30">מחיר הלחם עלה.</span>' in page


def test_hostile_words_are_shown_as_words(newsroom, at_desk):
    evil = "<script>alert(1)</script> costs 5 crowns & <img src=x onerror=alert(2)>."
    (claim,) = article_with(
        newsroom, evil, reasons=[evil], wording_edits=[{"before": evil, "after": evil, "why": evil}]
    )
    services.edit_claim(claim, by=newsroom.reviewer, claimant=evil)
    for where in (f"{TRIAGE}?claim={claim.pk}", f"/desk/articles/{article_of(claim).pk}/", "/desk/articles/"):
        page = at_desk(newsroom.reviewer).get(where).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_a_candidate_that_only_an_earlier_text_has_is_still_offered(newsroom, at_desk):
    (claim,) = article_with(newsroom, "Ten ships were sold.")
    article = article_of(claim)
    RevisionFactory(article=article, number=2, text="Eleven ships were sold.")
    page = at_desk(newsroom.reviewer).get(TRIAGE, {"article": article.pk})
    assert page.context["chosen"] == claim
    assert "No longer in the text" in page.text


def test_a_viewer_reads_and_decides_nothing(newsroom, at_desk):
    claim = newsroom.claim()
    viewer = at_desk(newsroom.viewer)
    page = viewer.get(TRIAGE).text
    assert claim.text in page
    assert "Accept" not in page
    assert 'data-key="a"' not in page
    edit, add = (reverse(f"workspace:triage-{name}", args=(claim.pk,)) for name in ("edit", "add"))
    for where in (*(address(claim, act) for act in ("accept", "dismiss", "merge", "reopen", "undo")), edit):
        assert viewer.post(where, {"reason": "opinion"}).status_code == 403
    assert viewer.post(add.replace(str(claim.pk), str(claim.appearances.get().revision_id))).status_code == 403
    claim.refresh_from_db()
    assert (claim.state, claim.version) == (S.CANDIDATE, 1)


def test_another_desks_claims_and_articles_are_not_there(newsroom, at_desk):
    claim = newsroom.claim()
    stranger = at_desk(newsroom.stranger)
    assert stranger.get(TRIAGE, {"article": article_of(claim).pk}).status_code == 404
    assert stranger.get(TRIAGE, {"claim": claim.pk}).status_code == 404
    assert claim.text not in stranger.get(TRIAGE).text
    assert claim.text not in stranger.get(reverse("workspace:triage-cards"), {"claims": claim.pk}).text
    assert stranger.post(address(claim, "accept")).status_code == 404
    assert stranger.post(reverse("workspace:triage-edit", args=(claim.pk,))).status_code == 404
    revision = claim.appearances.get().revision_id
    assert stranger.post(reverse("workspace:triage-add", args=(revision,))).status_code == 404


def test_a_decision_is_made_and_the_next_candidate_follows_without_a_script(newsroom, at_desk):
    first, second = article_with(newsroom, "Ten ships were sold.", "Nine ships sank.")
    answer = at_desk(newsroom.reviewer).post(address(first, "accept"), {"version": 1}, follow=True)
    assert answer.context["chosen"] == second
    assert "Accepted." in answer.text
    answer = at_desk(newsroom.reviewer).post(address(second, "dismiss"), {"reason": "trivial"}, follow=True)
    assert answer.context["left"] == 0
    assert list(Claim.objects.order_by("pk").values_list("state", flat=True)) == [S.ACCEPTED, S.DISMISSED]


def test_the_same_decision_sent_twice_counts_once(newsroom, at_desk):
    claim = newsroom.claim()
    at_reviewer = at_desk(newsroom.reviewer)
    answers = [at_reviewer.post(address(claim, "accept"), {"version": 1}, headers=SCRIPT) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert claim.events.filter(name="accept").count() == 1


def test_whoever_comes_second_is_told_who_decided_and_what(newsroom, at_desk):
    claim = newsroom.claim()
    services.dismiss_claim(claim, by=newsroom.second, reason="opinion")
    answer = at_desk(newsroom.reviewer).post(address(claim, "accept"), {"version": 1}, headers=SCRIPT)
    assert answer.status_code == 412
    assert f"{newsroom.second} dismissed this claim" in answer.text
    assert 'data-state="dismissed"' in answer.text
    answer = at_desk(newsroom.reviewer).post(address(claim, "accept"), headers=SCRIPT)
    assert answer.status_code == 409


def test_a_refusal_has_the_number_of_its_kind(newsroom, at_desk):
    claim = newsroom.claim()
    at_reviewer = at_desk(newsroom.reviewer)
    assert at_reviewer.post(address(claim, "merge"), {"into": claim.pk}, headers=SCRIPT).status_code == 422
    assert at_reviewer.post(address(claim, "dismiss"), {"reason": "nonsense"}, headers=SCRIPT).status_code == 422
    foreign = ClaimFactory(desk=newsroom.stranger.memberships.get().desk)
    assert at_reviewer.post(address(claim, "merge"), {"into": foreign.pk}, headers=SCRIPT).status_code == 422
    assert at_reviewer.post(address(claim, "explode"), headers=SCRIPT).status_code == 404


def test_an_edit_over_somebody_elses_shows_both_and_keeps_what_was_typed(newsroom, at_desk):
    claim = newsroom.claim()
    services.edit_claim(claim, by=newsroom.second, text="Crime fell by 12 percent from 2024 to 2026.")
    given = {"version": 1, "text": "Crime in Port Almery fell.", "kind": "quantity"}
    edit = reverse("workspace:triage-edit", args=(claim.pk,))
    at_reviewer = at_desk(newsroom.reviewer)
    answer = at_reviewer.post(edit, given, headers=SCRIPT)
    assert answer.status_code == 412
    for words in (
        "Crime fell by 12 percent from 2024 to 2026.",
        "Crime in Port Almery fell.",
        f"{newsroom.second} edited",
    ):
        assert words in answer.text
    answer = at_reviewer.post(edit, given | {"version": answer.context["form"]["version"].value()}, headers=SCRIPT)
    claim.refresh_from_db()
    assert (answer.status_code, claim.text) == (200, "Crime in Port Almery fell.")
    assert at_reviewer.post(edit, {"version": 3, "text": "", "kind": "quantity"}, headers=SCRIPT).status_code == 422


def test_a_passage_is_added_by_its_code_points_or_by_its_words(newsroom, at_desk):
    revision = RevisionFactory(article__desk=newsroom.desk, text="🙂 Ten ships were sold. Nine sank.")
    add = reverse("workspace:triage-add", args=(revision.pk,))
    at_reviewer = at_desk(newsroom.reviewer)
    answer = at_reviewer.post(add, {"start": 2, "end": 22}, headers=SCRIPT)
    assert (answer.status_code, answer.context["chosen"].text) == (201, "Ten ships were sold.")
    assert at_reviewer.post(add, {"quote": "Nine sank."}, follow=True).context["chosen"].text == "Nine sank."
    again = at_reviewer.post(add, {"start": 2, "end": 22}, headers=SCRIPT)
    assert (again.status_code, "is a claim already" in again.text) == (422, True)
    assert at_reviewer.post(add, {"quote": "Not in it"}, headers=SCRIPT).status_code == 422
    assert at_reviewer.post(add, {"start": 20, "end": 900}, headers=SCRIPT).status_code == 422


def test_similar_claims_tell_which_figures_differ_and_what_was_published(newsroom, at_desk):
    review = newsroom.review(ClaimReview.State.PUBLISHED, text="Crime fell by 7 percent in two years.")
    claim = newsroom.claim()
    page = at_desk(newsroom.reviewer).get(reverse("workspace:triage-cards"), {"claims": claim.pk})
    ((card, *_),) = page.context["cards"]
    near = card.similar[0]["near"]
    assert (near.claim, near.only_here, near.only_there) == (review.claim, ("12",), ("7",))
    assert card.merge_into == near
    assert newsroom.rating.label in page.text
    assert card.reason == Claim.DismissReason.ALREADY_CHECKED


def test_another_desks_claims_are_never_similar(newsroom, at_desk):
    ClaimFactory(text="Crime fell by 12 percent in two years.")
    claim = newsroom.claim()
    ((card, *_),) = (
        at_desk(newsroom.reviewer).get(reverse("workspace:triage-cards"), {"claims": claim.pk}).context["cards"]
    )
    assert card.similar == []


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REVIEWER])
def test_the_page_asks_the_same_number_of_questions_at_three_and_at_two_hundred_candidates(newsroom, at_desk, role):
    person = MembershipFactory(desk=newsroom.desk, role=role).user
    newsroom.claim(S.ACCEPTED, text="Ship 0 of 3 carried 0 tonnes of coal.")  # which those may repeat
    counts = []
    for many in (3, 200):
        claims = article_with(newsroom, *(f"Ship {n} of {many} carried {n} tonnes of coal." for n in range(many)))
        ask = at_desk(person)
        ask.get(TRIAGE)
        with CaptureQueriesContext(connection) as asked:
            page = ask.get(TRIAGE, {"article": article_of(claims[0]).pk})
        with CaptureQueriesContext(connection) as asked_cards:
            ask.get(reverse("workspace:triage-cards"), {"claims": ",".join(str(claim.pk) for claim in claims[:12])})
        assert len(page.context["reading"].everything) == many
        counts.append((len(asked), len(asked_cards)))
    assert counts[0] == counts[1], counts
    assert counts[0][0] <= 57
    assert counts[0][1] <= 43


def test_what_comes_next_is_found_among_the_best_candidates_alone(newsroom, at_desk):
    (best,) = article_with(newsroom, "Rents rose by 9 percent.", check_worthiness=0.95)
    second = article_with(newsroom, "Ship 1 sank.", "Ship 2 sank.", check_worthiness=0.9)
    many = [Claim(desk=newsroom.desk, text=f"Ship {n} came.", check_worthiness=0.1) for n in range(3000)]
    revision = RevisionFactory(article__desk=newsroom.desk, text=" ".join(claim.text for claim in many))
    Claim.objects.bulk_create(many)
    places = [(claim, revision.text.index(claim.text)) for claim in many]
    Appearance.objects.bulk_create(
        Appearance(claim=claim, revision=revision, start=at, end=at + len(claim.text), quote=claim.text)
        for claim, at in places
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE claims_claim; ANALYZE claims_appearance")
    with CaptureQueriesContext(connection) as asked:
        shown = at_desk(newsroom.viewer).get(TRIAGE).context["waiting"]
    assert [(one.article, one.count) for one in shown] == [
        (article_of(best), 1), (article_of(second[0]), 2), (revision.article, 3000),
    ]  # fmt: skip
    (sql,) = [one["sql"] for one in asked if f"LIMIT {candidates.LOOKED_AT}" in one["sql"]]
    assert most_rows_read(sql, "claims_claim") == ("claim_queue", candidates.LOOKED_AT)
    passed_over = {"skipped": f"{article_of(best).pk},{revision.article.pk}"}
    shown = at_desk(newsroom.viewer).get(TRIAGE, passed_over).context["waiting"]
    assert [one.article for one in shown] == [article_of(second[0])]


def test_a_rare_kind_is_found_without_reading_the_candidates_of_the_others(newsroom, at_desk):
    (rare,) = article_with(newsroom, "Rents rose by 9 percent.", kind="law")
    Claim.objects.bulk_create(
        Claim(desk=newsroom.desk, text="Ships came.", kind="quantity", check_worthiness=0.9) for _ in range(5000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE claims_claim; ANALYZE claims_appearance")
    with CaptureQueriesContext(connection) as asked:
        shown = at_desk(newsroom.viewer).get(TRIAGE, {"kind": "law"}).context["waiting"]
    assert [one.article for one in shown] == [article_of(rare)]
    (sql,) = [one["sql"] for one in asked if f"LIMIT {candidates.LOOKED_AT}" in one["sql"]]
    assert most_rows_read(sql, "claims_claim") == ("claim_queue_of_a_kind", 1)
