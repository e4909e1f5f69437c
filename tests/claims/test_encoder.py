"""The encoder that ships: the same claim in other words and languages is nearer than another; any text has a vector."""

import math

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from claims.matching.encoder import DIMENSIONS, VERSION, encode


def cosine(one, other):
    return sum(a * b for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize(
    ("claim", "same", "another"),
    [
        ("The jobless rate hit a half-century low.", "Unemployment fell to its lowest level in 50 years.",
         "The bridge was closed after the storm."),
        ("Food prices doubled in two years.", "Les prix alimentaires ont doublé en deux ans.",
         "Le premier ministre a démissionné lundi."),
        ("The prime minister resigned on Monday.", "Der Premierminister ist am Montag zurückgetreten.",
         "Die Lebensmittelpreise haben sich verdoppelt."),
        ("Vaccines cause autism in children.", "Las vacunas causan autismo en los niños.",
         "La policía detuvo al sospechoso."),
    ],
)  # fmt: skip
def test_the_same_claim_is_nearer_than_another_one_also_in_another_language(claim, same, another):
    asked, near, far = encode([claim, same, another])
    assert cosine(asked, near) > cosine(asked, far) + 0.2


def test_a_vector_does_not_depend_on_what_is_encoded_beside_it():
    alone = encode(["Crime fell by 12 percent."])[0]
    beside = encode(["A very long sentence about ships and trams and the harbour. " * 20, "Crime fell by 12 percent."])[
        1
    ]
    assert beside == pytest.approx(alone, abs=1e-4)
    assert encode([]) == []
    assert VERSION.startswith("use-multilingual-3/")


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
@example("")
@example(" \n\t")
@example("\ud800")
@example("…")
@example("\0")
@example("a" * 5000)
@example("漢字 العربية 🜚" * 50)
def test_any_text_has_a_vector_of_length_one_or_none(text):
    (vector,) = encode([text])
    assert len(vector) == DIMENSIONS
    length = math.sqrt(cosine(vector, vector))
    assert length == pytest.approx(1, abs=0.01) or length == 0
