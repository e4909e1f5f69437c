"""Reading articles in the house's file form, and refusing everything else with a reason."""

import tracemalloc
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.errors import UnreadableInput
from claims.ingestion.draft import ArticleDraft
from claims.ingestion.textfile import (
    MAX_TEXT_BYTES,
    MAX_TEXT_CHARS,
    clean_text,
    parse_article_text,
    read_text_file,
)

SAMPLES = sorted((Path(__file__).parents[3] / "seeds" / "data" / "articles").glob("*.txt"))
HEADER = " date 2026-10-05 Harbour toll falls\n\n"
BODY = "The toll fell by 12 percent, ”she said.”\n\nNobody’s boat was turned away – so far."
CURLY = "The harbour master’s report “was late”, the café owner said. It came on Monday, and the toll fell by then. "


def read(text, name="toll.txt"):
    return read_text_file(text if isinstance(text, bytes) else text.encode(), name=name)


def refusal_of(data, name="toll.txt"):
    with pytest.raises(UnreadableInput) as refusal:
        read(data, name=name)
    message = str(refusal.value)
    assert message.startswith(name)
    assert message.endswith(".")
    return message


def test_title_date_byline_and_paragraphs_are_told_apart():
    draft = read(f"{HEADER}By Ines Valloy, Harbour Correspondent\n\n{BODY}\n")
    assert draft == ArticleDraft(
        title="Harbour toll falls",
        text=BODY,
        published_on=date(2026, 10, 5),
        byline="Ines Valloy, Harbour Correspondent",
    )


@pytest.mark.parametrize(
    "byline",
    [
        "Staff, Agencies",
        "Ines Valloy",
        "our own correspondent",
        "J. B. Tarn Jr.",
        "June Carter",
        "May Lin and Tom Oduya",
        "Ósk Þór",
    ],
)
def test_a_byline_is_recognised(byline):
    assert read(f"{HEADER}By {byline}\n\n{BODY}").byline == byline


def test_a_byline_may_say_on_a_second_line_what_its_author_is():
    draft = read(f"{HEADER}By Ines Valloy\nHarbour Correspondent\n\n{BODY}")
    assert (draft.byline, draft.text) == ("Ines Valloy, Harbour Correspondent", BODY)


@pytest.mark.parametrize(
    "sentence",
    [
        "By Sunday evening, the toll had fallen.",
        "By 2030 the harbour will be full.",
        "By June the harbour was full",
        "By the sea, nobody was surprised.",
        "By Port Almery standards the winter was mild, with only eleven nights\nof frost and no ice at all.",
        "Bystanders saw it.",
        "By Ines Valloy\nPORT ALMERY (CNS) — The toll fell.",
    ],
)
def test_a_first_sentence_that_begins_like_a_byline_stays_in_the_text(sentence):
    draft = read(f"{HEADER}{sentence}\n\n{BODY}")
    assert (draft.byline, draft.text) == ("", f"{sentence}\n\n{BODY}")


@pytest.mark.parametrize(
    "header",
    [
        " date 2026-10-05 Harbour toll falls",
        "date 2026-10-05 Harbour toll falls",
        "\ufeff date 2026-10-05 Harbour toll falls",
        "Date: 2026-10-05 Harbour toll falls",
        "\n\n\tDATE  2026-10-05\tHarbour toll falls  ",
    ],
)
def test_small_liberties_in_the_header_are_taken(header):
    draft = read(f"{header}\r\n\r\n{BODY}")
    assert (draft.title, draft.published_on, draft.text) == ("Harbour toll falls", date(2026, 10, 5), BODY)


