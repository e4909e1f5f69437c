"""What the model learns from: read as written, and held out by the sentence itself."""

from __future__ import annotations

import pytest

from claims.detection.en.training.reported import reported
from claims.detection.en.training.rows import HEADS, Row, debates, is_held_out, letters_by_id, own, parted


def test_a_debate_sentence_has_its_own_label_and_ours_where_we_judged(tmp_path):
    file = tmp_path / "train.tsv"
    file.write_text('Sentence_id\tText\tclass_label\n7\tWe cut "taxes".\tYes\n8\tThank you.\tNo\n', encoding="utf-8")
    judged, plain = debates(file, {"7": "vo"})
    assert judged.text == 'We cut "taxes".'
    assert judged.labels == (1.0, 1.0, 1.0, 0.0, 0.0, None)
    assert plain.labels == (0.0, None, None, None, None, None)


def test_letters_are_read_by_id_and_remarks_are_not(tmp_path):
    file = tmp_path / "labels.tsv"
    file.write_text("# a remark\n7\tvo\n8\t-\n", encoding="utf-8")
    assert letters_by_id(file) == {"7": "vo", "8": "-"}


def test_our_own_sentences_have_every_label(tmp_path):
    file = tmp_path / "own.tsv"
    file.write_text("vcwa\tThe mayor said rents doubled.\n-\tGood evening.\n", encoding="utf-8")
    claim, greeting = own(file)
    assert dict(zip(HEADS, claim.labels, strict=True)) == {
        "worth": 1, "verifiable": 1, "opinion": 0, "consequence": 1, "vague": 0, "attributed": 1,
    }  # fmt: skip
    assert set(greeting.labels) == {0.0}


def test_the_worth_of_a_sentence_may_be_unjudged(tmp_path):
    file = tmp_path / "own.tsv"
    file.write_text("ou\tA shabby little budget.\n", encoding="utf-8")
    assert own(file)[0].labels == (None, 0.0, 1.0, 0.0, 0.0, 0.0)


def test_one_in_five_is_held_out_by_its_words_and_not_by_its_place():
    rows = [Row(f"Sentence number {n}.", (0.0,) * len(HEADS)) for n in range(1000)]
    learnt, kept = parted(rows)
    assert 150 < len(kept) < 250
    assert sorted([*learnt, *kept], key=lambda row: row.text) == sorted(rows, key=lambda row: row.text)
    assert all(is_held_out(row) for row in kept)
    assert parted(reversed(rows))[1] == list(reversed(kept))
    assert parted(rows, lambda row: False) == (rows, [])


def test_sentences_are_learnt_as_reported_words_too_and_keep_what_they_are():
    worthy = Row("The city cut 45 posts in 2020.", (1.0, 1.0, 0.0, 1.0, 0.0, 0.0))
    told = reported([worthy] * 20)
    assert len(told) == 60
    assert {row.labels for row in told} == {(1.0, 1.0, 0.0, 1.0, 0.0, 1.0)}
    assert all("city cut 45 posts in 2020" in row.text for row in told)
    assert any(row.text.startswith("The city") for row in told)
    assert any("that the city" in row.text for row in told)
    assert told == reported([worthy] * 20)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("It is a shame.", (0.0, 0.0, 1.0, 0.0, 0.0, 0.0)),
        ("He said so.", (0.0, 1.0, 0.0, 0.0, 0.0, 1.0)),
        ("“It fell,” we heard.", (1.0, 1.0, 0.0, 0.0, 0.0, 0.0)),
        ("Nobody judged this.", (None, 1.0, 0.0, 0.0, 0.0, 0.0)),
    ],
)
def test_opinions_quotations_and_what_nobody_judged_are_not_reported(text, labels):
    assert reported([Row(text, labels)]) == []
