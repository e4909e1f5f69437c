"""Claims that come back, at the desk: suggested, merged or told apart; and where each appeared."""

from datetime import date

import pytest
from django.urls import reverse

from claims import reanchoring, services
from claims.models import Claim, PassageChange
from tests.factories import AppearanceFactory, ArticleFactory, RevisionFactory

SCRIPT = {"HX-Request": "true"}
S = Claim.State


def card_of(client, claim):
    page = client.get(reverse("workspace:triage-cards"), {"claims": claim.pk})
    ((card, *_),) = page.context["cards"]
    return card, page.text


def test_a_suggestion_is_merged_by_its_key_or_told_apart_and_that_is_taken_back(newsroom, at_desk):
    known, claim = newsroom.claim(S.ACCEPTED), newsroom.claim(text="In two years, crime fell by 12 percent.")
    desk = at_desk(newsroom.reviewer)
    card, page = card_of(desk, claim)
    assert [one.claim for one in card.suggestions] == [known]
    assert (card.merge_into.claim, card.similar) == (known, [])
    for words in ("May be the same claim", "12 percent", 'data-key="d"', f'data-merge="{known.pk}"'):
        assert words in page
    apart, together = (reverse(f"workspace:triage-{name}", args=(claim.pk,)) for name in ("apart", "together"))
    answer = desk.post(apart, {"version": 1, "other": known.pk}, headers=SCRIPT)
    assert (answer.status_code, 'data-version="2"' in answer.text) == (200, True)
    card, page = card_of(desk, claim)
    assert (card.suggestions, card.apart, card.similar, card.merge_into) == ([], [known], [], None)
    assert "Told apart" in page
    assert desk.post(apart, {"version": 1, "other": known.pk}, headers=SCRIPT).status_code == 412
    answer = desk.post(apart, {"version": 2, "other": known.pk}, headers=SCRIPT)
    assert (answer.status_code, "told apart already" in answer.text) == (422, True)
    assert desk.post(apart, {"version": 2, "other": 10**12}, headers=SCRIPT).status_code == 422
    assert "Taken back" in desk.post(together, {"version": 2, "other": known.pk}, follow=True).text
    assert [one.claim for one in card_of(desk, claim)[0].suggestions] == [known]
    assert "Told apart" not in card_of(at_desk(newsroom.viewer), claim)[1]


def test_what_is_another_claim_in_one_article_is_split_off_on_the_card_and_that_is_undone(newsroom, at_desk):
    claim = newsroom.claim()
    assert "Another claim here" not in card_of(at_desk(newsroom.reviewer), claim)[1], "it is printed once"
    place = AppearanceFactory(claim=claim)
    desk = at_desk(newsroom.reviewer)
    assert card_of(desk, claim)[1].count("Another claim here") == 2
    split = reverse("workspace:triage-split", args=(claim.pk,))
    assert desk.post(split, {"version": 1, "place": 10**12}, headers=SCRIPT).status_code == 422
    answer = desk.post(split, {"version": 1, "place": place.pk}, headers=SCRIPT)
    made = Claim.objects.latest("pk")
    join = reverse("workspace:triage-join", args=(made.pk,))
    assert (answer.status_code, "Split off" in answer.text, join in answer.text) == (200, True, True)
    assert desk.post(split, {"version": 1, "place": place.pk}, headers=SCRIPT).status_code == 422
    assert "A person split it off" in card_of(desk, made)[1]
    answer = desk.post(join, {"version": 1, "shown": claim.pk}, headers=SCRIPT)
    assert (answer.status_code, "Joined again." in answer.text, place.pk in ids(claim)) == (200, True, True)
    assert desk.post(join, {"version": 1}, headers=SCRIPT).status_code == 412
    for person, status in ((newsroom.viewer, 403), (newsroom.stranger, 404)):
        for where in (split, join):
            assert at_desk(person).post(where, {"version": 1, "place": place.pk}).status_code == status


