"""The detector as its callers see it: anchored, ordered, deterministic, and right about news."""

from __future__ import annotations

import itertools
import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.detection import DETECTOR, VERSION, detect
from claims.detection.en.kinds import KINDS
from claims.detection.en.words import heard
from tests.claims.detection.articles import HARBOUR, PUBLISHED_ON, STRIKE


def quotes(text, **options):
    return [one.quote for one in detect(text, published_on=PUBLISHED_ON, **options)]


def one(text, **options):
    (found,) = detect(text, published_on=PUBLISHED_ON, threshold=0, **options)
    return found


def test_the_candidates_of_a_news_article_are_its_claims():
    found = " ".join(quotes(HARBOUR))
    for claim in (
        "1.2 billion euros",
        "at least 800 dockers",
        "90 million euros last year",
        "contract expires in 2031",
    ):
        assert claim in found
    for furniture in ("By Nora", "Photo:", "Read more", "Port Deal Will", "Who pays", "PORT ELLEN", "very proud"):
        assert furniture not in found


@pytest.mark.xfail(
    reason="A bare quotation that compares without a figure scores .2: the model card names it.", strict=True
)
def test_a_quoted_comparison_without_a_figure_is_a_candidate_too():
    assert "No other port in Europe" in " ".join(quotes(HARBOUR))


def test_opinion_and_scene_score_below_every_figure():
    worth = {found.quote: found.check_worthiness for found in detect(STRIKE, published_on=PUBLISHED_ON, threshold=0)}
    idle = [value for quote, value in worth.items() if quote.startswith(("It was a cold", "I think"))]
    figures = [value for quote, value in worth.items() if any(c.isdigit() for c in quote)]
    assert len(idle) == 2
    assert max(idle) < min(figures)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_any_text_gives_anchored_detections_in_order(text):
    found = detect(text, published_on=PUBLISHED_ON, threshold=0)
    assert all(text[d.start : d.end] == d.quote for d in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


_PIECES = st.sampled_from(
    [
        *"“”\"‘’'(),.:;—\n\0𝔘א",
        "Mr. ",
        "Pete Hegseth ",
        "he ",
        "said ",
        "has claimed ",
        "according to ",
        "the US president ",
        "on Sunday ",
        "in May 2024 ",
        "5% ",
        "at least 800,000 troops ",
        "that ",
        "which ",
        "By ",
        "prices rose ",
        "Officials ",
    ]
)


@given(st.lists(_PIECES, max_size=40).map("".join))
@settings(max_examples=200)
def test_any_scramble_of_news_words_keeps_its_anchors(text):
    for found in detect(text, published_on=PUBLISHED_ON, threshold=0):
        anchors = [found.cue, found.said_on and found.said_on.expression, *(date.expression for date in found.dates)]
        assert text[found.start : found.end] == found.quote
        assert all(text[a.start : a.end] == a.text for a in anchors if a)
        assert 0 <= found.check_worthiness <= 1
        assert found.kind in KINDS
        assert found.reasons
        assert json.loads(json.dumps(found.features)) == found.features


def test_a_quote_of_several_sentences_stays_anchored():
    found = detect(HARBOUR, published_on=PUBLISHED_ON, threshold=0)
    jobs = next(d for d in found if "4,000 jobs" in d.quote)
    assert HARBOUR[jobs.start : jobs.end] == jobs.quote
    assert jobs.claimant == "Ingrid Solberg"
    assert "printed as a direct quote" in jobs.reasons


def test_equal_arguments_give_equal_answers():
    assert detect(HARBOUR, published_on=PUBLISHED_ON) == detect(HARBOUR, published_on=PUBLISHED_ON)


def test_the_limit_keeps_the_highest_in_text_order():
    every = detect(STRIKE, published_on=PUBLISHED_ON, threshold=0)
    best = sorted(every, key=lambda d: -d.check_worthiness)[:3]
    assert detect(STRIKE, published_on=PUBLISHED_ON, threshold=0, limit=3) == sorted(best, key=lambda d: d.start)
    assert detect(STRIKE, published_on=PUBLISHED_ON, limit=0) == []


def test_the_threshold_is_the_least_worth_that_is_reported():
    assert all(d.check_worthiness >= 0.6 for d in detect(STRIKE, published_on=PUBLISHED_ON, threshold=0.6))


@pytest.mark.parametrize("text", ["", "\n", "\0", "Hello.", "By Jane Doe", "”", "LONDON, Sept. 4 –"])
def test_a_text_without_candidates_gives_nothing(text):
    assert quotes(text, threshold=0) == []


@pytest.mark.parametrize(
    "text",
    [
        "By Maria Lopez and John Reed in Oslo.",
        "Port Deal Cost 1.2 Billion Euros",
        "Port deal cost 1.2 billion euros, auditors say",
        "Two cranes lifted 4,000 containers in May 2024 (Paul Adeyemi/AP).",
        "Photo: Two cranes lifted 4,000 containers in May 2024.",
        "Read more: Two cranes lifted 4,000 containers in May 2024.",
        "Additional reporting by John Reed in Oslo in May 2024.",
    ],
)
def test_the_furniture_of_a_page_claims_nothing(text):
    assert quotes(f"{text}\n\nThe region lost 4,000 jobs last year.", threshold=0) == [
        "The region lost 4,000 jobs last year."
    ]


def test_the_dateline_is_not_part_of_the_claim():
    assert quotes("PARIS (AP) — France spent 3 billion euros on the games.") == [
        "France spent 3 billion euros on the games."
    ]


def test_a_sentence_too_long_to_be_a_claim_is_not_one():
    assert quotes("Spending rose by 5% and " * 30 + "fell.", threshold=0) == []


def test_the_time_of_saying_is_the_one_beside_the_speaker():
    found = one("In an interview with Fox News on Sunday, Hegseth argued that aid rose by 12% in 2023.")
    assert (found.said_on.first, found.said_on.expression.text.strip()) == (date(2026, 10, 11), "on Sunday")
    assert [d.granularity for d in found.dates] == ["day", "year"]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Hegseth said on Monday that the talks on Sunday had failed.", date(2026, 10, 12)),
        ("The talks on Sunday had failed, Hegseth told reporters on Monday.", date(2026, 10, 12)),
        ("Officials said Tuesday that prices fell in May 2020.", date(2026, 10, 13)),
        ("Hegseth said the talks on Sunday had failed.", PUBLISHED_ON),
        ("Hegseth said on arrival that aid for Kiev fell on Sunday.", PUBLISHED_ON),
        ("Prices fell by 5% in May 2020.", PUBLISHED_ON),
    ],
)
def test_a_time_inside_the_content_is_not_the_time_of_saying(text, first):
    assert one(text).said_on.first == first


