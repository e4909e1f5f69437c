"""Attribution: who said it, by which words, under which full name."""

from __future__ import annotations

import pytest

from claims.detection import detect
from claims.detection.en.attribute import Speech
from claims.detection.en.names import Names
from claims.detection.quotes import quotations
from claims.detection.segment import sentences
from tests.claims.detection.articles import HARBOUR, PUBLISHED_ON, STRIKE


def speakers(text):
    told = sentences(text)
    found = Speech(text, told, quotations(text), Names(text, told)).attributions
    return [(one.claimant, one.kind, one.cue.text) if one else None for one in found]


@pytest.mark.parametrize(
    ("text", "claimant", "kind", "cue"),
    [
        ("Jane Doe said prices rose.", "Jane Doe", "person", "said"),
        ("Prices rose, Defense Secretary Pete Hall has said.", "Pete Hall", "person", "has said"),
        ("“Prices rose,” said Jane Doe, a farmer.", "Jane Doe", "person", "said"),
        ("“Prices rose,” Ms. Doe told the paper.", "Doe", "person", "told"),
        ("According to the World Bank, prices rose.", "World Bank", "organisation", "According to"),
        ("Prices rose, according to a report by the World Bank.", "World Bank", "organisation", "according to"),
        ("Jane Doe, the head of the agency, said prices rose.", "Jane Doe", "person", "said"),
        ("The opposition leader, Jane Doe, said prices rose.", "Jane Doe", "person", "said"),
        (
            "A spokesman for the operator, Baltic Rail Ltd., said prices rose.",
            "Baltic Rail Ltd.",
            "organisation",
            "said",
        ),
        ("Jane Doe, who runs the agency, said prices rose.", "Jane Doe", "person", "said"),
        ("A spokesman for the Ministry of Trade said prices rose.", "Ministry of Trade", "organisation", "said"),
        ("Officials in the Smith administration say prices rose.", "Smith administration", "organisation", "say"),
        ("Moscow denied that prices rose.", "Moscow", "organisation", "denied"),
        ("The mayor of London told reporters that prices rose.", "The mayor of London", "person", "told"),
        ("Zelensky has criticized the plan, insisting that prices rose.", "Zelensky", "person", "insisting"),
        ("Zelensky wants an army which he claims others should fund.", "Zelensky", "person", "claims"),
        ("Jane Doe on Saturday wrote that prices rose.", "Jane Doe", "person", "wrote"),
        ("The World Bank states that prices rose.", "World Bank", "organisation", "states"),
    ],
)
def test_the_source_is_the_one_who_speaks(text, claimant, kind, cue):
    assert speakers(text) == [(claimant, kind, cue)]


@pytest.mark.parametrize(
    "text",
    [
        "The claims of the report were wrong.",
        "Prices rose in May, and exports fell.",
        "The new estimates point upward.",
        "He signed a plan which the minister has denounced.",
        "Jane Doe won every state in the north.",
        "Jane Doe leads by 270 pledged delegates.",
    ],
)
def test_a_noun_that_looks_like_a_cue_attributes_nothing(text):
    assert speakers(text) == [None]


def test_a_source_without_a_name_is_told_but_not_made_a_claimant():
    assert speakers("Police said two men were shot.") == [(None, "", "said")]


def test_the_full_name_comes_from_an_earlier_mention():
    text = "Defense Secretary Pete Hegseth spoke in Paris. Hegseth argued that the change helps."
    assert speakers(text)[1] == ("Pete Hegseth", "person", "argued")


def test_a_pronoun_takes_the_last_person_who_fits():
    text = "Maria Lopez met John Reed in Rome. She claimed that prices rose. He denied that prices rose."
    assert [one[0] for one in speakers(text)[1:]] == ["Maria Lopez", "John Reed"]


def test_a_name_inside_the_quote_is_not_the_speaker():
    text = "In Rome, John Reed praised the deal.\n\n“Paul Dunn should sign it,” he said."
    assert speakers(text)[1][0] == "John Reed"


def test_a_quote_that_goes_on_keeps_its_speaker():
    text = "“I doubt it,” said John Reed, a lawyer. “Prices rose in May. They will fall.”"
    assert [one[0] for one in speakers(text)] == ["John Reed"] * 3


def test_a_headline_word_is_not_taken_for_a_name():
    assert speakers("Instant polls showed that prices rose.") == [(None, "", "showed")]


def test_every_claimant_of_an_article_is_found():
    found = {d.quote[:12]: d.claimant for d in detect(HARBOUR, published_on=PUBLISHED_ON, threshold=0)}
    assert found["The governme"] == "Ingrid Solberg"
    assert found["“No other po"] == "Ingrid Solberg"
    assert found["He claimed t"] == "Tomas Reyes"
    assert found["According to"] == "Federal Audit Office"
    assert found["Officials sa"] is None


def test_a_body_that_speaks_is_an_organisation():
    found = {d.quote[:9]: (d.claimant, d.claimant_kind) for d in detect(STRIKE, published_on=PUBLISHED_ON, threshold=0)}
    assert found["Hospitals"] == ("Department of Health", "organisation")
    assert found["She also "] == ("Paula Wren", "person")
    assert found['"Our memb'] == ("Amir Haddad", "person")


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("Two thirds of tenants said prices rose.", "said"),
        ("Prices rose, their cooperative said in August.", "said"),
        ("They wrote that prices rose.", "wrote"),
    ],
)
def test_a_source_that_no_list_knows_is_somebody_all_the_same(text, cue):
    assert speakers(text) == [(None, "", cue)]


def test_what_somebody_expects_or_wants_is_theirs():
    assert speakers("Jane Doe expects another fall in prices.") == [("Jane Doe", "person", "expects")]
    assert speakers("The mayor is expected to sign the budget.") == [None]


def test_a_long_quotation_without_a_speaker_is_somebody_s_and_has_no_cue():
    text = "“Prices rose by 40% in May and nobody noticed.”"
    assert speakers(text) == [(None, "", "“")]
    assert detect(text, published_on=PUBLISHED_ON, threshold=0)[0].cue is None


def test_the_person_in_the_aside_speaks_and_not_the_body_that_employs_her():
    assert speakers("“Prices rose,” said Acme’s director, Jane Doe.")[0][0] == "Jane Doe"


def test_a_member_of_a_body_is_a_person():
    assert speakers("Mirela Dunmore of the Civic List said prices rose.")[0][:2] == ("Mirela Dunmore", "person")