def test_joined_again_from_its_own_card_one_is_led_to_the_claim_it_came_from(newsroom, at_desk):
    claim = newsroom.claim()
    made = services.split_off_claim(claim, place=AppearanceFactory(claim=claim), by=newsroom.reviewer)
    desk, join = at_desk(newsroom.reviewer), reverse("workspace:triage-join", args=(made.pk,))
    page = card_of(desk, made)[1]
    assert f'name="shown" value="{made.pk}"' in page
    answer = desk.post(join, {"version": 1, "shown": made.pk}, headers=SCRIPT)
    assert f"claim={claim.pk}" in answer["HX-Redirect"]


def ids(claim):
    return set(claim.appearances.values_list("pk", flat=True))


def test_who_may_not_decide_tells_nothing_apart(newsroom, at_desk):
    known, claim = newsroom.claim(S.ACCEPTED), newsroom.claim()
    for person, status in ((newsroom.viewer, 403), (newsroom.stranger, 404)):
        for name in ("apart", "together"):
            where = reverse(f"workspace:triage-{name}", args=(claim.pk,))
            assert at_desk(person).post(where, {"other": known.pk}).status_code == status
    assert "Not the same" not in card_of(at_desk(newsroom.viewer), claim)[1]


def test_undoing_a_merge_of_an_accepted_claim_says_that_it_is_accepted_again(newsroom, at_desk):
    claim, other = newsroom.claim(S.ACCEPTED), newsroom.claim(S.ACCEPTED)
    desk = at_desk(newsroom.reviewer)
    merge, undo = (reverse("workspace:triage-decide", args=(claim.pk, act)) for act in ("merge", "undo"))
    assert desk.post(merge, {"version": 2, "into": other.pk}, headers=SCRIPT).status_code == 200
    for _ in range(2):  # sent twice, because an answer was lost
        answer = desk.post(undo, {"version": 3}, headers=SCRIPT)
        assert (answer.status_code, 'data-state="accepted"' in answer.text) == (200, True)


@pytest.mark.parametrize("where", ["card", "review"])
def test_where_a_claim_appeared_is_counted_and_drawn(newsroom, at_desk, where):
    review = newsroom.review()
    for day in (1, 1, 9):
        article = ArticleFactory(desk=newsroom.desk, published_on=date(2026, 10, day), title="<b>Again</b>")
        AppearanceFactory(claim=review.claim, revision=RevisionFactory(article=article))
    desk = at_desk(newsroom.reviewer)
    page = desk.get(reverse("workspace:review", args=[review.pk])).text if where == "review" else ""
    page = page or card_of(desk, review.claim)[1]
    assert "First printed 1 October 2026, last 14 October 2026 · 4 articles" in page
    assert page.count("<rect ") == 14
    assert "<title>1 October 2026: 2</title>" in page
    assert "<b>Again" not in page


def test_a_changed_passage_stands_on_the_page_of_its_review_until_somebody_has_looked_at_it(newsroom, at_desk):
    review = newsroom.review("published")
    place = review.claim.appearances.get()
    later = place.revision.text.replace("12 percent", "<b>2</b> percent")
    RevisionFactory(article=place.revision.article, number=2, text=later)
    reanchoring.compare()
    where, change = reverse("workspace:review", args=[review.pk]), PassageChange.objects.get()
    page = at_desk(newsroom.reviewer).get(where).text
    assert "Changed where it was printed" in page
    assert "<del>12</del>" in page
    assert "<ins>&lt;b&gt;2&lt;/b&gt;</ins>" in page
    assert "I have looked at it" not in at_desk(newsroom.viewer).get(where).text
    see = reverse("workspace:change-see", args=[change.pk])
    answer = at_desk(newsroom.reviewer).post(see, {"review": review.pk}, follow=True)
    assert answer.redirect_chain == [(where, 302)]
    assert f"looked at by {newsroom.reviewer}" in answer.text
    assert "I have looked at it" not in answer.text
    assert at_desk(newsroom.reviewer).post(see, {"review": "x"}).url == reverse("workspace:changes")
