"""Time expressions: the interval of days that was meant on the day of publication."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.detection import Span
from claims.detection.en.ground import expressions, meant

_WORDS = [
    *(
        "May",
        "30",
        "31",
        "February",
        "2024",
        "the",
        "past",
        "next",
        "last",
        "five",
        "years",
        "quarter",
        "to",
        "-",
        "of",
    ),
    *("Q3", "ago", "Monday", "week", "99th", "century", ",", "in", "December"),
]
WEDNESDAY = date(2026, 10, 14)


def intervals(text, published_on=WEDNESDAY):
    found = expressions(Span(7, 7 + len(text), text), published_on=published_on)
    return [(one.first.isoformat(), one.last.isoformat(), one.granularity) for one in found]


@pytest.mark.parametrize(
    ("text", "first", "last", "granularity"),
    [
        ("He resigned on Sunday.", "2026-10-11", "2026-10-11", "day"),
        ("He spoke Wednesday.", "2026-10-14", "2026-10-14", "day"),
        ("The Senate will vote on Tuesday.", "2026-10-20", "2026-10-20", "day"),
        ("Prices rose yesterday.", "2026-10-13", "2026-10-13", "day"),
        ("Sales fell last month.", "2026-09-01", "2026-09-30", "month"),
        ("Crime rose last year.", "2025-01-01", "2025-12-31", "year"),
        ("It rose in the third quarter of 2025.", "2025-07-01", "2025-09-30", "quarter"),
        ("It fell in the first quarter.", "2026-01-01", "2026-03-31", "quarter"),
        ("It fell last quarter.", "2026-07-01", "2026-09-30", "quarter"),
        ("It began last week.", "2026-10-05", "2026-10-11", "week"),
        ("It runs this weekend.", "2026-10-17", "2026-10-18", "weekend"),
        ("The strike began three days ago.", "2026-10-11", "2026-10-11", "day"),
        ("They married two years ago.", "2024-01-01", "2024-12-31", "year"),
        ("Over the past five years wages fell.", "2021-10-14", "2026-10-14", "year"),
        ("He worked in the 1990s.", "1990-01-01", "1999-12-31", "decade"),
        ("It covers 2015 to 2020.", "2015-01-01", "2020-12-31", "year"),
        ("It was signed on March 3, 2014.", "2014-03-03", "2014-03-03", "day"),
        ("The attack on 7 October 2023 failed.", "2023-10-07", "2023-10-07", "day"),
        ("The talks, held May 1-3, failed.", "2026-05-01", "2026-05-03", "day"),
        ("The election was held in November.", "2025-11-01", "2025-11-30", "month"),
        ("The law takes effect in December.", "2026-12-01", "2026-12-31", "month"),
        ("It rose between March and May 2024.", "2024-03-01", "2024-05-31", "month"),
        ("She resigned in early 2021.", "2021-01-01", "2021-04-30", "month"),
        ("He left last summer.", "2026-06-01", "2026-08-31", "season"),
        ("He died in 1788.", "1788-01-01", "1788-12-31", "year"),
        ("The bridge (1871) was rebuilt.", "1871-01-01", "1871-12-31", "year"),
        ("It rose in the first half of 2025.", "2025-01-01", "2025-06-30", "half"),
        ("It fell in the second half of last year.", "2025-07-01", "2025-12-31", "half"),
        ("Spending in fiscal 2025 doubled.", "2025-01-01", "2025-12-31", "fiscal year"),
        ("The 2024-25 financial year was worse.", "2024-01-01", "2025-12-31", "fiscal year"),
        ("He worked there in the early 1980s.", "1980-01-01", "1984-12-31", "year"),
        ("The tower is of the late 18th century.", "1775-01-01", "1799-12-31", "century"),
        ("Rents doubled in the twentieth century.", "1900-01-01", "1999-12-31", "century"),
        ("Wool made the town rich in the 1600s.", "1600-01-01", "1699-12-31", "century"),
        ("APRIL 3, 2026", "2026-04-03", "2026-04-03", "day"),
        ("He visited between May and June in 1981.", "1981-05-01", "1981-06-30", "month"),
        ("The rules changed after 9/11.", "2001-09-11", "2001-09-11", "day"),
        ("The port was bombed in the Second World War.", "1939-09-01", "1945-09-02", "year"),
        ("He had been ill earlier in the year.", "2026-01-01", "2026-12-31", "year"),
    ],
)
def test_an_expression_means_an_interval(text, first, last, granularity):
    assert intervals(text) == [(first, last, granularity)]


@pytest.mark.parametrize(
    "text",
    [
        "He may march on.",
        "It cost $2020 and drew over 2000 people.",
        "The Sun wrote about 5 second delays.",
        "On February 30 nothing happened, nor on 2026-13-45.",
        "In 99 centuries it will be over 9999 years from now.",
        "The store sold 1788 lamps and ordered 1650 more.",
        "He retired a year later, that month or the following day.",
    ],
)
def test_words_and_days_that_no_calendar_has_are_left_alone(text):
    assert intervals(text) == []


@pytest.mark.parametrize("published_on", [date.min, date.max, date(2024, 2, 29)])
def test_no_day_of_publication_is_too_early_or_too_late(published_on):
    text = (
        "Last year, next week, tomorrow, two decades ago, next Monday, in the past 12 decades and on Dec. 31 it rose."
    )
    for first, last, _ in intervals(text, published_on):
        assert first <= last


@given(
    st.lists(
        st.sampled_from(
            [
                "May",
                "30",
                "31",
                "February",
                "2024",
                "the",
                "past",
                "next",
                "last",
                "five",
                "years",
                "quarter",
                "to",
                "-",
                "of",
                "Q3",
                "ago",
                "Monday",
                "week",
                "99th",
                "century",
                ",",
                "in",
            ]
        ),
        max_size=12,
    ),
    st.dates(),
)
def test_any_run_of_time_words_is_grounded_in_order_or_not_at_all(words, published_on):
    text = " ".join(words)
    sentence = Span(3, 3 + len(text), text)
    found = expressions(sentence, published_on=published_on)
    assert all(one.first <= one.last for one in found)
    assert all(text[one.expression.start - 3 : one.expression.end - 3] == one.expression.text for one in found)
    assert all(a.expression.end <= b.expression.start for a, b in itertools.pairwise(found))


@pytest.mark.parametrize(
    ("sentence", "expression", "first"),
    [
        ("Unemployment fell to 4.1 percent in October.", "in October", date(2026, 10, 1)),
        ("Prices rose by 2.3 percent in the twelve months to October.", "October", date(2026, 10, 1)),
        ("The letter became public on Tuesday.", "on Tuesday", date(2026, 11, 3)),
        ("Rents this summer were 11 percent higher.", "this summer", date(2026, 6, 1)),
        ("The stadium is to reopen next August.", "next August", date(2027, 8, 1)),
        ("The bridge is due to open in March.", "in March", date(2027, 3, 1)),
    ],
)
def test_the_tense_of_the_nearest_verb_says_which_month_or_day_is_meant(sentence, expression, first):
    found = expressions(Span(0, len(sentence), sentence), published_on=date(2026, 11, 5))
    assert [(one.expression.text, one.first) for one in found if one.expression.text == expression] == [
        (expression, first)
    ]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("She left in May 2019 and came back two years later.", "2021-01-01", "2021-12-31"),
        ("The court ruled on 3 March 2024; the government resigned the following day.", "2024-03-04", "2024-03-04"),
        ("In 1974 he won, and that same year he lost again.", "1974-01-01", "1974-12-31"),
        (
            "It opened on 2 May 2020, a week earlier than planned, and closed the next month.",
            "2020-06-01",
            "2020-06-30",
        ),
    ],
)
def test_a_later_time_counts_from_the_one_told_before(text, first, last):
    assert intervals(text)[-1][:2] == (first, last)


def test_a_later_time_counts_from_an_anchor_of_an_earlier_sentence():
    text = "Two months later the mayor resigned."
    (before,) = expressions(Span(0, 20, "It fell in May 2019."), published_on=WEDNESDAY)
    (found,) = expressions(Span(0, len(text), text), published_on=WEDNESDAY, anchor=before)
    assert (found.first, found.last) == (date(2019, 7, 1), date(2019, 7, 31))


def test_nobody_can_tell_the_day_after_a_year():
    assert [one[2] for one in intervals("It burned in 1951 and the following day it rained.")] == ["year"]


@pytest.mark.parametrize(
    ("text", "words", "first"),
    [
        ("He lived there (1922 – 2013).", "2013", date(2013, 1, 1)),
        ("From March to August 2011 it was dark.", "March", date(2026, 3, 1)),
        ("The abbey is of 842.", "842", date(842, 1, 1)),
    ],
)
def test_words_known_to_tell_a_time_are_grounded_by_themselves(text, words, first):
    start = text.index(words)
    found = meant(Span(0, len(text), text), start, start + len(words), published_on=WEDNESDAY)
    assert found.first == first
