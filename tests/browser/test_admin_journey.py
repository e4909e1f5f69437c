"""From a text file to a published, corrected fact-check, by four people in the admin of a real browser."""

import json

import pytest
from django.conf import settings

from claims.models import Claim
from reviews.models import ClaimReview
from reviews.publishing.models import FactCheck
from tests.conftest import Newsroom

SAMPLE = settings.BASE_DIR / "seeds" / "data" / "articles" / "05_crime_figures_fall.txt"


@pytest.fixture
def newsroom(transactional_db):
    return Newsroom()


def test_an_article_becomes_a_published_and_corrected_fact_check(newsroom, worker, visit, pictures):
    rosa, sam, eli = (visit(person) for person in (newsroom.reviewer, newsroom.second, newsroom.editor))

    # Hand in, watch the claims arrive.
    rosa.go("/admin/")
    rosa.press("Hand in an article")
    rosa.page.set_input_files("[name=file]", SAMPLE)
    rosa.press("Hand in")
    rosa.page.get_by_text("candidates found by").wait_for(timeout=30_000)
    assert rosa.page.locator("mark").count() > 5
    rosa.picture(pictures / "admin-article.png")

    # Triage: accept one, dismiss one.
    rosa.page.locator("mark", has_text="city had cut 45 police posts").click()
    rosa.press("Accept")
    rosa.page.get_by_text("Accepted.", exact=True).wait_for()
    claim = Claim.objects.get(state=Claim.State.ACCEPTED)
    assert claim.claimant.name == "Mirela Dunmore"
    rosa.picture(pictures / "admin-claim.png")
    rosa.press("Open a review")
    rosa.page.get_by_text("The review is yours.").wait_for()

    # Evidence, verdict.
    rosa.press("Add evidence…")
    rosa.page.fill("[name=url]", "https://police.almery.example/posts")
    rosa.page.fill("[name=title]", "Police posts by year")
    rosa.page.select_option("[name=stance]", "refutes")
    rosa.page.fill("[name=quote]", "2020: 641 posts. 2026: 630 posts.")
    rosa.press("Add evidence")
    rosa.press("Submit a verdict…")
    rosa.page.select_option("[name=rating]", str(newsroom.rating.pk))
    rosa.page.fill("[name=headline]", "The city cut 11 police posts, not 45")
    rosa.page.fill("[name=explanation]", "The police list **630** posts, after 641 in 2020.")
    rosa.press("Submit a verdict")
    rosa.page.get_by_text("a second person can approve it").wait_for()
    assert rosa.page.get_by_role("button", name="Approve").count() == 0, "nobody approves their own work"
    rosa.picture(pictures / "admin-review.png")

    # A second person approves, an editor publishes.
    review = ClaimReview.objects.get()
    page = f"/admin/reviews/claimreview/{review.pk}/change/"
    sam.go(page)
    sam.press("Approve")
    sam.page.get_by_text("Approved.", exact=True).wait_for()
    assert sam.page.get_by_role("link", name="Publish…").count() == 0, "a reviewer does not publish"
    eli.go(page)
    eli.press("Publish…")
    eli.press("Publish")
    eli.page.get_by_text("Published.", exact=True).wait_for()

    # A correction needs two people as well.
    rosa.go(page)
    rosa.press("Propose a correction…")
    rosa.page.fill("[name=note]", "Eleven posts became nine after a recount.")
    rosa.page.fill("[name=headline]", "The city cut 9 police posts, not 45")
    rosa.press("Propose a correction")
    eli.go(page)
    eli.page.get_by_role("link", name="Correction", exact=True).click()
    eli.press("Approve")
    eli.page.get_by_text("the page shows the correction").wait_for()

    # What the public sees.
    reader = visit()
    reader.go(FactCheck.objects.get().get_absolute_url())
    assert reader.page.locator("h1").inner_text() == "The city cut 9 police posts, not 45"
    assert reader.page.get_by_text("Eleven posts became nine").is_visible()
    markup = json.loads(reader.page.locator("script").first.inner_text())
    assert markup["reviewRating"]["alternateName"] == "Mostly false"
    assert markup["itemReviewed"]["author"]["name"] == "Mirela Dunmore"
    assert reader.context.cookies() == []
    reader.picture(pictures / "fact-check.png")


def test_the_pages_fit_a_phone_and_the_dark(newsroom, visit, pictures):
    newsroom.review(ClaimReview.State.PUBLISHED)
    fact_check = FactCheck.objects.get()
    reader = visit(color_scheme="dark")
    reader.page.set_viewport_size({"width": 360, "height": 740})
    for name, path in {"list": "/fact-checks/", "fact-check": fact_check.get_absolute_url()}.items():
        reader.go(path)
        assert reader.page.evaluate("document.documentElement.scrollWidth") <= 360
        reader.picture(pictures / f"phone-dark-{name}.png")


def test_a_refusal_keeps_what_was_typed(newsroom, visit):
    rosa = visit(newsroom.reviewer)
    rosa.go("/admin/")
    rosa.go("/admin/claims/article/add/")
    rosa.page.fill("[name=text]", "Words without a date.")
    rosa.press("Hand in")
    rosa.page.get_by_text("date", exact=False).first.wait_for()
    assert rosa.page.input_value("[name=text]") == "Words without a date."


def test_the_api_description_is_served_by_ourselves(newsroom, visit):
    visitor = visit()
    visitor.go("/api/v1/docs/")
    visitor.page.locator("#operations-tag-claims").click()
    visitor.page.get_by_text("/api/v1/claims/{id}/accept/").wait_for()