def test_a_paragraph_right_under_the_header_is_text():
    assert read(f" date 2026-10-05 Harbour toll falls\n{BODY}").text == BODY


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is empty"),
        (" \n\t\r\n ", "is empty"),
        ("\ufeff", "is empty"),
        (BODY, "no date in its first line"),
        ("2026-10-05 Harbour toll falls\n\nWords.", "no date in its first line"),
        ("date Harbour toll falls\n\nWords.", "no date in its first line"),
        ("date 2026-02-31 Harbour toll falls\n\nWords.", "there is no such day"),
        ("date 2026-13-01 Harbour toll falls\n\nWords.", "there is no such day"),
        ("date 05/10/2026 Harbour toll falls\n\nWords.", "not in the form YYYY-MM-DD"),
        ("date 20261005 Harbour toll falls\n\nWords.", "not in the form YYYY-MM-DD"),
        ("date 0206-10-05 Harbour toll falls\n\nWords.", "before there were newspapers"),
        ("date 2026-10-05\n\nWords.", "no title after the date"),
        ("date 2026-10-05   \n\nWords.", "no title after the date"),
        ("date 2026-10-05 \u200b\u2060\n\nWords.", "no title after the date"),
        (f"{HEADER}\u200b\u2060 — ”\n\n\u00ad", "ends after its header"),
        (f"date 2026-10-05 {'word ' * 100}\n\nWords.", "has a title of 499 characters"),
        ("date 2026-10-05 Harbour toll falls", "ends after its header"),
        (f"{HEADER}\n \n", "ends after its header"),
        (f"{HEADER}By Ines Valloy\n\n", "ends after its byline"),
        ("<!DOCTYPE html><html><body><p>Words.", "is a web page (HTML)"),
        (f"{HEADER}<p>Words.</p>\n<p>More words.</p>", "is a web page (HTML)"),
        (f"{HEADER}Words\x1b[31m and more.", "control character (U+001B) in line 3"),
        (f"{HEADER}Words\x85 and more.", "control character (U+0085)"),
    ],
)
def test_a_text_that_is_no_article_is_refused_with_the_reason(text, reason):
    assert reason in refusal_of(text)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF document"),
        (b"\n\n%PDF-1.7\n", "a PDF document"),
        (b"PK\x03\x04\x14\x00", "an office document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document"),
        (b"{\\rtf1\\ansi", "a rich-text (RTF) document"),
        (b"\x89PNG\r\n\x1a\n\x00", "a PNG picture"),
        (b"\xff\xd8\xff\xe0\x00", "a JPEG picture"),
        (b"\x1f\x8b\x08\x00", "a gzip archive"),
        (b"\x7fELF\x02", "a program"),
        (HEADER.encode() + b"Words\x00 and more.", "zero bytes"),
        ((HEADER + BODY).encode("utf-16-le"), "zero bytes"),
    ],
)
def test_a_binary_file_is_refused_by_its_kind(data, kind):
    assert kind in refusal_of(data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_same_words_are_read_from_each_encoding_that_is_certain(encoding):
    draft = read((HEADER + CURLY * 5).encode(encoding))
    assert draft.text == (CURLY * 5).strip()


@pytest.mark.parametrize(
    ("words", "encoding"),
    [
        ("Мэр заявил, что в прошлом году налоги выросли. ", "cp1251"),
        ("Burmistrz oświadczył, że podatki wzrosły w mieście Łódź. ", "cp1250"),
        ("市長は昨年、税金が上がったと述べた。", "shift_jis"),
        (CURLY, "mac_roman"),
    ],
)
def test_another_encoding_is_refused_with_the_way_out(words, encoding):
    message = refusal_of((HEADER + words * 5).encode(encoding))
    assert "is not in UTF-8; it looks like " in message
    assert "Save it as UTF-8" in message


def test_bytes_in_no_encoding_are_refused():
    assert "its encoding cannot be told" in refusal_of(b"date 2026-10-05 T\n\n" + bytes(range(128, 256)) * 40)


def test_fifty_megabytes_are_refused_without_being_decoded():
    data = b"date 2026-10-05 T\n\n" + b"word " * 10_000_000
    tracemalloc.start()
    try:
        assert "too large: 50.0 MB" in refusal_of(data)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_a_text_of_too_many_characters_is_refused_with_their_number():
    text = HEADER + "word " * (MAX_TEXT_CHARS // 5)
    assert len(text.encode()) < MAX_TEXT_BYTES
    assert f"{len(text):,} characters" in refusal_of(text)


def test_an_article_may_be_dated_two_days_ahead_but_not_three():
    today = datetime.now(UTC).date()
    assert read(f"date {today + timedelta(days=2)} Title\n\nWords.")
    assert "is in the future" in refusal_of(f"date {today + timedelta(days=3)} Title\n\nWords.")


def test_a_refusal_names_the_file_that_was_handed_in():
    assert refusal_of(b"", name="Tolls (draft 2).txt").startswith("Tolls (draft 2).txt is empty")


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("one\r\ntwo\rthree\u2028four\x0cfive", "one\ntwo\nthree\nfour\nfive"),
        ("one  \t\ntwo\u00a0", "one\ntwo"),
        ("one\n\n\ntwo", "one\n\n\ntwo"),
        ("one\n\n\n\n\n\ntwo", "one\n\n\ntwo"),
        ("\n \n\ufeffone\n\n", "one"),
        ("e\u0301 “a” ”b” ‘c’ -- … \u00ad\u200b\u202e", "e\u0301 “a” ”b” ‘c’ -- … \u00ad\u200b\u202e"),
        ("  indented", "  indented"),
        ("", ""),
    ],
)
def test_only_line_ends_and_blank_lines_are_tidied(raw, clean):
    assert clean_text(raw) == clean


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\x92", "\ud800"])
def test_text_with_a_control_character_is_refused_and_the_character_is_named(character):
    with pytest.raises(UnreadableInput, match=rf"U\+{ord(character):04X}\) in line 2"):
        clean_text(f"one\ntwo{character}")


