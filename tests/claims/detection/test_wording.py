"""The wording beside a quote: read without the article, and unchanged wherever that is not sure."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.detection import detect
from claims.detection.en.wording import applied
from tests.claims.detection.articles import HARBOUR, PUBLISHED_ON, STRIKE

WEDNESDAY = date(2026, 10, 14)


def worded(text):
    """The wording of the last sentence."""
    return detect(text, published_on=WEDNESDAY, threshold=0)[-1].wording


@pytest.mark.parametrize(
    ("printed", "wording"),
    [
        ("Exports fell by 3% last year.", "Exports fell by 3% in 2025."),
        ("Last year, exports fell by 3%.", "In 2025, exports fell by 3%."),
        ("Exports fell more than last year.", "Exports fell more than in 2025."),
        ("Exports have fallen since last month.", "Exports have fallen since September 2026."),
        ("The vote was held on Sunday.", "The vote was held on 11 October 2026."),
        ("The committee met Monday evening.", "The committee met on the evening of 12 October 2026."),
        ("The committee will vote on Friday.", "The committee will vote on 16 October 2026."),
        ("Two bridges closed three weeks ago.", "Two bridges closed on about 23 September 2026."),
        ("Two bridges closed three years ago.", "Two bridges closed in about 2023."),
        ("Two bridges were closed yesterday.", "Two bridges were closed on 13 October 2026."),
        ("Rents fell by 3% in August.", "Rents fell by 3% in August 2026."),
        ("Fares will go up in January.", "Fares will go up in January 2027."),
        ("The wall broke last winter.", "The wall broke in the winter of 2025–26."),
        ("Rents rose earlier this year.", "Rents rose earlier in 2026."),
        ("Rents rose in the first half of the year.", "Rents rose in the first half of 2026."),
        ("On Sunday, the town voted for 40 new homes.", "On 11 October 2026, the town voted for 40 new homes."),
        ("A survey on Sunday of 400 homes found damp.", "A survey on 11 October 2026 of 400 homes found damp."),
        ("The council on Sunday also sold 40 homes.", "The council on 11 October 2026 also sold 40 homes."),
    ],
)
def test_a_relative_time_is_made_absolute(printed, wording):
    assert worded(printed) == wording


@pytest.mark.parametrize(
    "printed",
    [
        "Exports fell by 3% in the previous year.",
        "Last year’s exports fell by 3%.",
        "Shops are closed every Sunday in winter.",
        "Exports fell about three years ago.",
        "The law of 2019 took effect in March.",
        "The town votes on 22 November.",
        "The pact was signed by March of the following year.",
        "“We built 400 homes last year,” the firm said.",
        "The Sunday papers reported 40 cases.",
        "Many people work harder today than ever.",
        "The yard lost 40 workers five or six weeks ago.",
        "In her Sunday interviews she named 40 towns.",
        "The minister told This Week that 40 towns were flooded.",
        "This weekend, the fleet caught 40 tonnes of cod.",
        "The mill is up for sale on Tuesday and lost 40 workers.",
        "He said that he was set to sell 40 homes on Friday.",
        "When voters go to the polls in July, 400 seats that were won narrowly may change hands.",
        "The party has 40 seats to defend in November after a year that was lost.",
        "Wages might rise by 4% in November, it was said.",
    ],
)
def test_a_time_that_is_not_sure_stays_as_printed(printed):
    assert worded(printed) == printed


@pytest.mark.parametrize(
    ("printed", "wording"),
    [
        ("However, exports fell by 3%.", "Exports fell by 3%."),
        ("But the exports fell by 3%.", "The exports fell by 3%."),
        ("Failing that, exports will fall by 3%.", "Exports will fall by 3%."),
        ("But for the strike, exports had risen.", "But for the strike, exports had risen."),
    ],
)
def test_a_connective_is_dropped(printed, wording):
    assert worded(printed) == wording


@pytest.mark.parametrize(
    ("before", "printed", "wording"),
    [
        ("Minister Jane Doe praised the deal.", "She cut 400 jobs.", "Jane Doe cut 400 jobs."),
        ("Minister Jane Doe praised the deal.", "However, she cut 400 jobs.", "Jane Doe cut 400 jobs."),
        (
            "Minister Jane Doe praised the deal.",
            "In her view, it creates 400 jobs.",
            "In Jane Doe’s view, it creates 400 jobs.",
        ),
        ("Jane Doe met John Reed in Oslo.", "She cut 400 jobs last year.", "Jane Doe cut 400 jobs in 2025."),
        (
            "The Hotel Association has no doubts.",
            "It says that 140 hotels closed.",
            "The Hotel Association says that 140 hotels closed.",
        ),
        (
            "Mayor Jane Doe opened the debate.",
            "The mayor has cut 400 jobs since then.",
            "Jane Doe has cut 400 jobs since then.",
        ),
        (
            "The School Inspectorate met on the coast.",
            "The inspectorate tested 400 children.",
            "The School Inspectorate tested 400 children.",
        ),
        ("Factories closed in Hungary this spring.", "The country lost 400 jobs.", "Hungary lost 400 jobs."),
    ],
)
def test_a_pronoun_or_description_becomes_the_name_it_stands_for(before, printed, wording):
    assert worded(f"{before} {printed}") == wording


@pytest.mark.parametrize(
    ("before", "printed"),
    [
        ("Anna Berg met Jane Doe in Oslo.", "She cut 400 jobs."),
        ("Minister Jane Doe met a police spokeswoman.", "She cut 400 jobs."),
        ("Minister Jane Doe praised the deal.", "He cut 400 jobs in the ministry."),
        ("Minister Jane Doe praised the deal.", "As she spoke, Anna Berg cut 400 jobs."),
        ("Minister Jane Doe praised the deal.", "“She cut 400 jobs,” the union said."),
        ("The crowd stood in Harrow Point.", "He cut 400 jobs in the town."),
        ("Mayor Jane Doe met Mayor Anna Berg.", "The mayor has cut 400 jobs."),
        ("Deputy mayor Jane Doe opened the debate.", "The mayor has cut 400 jobs."),
        ("Factories closed in Hungary and Poland.", "The country lost 400 jobs."),
        ("Factories closed in Hungary as Polish buyers left.", "The country lost 400 jobs."),
    ],
)
def test_where_two_could_be_meant_or_none_nothing_is_changed(before, printed):
    assert worded(f"{before} {printed}") == printed


@pytest.mark.parametrize(
    ("before", "printed", "wording"),
    [
        ("Mary Quill owns the mill.", "Quill has cut 400 jobs.", "Mary Quill has cut 400 jobs."),
        ("Mary Quill owns the mill.", "But Quill’s mill cut 400 jobs.", "Mary Quill’s mill cut 400 jobs."),
        ("Mary Quill owns the mill.", "In 2012, Quill cut 400 jobs.", "In 2012, Mary Quill cut 400 jobs."),
        ("Mary Quill owns the mill.", "Ms. Quill cut 400 jobs.", "Mary Quill cut 400 jobs."),
        ("Mary Quill met John Quill.", "Mr. Quill cut 400 jobs.", "John Quill cut 400 jobs."),
        ("Mary K. Quill, once Mary Quill, owns it.", "Quill cut 400 jobs.", "Mary K. Quill cut 400 jobs."),
    ],
)
def test_a_surname_that_begins_a_claim_becomes_the_full_name(before, printed, wording):
    assert worded(f"{before} {printed}") == wording


@pytest.mark.parametrize(
    ("before", "printed"),
    [
        ("Mary Quill met John Quill.", "Quill cut 400 jobs."),
        ("Mary Quill owns the mill.", "Mr. Quill cut 400 jobs."),
        ("Mary Quill owns the mill.", "President Quill cut 400 jobs."),
        ("Mary Quill owns the mill.", "Quill supporters cut 400 trees."),
        ("Mary Quill owns the mill.", "“Quill has cut 400 jobs,” the union said."),
        ("Mary Quill founded Quill News.", "Quill reported 400 cases."),
        ("John A. Quill met John B. Quill.", "Quill cut 400 jobs."),
    ],
)
def test_a_surname_that_two_bear_or_that_is_no_subject_stays(before, printed):
    assert worded(f"{before} {printed}") == printed


@pytest.mark.parametrize(
    ("before", "printed"),
    [
        ("John Reed was away. A representative for Mr. Reed called.", "He said that 400 jobs were cut."),
        ("Asked whether John Reed would win, the bishop laughed.", "He said that 400 jobs were cut."),
        ("A long letter was written to John Reed.", "He cut 400 jobs."),
        ("Mary Quill met John Quill. Quill smiled.", "Her plan cut 400 jobs and Anna Berg, her deputy, agreed."),
        ("Veeta Marsk won the seat.", "Oslo lawyer Anna Berg, his best friend, lost 400 votes."),
    ],
)
def test_a_pronoun_stays_where_the_name_before_is_not_whom_the_sentence_is_about(before, printed):
    assert worded(f"{before} {printed}") == printed


def test_every_edit_says_why():
    edits = [edit for one in detect(HARBOUR, published_on=PUBLISHED_ON, threshold=0) for edit in one.edits]
    assert edits
    assert all(edit.why for edit in edits)


def assert_edits_hold(text, published_on):
    for one in detect(text, published_on=published_on, threshold=0):
        assert applied(one.quote, one.edits) == one.wording
        assert all(one.quote[edit.start : edit.end] == edit.before != edit.after for edit in one.edits)
        assert all(a.end <= b.start for a, b in itertools.pairwise(one.edits))


@pytest.mark.parametrize("text", [HARBOUR, STRIKE])
def test_the_edits_lead_from_the_quote_to_the_wording(text):
    assert_edits_hold(text, PUBLISHED_ON)


_WORDS = (
    *("However, ", "But ", "He ", "he ", "She ", "Her ", "his ", "It ", "Its report ", "The mayor ", "the country "),
    *("Mayor Jane Doe ", "John Reed ", "Hungary ", "said ", "cut 400 jobs ", ", ", ". ", "\n", "“", "”", "‘", "’s "),
    *("last year ", "on Sunday ", "Monday ", "three weeks ago ", "in May ", "14 January ", "this summer ", "will "),
    *("the end of the year ", "yesterday ", "that ", "in ", "According to ", "the Federal Audit Office ", "found "),
    *("Doe ", "Mr. Reed ", "Doe’s ", "On Monday ", "of this year "),
)


@given(st.lists(st.sampled_from(_WORDS), max_size=40).map("".join), st.dates())
@settings(max_examples=200)
def test_the_edits_hold_in_any_scramble_on_any_day(text, published_on):
    assert_edits_hold(text, published_on)


@given(st.text(max_size=200), st.dates())
def test_the_edits_hold_in_any_text(text, published_on):
    assert_edits_hold(text, published_on)
