"""An image described in a real browser: the form by keyboard and script, the list, and the page that readers see."""

import pytest
from playwright.sync_api import expect

from reviews.models import ClaimReview, MediaItem
from tests.browser.axe import faults
from tests.conftest import Newsroom

S = ClaimReview.State


@pytest.fixture
def newsroom(transactional_db):
    return Newsroom()


def test_an_image_with_several_addresses_comes_from_the_form_to_the_readers(newsroom, visit, pictures):
    review = newsroom.review(S.DRAFT)
    rosa = visit(newsroom.reviewer)
    page = rosa.go(f"/desk/reviews/{review.pk}/")
    page.get_by_role("link", name="Add an image, video or recording").click()
    page.get_by_label("It is", exact=True).select_option("image")
    page.get_by_label("What it shows").fill("The wall at night")
    page.get_by_text("Staged", exact=True).click()
    for number in range(3):
        if number:
            page.get_by_role("button", name="Add an address").click()
            expect(page.get_by_label("Web address of the page or post").nth(number)).to_be_focused()
        page.get_by_label("Web address of the page or post").nth(number).fill(f"https://social.example/{number}")
    page.get_by_label("Archived copy").first.fill("https://archive.example/1")
    assert faults(page) == []
    rosa.picture(pictures / "media-form.png")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#media")).to_contain_text("The wall at night")
    expect(page.locator("#media")).to_contain_text("Staged")
    assert [place["url"][-1] for place in MediaItem.objects.get().appearances] == ["0", "1", "2"]
    assert faults(page) == []


def test_the_form_the_list_and_the_public_page_serve_a_phone(newsroom, visit, pictures):
    review = newsroom.with_media(
        S.PUBLISHED, {"categories": ("missing_context", "edited"), "original_context": "2019."}
    )
    item = MediaItem.objects.get()
    rosa = visit(newsroom.reviewer, viewport={"width": 390, "height": 800})
    desk = f"/desk/reviews/{review.pk}/"
    for name, path in (
        ("list", desk), ("form", f"{desk}media/{item.pk}/"), ("page", review.fact_check.get_absolute_url()),
    ):  # fmt: skip
        page = rosa.go(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert faults(page) == []
        rosa.picture(pictures / f"media-{name}-phone.png")
