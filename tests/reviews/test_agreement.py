"""How far two people agree: pairs, the share that agree, and Cohen's kappa against worked examples."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.agreement import Given, agree, figures, kappa

LABELS = st.sampled_from(["False", "Half true", "True"])


@pytest.mark.parametrize(
    ("first", "second", "is_agreement"),
    [(("False", 1.0), ("Mostly false", 2.0), True), (("False", 1.0), ("Half true", 3.0), False),
     (("Wrong", 1.0), ("Half", 2.01), False), (("Satire", None), ("satire", None), True),
     (("Satire", None), ("Unproven", None), False), (("Satire", None), ("False", 1.0), False)],
)  # fmt: skip
def test_one_step_apart_is_agreement_and_labels_without_a_number_must_be_the_same(first, second, is_agreement):
    assert agree(Given(*first), Given(*second)) == agree(Given(*second), Given(*first)) == is_agreement


def test_kappa_is_what_the_text_books_say():
    """Two raters, 50 applications: both yes 20, yes and no 5, no and yes 10, both no 15."""
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert kappa(pairs) == pytest.approx(0.4)
    assert kappa([]) is None
    assert kappa([("y", "y")] * 9) is None


@given(st.lists(st.tuples(LABELS, LABELS), min_size=1, max_size=60))
def test_kappa_is_never_above_one_and_does_not_care_who_was_first(pairs):
    found, turned = kappa(pairs), kappa([(second, first) for first, second in pairs])
    assert found == turned or found == pytest.approx(turned)
    assert found is None or -1 <= found <= 1
    if len({label for pair in pairs for label in pair}) > 1 and all(first == second for first, second in pairs):
        assert found == pytest.approx(1)


def test_the_figures_of_no_pairs_are_none():
    assert (figures([]).count, figures([]).share, figures([]).kappa) == (0, None, None)
    one = (Given("False", 1.0), Given("Mostly false", 2.0))
    assert (figures([one]).count, figures([one]).share, figures([one]).kappa) == (1, 1.0, 0.0)
