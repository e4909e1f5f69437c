"""What was checked before, in a real browser: on the claim card as soon as the article that repeats it is read."""

import time
from datetime import date

import pytest

from claims import services, tasks
from claims.ingestion.draft import ArticleDraft
from claims.matching import filling
from claims.models import Article, Claim, ClaimVector
from reviews.publishing.models import FactCheckVector
from tests.browser.axe import faults
from tests.browser.conftest import KEEPS_PICTURES
from tests.conftest import Newsroom

SENTENCE = "Crime in Port Almery fell by 12 percent between 2022 and 2024."
REPEATED = "Between 2022 and 2024, crime in Port Almery dropped by 12 percent, the mayor told reporters on Sunday."
ANOTHER = "Crime in Port Almery fell by 21 percent between 2022 and 2024, the opposition said on Sunday."
SECONDS_TO_SHOW = 1


@pytest.fixture
def newsroom(transactional_db):
    return Newsroom()


def within(seconds, ask):
    deadline = time.monotonic() + seconds
    while not (found := ask()):
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.02)
    return found


def test_an_article_that_repeats_a_published_claim_shows_the_fact_check_on_the_card(newsroom, worker, visit, pictures):
    page = newsroom.review("published", text=SENTENCE).fact_check
    tasks.make_vectors.delay()
    within(30, lambda: filling.serving() and FactCheckVector.objects.exclude(vector=None).exists())
    draft = ArticleDraft(title="The mayor on crime", text=f"{REPEATED}\n\n{ANOTHER}", published_on=date(2026, 10, 14))
    services.submit_article(draft, desk=newsroom.desk, origin=Article.Origin.PASTE, by=newsroom.reviewer)
    candidates = Claim.objects.filter(state=Claim.State.CANDIDATE)
    found = within(30, lambda: list(candidates.order_by("pk")) if candidates.count() == 2 else [])
    began = time.monotonic()
    within(10, lambda: ClaimVector.objects.filter(claim__in=found, vector__isnull=False).count() == 2)
    took = time.monotonic() - began
    window = visit(newsroom.reviewer).go(f"/desk/triage/?claim={found[0].pk}")
    match = window.locator("#card .known .match").first
    assert match.get_by_role("link").get_attribute("href") == page.get_absolute_url()
    assert "the same claim" in match.inner_text()
    assert "12 percent" in match.locator(".agreeing").first.inner_text()
    assert took < SECONDS_TO_SHOW
    assert faults(window) == []
    if KEEPS_PICTURES:
        window.screenshot(path=pictures / "known.png")
