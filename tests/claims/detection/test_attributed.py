"""Whether a sentence has attributed content: far more than a claimant, and still not everything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.detection.en.attribute import Speech
from claims.detection.en.attributed import KINDS, attributed
from claims.detection.en.evidence import evidence
from claims.detection.en.names import Names
from claims.detection.quotes import quotations
from claims.detection.segment import sentences


def judged(text):
    told, quotes = sentences(text), quotations(text)
    return attributed(text, told, quotes, Speech(text, told, quotes, Names(text, told)).attributions)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Jane Doe said prices rose.", "said"),
        ("The minister criticised the plan.", "said"),
        ("The bridge is unsafe, according to two engineers.", "said"),
        ("He declined to comment on the closure.", "said"),
        ("The claim that the bridge is safe was false.", "said"),
        ("She doubled down and lashed out at engineers.", "said"),
        ("“The bridge was never safe,” she said.", "quoted"),
        ("“We knew that the bridge was never safe.”", "quoted"),
        ("Many voters fear that the bridge will fall.", "thought"),
        ("She was not convinced that it was safe.", "thought"),
        ("The mayor regrets the closure.", "thought"),
        ("Her belief that the bridge is safe never changed.", "thought"),
        ("The council plans to close the bridge.", "intended"),
        ("The mayor refused to pay for the bridge.", "intended"),
        ("Engineers were reluctant to open it.", "intended"),
        ("The study suggests that the bridge is unsafe.", "shown"),
        ("The figures indicate a fall in traffic.", "shown"),
        ("Mayor Hopes Bridge Will Reopen", "thought"),
    ],
)
def test_what_is_said_thought_intended_or_shown_is_attributed(text, kind):
    (found,) = judged(text)
    assert (found.kind, found.score >= 0.5) == (kind, True)


@pytest.mark.parametrize(
    "text",
    [
        "The bridge closed in May.",
        "Four people were injured.",
        "The bridge is longer than any other in the north.",
        "It stands beside the Washington Post building.",
        "States share the cost of the bridge.",
        "The film “Bridge of Sighs” opened in May.",
        "The road goes back to the river.",
        "Traffic fell by four points in the state.",
        "He led the team in 1998.",
        "She said.",
    ],
)
def test_the_article_s_own_voice_is_not_attributed(text):
    (found,) = judged(text)
    assert (found.kind, found.score < 0.5) == ("", True)


def test_every_sentence_of_a_quotation_is_attributed():
    text = "“I doubt it,” said John Reed. “It was built in May. It has two lanes. Nobody uses it.” It closed in June."
    assert [bool(one.kind) for one in judged(text)] == [True, True, True, True, False]


def test_a_paragraph_with_its_quotation_left_open_is_quoted_to_its_end():
    text = "“It was built in May. It has two lanes.\n\n“It has no lights,” she said.\n\nIt closed in June."
    assert [one.kind for one in judged(text)] == ["quoted", "quoted", "quoted", ""]


@pytest.mark.parametrize(
    ("less", "more"),
    [
        ("The report was long.", "The report by engineers was long."),
        ("The proposed bridge is long.", "Engineers proposed the bridge."),
        ("The bridge has critics.", "Critics attack the bridge."),
        ("The plan failed.", "His plan to sell it failed."),
        ("It was clear.", "It was clear that the bridge would fall."),
        ("Officials found a crack.", "Officials found that it had cracked."),
    ],
)
def test_a_clause_an_owner_or_a_person_makes_it_likelier(less, more):
    (fewer,), (greater,) = judged(less), judged(more)
    assert fewer.score < greater.score


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("He backed away.", ["backed"]),
        ("He flew back to York.", []),
        ("They back the plan.", ["back"]),
        ("The states said so.", ["said"]),
        ("She took aim at him.", ["took"]),
        ("<tweet id='1'> He hopes so.", ["hopes"]),
        ("He works in an old brick building for the Daily Report.", []),
    ],
)
def test_a_word_tells_by_what_stands_beside_it(sentence, expected):
    assert [one.word for one in evidence(sentence) if one.points > 1] == expected


@given(st.lists(st.sampled_from([*"aA .,“”\"'\n:?", "said ", "that ", "he ", "Doe: "]), max_size=80).map("".join))
def test_any_text_gives_one_judgement_a_sentence(text):
    found = judged(text)
    assert len(found) == len(sentences(text))
    assert all(0 <= one.score <= 1 and (one.kind in KINDS) == (one.score >= 0.5) for one in found)
