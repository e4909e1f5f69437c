"""Claims that resemble each other: found within a desk, with the figures that differ; never what a page waits for."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims import similarity
from claims.models import Claim
from claims.similarity import differing_figures, resembling
from tests.factories import ClaimFactory
from tests.multiplied import copy_row
from tests.plans import nodes_of


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


@pytest.mark.parametrize(
    ("text", "other", "is_like"),
    [
        ("Crime fell by 12 percent in two years.", "Crime fell by 7 percent in ten years.", True),  # common words
        ("Zembla's king sold two trams.", "Zembla's king sold the trams to Saltmere.", True),  # a rare word
        ("It's C:\\temp & 'quoted' | (odd) :* !", "It's C:\\temp & 'quoted' | (odd) :* ?", True),  # signs of a query
        ("Crime fell.", "Crime fell!", True),  # two words: by trigrams
        ("Crime fell by 12 percent in two years.", "The council sold two trams to Saltmere last May.", False),
    ],
)
def test_what_is_like_a_claim_is_found_by_rare_words_by_three_common_ones_or_by_trigrams(
    newsroom, monkeypatch, text, other, is_like
):
    pattern = "{} fell by {} percent in two years, and crime rose in ten."
    texts = [pattern.format(kind, n) for kind in ("Crime", "Rent") for n in range(4)]
    claims = [ClaimFactory(desk=newsroom.desk, text=one) for one in texts]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE claims_claim")
    monkeypatch.setattr(similarity, "RARE_IN", 3)
    claim, near = (ClaimFactory(desk=newsroom.desk, text=words) for words in (text, other))
    found = resembling([claim, *claims], user=newsroom.reviewer, most=20)
    assert (near in [one.claim for one in found[claim.pk]]) == is_like


def test_words_that_are_in_many_claims_are_looked_for_together_and_the_rarest_alone():
    query = similarity.query_of([("zembla", 0), ("o'hara", 10), ("crime", 900), ("fell", 1000), ("two", 5000)])
    assert query == "'zembla'|'o''hara'|('crime'&'fell'&'two')"
    assert similarity.query_of([("crime", 900), ("fell", 1000)]) == "('crime'&'fell')"
    many = [(f"word{n}", 900 + n) for n in range(30)]
    assert similarity.query_of(many).count("|") == 19  # three of six


def test_similar_claims_are_found_by_an_index_in_a_great_many(newsroom):
    words = [
        "harbour",
        "wall",
        "mayor",
        "crowns",
        "percent",
        "tax",
        "school",
        "bridge",
        "fell",
        "rose",
        "cost",
        "council",
    ]
    texts = [
        f"{words[n % 12]} {words[n * 5 % 7]} {words[n * 7 % 11]} of number {n} {words[n % 5]}" for n in range(20_000)
    ]
    copy_row(ClaimFactory(desk=newsroom.desk), texts, {"text": "made.text"})
    claim = newsroom.claim(text="harbour wall mayor of number 1284623 harbour zembla")
    near = newsroom.claim(text="harbour wall mayor of number 1284624 harbour zembla")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE claims_claim")
    with CaptureQueriesContext(connection) as asked:
        found = resembling([claim], user=newsroom.reviewer)
    assert found[claim.pk][0].claim == near
    (sql,) = [one["sql"] for one in asked if "tsquery" in one["sql"] and "similarity(" in one["sql"]]
    scans = [node.get("Index Name") for node in nodes_of(sql) if "Index" in node["Node Type"]]
    assert "claim_words" in scans
    assert "claim_text_trigrams" not in scans


def test_what_takes_too_long_is_left_out_and_the_page_goes_on(newsroom, monkeypatch):
    claim = newsroom.claim()
    monkeypatch.setattr(similarity, "PATIENCE", 50)
    monkeypatch.setattr(
        similarity, "BY_WORDS", "SELECT 1, 1, pg_sleep(2)::text::real WHERE %(most)s > 0 AND %(ids)s IS NOT NULL"
    )
    assert resembling([claim], user=newsroom.reviewer) == {claim.pk: []}
    assert Claim.objects.filter(pk=claim.pk).exists()
