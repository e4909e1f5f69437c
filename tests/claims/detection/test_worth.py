"""The score: calibrated, a function of the sentence alone, and open about how sure it is."""

from __future__ import annotations

import json
import socket
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.detection import DIMENSIONS, detect
from claims.detection.en import encoder, words, worth
from tests.claims.detection.articles import HARBOUR, PUBLISHED_ON, STRIKE

CLAIM = "Unemployment fell to 4.1 percent last year, the lowest rate in two decades."
OPINION = "What a shameful, ridiculous way to run a country that deserves so much better!"
DOUBTFUL = "“No other port in Europe handles as much grain,” she said."
COURTESY = "Thank you all so much for coming tonight."


def test_a_figure_of_public_consequence_scores_above_opinion_and_courtesy():
    claim, opinion, courtesy = (worth.score(one).probability for one in (CLAIM, OPINION, COURTESY))
    assert claim > 0.7
    assert max(opinion, courtesy) < 0.2


def test_the_encoder_reads_only_what_the_words_leave_open():
    assert worth.score(COURTESY).reading is None
    assert worth.score(CLAIM).reading is not None


def test_a_glance_is_enough_where_it_is_sure():
    sure, unsure = worth.score(CLAIM), worth.score(DOUBTFUL)
    assert not sure.is_whole
    assert sure.reading == encoder.shipped().glance(CLAIM).reading
    assert unsure.is_whole
    assert unsure.reading == encoder.shipped().read(DOUBTFUL)
    assert worth.UNSURE[0] < unsure.probability < worth.UNSURE[1]


@pytest.mark.parametrize(
    ("sentence", "present", "absent"),
    [
        (CLAIM, {"verifiable", "consequence"}, {"opinion", "vague"}),
        (OPINION, {"opinion"}, {"verifiable"}),
        ("The minister called the plan a disgrace in parliament on Tuesday.", {"verifiable"}, {"opinion", "vague"}),
        ("Surely even this hapless council could have thought of something better.", {"opinion"}, {"verifiable"}),
    ],
)
def test_the_properties_tell_facts_from_judgement(sentence, present, absent):
    found = worth.properties(sentence)
    assert all(found[name] >= 0.5 for name in present), found
    assert all(found[name] < 0.5 for name in absent), found


@pytest.mark.parametrize("text", [HARBOUR, STRIKE])
def test_each_detection_says_how_sure_it_is_and_why(text):
    for one in detect(text, published_on=PUBLISHED_ON, threshold=0):
        low, high = one.likely
        assert 0 <= low <= one.check_worthiness + 1e-4 <= high + 2e-4 <= 1.001
        assert tuple(dimension.name for dimension in one.dimensions) == DIMENSIONS
        assert all(0 <= dimension.value <= 1 and dimension.why for dimension in one.dimensions)


def test_the_dimensions_name_what_they_saw():
    (found,) = detect(
        "The minister Jane Doe said that hospitals will lose 4,000 nurses by 2028.",
        published_on=PUBLISHED_ON,
        threshold=0,
    )
    why = {dimension.name: dimension.why for dimension in found.dimensions}
    assert "4,000 nurses" in why["quantity"]
    assert why["source"] == "Jane Doe is named as the source"
    assert "health (“hospitals”)" in why["consequence"]
    assert "“will”" in why["prediction"]


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("Former minister Jane Doe, for her part, is labelling the 40 million crowns “a gift to the harbour”.",
         "holds somebody's words in quotation marks; perhaps “Jane Doe”"),
        ("In May, tenants said that 400 flats were empty.", "the source has no name: “tenants”"),
        ("The harbour lost 40 million crowns in 2025.", "the article says so itself"),
    ],
)  # fmt: skip
def test_the_source_is_named_as_far_as_the_text_goes(sentence, why):
    (found,) = detect(sentence, published_on=PUBLISHED_ON, threshold=0)
    assert {one.name: one.why for one in found.dimensions}["source"] == why


def test_what_stands_beside_a_sentence_does_not_move_its_score():
    alone = detect(CLAIM, published_on=PUBLISHED_ON, threshold=0)[0].check_worthiness
    crowded = detect(f"{HARBOUR}\n\n{CLAIM}", published_on=PUBLISHED_ON, threshold=0)[-1]
    assert crowded.quote == CLAIM
    assert crowded.check_worthiness == alone


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=400))
def test_any_words_have_a_score_and_properties(sentence):
    found = worth.score(sentence)
    assert 0 <= found.likely[0] <= found.probability <= found.likely[1] <= 1
    assert all(0 <= one <= 1 for one in worth.properties(sentence).values())


@pytest.mark.parametrize("sentence", ["\ud800 fell by 3 percent", "word " * 5000, "", "\0"])
def test_no_words_are_too_strange_or_too_many_for_the_encoder(sentence):
    assert len(encoder.shipped().read(sentence)) == 6


def test_reading_needs_no_network(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("the detector opened a socket")

    monkeypatch.setattr(socket, "socket", refuse)
    encoder.shipped.cache_clear()
    assert detect(CLAIM, published_on=PUBLISHED_ON)


def test_the_files_of_the_model_are_of_one_version():
    figures = json.loads(resources.files("claims.detection.en").joinpath("model", "metrics.json").read_text())
    assert words.shipped().version == worth.shipped().version == figures["version"]


def test_the_likely_intervals_grow_with_the_probability():
    table = worth.shipped().likely
    assert [step[0] for step in table] == sorted(step[0] for step in table)
    assert all(low <= high for _, low, high in table)
    assert table[0][1] <= table[-1][1]
    assert table[0][2] <= table[-1][2]
