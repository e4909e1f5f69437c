"""What two sentences agree and differ in: near misses are told from paraphrases, and any text can be compared."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.matching.guard import later, pairs
from claims.matching.guard import Difference, compare

PAIRS = list(pairs())
LATER = list(later())
NEAR_MISSES = [pair for pair in PAIRS if pair.kind != "same"]
SENTENCES = st.sampled_from(sorted({text for pair in PAIRS for text in (pair.here, pair.there)}))


def told(here, there):
    return [(one.kind, one.here, one.there) for one in compare(here, there).differing]


def test_there_are_two_hundred_pairs_and_more_in_four_languages():
    assert len(PAIRS) >= 200
    assert len(NEAR_MISSES) + len(LATER) >= 200
    assert {pair.language for pair in PAIRS} >= {"en", "de", "fr", "es", "en-de", "en-fr", "en-es"}
    assert {pair.kind for pair in PAIRS} == {"same", "figure", "unit", "date", "denial", "direction", "name", "place"}


@pytest.mark.parametrize(
    ("chosen", "least"),
    [
        ([pair for pair in NEAR_MISSES if pair.is_held_out], 0.95),
        ([pair for pair in NEAR_MISSES if not pair.is_held_out], 0.97),
        (LATER, 0.9),
        ([pair for pair in PAIRS if pair.kind == "same"], 0.95),
    ],
    ids=["near misses held out", "near misses worked with", "near misses written later", "paraphrases"],
)
def test_near_misses_are_told_from_paraphrases(chosen, least):
    wrong = [pair for pair in chosen if not pair.is_right]
    assert 1 - len(wrong) / len(chosen) >= least, wrong


@pytest.mark.parametrize(
    ("here", "there", "difference"),
    [
        ("Crime fell by 40 %.", "Crime fell by 14 %.", ("figure", "40 %", "14 %")),
        ("It costs 5 million euros.", "It costs 5 million dollars.", ("unit", "5 million euros", "5 million dollars")),
        ("The law took effect on 14 May.", "The law took effect on 24 May.", ("date", "14 May", "24 May")),
        ("The minister knew.", "The minister never knew.", ("denial", "", "never")),
        ("Rents rose in Bonn.", "Rents fell in Bonn.", ("direction", "rose", "fell")),
        ("Rents rose in Bonn.", "Rents rose in Leipzig.", ("name", "Bonn", "Leipzig")),
        ("Sie zahlen 1.234,5 Euro.", "They pay 1,234.5 dollars.", ("unit", "1.234,5 Euro", "1,234.5 dollars")),
    ],
)  # fmt: skip
def test_what_differs_is_said_in_the_words_of_both(here, there, difference):
    assert told(here, there) == [difference]


@pytest.mark.parametrize(
    ("here", "there", "agreeing"),
    [
        ("A fifth of them are poor.", "20 percent of them are poor.", "a fifth"),
        ("Der Bau kostet 12 Mio. Euro.", "The building costs 12 million euros.", "12 Mio. Euro"),
        ("The debt is €2,3 billion.", "The debt is 2.3 billion euros.", "€2,3 billion"),
        ("It happened on 2020-05-14.", "It happened on 14 May 2020.", "2020-05-14"),
        ("About 10,000 people came.", "10,200 people came.", "10,000"),
        ("The trail is 40 km long.", "The trail is 24.9 miles long.", "40 km"),
        ("Germans pay more.", "Germany pays more.", "Germans"),
    ],
)
def test_what_is_the_same_in_other_words_agrees(here, there, agreeing):
    found = compare(here, there)
    assert not found.is_contrary
    assert agreeing in found.agreeing


def test_two_turns_make_no_contradiction():
    assert told("The drug is not dangerous.", "The drug is safe.") == []


def test_what_only_one_of_them_says_is_no_difference():
    found = compare("Mayor Brandt said crime fell by 12 percent.", "Crime fell, the mayor said.")
    assert not found.is_contrary
    assert set(found.only_here) == {"12 percent", "Brandt"}


def test_between_sentences_that_are_built_unlike_a_difference_is_doubtful():
    found = compare(
        "Greta Holm never said that.", "The wall of Saltmere cost nine million crowns, so the council of Port Almery."
    )
    assert not found.is_contrary
    assert Difference("name", "Greta Holm", "Saltmere Port Almery") in found.doubtful


def test_of_a_long_text_the_sentence_that_is_most_like_the_other_is_compared():
    long = (
        "It was a long evening. " * 10
        + "Crime fell by 40 percent in Bonn. "
        + "Nobody came, and nothing was said. " * 5
    )
    assert told(long, "Crime fell by 14 percent in Bonn.") == [("figure", "40 percent", "14 percent")]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300) | SENTENCES, st.text(max_size=300) | SENTENCES)
def test_any_two_texts_can_be_compared(here, there):
    found = compare(here, there)
    assert not set(found.differing) & set(found.doubtful)


@given(st.text(max_size=200) | SENTENCES)
@settings(max_examples=200, deadline=None)
def test_nothing_contradicts_itself(text):
    assert compare(text, text).differing == compare(text, text).doubtful == ()
