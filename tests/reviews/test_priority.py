"""The priority of a claim: what raises it and what cannot, that its parts add up, and that time changes no order."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.keywords import touches
from reviews.priority import Facts, Part, Subject, priority, seen_from

DAYS = st.dates(min_value=date(2015, 1, 1), max_value=date(2080, 1, 1))
FACTS = st.builds(
    Facts,
    text=st.text(max_size=80),
    check_worthiness=st.floats(min_value=0, max_value=1),
    reach=st.none() | st.integers(0, 3),
    seen_on=DAYS,
    articles=st.integers(0, 5000),
    requests=st.integers(0, 5000),
)
SUBJECTS = st.lists(
    st.builds(
        Subject,
        name=st.text(max_size=20),
        keywords=st.lists(st.text(max_size=20), max_size=4).map(tuple),
        weight=st.integers(0, 5),
    ),
    max_size=5,
)


def changed(facts, **changes):
    return Facts(**({name: getattr(facts, name) for name in Facts.__slots__} | changes))


@given(FACTS, SUBJECTS)
def test_the_parts_add_up_and_each_says_why(facts, subjects):
    found = priority(facts, subjects)
    assert found.total == pytest.approx(sum(part.points for part in found.parts), abs=0.01)
    assert all(part.name and part.why for part in found.parts)
    assert found == priority(facts, subjects)


@given(FACTS, SUBJECTS, st.integers(1, 400))
def test_more_of_anything_never_lowers_it(facts, subjects, more):
    before = priority(facts, subjects).total
    for changes in (
        {"check_worthiness": min(1.0, facts.check_worthiness + more / 400)},
        {"seen_on": facts.seen_on + timedelta(days=more)},
        {"articles": facts.articles + more},
        {"requests": facts.requests + more},
        {"reach": min(3, (facts.reach or 0) + more)},
    ):
        assert priority(changed(facts, **changes), subjects).total >= before - 0.011, changes


@given(FACTS, FACTS, DAYS, st.integers(0, 4000))
def test_time_that_passes_changes_neither_order_nor_distance(one, other, today, later):
    first, second = priority(one), priority(other)
    for day in (today, today + timedelta(days=later)):
        apart = seen_from(day, first.parts).total - seen_from(day, second.parts).total
        assert apart == pytest.approx(first.total - second.total, abs=0.02)


@given(FACTS, SUBJECTS, DAYS)
def test_for_people_the_age_is_what_a_claim_has_lost_until_today(facts, subjects, today):
    shown = seen_from(today, priority(facts, subjects).parts)
    (age,) = [part for part in shown.parts if part.name == "recency"]
    assert age.points == (facts.seen_on - today).days


@pytest.mark.parametrize(
    ("keyword", "text", "is_in"),
    [("tax", "A TAX on bread", True), ("tax", "Taxis are dear", False), ("tax", "The surtax rose", False),
     ("sales tax", "the sales\n tax rose", True), ("sales tax", "tax on sales", False), ("straße", "Die STRASSE", True),
     ("co₂", "CO₂ fell", True), ("c++", "written in C++, they say", True), (".*", "anything at all", False),
     ("", "anything", False), ("  ", "a  b", False), ("crime", "Crime, again", True), ("été", "L’été 2026", True)],
)  # fmt: skip
def test_a_topic_is_met_by_whole_words_in_any_case(keyword, text, is_in):
    assert bool(touches(text, [keyword])) == is_in


def test_a_topic_adds_its_weight_once_and_names_the_word():
    facts = Facts("Crime and crime again", 0.5, None, date(2026, 10, 1), 1, 0)
    plain = priority(facts)
    found = priority(facts, [Subject("Safety", ("police", "crime"), 4), Subject("Harbour", ("ship",), 5)])
    assert found.total - plain.total == 4
    assert found.parts[-1] == Part("topic", 4.0, "about Safety (“crime”)")


def test_nothing_that_is_repeated_without_end_outweighs_a_fortnight():
    facts = Facts("Crime fell", 0.5, 1, date(2026, 10, 1), 1, 0)
    loud = changed(facts, articles=10**6, requests=10**6)
    newer = changed(facts, seen_on=date(2026, 10, 15))
    assert priority(facts).total < priority(loud).total < priority(newer).total
