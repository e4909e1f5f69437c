"""Every screen with the demo newsroom: it fits its window. `make pictures` keeps what is seen in docs/."""

import pytest
from django.core.management import call_command

from claims.models import Article, User
from reviews.models import ClaimReview
from tests.browser.conftest import KEEPS_PICTURES

WINDOWS = {
    "light": {"viewport": {"width": 1400, "height": 900}},
    "dark": {"viewport": {"width": 1400, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True},
}


@pytest.fixture
def demo(transactional_db, settings):
    settings.DEMO = True
    call_command("seed", demo=True)


def screens():
    """Each screen's name, who looks at it, and its address."""
    states = ClaimReview.State
    review = {one.state: f"/desk/reviews/{one.pk}/" for one in ClaimReview.objects.order_by("-pk")}
    published = ClaimReview.objects.filter(state=states.PUBLISHED).order_by("pk").first().fact_check
    return (
        ("1-overview", "eli", "/desk/"),
        ("2-triage", "rosa", "/desk/triage/"),
        ("3-queue", "rosa", "/desk/queue/"),
        ("4-review", "rosa", review[states.RETURNED]),
        ("5-approval", "ravi", review[states.SUBMITTED]),
        ("6-articles", "rosa", "/desk/articles/"),
        ("7-article", "rosa", f"/desk/articles/{Article.objects.earliest('pk').pk}/"),
        ("8-requests", "rosa", "/desk/requests/"),
        ("9-search", "rosa", "/desk/search/?q=crowns"),
        ("10-inbox", "eli", "/desk/inbox/"),
        ("11-fact-check", None, published.get_absolute_url()),
        ("12-ask", None, "/fact-checks/ask/"),
    )


def test_every_screen_fits_its_window(demo, visit):
    shown = screens()
    people = {who: visit(who and User.objects.get(username=who)) for _, who, _ in shown}
    for _, who, address in shown:
        page = people[who].go(address)
        assert page.locator("main h1").count() == 1, address
        for width in (1400, 390):
            page.set_viewport_size({"width": width, "height": 844})
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (address, width)


@pytest.mark.skipif(not KEEPS_PICTURES, reason="`make pictures` takes them.")
def test_every_screen_is_pictured(demo, visit, pictures):
    shown = screens()
    for look, window in WINDOWS.items():
        people = {who: visit(who and User.objects.get(username=who), **window) for _, who, _ in shown}
        for name, who, address in shown:
            page = people[who].go(address)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=pictures / f"{name}-{look}.jpg", type="jpeg", quality=65)
