"""Quotations: paired by where the marks stand, not by which marks they are."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.detection.quotes import inside, quotations


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He said “yes” and “no.”", ["“yes”", "“no.”"]),
        ("”He should come,” he said.", ["”He should come,”"]),
        ('She said: "It\'s over."', ['"It\'s over."']),
        ("the ‘victory plan’ of the workers’ party", ["‘victory plan’"]),
        ("„Ja“, sagte er.", ["„Ja“"]),
        ("''We won,'' he said.", ["''We won,''"]),
        ("“Not closed\nnext line”", ["“Not closed"]),
        ("It's the workers' fault, isn't it?", []),
    ],
)
def test_quotations_are_found(text, expected):
    assert [one.text for one in quotations(text)] == expected


@given(st.text(alphabet="ab .,“”\"‘’'«»\n", max_size=200))
def test_quotations_are_anchored_and_do_not_overlap(text):
    found = quotations(text)
    assert all(text[one.start : one.end] == one.text for one in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


def test_a_place_in_a_quotation_is_inside_it():
    found = quotations("He said “yes” twice.")
    assert inside(found, 9, 12) == found[0]
    assert inside(found, 0, 3) is None
    assert inside(found, 9, 16) is None
