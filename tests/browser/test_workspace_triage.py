"""Triage in a real browser: by keyboard alone, over a line that breaks, with two people at once, in any script."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from playwright.sync_api import expect

from claims import services
from claims.models import Claim, Watch, WatchedPage
from reviews.models import ClaimReview
from tests.api.intake import a_watch, passage_change, paused_watch
from tests.browser.axe import faults
from tests.browser.conftest import KEEPS_PICTURES
from tests.conftest import Newsroom
from tests.factories import AppearanceFactory, ClaimFactory, RevisionFactory

TRIAGE = "/desk/triage/"
S = Claim.State


@pytest.fixture
def newsroom(transactional_db):
    return Newsroom()


def article_with(newsroom, quotes, text=None, **facts):
    revision = RevisionFactory(article__desk=newsroom.desk, text=text or "\n\n".join(quotes))
    claims = [ClaimFactory(desk=newsroom.desk, text=quote, **facts) for quote in quotes]
    for claim, quote in zip(claims, quotes, strict=True):
        AppearanceFactory(claim=claim, revision=revision, quote=quote)
    return claims


def ships(many, of="coal"):
    return [f"Ship {n} of the harbour carried {n + 3} tonnes of {of}." for n in range(many)]


def states(claims):
    return list(
        Claim.objects.filter(pk__in=[claim.pk for claim in claims]).order_by("pk").values_list("state", flat=True)
    )


def card(page, claim):
    """Waits until the real card of `claim` is on screen."""
    page.locator(f"#card #claim-{claim.pk} .why").wait_for()


def saved(page):
    """Waits until every decision of this person has reached the server."""
    waiting = "() => localStorage.getItem(`desk.outbox.${document.body.dataset.person}`)"
    for _ in range(100):
        if page.evaluate(waiting) is None:
            return
        page.wait_for_timeout(50)
    raise AssertionError("decisions were not saved")


def test_ten_candidates_are_triaged_by_keyboard_alone_and_the_next_article_follows(newsroom, visit):
    claims = article_with(newsroom, ships(10), check_worthiness=0.9)
    (other,) = article_with(newsroom, ["The council sold two trams."], check_worthiness=0.6)
    page = visit(newsroom.reviewer).go(TRIAGE)
    keys = page.keyboard
    for claim in claims[:4]:
        card(page, claim)
        keys.press("a")
    for claim in claims[4:6]:
        card(page, claim)
        keys.press("x")
        keys.press("2")
    card(page, claims[6])
    keys.press("x")
    keys.press("x")
    card(page, claims[7])
    keys.press("j")
    card(page, claims[8])
    keys.press("k")
    card(page, claims[7])
    keys.press("m")
    card(page, claims[8])
    keys.press("a")
    keys.press("u")
    card(page, claims[8])
    keys.press("s")
    card(page, claims[9])
    keys.press("a")
    card(page, other)
    saved(page)
    dismissed, skipped = [S.DISMISSED] * 3, S.CANDIDATE
    assert states(claims) == [*[S.ACCEPTED] * 4, *dismissed, S.DUPLICATE, skipped, S.ACCEPTED]
    assert list(claims[8].events.values_list("name", flat=True)) in (["find"], ["find", "accept", "reopen"])
    reasons = set(Claim.objects.filter(state=S.DISMISSED).values_list("dismiss_reason", flat=True))
    assert reasons == {"opinion", "trivial"}


def test_a_decision_shows_within_a_tenth_of_a_second(newsroom, visit):
    claims = article_with(newsroom, ships(20))
    page = visit(newsroom.reviewer).go(TRIAGE)
    card(page, claims[0])
    page.wait_for_load_state("networkidle")
    took = page.evaluate("""async () => {
      const begun = performance.now();
      document.querySelector("[data-act=accept] button").click();
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      return [performance.now() - begun, document.querySelector("#card .claim-card").dataset.claim];
    }""")
    assert took[1] == str(claims[1].pk)
    assert took[0] < 100
    saved(page)


def test_a_lost_line_loses_no_decision(newsroom, visit):
    claims = article_with(newsroom, ships(8))
    rosa = visit(newsroom.reviewer)
    page = rosa.go(TRIAGE)
    card(page, claims[0])
    page.wait_for_load_state("networkidle")
    rosa.context.set_offline(True)
    for _ in range(3):
        page.keyboard.press("a")
    expect(page.locator("#unsaved")).to_have_text("3 decisions not saved yet")
    expect(page.locator("#banner")).to_contain_text("No connection")
    assert states(claims) == [S.CANDIDATE] * 8
    page.keyboard.press("u")
    expect(page.locator("#unsaved")).to_have_text("2 decisions not saved yet")
    rosa.context.set_offline(False)
    expect(page.locator("#unsaved")).to_be_hidden(timeout=15_000)
    expect(page.locator("#banner")).to_be_hidden()
    saved(page)
    assert states(claims) == [S.ACCEPTED] * 2 + [S.CANDIDATE] * 6
    rosa.forgive("ERR_INTERNET_DISCONNECTED")


def test_an_answer_that_is_lost_on_the_way_counts_once(newsroom, visit):
    claims = article_with(newsroom, ships(3))
    rosa = visit(newsroom.reviewer)
    page = rosa.go(TRIAGE)
    card(page, claims[0])
    lost = []

    def lose_first(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch())
        return route.abort()

    page.route("**/accept/", lose_first)
    page.keyboard.press("a")
    expect(page.locator("#unsaved")).to_be_visible()
    expect(page.locator("#unsaved")).to_be_hidden(timeout=15_000)
    saved(page)
    assert claims[0].events.filter(name="accept").count() == 1
    card(page, claims[1])
    rosa.forgive("ERR_FAILED")


def test_of_two_people_deciding_one_claim_the_second_is_told_and_nothing_is_overwritten(newsroom, visit):
    claims = article_with(newsroom, ships(4))
    rosa, ravi = visit(newsroom.reviewer), visit(newsroom.second)
    for person in (rosa, ravi):
        card(person.go(TRIAGE), claims[0])
    rosa.page.keyboard.press("a")
    saved(rosa.page)
    ravi.page.keyboard.press("x")
    ravi.page.keyboard.press("1")
    told = ravi.page.locator("#card .note")
    expect(told).to_contain_text(f"{newsroom.reviewer} accepted this claim")
    expect(ravi.page.locator("#card .claim-card")).to_have_attribute("data-claim", str(claims[0].pk))
    assert states(claims)[0] == S.ACCEPTED
    ravi.page.keyboard.press("j")
    card(ravi.page, claims[1])
    ravi.page.keyboard.press("a")
    saved(ravi.page)
    assert states(claims)[:2] == [S.ACCEPTED] * 2
    ravi.forgive("412")


def test_an_article_of_two_hundred_claims_in_two_directions_with_emoji_is_worked_on(newsroom, visit, pictures):
    quotes = [f"🚢 Ship {n} carried {n} tonnes. 👩‍👩‍👧" for n in range(150)]
    quotes += [f"מחיר הלחם עלה ב {n} אחוזים 🥖" for n in range(50)]
    claims = article_with(newsroom, quotes)
    rosa = visit(newsroom.reviewer)
    page = rosa.go(TRIAGE)
    card(page, claims[0])
    expect(page.locator("#left")).to_have_text("200")
    page.locator("#text mark [data-start]").nth(199).click()
    card(page, claims[199])
    assert page.locator("#text p").last.evaluate("(line) => getComputedStyle(line).direction") == "rtl"
    page.keyboard.press("a")
    saved(page)
    assert states(claims)[199] == S.ACCEPTED
    if KEEPS_PICTURES:
        rosa.page.screenshot(path=pictures / "triage-200.png")


def test_what_the_machine_missed_is_added_by_selecting_it(newsroom, visit):
    text = "🙂 Ten ships were sold. 👩‍👩‍👧 Nine sank in May. מחיר הלחם עלה."
    article_with(newsroom, ["Ten ships were sold."], text=text)
    page = visit(newsroom.reviewer).go(TRIAGE)
    page.evaluate("""() => {
      const piece = [...document.querySelectorAll("#text [data-start]")].at(-1).firstChild;
      const from = piece.data.indexOf("Nine");
      getSelection().setBaseAndExtent(piece, from, piece, from + "Nine sank in May.".length);
    }""")
    page.get_by_role("button", name="Add as a claim").click()
    expect(page.locator("#card .claim-sentence")).to_have_text("Nine sank in May.")
    added = Claim.objects.latest("pk").appearances.get()
    assert added.quote == "Nine sank in May."
    page.keyboard.press("n")
    page.locator("#sentence").select_option(label="👩‍👩‍👧") if page.locator("#sentence option").count() > 9 else None
    page.locator("#passage").fill("מחיר הלחם עלה.")
    page.get_by_role("button", name="Add the claim").click()
    expect(page.locator("#card .claim-sentence")).to_have_text("מחיר הלחם עלה.")


def test_an_edit_over_somebody_elses_shows_both(newsroom, visit):
    (claim,) = article_with(newsroom, ["Ten ships were sold."])
    rosa = visit(newsroom.reviewer)
    page = rosa.go(TRIAGE)
    card(page, claim)
    page.keyboard.press("e")
    services.edit_claim(claim, by=newsroom.second, text="Ten ships were sold in 2026.")
    field = page.locator("#card").get_by_label("Claim sentence")
    field.fill("Ten old ships were sold.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".conflict")).to_contain_text("Ten ships were sold in 2026.")
    expect(page.locator(".conflict")).to_contain_text("Ten old ships were sold.")
    page.get_by_role("button", name="Save mine").click()
    expect(page.locator("#card .claim-sentence")).to_have_text("Ten old ships were sold.")
    page.locator("body").press("a")
    saved(page)
    claim.refresh_from_db()
    assert (claim.text, claim.state) == ("Ten old ships were sold.", S.ACCEPTED)
    rosa.forgive("412")


def test_keys_rest_in_fields_and_can_be_switched_off_and_remapped(newsroom, visit):
    claims = article_with(newsroom, ships(3))
    page = visit(newsroom.reviewer).go(TRIAGE)
    card(page, claims[0])
    page.keyboard.press("/")
    page.keyboard.type("a")
    assert page.evaluate("document.activeElement.value") == "a"
    page.locator("h1").click()
    page.keyboard.press("?")
    help_dialog = page.get_by_role("dialog", name="Keys of this page")
    help_dialog.get_by_label("Key for: Accept").press("g")
    help_dialog.get_by_label("Single-key shortcuts are on").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    help_open = page.get_by_role("button", name="Keys of this page")
    help_open.click()
    help_dialog.get_by_label("Single-key shortcuts are on").check()
    page.keyboard.press("Escape")
    page.reload()
    card(page, claims[0])
    page.keyboard.press("a")
    page.keyboard.press("g")
    card(page, claims[1])
    saved(page)
    assert states(claims) == [S.ACCEPTED, S.CANDIDATE, S.CANDIDATE]


def sources_of(newsroom):
    """A watched source with pages of each kind, one in trouble, one paused."""
    fine, troubled = a_watch(newsroom), a_watch(newsroom)
    paused_watch(newsroom)
    looked = {"kind": "feed", "looked_at": Now(), "next_look_at": Now() + timedelta(minutes=20)}
    Watch.objects.filter(pk=fine.pk).update(**looked, name="The Harbour Post")
    why = "ferry.example answered with HTTP status 500 instead of a page."
    Watch.objects.filter(pk=troubled.pk).update(**looked | {"name": "Ferry news", "reason": why, "failures": 3})
    article = newsroom.claim().appearances.get().revision.article
    pages = [
        {"article": article, "fetched_at": Now(), "next_fetch_at": Now() + timedelta(hours=3)},
        {
            "title": "Members only",
            "reason": "post.example asks programs not to read this address.",
            "fetched_at": Now(),
        },
        {"title": "A new line to the islands", "next_fetch_at": Now()},
    ]
    for number, page in enumerate(pages):
        facts = {"desk": newsroom.desk, "watch": fine, "identity": f"page {number}", "nudged_at": Now()}
        WatchedPage.objects.create(url=f"https://post.example/2026/11/{number}", **facts, **page)
    return fine, troubled


def test_no_screen_has_a_fault_that_axe_finds(newsroom, visit, pictures):
    newsroom.review(ClaimReview.State.PUBLISHED, text="Ship 1 of the harbour carried 9 tonnes of coal.")
    newsroom.review(ClaimReview.State.SUBMITTED)
    claims = article_with(
        newsroom, ships(6), check_worthiness=0.99, reasons=["it has a figure"], detector_version="x-1"
    )
    services.accept_claim(claims[1], by=newsroom.second)
    services.dismiss_claim(claims[2], by=newsroom.second, reason="opinion")
    article = claims[0].appearances.get().revision.article
    RevisionFactory(article=article, number=2, text="\n\n".join([*ships(5), "A new line came."]))
    passage_change(newsroom)
    eli = visit(newsroom.editor)
    screens = {"overview": "/desk/", "triage": TRIAGE, "articles": "/desk/articles/",
               "article": f"/desk/articles/{article.pk}/", "sources": "/desk/articles/sources/",
               "source": f"/desk/articles/sources/{sources_of(newsroom)[0].pk}/",
               "changes": "/desk/articles/changes/"}  # fmt: skip
    for name, path in screens.items():
        page = eli.go(path)
        page.wait_for_load_state("networkidle")
        for width in (1400, 360):
            page.set_viewport_size({"width": width, "height": 900})
            assert faults(page) == [], (name, width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
        eli.picture(pictures / f"desk-{name}.png")
    page.set_viewport_size({"width": 1400, "height": 1800})  # axe takes what a scrolled dialog hides for shown
    eli.go(TRIAGE)
    page.keyboard.press("x")
    assert faults(page) == [], "reasons"
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert faults(page) == [], "help"