@pytest.mark.parametrize(
    "hostile",
    [
        "\n" * 499_000,
        " " * 499_000,
        "By " * 160_000,
        ".”" * 240_000,
        "<" * 499_000,
        "\n<p" * 160_000,
        "date " * 99_000,
        "\ufeff\n" * 240_000,
    ],
    ids=repr,
)
def test_hostile_texts_are_read_or_refused_at_once(hostile):
    started = datetime.now(UTC)
    for text in (hostile, HEADER + hostile):
        try:
            parse_article_text(text, name="hostile.txt")
        except UnreadableInput:
            continue
    assert datetime.now(UTC) - started < timedelta(seconds=2)


PIECES = st.sampled_from(
    [
        b" date ",
        b"2026-10-05 ",
        b"Title",
        b"\n",
        b"\n\n",
        b"\r\n",
        b"By Ines",
        b"words. ",
        b"\xef\xbb\xbf",
        b"\xe2\x80\x9d",
        b"\x93",
    ]
)


@given(st.binary(max_size=400) | st.lists(PIECES | st.binary(max_size=3), max_size=30).map(b"".join))
def test_any_bytes_are_an_article_or_an_unreadable_input(data):
    try:
        draft = read(data)
    except UnreadableInput:
        return
    assert draft.title == draft.title.strip() != ""
    assert draft.text == clean_text(draft.text) != ""


LINES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=60)


@given(st.lists(LINES, max_size=12).map("\n".join), st.sampled_from(["", "By Ines Valloy\n\n", "By Ines Valloy\n"]))
def test_a_parsed_text_survives_the_round_trip_verbatim(body, byline):
    try:
        draft = parse_article_text(HEADER + byline + body, name="toll.txt")
    except UnreadableInput:
        return
    assert draft.text in clean_text(HEADER + byline + body)
    header = f" date {draft.published_on} {draft.title}\n\n"
    printed = header + (f"By {draft.byline}\n\n" if draft.byline else "") + draft.text
    assert read(printed) == draft


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_cleaning_twice_changes_nothing_more(text):
    try:
        once = clean_text(text)
    except UnreadableInput:
        return
    assert clean_text(once) == once


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_each_sample_article_is_in_the_file_form(path):
    draft = read_text_file(path.read_bytes(), name=path.name)
    assert 250 <= len(draft.text.split()) <= 450
    assert draft.byline
    assert date(2026, 9, 1) <= draft.published_on <= date(2026, 11, 30)
    assert draft.text.count("\n\n") >= 5


def test_there_are_twelve_sample_articles_and_one_with_a_mismatched_quote_mark():
    texts = [read_text_file(path.read_bytes(), name=path.name).text for path in SAMPLES]
    assert len(texts) == 12
    assert [text.count("“") == text.count("”") for text in texts].count(False) == 1
