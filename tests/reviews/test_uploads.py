"""Files as evidence: their content decides, nothing half-written stays, and nothing is ever shown."""

import os
import time

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from claims.errors import DomainError
from reviews import services, uploads
from reviews.filetypes import MAX_BYTES, UnfitFile, clean_name, kind_of
from reviews.models import Evidence, Upload
from reviews.publishing.services import publish_review as publish
from tests.api.problems import problem
from tests.reviews.test_archiving import files

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< >>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
GIF = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)
WEBP = b"RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00/\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"
TAKEN = {"application/pdf": PDF, "image/png": PNG, "image/jpeg": JPEG, "image/gif": GIF, "image/webp": WEBP}
ZIP_END = b"PK\x05\x06" + bytes(18)
REFUSED = {
    "nothing": b"",
    "svg": b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "html": b"<!doctype html><script>alert(1)</script>",
    "html before a pdf": b"<html><script>alert(1)</script>\n" + PDF,
    "text": b"just words",
    "a zip": b"PK\x03\x04" + bytes(40) + ZIP_END,
    "a program": b"\x7fELF" + bytes(60),
    "a gif that is a script": b"GIF89a/*" + b"<script>alert(1)</script>*/=1;alert(1)",
    "a gif that is an archive": GIF + b"PK\x03\x04" + bytes(40) + ZIP_END,
    "a pdf that is an archive": PDF + ZIP_END,
    "a png that is a page": PNG + b"<html><body onload=alert(1)>",
    "half a signature": PNG[:8],
    "a tiff": b"II*\x00" + bytes(50),
    "a bmp": b"BM" + bytes(60),
    "a sound": b"RIFF\x1a\x00\x00\x00WAVEfmt " + bytes(30),
}


@pytest.fixture
def hand_in(newsroom):
    """`hand_in(content, name)`: the evidence that it became, on a draft."""
    review = newsroom.review()

    def add(content=PDF, name="figures.pdf", **facts):
        wanted = {"file": ContentFile(content), "name": name, "stance": "refutes", "by": newsroom.reviewer}
        return services.add_evidence_file(review, **(wanted | facts))

    add.review = review
    return add


@pytest.mark.parametrize("kind", TAKEN)
def test_a_document_or_picture_is_known_by_its_content(hand_in, kind):
    evidence = hand_in(TAKEN[kind], "misleading.txt")
    upload = evidence.upload
    assert (upload.content_type, upload.size) == (kind, len(TAKEN[kind]))
    assert upload.file.read() == TAKEN[kind]
    upload.file.close()
    assert "misleading" not in upload.file.name
    assert (evidence.url, evidence.title) == ("", upload.name)


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED)
def test_everything_else_is_refused_and_leaves_nothing(hand_in, content):
    before, version = files(), hand_in.review.version
    with pytest.raises(UnfitFile):
        hand_in(content, "innocent.pdf")
    assert files() == before
    hand_in.review.refresh_from_db()
    assert (hand_in.review.version, Evidence.objects.count()) == (version, 0)


def test_a_file_beyond_the_limit_is_refused(hand_in):
    before = files()
    with pytest.raises(UnfitFile, match="20 MB"):
        hand_in(PDF + bytes(MAX_BYTES))
    assert files() == before


@pytest.mark.parametrize(
    ("given", "kept"),
    [("../../etc/passwd", "passwd.pdf"), ("C:\\Users\\eve\\report.pdf", "report.pdf"), ("", "document.pdf"),
     ("a\x00b\r\nSet-Cookie: x.pdf", "abSet-Cookie x.pdf"), ("gnp\u202efdp.exe", "gnpfdp.exe.pdf"),
     (".htaccess", "htaccess.pdf"), ("x" * 500 + ".pdf", "x" * 196 + ".pdf"), ("Zahlen 2026.PDF", "Zahlen 2026.pdf")],
)  # fmt: skip
def test_a_name_is_cleaned_and_ends_as_its_kind_does(given, kept):
    assert clean_name(given, "application/pdf") == kept


@pytest.mark.parametrize("state", ["submitted", "approved", "abandoned", "retracted"])
def test_a_review_that_takes_no_evidence_takes_no_file(newsroom, state):
    review, before = newsroom.review(state), files()
    with pytest.raises(DomainError):
        services.add_evidence_file(review, file=ContentFile(PDF), name="a.pdf", stance="context", by=newsroom.reviewer)
    assert files() == before


