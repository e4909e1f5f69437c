"""A review in a real browser: from the queue to the public page, and what happens when things collide."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.db import connection
from playwright.sync_api import expect

from claims.models import Claim
from reviews import services
from reviews.models import Assignment, ClaimReview, Draft, Practice, Snapshot
from reviews.publishing.models import FactCheck
from reviews.tasks import keep_copy
from tests.browser.axe import faults
from tests.conftest import Newsroom
from tests.loopback import serving

S = ClaimReview.State


@pytest.fixture
def newsroom(transactional_db):
    return Newsroom()


def address(review):
    return f"/desk/reviews/{review.pk}/"


def saved(page):
    expect(page.locator("#saved")).to_contain_text("Saved")


def test_from_the_queue_to_the_public_page_by_three_people(newsroom, visit):
    newsroom.claim(Claim.State.ACCEPTED, text="Crime fell by 12 percent.")
    rosa = visit(newsroom.reviewer)
    page = rosa.go("/desk/queue/")
    page.keyboard.press("t")
    page.get_by_role("heading", name="Why it is here").wait_for()
    rosa.press("Start the review")
    page.wait_for_url("**/desk/reviews/*/")
    page.keyboard.press("e")
    page.get_by_label("Web address").fill("https://statistics.example/crime-2026")
    page.get_by_label("The passage, word for word").fill("Offences fell by 7 percent.")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("link", name="https://statistics.example/crime-2026").wait_for()
    page.get_by_label("Headline").fill("Crime fell by 7 percent, not 12")
    page.get_by_label("Explanation").fill("The statistics office counts **7 percent**.")
    page.locator("h1").click()
    page.keyboard.press("1")
    saved(page)
    assert Draft.objects.get().headline == "Crime fell by 7 percent, not 12"
    page.get_by_label("Headline").press("Control+Enter")
    page.get_by_text("Submitted. Somebody else").wait_for()
    review = ClaimReview.objects.get()
    assert review.state == S.SUBMITTED

    ravi = visit(newsroom.second)
    page = ravi.go(address(review))
    ravi.press("Approve")
    page.get_by_text("Approved. An editor can publish it now.").wait_for()

    eli = visit(newsroom.editor)
    page = eli.go(address(review))
    page.locator("summary", has_text="Publish").click()
    page.get_by_text("This puts the verdict on its public page").wait_for()
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_role("link", name="The public page").click()
    page.get_by_role("heading", name="Crime fell by 7 percent, not 12").wait_for()
    assert FactCheck.objects.get().published_by == newsroom.editor


def test_nothing_typed_is_lost_while_the_line_is_down(newsroom, visit):
    review = newsroom.review(S.DRAFT)
    rosa = visit(newsroom.reviewer)
    page = rosa.go(address(review))
    expect(page.locator("#hold")).to_contain_text("Held by you")
    rosa.context.set_offline(True)
    page.get_by_label("Explanation").fill("Written while the line was down.")
    expect(page.locator("#saved")).to_contain_text("no connection")
    expect(page.locator("#banner")).to_contain_text("No connection")
    assert not Draft.objects.exists()
    rosa.context.set_offline(False)
    saved(page)
    assert Draft.objects.get().explanation == "Written while the line was down."
    rosa.forgive("ERR_INTERNET_DISCONNECTED")
    rosa.forgive("htmx:")  # it says in the console as well that the line is down


def test_two_windows_show_both_texts_and_one_click_keeps_mine(newsroom, visit):
    review = newsroom.review(S.DRAFT)
    rosa = visit(newsroom.reviewer)
    page = rosa.go(address(review))
    expect(page.locator("#hold")).to_contain_text("Held by you")
    token = Assignment.objects.get(claim=review.claim).token
    services.save_draft(review, by=newsroom.reviewer, token=token, expected=0, explanation="From the other window.")
    page.get_by_label("Explanation").fill("From this window.")
    page.get_by_role("heading", name="This was changed from elsewhere").wait_for()
    expect(page.locator("#conflict")).to_contain_text("From the other window.")
    expect(page.locator("#conflict")).to_contain_text("From this window.")
    assert faults(page) == []
    page.get_by_role("button", name="Keep mine").click()
    saved(page)
    assert Draft.objects.get().explanation == "From this window."
    rosa.forgive("409 (Conflict)")


def test_work_under_an_expired_and_lost_hold_is_refused_with_the_text_kept(newsroom, visit):
    review = newsroom.review(S.DRAFT)
    rosa = visit(newsroom.reviewer)
    page = rosa.go(address(review))
    expect(page.locator("#hold")).to_contain_text("Held by you")
    services.reassign_review(review, to=newsroom.second, by=newsroom.editor)
    services.reassign_review(review, to=newsroom.reviewer, by=newsroom.editor)
    page.get_by_label("Explanation").fill("Written under the old hold.")
    page.get_by_role("heading", name="You no longer hold this claim").wait_for()
    assert not Draft.objects.exists()
    expect(page.get_by_label("Your text")).to_contain_text("Written under the old hold.")
    page.get_by_role("button", name="Take the claim again").click()
    saved(page)
    assert Draft.objects.get().explanation == "Written under the old hold."
    rosa.forgive("409 (Conflict)")


def test_the_hold_ends_when_the_page_is_closed(newsroom, visit):
    review = newsroom.review(S.DRAFT)
    rosa = visit(newsroom.reviewer)
    page = rosa.go(address(review))
    expect(page.locator("#hold")).to_contain_text("Held by you")
    assert Assignment.objects.get(claim=review.claim).holder == newsroom.reviewer
    rosa.go("/desk/queue/")
    for _ in range(50):
        if Assignment.objects.get(claim=review.claim).holder is None:
            break
        page.wait_for_timeout(50)
    assert Assignment.objects.get(claim=review.claim).holder is None


def test_two_browsers_race_for_one_claim_and_one_of_them_gets_it(newsroom, visit):
    newsroom.claim(Claim.State.ACCEPTED)
    people = [visit(newsroom.reviewer), visit(newsroom.second)]
    pages = [person.go("/desk/queue/") for person in people]
    for page in pages:  # both click before either has an answer
        page.evaluate("document.querySelector('form[action$=\"/take/\"]').requestSubmit()")
    for page in pages:
        page.wait_for_load_state("load")
        page.locator("h1").wait_for()
    won = [page.get_by_text("You hold it until").count() for page in pages]
    assert sorted(won) == [0, 1]
    assert Assignment.objects.get().holder is not None


class Statistics(BaseHTTPRequestHandler):
    """A page with figures."""

    def log_message(self, *args):
        pass

    def do_GET(self):
        words = b"<p>Offences fell by 7 percent in 2026, the office says.</p>"
        body = b"<html><title>Crime figures</title><body>" + words + b"</body></html>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def test_a_pasted_address_is_fetched_kept_and_its_passage_found(newsroom, visit, settings):
    review = newsroom.review(S.DRAFT)
    rosa = visit(newsroom.reviewer)
    with serving(ThreadingHTTPServer(("127.0.0.1", 0), Statistics)) as server:
        host = f"127.0.0.1:{server.server_port}"
        settings.FETCH_ALLOW = [host]
        page = rosa.go(address(review))
        page.keyboard.press("e")
        page.get_by_label("Web address").fill(f"http://{host}/crime")
        page.get_by_label("The passage, word for word").fill("Offences fell by 7 percent in 2026")
        page.get_by_role("button", name="Add", exact=True).click()
        page.get_by_text("Waiting to be fetched").wait_for()
        worker = threading.Thread(target=_work, args=(Snapshot.objects.get().pk,))
        worker.start()
        worker.join()
        page.get_by_role("link", name="Copy kept").wait_for()
    page.get_by_role("link", name="Crime figures").wait_for()
    page.get_by_role("link", name="Copy kept").click()
    expect(page.locator("mark#quoted")).to_have_text("Offences fell by 7 percent in 2026")
    assert faults(page) == []


def _work(snapshot_id):
    keep_copy(snapshot_id)
    connection.close()


def test_a_blind_second_rating_comes_before_the_verdict(newsroom, visit):
    Practice.objects.create(desk=newsroom.desk, second_verdict="blind")
    review = newsroom.review(S.SUBMITTED)
    ravi = visit(newsroom.second)
    page = ravi.go(address(review))
    page.get_by_role("heading", name="Rate it first").wait_for()
    assert review.verdict.headline not in page.content()
    page.keyboard.press("1")
    page.get_by_label("Why, in a few sentences").fill("The figures say so.")
    assert faults(page) == []
    ravi.press("Give my rating")
    page.get_by_text("The two ratings agree").wait_for()
    ravi.press("Approve")
    page.get_by_text("Approved. An editor can publish it now.").wait_for()


def test_axe_finds_nothing_on_any_screen_of_the_work(newsroom, visit, pictures):
    writing, waiting, public = (newsroom.review(state) for state in (S.RETURNED, S.SUBMITTED, S.PUBLISHED))
    newsroom.claim(Claim.State.ACCEPTED)
    services.add_comment(waiting, body="Which year?", by=newsroom.second)
    rosa, eli = visit(newsroom.reviewer), visit(newsroom.editor)
    seen = {
        "review-writing": (rosa, address(writing)), "review-submitted": (eli, address(waiting)),
        "review-published": (eli, address(public)), "reviews": (rosa, "/desk/reviews/?show=all"),
        "queue": (eli, "/desk/queue/"), "assignment": (eli, f"/desk/queue/{Assignment.objects.last().pk}/"),
    }  # fmt: skip
    for name, (person, path) in seen.items():
        page = person.go(path)
        person.picture(pictures / f"{name}.png")
        assert (name, faults(page)) == (name, [])


def test_the_review_fits_a_phone(newsroom, visit, pictures):
    review = newsroom.review(S.SUBMITTED)
    ravi = visit(newsroom.second)
    ravi.page.set_viewport_size({"width": 360, "height": 740})
    page = ravi.go(address(review))
    ravi.picture(pictures / "review-phone.png")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    ravi.press("Approve")
    page.get_by_text("Approved. An editor can publish it now.").wait_for()
