"""What changed between two texts, and how the workspace words times and worth."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.differences import Change, shortened, word_diff
from reviews.workspace.wording import relative, step_of

TEXTS = st.text(alphabet="ab. \n🙂é", max_size=60)


@given(TEXTS, TEXTS)
def test_the_changes_hold_both_texts_whole(before, after):
    changes = word_diff(before, after)
    assert "".join(change.text for change in changes if change.kind != "new") == before
    assert "".join(change.text for change in changes if change.kind != "gone") == after


def test_only_the_words_that_changed_are_told():
    changes = word_diff("Crime fell by 12 percent.\nAll said so.", "Crime fell by 7 percent.\nAll said so.")
    assert [(change.kind, change.text) for change in changes if change.kind != "same"] == [("gone", "12"), ("new", "7")]


def test_long_texts_are_compared_within_a_moment():
    before = "\n".join(f"Line {n} " + "word " * 300 for n in range(400))
    assert word_diff(before, before.replace("word", "term"))[0].kind in {"same", "gone"}


def test_what_stayed_is_cut_short_around_the_changes():
    same = "x" * 1000
    cut = shortened([Change("same", same), Change("new", "y"), Change("same", same), Change("gone", "z")], around=10)
    assert [len(change.text) for change in cut] == [12, 1, 22, 1]


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=3), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(hours=5), "5 hours ago"),
        (timedelta(days=-2), "in 2 days"),
        (timedelta(days=40), "5 September 2026"),
    ],
)
def test_times_are_told_as_people_say_them(ago, words):
    now = datetime(2026, 10, 15, 12, tzinfo=UTC)
    assert relative(now - ago, now) == words


def test_check_worthiness_has_four_steps():
    assert [step_of(share) for share in (0.0, 0.5, 0.7, 1.0)] == [1, 2, 3, 4]