def test_a_quote_inherits_the_occasion_its_speaker_was_introduced_with():
    text = "In an interview on Sunday, John Reed praised the deal.\n\n“It created 4,000 jobs in the region,” he said."
    assert detect(text, published_on=PUBLISHED_ON, threshold=0)[-1].said_on.first == date(2026, 10, 11)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The region lost 4,000 jobs last year.", "quantity"),
        ("Inflation will reach 5% next year.", "prediction"),
        ("No other country in Europe imports as much gas.", "comparison"),
        ("Emissions fell because two coal plants were closed.", "causal"),
        ("The court ruled that the ban was unconstitutional.", "law"),
        ("The senator opposed the relief package from the start.", "position"),
        ("Hegseth described the plan as a gift to Moscow.", "quote"),
        ("The two leaders met in Oslo on Monday.", "event"),
    ],
)
def test_a_claim_has_a_kind(text, kind):
    assert one(text).kind == kind


def test_the_reasons_are_words_a_reviewer_understands():
    reasons = one("Pete Hegseth said the army had at least 800,000 troops.").reasons
    assert "a number: at least 800,000 troops" in reasons
    assert "a named source: Pete Hegseth" in reasons
    assert "first-person opinion lowers it" in one("I think this is a shameful day for us all.").reasons


def test_the_words_that_are_weighed_are_those_of_the_claim_and_not_of_who_said_it():
    bare = heard("crime fell by a third in two years.").words
    assert one("The mayor said on Monday that crime fell by a third in two years.").features["grams"] == round(bare, 3)


def test_each_detection_names_its_detector():
    assert VERSION.startswith(f"{DETECTOR}-")
    assert one("Crime fell by a third in two years.").detector == VERSION


def test_only_an_occasion_carries_over_to_the_next_sentence():
    text = (
        "Last year, Ina Velk proposed a bridge for 40 million crowns. She has refused to pay for it since 2025.\n\n"
        "On Sunday, Bo Marr told reporters that 12 ships were sold. He said that 30 more would follow within a year."
    )
    said = {
        found.quote.split()[0]: found.said_on for found in detect(text, published_on=date(2026, 10, 14), threshold=0)
    }
    assert said["She"].expression is None
    assert said["He"].first == date(2026, 10, 11)
