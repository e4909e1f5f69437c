"""The inbox, readers' requests and the search in a real browser: by keyboard, for everybody, on a phone."""

import pytest
from playwright.sync_api import expect

from claims.models import Claim
from reviews import services
from reviews.models import Notice, NoticeSetting, ReaderRequest, SavedSearch
from reviews.publishing import alerting
from tests.browser.axe import faults
from tests.conftest import Newsroom
from tests.factories import ArticleFactory

INBOX, REQUESTS, SEARCH = "/desk/inbox/", "/desk/requests/", "/desk/search/"
ASKED = "Did crime really fall by 12 percent in two years? The mayor says so."


@pytest.fixture
def newsroom(transactional_db):
    return Newsroom()


def tell(newsroom, count=4):
    """Notices of two reviews and of nothing, the first of them unread."""
    reviews = [newsroom.review(), newsroom.review("submitted", text="The harbour wall cost 4.2 million crowns.")]
    Notice.objects.all().delete()
    lines = [
        ("returned", reviews[0], "Ravi returned your review: which year is it?"),
        ("comment", reviews[1], "Eli wrote: The table on page 3 says seven."),
        ("mention", reviews[0], "Ravi mentioned you: @rosa, can you look at this?"),
        ("approved", reviews[1], "Eli approved your review."),
    ]
    for kind, review, text in lines[:count]:
        Notice.objects.create(
            recipient=newsroom.reviewer, desk=newsroom.desk, kind=kind, review=review, claim=review.claim, text=text
        )
    services.mark_read(Notice.objects.order_by("pk").first(), by=newsroom.reviewer)
    return reviews


def ask(newsroom):
    newsroom.claim("accepted", text="Crime fell by 12 percent in two years.")
    newsroom.claim(text="Crime fell by 20 percent in two years.")
    first = services.take_request(newsroom.desk, text=ASKED, email="reader@example.org")
    services.confirm_request(first.pk)
    services.take_request(newsroom.desk, url="https://paper.example/harbour-wall")
    return first


def things(newsroom):
    newsroom.claim(text="The harbour wall cost 4.2 million crowns, the mayor said.")
    newsroom.claim("dismissed", text="The wall is the finest in the country.")
    ArticleFactory(desk=newsroom.desk, title="Harbour wall opened by the mayor")
    newsroom.review("published", text="Crime fell by 12 percent behind the harbour wall.")
    services.save_search(newsroom.desk, name="Dismissed walls", query="q=wall&state=dismissed", by=newsroom.reviewer)


def test_a_saved_search_tells_of_a_new_claim_in_the_inbox_which_leads_to_it_alone(newsroom, visit):
    newsroom.claim(text="The harbour wall cost 4.2 million crowns.")
    services.save_search(newsroom.desk, name="Walls", query="q=harbour+wall", by=newsroom.reviewer)
    page = visit(newsroom.reviewer).go(f"{SEARCH}?q=harbour+wall")
    page.get_by_role("button", name="Alert off: tell me of new claims for “Walls”").click()
    expect(page.get_by_role("button", name="Alert on: stop telling me of new claims for “Walls”")).to_be_visible()
    new = newsroom.claim(text="Nobody paid for the harbour wall.")
    for _ in range(2):
        alerting.look_round()
    page.goto(page.url.partition("/desk/")[0] + INBOX)
    expect(page.locator(".notice.unread")).to_have_count(1)
    expect(page.locator(".notice.unread")).to_contain_text("1 new claim matches “Walls”: Nobody paid")
    page.locator(".notice-open").click()
    page.wait_for_url("**/desk/search/?**")
    expect(page.locator("main")).to_contain_text(new.text)
    expect(page.locator("main")).not_to_contain_text("4.2 million")


