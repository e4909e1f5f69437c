"""What every page owes everybody: landmarks, names, contrast, the keyboard, a phone, and words where nothing is."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.models import Claim
from reviews import media
from reviews.models import ClaimReview
from reviews.publishing.models import Translation
from tests.browser.axe import show
from tests.conftest import Newsroom
from tests.factories import AppearanceFactory, ClaimFactory, RatingFactory, RevisionFactory, UserFactory

CLAIMS = "/admin/claims/claim/"
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 3

FAULTS = """() => {
  const named = (e) => e.labels?.length || e.ariaLabel || e.title || e.placeholder || e.getAttribute("aria-labelledby");
  const seen = (e) => e.offsetParent !== null && e.checkVisibility();  // what a closed <details> holds is not
  const all = (selector) => [...document.querySelectorAll(selector)].filter(seen);
  const faults = [];
  for (const [what, expected] of [["main", 1], ["h1", 1], ["html[lang]", 1]])
    if (document.querySelectorAll(what).length !== expected) faults.push(`not one ${what}`);
  const ids = [...document.querySelectorAll("main [id]")].map((e) => e.id);
  ids.filter((id, at) => ids.indexOf(id) !== at).forEach((id) => faults.push(`twice #${id}`));
  all("main input:not([type=hidden]), main select, main textarea").filter((e) => !named(e))
    .forEach((e) => faults.push(`no label: ${e.outerHTML.slice(0, 90)}`));
  const said = (e) => e.innerText.trim() || e.ariaLabel || e.title || e.querySelector("img[alt], [title]");
  all("main a[href], button").filter((e) => !said(e))
    .forEach((e) => faults.push(`no name: ${e.outerHTML.slice(0, 90)}`));
  const levels = all("main h1, main h2, main h3, main h4").map((e) => +e.tagName[1]);
  levels.filter((level, at) => at && level > levels[at - 1] + 1).forEach((level) => faults.push(`h${level} too deep`));

  const parts = (colour) => /^rgb/.test(colour) ? colour.match(/[\\d.]+/g).map(Number) : null;
  const light = (rgb) => {
    const [r, g, b] = rgb.map((part) => (part /= 255) <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (e) => {
    for (; e; e = e.parentElement) {
      const colour = parts(getComputedStyle(e).backgroundColor);
      if (colour === null) return null;
      if (colour.length < 4 || colour[3] === 1) return colour.slice(0, 3);
      if (colour[3] > 0) return null;
    }
    return null;
  };
  const ours = "[class*=cd-], [class*=cd-] :is(p, a, dt, dd), body:not(.antialiased) *";
  for (const e of all(ours)) {
    if (![...e.childNodes].some((node) => node.nodeType === 3 && node.data.trim())) continue;
    const [ink, paper] = [parts(getComputedStyle(e).color), ground(e)];
    if (!ink || !paper) continue;
    const [high, low] = [light(ink.slice(0, 3)), light(paper)].sort((a, b) => b - a);
    if ((high + 0.05) / (low + 0.05) < 4.5) faults.push(`contrast: ${e.outerHTML.slice(0, 90)}`);
  }
  return faults;
}"""


@pytest.fixture
def newsroom(transactional_db):
    return Newsroom()


def page_of(row, *door):
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_{'door' if door else 'change'}"
    return reverse(name, args=(row.pk, *door))


def desk_pages(newsroom):
    """Every kind of page that people on a desk work on; everything in it is as long as it may get."""
    claim, review = newsroom.claim(), newsroom.review(ClaimReview.State.RETURNED)
    Claim.objects.filter(pk=claim.pk).update(text=f"{LONG_WORD} costs 5 crowns.", reasons=[f"a name: {LONG_WORD}"])
    public = newsroom.review(ClaimReview.State.PUBLISHED)
    return ["/admin/", CLAIMS, page_of(claim), page_of(claim, "dismiss"), page_of(review), page_of(review, "submit"),
            page_of(public), page_of(claim.appearances.get().revision.article), "/admin/claims/article/add/",
            "/admin/claims/article/"]  # fmt: skip


def staff(user):
    user.is_staff = True
    user.save()
    client = Client()
    client.force_login(user)
    return client


def pages_of_translations(newsroom):
    """A translation that was brought out of date, and one that is being written, with words as long as they get."""
    words = {"headline": LONG_WORD[:200], "claim_text": LONG_WORD, "explanation": LONG_WORD}
    shown, draft = newsroom.translation(**words), newsroom.translation(Translation.State.DRAFT, language="fr", **words)
    newsroom.correct(shown.fact_check, rating=RatingFactory(scale=newsroom.rating.scale, label="Half true", value=3))
    gone = newsroom.translation(Translation.State.WITHDRAWN, language="es", **words)
    rows = (shown, draft, gone)
    desk = [reverse("workspace:review-translation", args=(row.fact_check.review_id, row.pk)) for row in rows]
    public = [shown.get_absolute_url(), shown.fact_check.get_absolute_url(), gone.get_absolute_url()]
    return [*desk, *public, f"/fact-checks/card/de/{shown.slug}/"]


def pages_of_media(newsroom):
    """A fact-check of a video of which everything is as long as it gets, and the form that describes it."""
    place = media.Place(f"https://video.example/{LONG_WORD}", f"https://a.example/{LONG_WORD}", description=LONG_WORD)
    facts = {"description": LONG_WORD, "original_context": LONG_WORD, "appearances": (place, place)}
    review = newsroom.with_media(ClaimReview.State.PUBLISHED, facts)
    form = reverse("workspace:review-media", args=(review.pk, review.media.get().pk))
    return [review.fact_check.get_absolute_url(), form, reverse("workspace:review", args=(review.pk,))]


def test_everything_is_named_ordered_and_readable_and_fits_a_phone(newsroom, visit):
    pages = desk_pages(newsroom)
    rosa = visit(newsroom.reviewer)
    rosa.page.set_viewport_size({"width": 360, "height": 740})
    fact_check = ClaimReview.objects.get(state="published").fact_check
    pages += ["/fact-checks/", fact_check.get_absolute_url()]
    for path in [*pages, *pages_of_translations(newsroom), *pages_of_media(newsroom)]:
        rosa.go(path)
        for scheme in ("light", "dark"):
            show(rosa.page, scheme)
            assert rosa.page.evaluate(FAULTS) == [], (path, scheme)
        assert rosa.page.evaluate("document.documentElement.scrollWidth") <= 360, path


def test_a_door_is_reached_and_opened_by_keyboard_alone(newsroom, visit):
    page = visit(newsroom.reviewer).go(page_of(newsroom.claim()))
    focused = "document.activeElement.innerText.trim()"
    page.keyboard.press("Tab")
    assert page.evaluate(focused) == "Skip to the content"
    page.keyboard.press("Enter")
    for _ in range(3):
        page.keyboard.press("Tab")
        if page.evaluate(focused) == "Dismiss…":
            break
    assert page.evaluate(focused) == "Dismiss…"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url("**/doors/dismiss/")
    assert page.locator("h1").inner_text() == "Dismiss"


def test_the_menu_of_a_phone_opens_and_closes_by_keyboard(newsroom, visit):
    rosa = visit(newsroom.reviewer)
    rosa.page.set_viewport_size({"width": 360, "height": 740})
    page = rosa.go("/admin/")
    corrections = page.get_by_role("link", name="Corrections")
    assert not corrections.is_visible()
    page.get_by_role("button", name="Show or hide the menu").press("Enter")
    corrections.wait_for(state="visible")
    page.keyboard.press("Escape")
    corrections.wait_for(state="hidden")


def test_the_list_of_claims_asks_the_database_the_same_number_of_questions_however_long_it_is(newsroom):
    revision = RevisionFactory(article__desk=newsroom.desk)
    client, counts = staff(newsroom.reviewer), []
    for how_many in (10, 190):
        for claim in ClaimFactory.create_batch(how_many, desk=newsroom.desk):
            AppearanceFactory(claim=claim, revision=revision)
        client.get(CLAIMS)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = client.get(CLAIMS, {"all": ""})
        counts.append(len(asked))
    assert answer.context["cl"].result_count == 200
    assert len(answer.context["cl"].result_list) == 200
    assert counts[0] == counts[1] <= 16  # of which six ask which pages of the menu there are


def test_a_fresh_desk_says_what_to_do_next(newsroom):
    client = staff(newsroom.reviewer)
    assert "How a fact-check comes about" in client.get("/admin/").text
    assert "hand one in" in client.get(CLAIMS).text
    assert "Nothing here contains" in client.get(CLAIMS, {"q": "zeppelin"}).text
    newsroom.claim()
    assert "How a fact-check comes about" not in client.get("/admin/").text


def test_nobody_is_offered_what_they_may_not_do(newsroom):
    viewer = staff(newsroom.viewer)
    first = viewer.get("/admin/")
    assert "Hand in an article" not in first.text
    assert first.context["tiles"] == []
    assert viewer.get("/admin/claims/article/add/").status_code == 403
    labels = [tile["label"] for tile in staff(newsroom.reviewer).get("/admin/").context["tiles"]]
    assert "Approved, to publish" not in labels
    assert "Ask a desk admin to add you" in staff(UserFactory()).get("/admin/").text


def test_a_review_says_what_it_waits_for_and_for_whom(newsroom):
    submitted = newsroom.review(ClaimReview.State.SUBMITTED)
    assert "nobody approves their own work" in staff(newsroom.reviewer).get(page_of(submitted)).text
    assert "Read the evidence and the verdict" in staff(newsroom.second).get(page_of(submitted)).text
    returned = newsroom.review(ClaimReview.State.RETURNED)
    assert "The table is missing." in staff(newsroom.reviewer).get(page_of(returned)).text


def test_opening_a_review_leads_to_it(newsroom):
    claim = newsroom.claim(Claim.State.ACCEPTED)
    answer = staff(newsroom.reviewer).post(page_of(claim, "review"))
    assert answer.url == page_of(ClaimReview.objects.get(claim=claim))


def test_what_is_not_found_or_not_allowed_is_said_in_words(newsroom):
    anybody = Client(raise_request_exception=False)
    missing = anybody.get("/fact-checks/none-such/")
    assert (missing.status_code, "There is nothing at this address" in missing.text) == (404, True)
    assert "See all fact-checks" in missing.text
    refused = staff(newsroom.viewer).post(page_of(newsroom.claim(), "accept"))
    assert (refused.status_code, "Your role on this desk does not allow it" in refused.text) == (403, True)
    forged = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x"})
    assert (forged.status_code, "Nothing was changed" in forged.text) == (403, True)
    gone = staff(newsroom.reviewer).get(f"{CLAIMS}999999/change/", follow=True)
    assert "There is no such claim here" in gone.text
