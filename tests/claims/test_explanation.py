"""Why a claim was found: stored with it, and told in the admin and over REST."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from claims import detection, extraction
from claims.detection import Dimension
from claims.detectors import Found
from claims.explanation import DIMENSIONS, explained
from claims.models import Claim
from tests.conftest import page_of
from tests.factories import TEXT, ClaimFactory, ExtractionFactory

WHY = "It names the mayor & <b>a figure</b>."


def extracted(newsroom, **facts):
    """A claim stored from a detection with these facts, and all others as the local detector gives them."""
    row = ExtractionFactory(revision__article__desk=newsroom.desk)
    lease = extraction.take(row.pk)
    first = detection.detect(TEXT, published_on=row.revision.article.published_on)[0]
    assert extraction.store(lease, Found([replace(first, **facts)]))
    return Claim.objects.get(appearances__extraction=row)


def test_what_a_detection_says_of_itself_is_stored_with_its_claim(newsroom, api):
    dimensions = (Dimension("verifiable", 0.93, WHY), Dimension("vague", 0.1, ""))
    claim = extracted(newsroom, detector="other-7", dimensions=dimensions, likely=(0.71, 0.88))
    assert (claim.detector_version, claim.likely_low, claim.likely_high) == ("other-7", 0.71, 0.88)
    assert claim.events.get().data == {"detector": "other-7"}
    told = api(newsroom.viewer).get(f"claims/{claim.pk}/").json()
    assert told["likely"] == {"low": 0.71, "high": 0.88}
    assert told["dimensions"] == [
        {"name": "verifiable", "value": 0.93, "why": WHY},
        {"name": "vague", "value": 0.1, "why": ""},
    ]


def test_a_detector_that_says_less_is_told_by_the_name_of_its_extraction(newsroom, api, as_staff):
    claim = extracted(newsroom, detector="", dimensions=(), likely=None, features={}, reasons=())
    assert claim.detector_version == detection.VERSION
    told = api(newsroom.viewer).get(f"claims/{claim.pk}/").json()
    assert (told["likely"], told["dimensions"]) == (None, [])
    page = as_staff(newsroom.viewer).get(page_of(claim)).text
    assert "Why it was found" in page
    assert detection.VERSION in page
    assert "Its sides" not in page
    assert "What the detector measured" not in page


@pytest.mark.parametrize("likely", [(0.5, 0.4), (-0.1, 0.4), (0.5, 1.1), (0.5, None), (None, 0.5)])
def test_the_database_holds_the_range_in_order_and_whole(db, likely):
    claim = ClaimFactory()
    with pytest.raises(IntegrityError, match="claim_likely_range_in_order"), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(likely_low=likely[0], likely_high=likely[1])


def test_the_page_of_a_claim_tells_score_range_sides_reasons_and_measures(newsroom, as_staff):
    claim = newsroom.claim(
        detector_version="local-9",
        likely_low=0.71,
        likely_high=0.88,
        reasons=["it has a figure"],
        features={"words": 1.25},
        dimensions=[{"name": "verifiable", "value": 0.93, "why": WHY}, {"name": "brand_new", "value": 0.2, "why": ""}],
    )
    page = as_staff(newsroom.viewer).get(page_of(claim)).text
    for words in ("71 to 88 of 100 deserve checking", "fairly sure", "it has a figure", "local-9", "Can be verified",
                  "Brand new", "0.93", "What the detector measured", "1.250"):  # fmt: skip
        assert words in page, words
    assert "&lt;b&gt;a figure&lt;/b&gt;" in page
    assert WHY not in page
    block = page[page.index('id="why-heading"') : page.index('id="history-heading"')]
    assert "style=" not in block
    assert "<script" not in block


def test_a_claim_added_by_hand_says_so_plainly(newsroom, as_staff):
    claim = newsroom.claim(detector_version="", check_worthiness=1.0, reasons=["added by hand"])
    page = as_staff(newsroom.viewer).get(page_of(claim)).text
    assert "A person added this claim by hand. No detector scored it." in page
    assert "Its sides" not in page


def test_a_language_models_score_is_told_to_be_its_own_word(newsroom, as_staff):
    claim = newsroom.claim(detector_version="llm-1/small/0a1b2c3d", features={"model_score": 0.8})
    assert "nobody has measured how often it is right" in as_staff(newsroom.viewer).get(page_of(claim)).text


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(0.8, 0.9, "80 to 90 of 100"), (0.8, 0.9, "quite sure"), (0.2, 0.7, "is unsure"), (0.5, 0.5, "one, 50 of 100")],
)
def test_the_range_is_told_in_words(low, high, words):
    assert words in explained(Claim(detector_version="local-9", likely_low=low, likely_high=high))["range"]


def test_every_dimension_that_a_detector_knows_has_a_name_for_people():
    assert set(DIMENSIONS) == set(detection.DIMENSIONS)
