"""The printed source of given words: before them, after them, between them, or a sentence away."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.detection.en.attribute import Speech
from claims.detection.en.lexicon import words
from claims.detection.en.names import Names
from claims.detection.quotes import quotations
from claims.detection.segment import sentences

_PIECE = re.compile(r"\[(.*?)\]", re.S)


def source(marked):
    """The source of what stands between square brackets."""
    pieces, taken = [], 0
    for one in _PIECE.finditer(marked):
        pieces.append((one.start() - taken, one.end() - taken - 2))
        taken += 2
    text = _PIECE.sub(r"\1", marked)
    told = sentences(text)
    return Speech(text, told, quotations(text), Names(text, told)).source_of(*pieces)


@pytest.mark.parametrize(
    ("marked", "printed"),
    [
        ("Jane Doe said [the bridge would close].", "Jane Doe"),
        ("Jane Doe told reporters in Leeds that [the bridge would close].", "Jane Doe"),
        ("On Tuesday, the mayor of York said that [the bridge would close].", "the mayor of York"),
        ("Jane Doe, the head of the agency, said [the bridge would close].", "Jane Doe"),
        ("The mayor, who grew up in Leeds, believes [the bridge is safe].", "The mayor"),
        ("Two people familiar with the matter say [the bridge would close].", "Two people familiar with the matter"),
        ("A report by the audit office shows [the bridge is unsafe].", "A report by the audit office"),
        ("Many fear [the bridge will fall].", "Many"),
        ("Engineers who fear [the bridge will fall] have left.", "who"),
        ("She was called by critics [a danger to the bridge].", "critics"),
        ("He visited the bridge on Friday to hear engineers, and said [it was safe].", "He"),
        ("Jane Doe praised the engineers, adding [that the bridge was safe].", "Jane Doe"),
        ("The mayor said that he liked the bridge and promised [to keep it open].", "The mayor"),
        ("The collapse led some engineers to doubt [the numbers].", "some engineers"),
        ("A group backing [the bridge] met in York.", "A group"),
        ("The mayor's plan to [close the bridge] failed.", "The mayor"),
        ("Nobody shared her belief that [the bridge is safe].", "her"),
        ("There is concern among engineers that [the bridge will fall].", "engineers"),
        ("Jane Doe, a critic of [the bridge], left.", "Jane Doe"),
        ("Doe: [The bridge is falling]", "Doe"),
        ("To many engineers, [the bridge is a mistake].", "many engineers"),
        ("According to the audit office, [the bridge is unsafe].", "the audit office"),
        ("“All is well,” the mayor told a crowd, calling [the bridge “a jewel.”]", "the mayor"),
    ],
)
def test_a_source_before_its_content_is_found(marked, printed):
    assert source(marked).printed.text == printed


@pytest.mark.parametrize(
    ("marked", "printed"),
    [
        ("[The bridge would close], Jane Doe said.", "Jane Doe"),
        ("[“The bridge will close,”] said the mayor of York.", "the mayor of York"),
        ("[“The bridge will close,”] he added.", "he"),
        ("[The bridge is unsafe], according to two engineers.", "two engineers"),
        ("[The bridge] is admired by engineers.", "engineers"),
        ("[The closure] was first reported by the Daily Post.", "Daily Post"),
        ("But [the bridge], the mayor insists, [is safe].", "the mayor"),
        ("[“I doubt it,”] she said. [“It will fall.”]", "she"),
    ],
)
def test_a_source_after_or_between_is_found(marked, printed):
    assert source(marked).printed.text.removeprefix("the ") == printed.removeprefix("the ")


@pytest.mark.parametrize(
    ("marked", "printed"),
    [
        (
            "The mayor issued a statement late on Friday.\n\n[“We are sorry for the closure of the bridge.”]",
            "The mayor",
        ),
        ("[“Is the bridge safe? Is anything?”] Jane Doe asked.", "Jane Doe"),
        ("[“The bridge was never safe, and we knew it.”]\n\n- Jane Doe", "Jane Doe"),
    ],
)
def test_a_quotation_that_fills_its_sentences_is_given_to_its_neighbour(marked, printed):
    assert source(marked).printed.text == printed


def test_a_name_inside_somebody_else_s_words_is_not_the_source():
    marked = "“Paul Dunn should resign over the bridge at once,” said Jane Doe, adding [that it was unsafe]."
    assert source(marked).printed.text == "Jane Doe"


@pytest.mark.parametrize(
    ("marked", "printed", "claimant", "kind"),
    [
        ("Maria Lopez met John Reed. She said [the bridge was safe].", "She", "Maria Lopez", "person"),
        ("Maria Lopez met John Reed. He defended his plan to [close the bridge].", "He", "John Reed", "person"),
        ("Maria Lopez spoke. Nobody shared her fear that [the bridge would fall].", "her", "Maria Lopez", "person"),
        ("Maria Lopez spoke. [The bridge is safe], Lopez said.", "Lopez", "Maria Lopez", "person"),
        ("The World Bank believes [the bridge is safe].", "The World Bank", "World Bank", "organisation"),
        ("Some engineers believe [the bridge is safe].", "Some engineers", None, ""),
    ],
)
def test_whom_the_printed_words_mean(marked, printed, claimant, kind):
    found = source(marked)
    assert (found.printed.text, found.claimant, found.kind) == (printed, claimant, kind)


def test_words_of_nobody_have_no_source():
    assert source("[Prices rose.]") is None


_WORDS = st.sampled_from(
    sorted(
        words(
            """, . ( ) “ ” ' Jane Doe he said that to both all in on Friday by according plan his 's who 5% and saying
        will Reed //"""  # // ends a paragraph
        )
    )
)


@given(st.lists(_WORDS, min_size=1, max_size=40), st.integers(0, 60), st.integers(1, 60))
def test_a_source_is_printed_in_the_text(printed, start, length):
    text = " ".join(printed).replace("//", "\n")
    told = sentences(text)
    found = Speech(text, told, quotations(text), Names(text, told)).source_of((start, start + length))
    assert found is None or text[found.printed.start : found.printed.end] == found.printed.text != ""
