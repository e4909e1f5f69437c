"""Claims that come back, in a real browser: merged or told apart by one key, undone; and changed passages."""

from datetime import date

import pytest
from playwright.sync_api import expect

from claims import reanchoring, services
from claims.models import Claim, ClaimPair, Source, ToldApart
from tests.browser.conftest import KEEPS_PICTURES
from tests.browser.test_workspace_triage import article_with, card, faults, saved
from tests.conftest import Newsroom
from tests.factories import AppearanceFactory, ArticleFactory, RevisionFactory

S = Claim.State
WINDOWS = {"light": {}, "dark": {"color_scheme": "dark"}, "narrow": {"viewport": {"width": 390, "height": 800}}}


@pytest.fixture
def newsroom(transactional_db):
    return Newsroom()


def printed(newsroom, claim, *days):
    """The claim in an article for each of these days of October; the last place."""
    source = Source.objects.create(desk=newsroom.desk, name="The Harbour Post")
    for day in days:
        article = ArticleFactory(desk=newsroom.desk, published_on=date(2026, 10, day), source=source)
        place = AppearanceFactory(claim=claim, revision=RevisionFactory(article=article))
    return place


def test_what_may_be_the_same_is_told_apart_or_merged_by_one_key_and_undone(newsroom, visit, pictures):
    known = newsroom.claim(S.ACCEPTED)
    printed(newsroom, known, 2, 3, 3, 9)
    words = "In two years, crime fell by 12 percent."
    claim, after = article_with(newsroom, [words, "Ships came."], check_worthiness=0.95)
    services.accept_claim(claim, by=newsroom.second)
    visitor = visit(newsroom.reviewer)
    page = visitor.go(f"/desk/triage/?claim={claim.pk}")
    card(page, claim)
    expect(page.locator(".suggested .near")).to_contain_text(known.text)
    for name, options in WINDOWS.items():
        window = visit(newsroom.reviewer, **options).go(f"/desk/triage/?claim={claim.pk}")
        card(window, claim)
        assert faults(window) == []
        window.locator(".suggested").scroll_into_view_if_needed()
        if KEEPS_PICTURES:
            window.screenshot(path=pictures / f"suggested-{name}.png", full_page=name == "narrow")
        assert window.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("d")
    expect(page.locator(".apart")).to_contain_text(known.text)
    assert ToldApart.objects.count() == 1
    page.get_by_role("button", name="Take back").click()
    expect(page.locator(".suggested .near")).to_contain_text(known.text)
    page.keyboard.press("m")
    card(page, after)
    saved(page)
    claim.refresh_from_db()
    assert claim.duplicate_of == known
    page.keyboard.press("u")
    expect(page.locator(f'#claims [data-claim="{claim.pk}"]')).to_have_attribute("data-state", "accepted")
    claim.refresh_from_db()
    assert (claim.state, claim.duplicate_of) == (S.ACCEPTED, None)


def test_a_changed_passage_and_where_the_claim_appeared_stand_on_the_page_of_the_review(newsroom, visit, pictures):
    review = newsroom.review("published")
    place = printed(newsroom, review.claim, 2, 3, 3, 9)
    text = place.revision.text.replace("fell by 12 percent", "rose by as much as 2 percent")
    RevisionFactory(article=place.revision.article, number=2, text=text)
    reanchoring.compare()
    for name, options in WINDOWS.items():
        page = visit(newsroom.reviewer, **options).go(f"/desk/reviews/{review.pk}/")
        expect(page.locator("#changed ins").first).to_be_visible()
        assert faults(page) == []
        if KEEPS_PICTURES:
            page.screenshot(path=pictures / f"changed-{name}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="I have looked at it").click()
    expect(page.locator("#changed")).to_contain_text("looked at by")


def test_the_pairs_of_a_desk_are_decided_one_after_another_by_keys_and_undone(newsroom, visit, pictures):
    for score in (0.9, 0.8, 0.7):
        known, claim = newsroom.claim(S.ACCEPTED), newsroom.claim(text="In two years, crime fell by 12 percent.")
        ClaimPair.objects.create(desk=newsroom.desk, earlier=known, later=claim, score=score, is_open=True)
    first, second, third = ClaimPair.objects.order_by("pk")
    for name, options in WINDOWS.items():
        window = visit(newsroom.reviewer, **options).go("/desk/triage/pairs/")
        expect(window.locator(".pair.is-here")).to_have_attribute("id", f"pair-{first.pk}")
        if KEEPS_PICTURES:
            window.screenshot(path=pictures / f"pairs-{name}.png", full_page=True)
        assert faults(window) == []
        assert window.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page = visit(newsroom.reviewer).go("/desk/triage/pairs/")
    here = page.locator(".pair.is-here")
    page.keyboard.press("j")
    expect(here).to_have_attribute("id", f"pair-{second.pk}")
    page.keyboard.press("m")
    expect(here).to_have_attribute("id", f"pair-{third.pk}")
    second.refresh_from_db()
    assert second.later.duplicate_of == second.earlier
    page.keyboard.press("d")
    expect(page.locator(f"#pair-{third.pk}.is-done")).to_contain_text("Told apart.")
    expect(here).to_have_attribute("id", f"pair-{first.pk}")
    page.keyboard.press("u")
    expect(here).to_have_attribute("id", f"pair-{third.pk}")
    assert ToldApart.objects.count() == 0
