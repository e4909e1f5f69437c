"""What was checked before, in a real browser: on the claim card as soon as the article that repeats it is read."""

import time
from datetime import date

import pytest

from claims import services, tasks
from claims.ingestion.draft import ArticleDraft
from claims.matching import filling
from claims.models import Claim, ClaimVector
from reviews.publishing.models import FactCheckVector
from tests.browser.axe import faults
from tests.browser.conftest import KEEPS_PICTURES
from tests.conftest import Newsroom

SENTENCE = "Crime in Port Almery fell by 12 percent between 2022 and 2024."
REPEATED = "Between 2022 and 2024, crime in Port Almery dropped by 12 percent, the mayor told reporters on Sunday."
ANOTHER = "Crime in Port Almery fell by 21 percent between 2022 and 2024, the opposition said on Sunday."
OTHERS = "The harbour of Port Almery handled {0} million tonnes of grain in 2024, the port authority said on Sunday."
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


def compared(newsroom, text):
    """The candidates of a new article, and how many seconds after they were found they had been compared."""
    draft = ArticleDraft(title=text[:60], text=text, published_on=date(2026, 10, 14))
    article = services.submit_article(draft, desk=newsroom.desk, origin="paste", by=newsroom.reviewer).stored.article
    candidates = Claim.objects.filter(appearances__revision__article=article).order_by("pk").distinct()
    found = within(30, lambda: list(candidates.all()))
    began = time.monotonic()
    within(10, lambda: ClaimVector.objects.filter(claim__in=found, vector__isnull=False).count() == len(found))
    return found, time.monotonic() - began


def test_an_article_that_repeats_a_published_claim_shows_the_fact_check_on_the_card(newsroom, worker, visit, pictures):
    page = newsroom.review("published", text=SENTENCE).fact_check
    tasks.make_vectors.delay()
    within(30, lambda: filling.serving() and FactCheckVector.objects.exclude(vector=None).exists())
    first, *later = (f"{REPEATED}\n\n{ANOTHER}", *(OTHERS.format(number) for number in (41, 42, 43)))
    found, took = compared(newsroom, first)
    times = [took, *(compared(newsroom, text)[1] for text in later)]
    window = visit(newsroom.reviewer).go(f"/desk/triage/?claim={found[0].pk}")
    match = window.locator("#card .known .match").first
    assert match.get_by_role("link").get_attribute("href") == page.get_absolute_url()
    assert "the same claim" in match.inner_text()
    assert "12 percent" in match.locator(".agreeing").first.inner_text()
    assert min(times) < SECONDS_TO_SHOW  # a process of the worker loads what it compares with for its first
    assert faults(window) == []
    if KEEPS_PICTURES:
        window.screenshot(path=pictures / "known.png")
