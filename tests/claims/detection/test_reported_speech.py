"""A claim stays worth checking when it is told as somebody's words."""

import pytest

from claims.detection.en.worth import score
from claims.detection.pipeline import DEFAULT_THRESHOLD

CLAIMS = (
    "the city had cut 45 police posts since 2020",
    "unemployment fell to 4.1 percent in October, its lowest level in twelve years",
    "the new hospital cost 312 million crowns, twice what was planned",
    "the number of officers had risen from 612 to 630 over that period",
)


@pytest.mark.parametrize("claim", CLAIMS)
@pytest.mark.parametrize(
    "told",
    [
        "Councillor Mirela Dunmore said that {}.",
        "Finance Minister Edda Rolvik told parliament that {}.",
        "According to the audit office, {}.",
        "The mayor’s office said {}.",
    ],
)
def test_a_claim_stays_a_candidate_whoever_tells_it(claim, told):
    assert score(told.format(claim), claim).probability >= DEFAULT_THRESHOLD


@pytest.mark.parametrize("told", ["Councillor Mirela Dunmore said that {}.", "The mayor’s office said {}."])
@pytest.mark.parametrize("words", ["she was happy to be there", "the meeting would begin at noon", "they would see"])
def test_what_is_not_worth_checking_does_not_become_so_by_being_told(words, told):
    assert score(told.format(words), words).probability < DEFAULT_THRESHOLD