def test_a_row_that_cannot_be_written_takes_the_file_along(hand_in, monkeypatch):
    before = files()

    def fail(**facts):
        raise ValueError

    monkeypatch.setattr(Upload.objects, "create", fail)
    with pytest.raises(ValueError):  # noqa: PT011 - whatever happens
        hand_in()
    assert files() == before
    assert Evidence.objects.count() == 0


def test_a_storage_that_fails_leaves_no_row(hand_in, monkeypatch):
    def fail(name, content):
        raise OSError("No space left on device")

    monkeypatch.setattr(default_storage, "save", fail)
    with pytest.raises(OSError, match="No space"):
        hand_in()
    assert Evidence.objects.count() == 0


def test_files_that_no_row_names_are_swept_after_a_day_and_others_stay(hand_in):
    named = hand_in().upload.file.name
    orphan, fresh = (default_storage.save(f"evidence/2020/01/{name}.pdf", ContentFile(PDF)) for name in ("a", "b"))
    for name in (named, orphan):
        os.utime(default_storage.path(name), (time.time() - 100_000,) * 2)
    uploads.sweep_orphans()
    assert [default_storage.exists(name) for name in (named, orphan, fresh)] == [True, False, True]
    default_storage.delete(fresh)


def test_a_file_is_served_to_be_saved_and_to_run_nowhere(hand_in, newsroom, api):
    evidence = hand_in(PDF, 'fig"ures; filename=x.pdf')
    answer = api(newsroom.viewer).get(f"evidence/{evidence.pk}/file/")
    assert answer.file == PDF
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_evidence_that_is_a_page_has_no_file(newsroom, api):
    review = newsroom.review()
    newsroom.add_evidence(review)
    problem(api(newsroom.viewer).get(f"evidence/{review.evidence.get().pk}/file/"), 404)


def test_a_file_comes_in_over_rest_with_its_facts(newsroom, api):
    review = newsroom.review()
    body = {"file": SimpleUploadedFile("../x.png", PNG, "text/html"), "stance": "supports", "order": "primary",
            "interests": "Paid by the port.", "note": "Page 3.", "accessed_on": "2026-10-14"}  # fmt: skip
    answer = api(newsroom.reviewer).upload(f"reviews/{review.pk}/files/", body)
    assert answer.status_code == 201, answer.content
    shown = answer.json()
    assert shown["file"]["content_type"] == "image/png"
    assert shown["file"]["name"] == "x.png"
    assert (shown["order"], shown["interests"], shown["copies"]) == ("primary", "Paid by the port.", [])


def test_what_is_wrong_with_an_upload_is_said_in_a_problem(newsroom, api, settings):
    review = newsroom.review()
    client, path = api(newsroom.reviewer), f"reviews/{review.pk}/files/"
    file = lambda content=PDF: SimpleUploadedFile("a.pdf", content)  # noqa: E731
    problem(client.upload(path, {"stance": "supports"}), 400, at="#/file")
    problem(client.upload(path, {"file": "text", "stance": "supports"}), 400, at="#/file")
    problem(client.upload(path, {"file": file(), "stance": "proves"}), 400, at="#/stance")
    problem(client.upload(path, {"file": file(), "stance": "supports", "added_by": "1"}), 400, at="#/added_by")
    problem(client.upload(path, {"file": file(b"<svg/>"), "stance": "supports"}), 422, kind="UnfitFile")
    problem(client.upload(path, {"file": file(PDF + bytes(MAX_BYTES + 300_000)), "stance": "supports"}), 413)
    assert Evidence.objects.count() == 0


def test_a_published_file_is_named_with_its_digest_and_is_no_citation(newsroom, hand_in, client):
    review = hand_in.review
    evidence = hand_in(note="The table on page 3.")
    newsroom.submit(review)
    services.approve_review(review, by=newsroom.second)
    fact_check = publish(review, by=newsroom.editor)
    page = client.get(fact_check.get_absolute_url()).content.decode()
    assert "Document on file: figures.pdf" in page
    assert evidence.upload.sha256 in page
    assert 'href=""' not in page
    assert '"citation"' not in page


def test_two_kinds_in_one_are_told_from_one():
    assert kind_of(PDF, PDF[-100:]) == "application/pdf"
    with pytest.raises(UnfitFile, match="two things at once"):
        kind_of(PDF, PDF + ZIP_END)
