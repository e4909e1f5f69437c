"""Sentences: every word once, every offset exact, whatever the typography."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.detection import sentences


def words(text: str) -> list[str]:
    return [span.text for span in sentences(text)]


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=400))
def test_every_offset_is_exact_in_any_text(text):
    spans = sentences(text)
    assert all(text[span.start : span.end] == span.text and span.text for span in spans)
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))


@given(st.text(alphabet="aA .!?\"“”’'(\n\r\u2028\0𝔘א1,;:-…", max_size=300))
def test_no_word_is_lost_and_none_is_doubled(text):
    assert "".join("".join(words(text)).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("OSLO (AFP) — Norway cut rates.", "The krone fell."),
        ("ST. PAUL, Minn. (Reuters) - A judge agreed.", "He left."),
        ("J. K. Rowling met Lt. Col. James T. Kirkland Jr. on Feb. 3.", "Neither spoke."),
        ("The firm, Acme Corp., paid $1.9 trillion.", "It closed."),
        ("The vote ended at 6:30 p.m.", "Crews arrived at dawn."),
        ("He moved to the U.S. in 1998.", "He became a citizen in 2006."),
        ("GDP grew 2.1 percent, down from 2.6 percent.", "Exports led the drop."),
        ("He waited...", "Nothing happened."),
        ("“I thought… maybe not,” he said.", "Then he left."),
        ("“It is over.", "We lost,” she said."),
        ("He asked, “Who pays for this?”", "Nobody answered."),
        ("The plan was “dead.”", "(He withdrew the remark.)"),
        ("”It is a ‘mess,’” he said.", "She agreed."),
        ("1) Boil the water", "2) Let it cool"),
    ],
)
def test_news_typography_is_split_where_a_reader_would(first, second):
    assert words(f"{first} {second}") == [first, second]


def test_sentences_joined_without_a_space_are_parted():
    assert words("The talks failed.The minister left early.") == ["The talks failed.", "The minister left early."]


def test_each_line_of_a_list_is_its_own_sentence():
    assert words("• Crime fell 8.2%\n• Arrests rose 3%") == ["• Crime fell 8.2%", "• Arrests rose 3%"]


def test_a_web_address_is_not_two_sentences():
    assert words("Visit www.example.gov/Claims.Html for details.") == ["Visit www.example.gov/Claims.Html for details."]


def test_a_hard_wrapped_paragraph_is_read_as_one():
    text = "The ministry said on Monday that the price of\nwheat had doubled since the spring.\n\nFarmers agreed."
    assert words(text) == [text[: text.index("\n\n")], "Farmers agreed."]


def test_a_title_before_a_name_does_not_end_a_sentence():
    assert len(words("Gov. Maria Sanchez met Sen. Paul Dunn and Prof. Jane Ito.")) == 1


@pytest.mark.parametrize("text", ["", " ", "\n\n\t", "\u2028\u2029", "\0"])
def test_blank_text_has_no_sentences_but_nul_is_not_blank(text):
    assert words(text) == ([] if not text.strip() else [text])


def test_a_long_line_is_not_cut_inside_a_sentence():
    text = "word " * 3000 + "end. Next one."
    assert [len(one) for one in words(text)] == [len(text) - len(" Next one."), len("Next one.")]


@pytest.mark.parametrize(
    "text",
    [
        "One in five quays is closed to heavy cranes. Dunmore called the timetable a fairy tale.",
        "Ostrowe predicts a majority for the cap. Velk believes that it would be struck down.",
        "It began three years ago. “We hired 540 teachers,” she said.",
    ],
)
def test_a_name_after_a_full_stop_begins_a_sentence(text):
    assert len(sentences(text)) == 2


@pytest.mark.parametrize(
    "text", ["The approx. Velk method failed.", "Col. Ina Velk and Comdr. Bo Marr met Mr. Dunmore."]
)
def test_a_name_after_an_abbreviation_does_not(text):
    assert len(sentences(text)) == 1
