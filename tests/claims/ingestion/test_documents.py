"""PDF and Word documents: their words, their day, and a plain reason where there are none."""

import struct
import time
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.errors import UnreadableInput
from claims.ingestion.docxfile import MAX_UNPACKED_BYTES, read_docx
from claims.ingestion.pdffile import MAX_PAGES, read_pdf
from tests.claims.ingestion.documents import LINES, pdf, with_part, word

DAY = date(2026, 10, 14)
TEXT = "The council spent 4.2 million crowns on the harbour wall last year."
PDF, WORD = pdf(*LINES), word(TEXT, heading="Harbour wall costs more")
XML = "word/document.xml"


@pytest.mark.parametrize(("read", "data"), [(read_pdf, PDF), (read_docx, WORD)])
def test_title_text_and_day_are_read(read, data):
    draft = read(data, name="wall")
    assert (draft.title, draft.published_on) == ("Harbour wall costs more", DAY)
    assert draft.text.split("\n\n")[-1].endswith("on the harbour wall last year.")


@pytest.mark.parametrize(("read", "data"), [(read_pdf, PDF), (read_docx, WORD)])
def test_what_a_person_says_wins(read, data):
    draft = read(data, name="wall", title="Trams", published_on=date(2026, 10, 1))
    assert (draft.title, draft.published_on) == ("Trams", date(2026, 10, 1))


def test_the_title_that_a_program_made_up_is_none():
    assert read_pdf(pdf(*LINES, title="Microsoft Word - draft7.docx"), name="x").title == "Harbour wall costs more"
    assert read_pdf(pdf(*LINES, title="The price of a wall"), name="x").title == "The price of a wall"
    assert read_docx(word(TEXT, "More.", title="The price"), name="x").title == "The price"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (pdf(*LINES, password="secret"), "locked"),
        (pdf(), "no text"),
        (pdf(*LINES, pages=MAX_PAGES + 1), "pages"),
        (pdf(*LINES, created=""), "when it was published"),
        (b"%PDF-1.7 and nothing more", "damaged"),
        (b"", "damaged"),
        (PDF[: len(PDF) // 2], "damaged"),
        (b"%PDF-" + b"x" * 20_000_001, "too large"),
    ],
)  # fmt: skip
def test_a_pdf_that_cannot_be_read_says_why(data, why):
    with pytest.raises(UnreadableInput, match=why):
        read_pdf(data, name="wall.pdf")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (word(), "no words"),
        (b"PK\x03\x04 and nothing more", "damaged"),
        (b"", "damaged"),
        (WORD[:-300], "damaged"),
        (with_part(WORD, XML, b"<not xml"), "damaged"),
        (with_part(WORD, XML, b"0" * 30_000_000), "far more"),
        (with_part(WORD, "docProps/thumbnail.jpeg", b"0" * (MAX_UNPACKED_BYTES + 1)), "far more"),
    ],
)  # fmt: skip
def test_a_word_document_that_cannot_be_read_says_why(data, why):
    with pytest.raises(UnreadableInput, match=why):
        read_docx(data, name="wall.docx")


def test_an_archive_that_lies_about_its_size_unpacks_to_no_more_than_it_said():
    bomb = bytearray(with_part(WORD, XML, b"<a>" + b"0" * 50_000_000 + b"</a>"))
    for mark, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = -1
        while (at := bomb.find(mark, at + 1)) >= 0:
            if struct.unpack_from("<I", bomb, at + place)[0] > 1_000_000:
                struct.pack_into("<I", bomb, at + place, 1000)
    began = time.thread_time()
    with pytest.raises(UnreadableInput, match="damaged"):
        read_docx(bytes(bomb), name="wall.docx")
    assert time.thread_time() - began < 2


def test_no_entity_of_a_document_is_followed(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("a secret word")
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    document = (
        f'<!DOCTYPE d [<!ENTITY l0 "lol">{laughs}<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        "<w:p><w:r><w:t>One &x; two &l9; three</w:t></w:r></w:p></w:body></w:document>"
    )
    try:
        draft = read_docx(with_part(WORD, XML, document.encode()), name="x")
    except UnreadableInput:
        return
    assert "secret" not in draft.title + draft.text
    assert len(draft.title + draft.text) < 1000


@settings(deadline=2000)
@given(st.booleans(), st.integers(0, 40_000), st.binary(min_size=1, max_size=40))
def test_damage_is_never_an_error_of_ours(is_pdf, at, damage):
    data = PDF if is_pdf else WORD
    damaged = data[: at % len(data)] + damage + data[at % len(data) + len(damage) :]
    for read in (read_pdf, read_docx):
        with suppress(UnreadableInput):
            read(damaged, name="x")
