"""Claims that resemble each other: found within a desk, with the figures that differ; never what a page waits for."""

import pytest

from claims import similarity
from claims.models import Claim
from claims.similarity import differing_figures, resembling
from tests.factories import ClaimFactory


@pytest.mark.parametrize(
    ("here", "there", "only"),
    [
        ("Crime fell by 12 percent.", "Crime fell by 7 percent.", (("12",), ("7",))),
        ("It cost 4,200.50 crowns in 2026.", "In 2026 it cost 4,200.50.", ((), ())),
        ("No figures", "5, 5 and 6", ((), ("5", "6"))),
    ],
)
def test_figures_are_compared_as_they_are_printed(here, there, only):
    assert differing_figures(here, there) == only


def test_the_likest_comes_first_and_only_from_the_desk_and_never_a_duplicate(newsroom):
    claim = newsroom.claim()
    near = newsroom.claim(text="Crime in the city fell by 12 percent in two years.")
    same = newsroom.claim(text="Crime fell by 12 percent in 2 years.")
    newsroom.claim(Claim.State.DUPLICATE, text="Crime fell by 12 percent in two years.")
    newsroom.claim(text="The council sold two trams to Saltmere.")
    ClaimFactory(text=claim.text)
    found = resembling([claim, near], user=newsroom.reviewer)
    likest = [one.claim for one in found[claim.pk]]
    assert likest.index(same) < likest.index(near)
    assert {one.state for one in likest} == {Claim.State.CANDIDATE}
    assert {one.desk for one in likest} == {newsroom.desk}
    assert claim in [one.claim for one in found[near.pk]]
    assert resembling([claim], user=newsroom.stranger)[claim.pk] == []


def test_what_takes_too_long_is_left_out_and_the_page_goes_on(newsroom, monkeypatch):
    claim = newsroom.claim()
    monkeypatch.setattr(similarity, "PATIENCE", 50)
    monkeypatch.setattr(
        similarity, "RESEMBLING", "SELECT 1, 1, pg_sleep(2)::text::real WHERE %s > 0 AND %s IS NOT NULL"
    )
    assert resembling([claim], user=newsroom.reviewer) == {claim.pk: []}
    assert Claim.objects.filter(pk=claim.pk).exists()
