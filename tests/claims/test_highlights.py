"""A text cut into lines and stretches at its claims, whatever overlaps."""

from hypothesis import given
from hypothesis import strategies as st

from claims.highlights import Span, Stretch, lines

SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=8)


@given(st.text(alphabet="ab \n🙂ש", max_size=30), SPANS)
def test_every_sign_stands_at_its_place_and_bears_exactly_the_marks_that_cover_it(text, places):
    spans = [Span(start, end, at) for at, (start, end) in enumerate(places)]
    fitting = [span for span in spans if span.start < span.end <= len(text)]
    stretches = [stretch for line in lines(text, spans) for stretch in line]
    for stretch in stretches:
        assert text[stretch.start : stretch.start + len(stretch.text)] == stretch.text
        for at in range(stretch.start, stretch.start + len(stretch.text)):
            assert set(stretch.marks) == {span.mark for span in fitting if span.start <= at < span.end}
    assert "".join(stretch.text for stretch in stretches) == text.replace("\n", "")
    heads = [mark for stretch in stretches for mark in stretch.heads]
    assert len(heads) == len(set(heads))


def test_claims_that_share_words_are_both_there():
    found = lines("One two three.", [Span(0, 7, "a"), Span(4, 14, "b")])
    assert found == [
        [
            Stretch(0, "One ", ("a",), ("a",)),
            Stretch(4, "two", ("a", "b"), ("b",)),
            Stretch(7, " three.", ("b",), ()),
        ]
    ]
