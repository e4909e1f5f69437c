"""Sessions in a real browser: the page that shows them, and what becomes of an open page whose session has ended."""

import pytest
from django.test import Client
from playwright.sync_api import expect

from claims.models import SignIn
from reviews.models import Draft
from tests.browser.axe import faults
from tests.browser.conftest import KEEPS_PICTURES
from tests.conftest import PASSWORD, Newsroom

WINDOWS = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "narrow": {"viewport": {"width": 390, "height": 800}},
}


@pytest.fixture
def newsroom(transactional_db):
    return Newsroom()


@pytest.fixture
def rosa(newsroom):
    newsroom.reviewer.set_password(PASSWORD)
    newsroom.reviewer.save()
    return newsroom.reviewer


def sign_in(page, rosa):
    page.get_by_label("Name or e-mail address").fill(rosa.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def test_one_s_sessions_are_seen_and_ended_in_every_window(rosa, visit, pictures):
    for name, options in WINDOWS.items():
        visitor = visit(rosa, **options)
        for _ in range(2):
            Client().force_login(rosa)
        SignIn.objects.filter(browser="").update(browser="Samsung Internet on Android", is_from_provider=True)
        page = visitor.go("/desk/")
        page.locator(".user-menu summary").click()
        if KEEPS_PICTURES:
            page.screenshot(path=pictures / f"account-menu-{name}.png")
        page.get_by_role("link", name="Where you are signed in").click()
        page.get_by_placeholder("Password").or_(page.locator("input[type=password]")).first.fill(PASSWORD)
        page.get_by_role("button", name="Confirm").click()
        page.get_by_role("heading", name="Where you are signed in").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        if KEEPS_PICTURES:
            page.screenshot(path=pictures / f"sessions-{name}.png", full_page=True)
        assert faults(page) == []
        page.get_by_role("button", name="End the session in").first.click()
        expect(page.get_by_role("status")).to_contain_text("is signed out")
        page.get_by_role("button", name="End all but this one").click()
        expect(page.locator("main")).to_contain_text("You are signed in nowhere else.")
        assert SignIn.objects.count() == 1
        if KEEPS_PICTURES:
            page.screenshot(path=pictures / f"sessions-alone-{name}.png", full_page=True)


def test_who_was_signed_out_meanwhile_signs_in_in_another_tab_and_goes_on(newsroom, rosa, visit):
    visitor = visit(rosa)
    page = visitor.go(f"/desk/reviews/{newsroom.review().pk}/")
    expect(page.locator("#hold")).to_contain_text("Held by you")
    SignIn.objects.all().delete()
    page.get_by_label("Explanation").fill("Written by somebody who had been signed out.")
    expect(page.locator("#banner")).to_contain_text("You have been signed out")
    assert not Draft.objects.exclude(explanation="").exists()
    other = visitor.context.new_page()
    other.goto(f"{visitor.base_url}/desk/")
    sign_in(other, rosa)
    other.wait_for_url("**/desk/")
    page.get_by_label("Explanation").press("End")
    page.keyboard.type(" And was signed in again.")
    expect(page.locator("#saved")).to_contain_text("Saved")
    assert Draft.objects.get().explanation == "Written by somebody who had been signed out. And was signed in again."
    visitor.forgive("401")