def test_the_inbox_is_read_by_keys(newsroom, visit):
    _, other = tell(newsroom)
    rosa = visit(newsroom.reviewer)
    page = rosa.go(INBOX)
    expect(page.locator(".pages .count")).to_have_text("3 unread")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator(".notice-open:focus")).to_contain_text("mentioned you")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/reviews/{other.pk}/")
    expect(page.locator(".pages .count")).to_have_text("2 unread")
    rosa.go(INBOX)
    page.keyboard.press("r")
    page.get_by_text("All marked as read.").wait_for()
    expect(page.locator(".pages .count")).to_have_count(0)
    expect(page.locator(".notice.unread")).to_have_count(0)
    page.get_by_label("Never").check()
    rosa.press("Save")
    page.get_by_text("You get no mail about your inbox.").wait_for()
    assert NoticeSetting.objects.get(user=newsroom.reviewer).digest == "off"


def test_a_request_is_opened_in_its_place_and_put_with_a_claim(newsroom, visit):
    request = ask(newsroom)
    rosa = visit(newsroom.reviewer)
    page = rosa.go(REQUESTS)
    card = page.locator(f"#request-{request.pk}")
    card.locator("summary").first.click()
    card.get_by_role("heading", name="Claims that say nearly the same").wait_for()
    assert faults(page) == []
    card.get_by_role("button", name="Group with claim").first.click()
    page.get_by_text("which has become more urgent").wait_for()
    assert ReaderRequest.objects.get(pk=request.pk).claim.text == "Crime fell by 12 percent in two years."
    page.locator("summary", has_text="Decide").click()
    page.get_by_role("link", name="Add the article").click()
    expect(page.get_by_label("Web address")).to_have_value("https://paper.example/harbour-wall")


def test_readers_words_become_a_claim(newsroom, visit):
    request = services.take_request(newsroom.desk, text="Is the wall really the longest in Europe?")
    page = visit(newsroom.reviewer).go(REQUESTS)
    page.locator("summary", has_text="Decide").click()
    page.get_by_role("button", name="Make a claim of it").click()
    page.get_by_text("It is a candidate: triage decides.").wait_for()
    assert ReaderRequest.objects.get(pk=request.pk).claim == Claim.objects.get()


def test_the_headers_box_leads_to_what_is_found_and_a_search_is_kept(newsroom, visit):
    things(newsroom)
    rosa = visit(newsroom.reviewer)
    page = rosa.go("/desk/queue/")
    page.keyboard.press("/")
    page.keyboard.type("harbour wall")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Claims 2").wait_for()
    expect(page.locator("mark.found").first).to_have_text("harbour")
    page.get_by_text("Filters").click()
    page.get_by_label("State").select_option("candidate")
    rosa.press("Apply")
    expect(page.locator(".hit")).to_have_count(1)
    page.get_by_label("Keep this search as").fill("Walls to triage")
    rosa.press("Save")
    page.get_by_role("link", name="Walls to triage").wait_for()
    page.get_by_role("link", name="Dismissed walls").click()
    expect(page.locator(".hit")).to_have_count(1)
    page.get_by_role("button", name="Remove “Dismissed walls”").click()
    page.get_by_text("is removed from your searches").wait_for()
    assert SavedSearch.objects.get().query == "q=harbour+wall&state=candidate"


def screens(newsroom):
    tell(newsroom)
    request = ask(newsroom)
    things(newsroom)
    return {
        "inbox": INBOX, "requests": REQUESTS, "request": f"{REQUESTS}{request.pk}/",
        "search": f"{SEARCH}?q=harbour+wall",
        "search-claims": f"{SEARCH}?q=harbuor+wall&kind=claims&state=candidate", "search-empty": SEARCH,
        "search-nothing": f"{SEARCH}?q=zeppelin", "inbox-read": f"{INBOX}?show=unread&before=1",
        "requests-none": f"{REQUESTS}?state=told",
    }  # fmt: skip


def test_axe_finds_nothing_on_any_of_these_screens_and_they_fit_a_phone(newsroom, visit, pictures):
    rosa = visit(newsroom.reviewer)
    for name, path in screens(newsroom).items():
        page = rosa.go(path)
        for width in (1400, 390):
            page.set_viewport_size({"width": width, "height": 800})
            rosa.picture(pictures / f"{name}-{width}.png")
            assert (name, width, faults(page)) == (name, width, [])
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
