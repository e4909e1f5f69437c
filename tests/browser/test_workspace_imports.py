"""Imports in a real browser: files chosen, progress seen without a reload, nothing amiss for any eye or screen."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from claims import services, tasks
from claims.models import Article, Import
from tests.browser.axe import faults
from tests.claims.test_importing import many
from tests.conftest import Newsroom

ARTICLES = "/desk/articles/"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def newsroom(transactional_db):
    return Newsroom()


def choose(tmp_path):
    """Two files: one with an entry that is refused, and a text without its header."""
    mixed, text = tmp_path / "agency-2026-10.ndjson", tmp_path / "notes.txt"
    mixed.write_bytes(many(3) + b'{"title": "No text"}\n')
    text.write_text("No header line.")
    return [mixed, text]


def test_files_are_chosen_and_their_progress_shows_by_itself(newsroom, visit, tmp_path):
    rosa = visit(newsroom.reviewer)
    page = rosa.go(ARTICLES)
    page.get_by_label("Files", exact=True).set_input_files(choose(tmp_path))
    rosa.press("Import")
    page.get_by_text("2 files are being read").wait_for()
    page.get_by_text("Waits for a worker").first.wait_for()
    for row in Import.objects.order_by("pk"):
        tasks.work_off_import(row.pk)
    page.get_by_text("4 read: 3 new").wait_for()
    page.get_by_text("Begin the file with a line like").wait_for()
    page.get_by_role("link", name="1 refused").click()
    page.get_by_text("does not say").or_(page.get_by_text("is neither")).wait_for()
    assert Article.objects.count() == 3


def test_without_scripts_it_works_as_well(newsroom, visit, tmp_path):
    rosa = visit(newsroom.reviewer, java_script_enabled=False)
    page = rosa.go(ARTICLES)
    page.get_by_label("Files", exact=True).set_input_files(choose(tmp_path)[0])
    rosa.press("Import")
    page.get_by_text("It is being read").wait_for()
    assert Import.objects.get().name == "agency-2026-10.ndjson"


def test_the_pages_are_in_order_for_everybody_and_fit_a_phone(newsroom, visit, pictures):
    for data, name in ((many(2) + b"?\n" * 3, "a" * 120 + ".ndjson"), (b"", "empty.pdf"), (many(3), "waits.ndjson")):
        row = services.import_file(ContentFile(data), desk=newsroom.desk, name=name, by=newsroom.reviewer)
        if name != "waits.ndjson":
            tasks.work_off_import(row.pk)
    first = Import.objects.order_by("pk").first()
    rosa = visit(newsroom.reviewer)
    for path, name in ((ARTICLES, "imports"), (reverse("workspace:import", args=(first.pk,)), "import")):
        page = rosa.go(path)
        for summary in page.locator("#imports summary").all():
            summary.click()
        assert faults(page) == [], path
        for width in (1400, 360):
            page.set_viewport_size({"width": width, "height": 900})
            rosa.picture(pictures / f"{name}-{width}.png")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
        page.set_viewport_size({"width": 1400, "height": 900})
