"""Where a quoted passage stands in a page, and how far a page has moved away: both are pure."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.anchoring import anchor, follow
from reviews.drift import share_lost

TEXT = (
    "Ein Wort vorab. 🙂 The office counts  “7 percent”, not\u00a012 –\nas the mayor said. Crime fell in every "
    "dis\u00adtrict of the town, the report of 2026 says, and it fell most in the harbour."
)


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("as the mayor said.", "as the mayor said."),
        ("🙂 The office", "🙂 The office"),
        ('The office counts "7 percent", not 12 - as the mayor said.',
         "The office counts  “7 percent”, not\u00a012 –\nas the mayor said."),
        ("in every district of", "in every dis\u00adtrict of"),
        ("“Crime fell in every district”", "Crime fell in every dis\u00adtrict"),
        ("The report of 2026 said, and it fell most in the harbour",
         "the report of 2026 says, and it fell most in the harbour"),
    ],
)  # fmt: skip
def test_a_passage_is_found_as_it_is_but_for_spaces_and_marks_or_nearly(quote, found):
    start, end = anchor(quote, TEXT)
    assert TEXT[start:end] == found


@pytest.mark.parametrize(
    "quote",
    [
        "", "   ", "“”", "nothing of the kind stands there",
        "the report of 2025 says, and it fell most in the harbour",
        "The office counts “8 percent”, not 12",
        "town says fell in harbour the most",
        "fell out",
    ],
)  # fmt: skip
def test_other_words_and_other_figures_are_not_the_passage(quote):
    assert anchor(quote, TEXT) is None


@given(st.text(max_size=200), st.text(max_size=30), st.text(max_size=200))
def test_a_passage_of_the_text_is_always_found_where_it_says(before, quote, after):
    text = before + quote + after
    place = anchor(quote, text)
    if quote.strip():
        assert text[slice(*place)] == quote.strip()
    else:
        assert place is None


@given(st.text(max_size=60), st.text(max_size=300))
def test_a_place_lies_within_the_text(quote, text):
    place = anchor(quote, text)
    assert place is None or 0 <= place[0] < place[1] <= len(text)


@pytest.mark.parametrize("word", ["a ", "aaaa ", "12 percent of "])
def test_a_million_signs_take_seconds_at_most(word):
    began = time.thread_time()
    anchor("quoted words that stand nowhere here " * 10, word * (1_000_000 // len(word)))
    assert time.thread_time() - began < 8


@pytest.mark.parametrize(
    ("first", "later", "lost"),
    [("one two three four", "one two three four", 0), ("one two three four", "FOUR three, new words: two one!", 0),
     ("one two three four", "one two", 0.5), ("a a b b", "a b", 0.5), ("one", "", 1), ("", "words", 0), ("", "", 0)],
)  # fmt: skip
def test_what_is_lost_counts_and_what_is_added_does_not(first, later, lost):
    assert share_lost(first, later) == lost


@given(st.text(max_size=200), st.text(max_size=200))
@settings(max_examples=50)
def test_a_share_is_a_share_and_nothing_is_lost_of_what_is_still_there(first, later):
    assert 0 <= share_lost(first, later) <= 1
    assert share_lost(first, f"{first} {later}") == 0


OLD = (
    "The council met on Monday. The harbour wall cost 4.2 million crowns, twice as much as planned. It was late.\n\n"
    "The mayor spoke. Nobody asked. In the evening she said it again: nobody asked. The council went home."
)


def passage(quote, text=OLD, nth=0):
    at = -1
    for _ in range(nth + 1):
        at = text.index(quote, at + 1)
    return at, at + len(quote)


WALL = "The harbour wall cost 4.2 million crowns, twice as much as planned."
DENIED = "The harbour wall did not cost more than 4.2 million crowns, much as was planned."


@pytest.mark.parametrize(
    ("quote", "now", "found"),
    [
        ("cost 4.2 million", OLD, "cost 4.2 million"),
        ("cost 4.2 million", "A new first line.\n\n" + OLD, "cost 4.2 million"),
        (WALL, OLD.replace("4.2", "5.1"), WALL.replace("4.2", "5.1")),
        (WALL, OLD.replace(WALL, DENIED), DENIED),
        ("cost 4.2 million crowns, twice", OLD.replace("4.2", "5.1"), "cost 5.1 million crowns, twice"),
        (WALL, "The council met on Monday. It was late.", None),
        ("It was late", OLD.replace("It was late", "It was not late"), None),
    ],
    ids=[
        "as it was",
        "further down",
        "another figure",
        "denied",
        "a part of a sentence",
        "gone",
        "too short to be found again",
    ],
)
def test_a_passage_is_followed_into_a_changed_text(quote, now, found):
    place = follow(OLD, passage(quote), now)
    assert (now[slice(*place)] if place else None) == found


def test_of_several_places_the_one_with_the_same_neighbours_is_it():
    now = "Nobody asked. " + OLD
    first, second = (follow(OLD, passage("obody asked", nth=nth), now) for nth in (0, 1))
    assert (first, second) == (passage("obody asked", now, 1), passage("obody asked", now, 2))


@given(st.text(max_size=120), st.text(min_size=1, max_size=40), st.text(max_size=120))
def test_in_an_unchanged_text_a_passage_stays_where_it_is(before, quote, after):
    text, place = before + quote + after, (len(before), len(before) + len(quote))
    assert follow(text, place, text) in ({place} if quote.strip() else {place, None})
