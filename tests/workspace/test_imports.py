"""Imports in the workspace: files and addresses in, progress and reasons out, another desk's nowhere."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from claims import services, tasks
from claims.models import Article, Import
from tests.claims.test_importing import many

ARTICLES, IMPORTS = reverse("workspace:articles"), reverse("workspace:imports")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def files(*named):
    return [SimpleUploadedFile(name, data) for name, data in named]


def refused(newsroom):
    """An import of which one entry was taken and two were not."""
    (file,) = files(("mixed.ndjson", many(1) + b"?\n<b>\n"))
    row = services.import_file(file, desk=newsroom.desk, name=file.name, by=newsroom.reviewer)
    tasks.work_off_import(row.pk)
    row.refresh_from_db()
    return row


def test_several_files_are_handed_over_at_once_and_their_progress_is_asked_for(newsroom, at_desk):
    given = {"documents": files(("one.ndjson", many(2)), ("wall.txt", b"date 2026-10-14 Wall\n\nIt cost 4 million."))}
    answer = at_desk(newsroom.reviewer).post(IMPORTS, given, follow=True)
    rows = list(Import.objects.order_by("pk"))
    assert [row.name for row in rows] == ["one.ndjson", "wall.txt"]
    assert "2 files are being read" in answer.text
    assert f"{reverse('workspace:imports-progress')}?imports={rows[1].pk},{rows[0].pk}" in answer.text
    for row in rows:
        tasks.work_off_import(row.pk)
    assert Article.objects.count() == 3
    shown = at_desk(newsroom.reviewer).get(reverse("workspace:imports-progress"), {"imports": f"{rows[0].pk}"}).text
    assert "2 read: 2 new" in shown
    assert "hx-get" not in shown, "nothing more is to be asked"


def test_an_address_is_handed_over(newsroom, at_desk):
    at_desk(newsroom.reviewer).post(IMPORTS, {"address": "facts.example/feed.xml", "published_on": "2026-10-14"})
    assert Import.objects.get().url == "https://facts.example/feed.xml"


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({}, "Choose one or several files"),
        ({"address": "https://x.example", "documents": files(("x", b"x"))}, "Choose one or several files"),
        ({"address": "no address"}, "valid URL"),
        ({"documents": files(("x", b"x")), "published_on": "yesterday"}, "valid date"),
    ],
)
def test_what_cannot_be_taken_comes_back_in_words(newsroom, at_desk, given, why):
    answer = at_desk(newsroom.reviewer).post(IMPORTS, given)
    assert (answer.status_code, why in answer.text) == (422, True)
    assert not Import.objects.exists()


def test_the_page_of_an_import_says_what_was_refused_and_why(newsroom, at_desk):
    row = refused(newsroom)
    at_viewer = at_desk(newsroom.viewer)
    page = at_viewer.get(reverse("workspace:import", args=(row.pk,))).text
    assert "3 read: 1 new" in page
    assert "line 2 is not JSON" in page
    report = at_viewer.get(reverse("workspace:import-report", args=(row.pk,)))
    assert "attachment" in report.headers["Content-Disposition"]
    assert [line.split("\t")[0] for line in report.text.splitlines()] == ["2", "3"]
    assert "2 refused" in at_viewer.get(ARTICLES).text


def test_a_viewer_imports_nothing_and_another_desk_sees_nothing(newsroom, at_desk):
    row = refused(newsroom)
    assert at_desk(newsroom.viewer).post(IMPORTS, {"address": "https://x.example"}).status_code == 403
    stranger = at_desk(newsroom.stranger)
    for name in ("import", "import-report"):
        assert stranger.get(reverse(f"workspace:{name}", args=(row.pk,))).status_code == 404
    assert row.name not in stranger.get(ARTICLES).text
    assert row.name not in stranger.get(reverse("workspace:imports-progress"), {"imports": row.pk}).text
    assert f"import-{row.pk}" not in stranger.get(reverse("workspace:imports-progress"), {"imports": row.pk}).text


def failed(newsroom):
    (file,) = files(("harbour.png", b"\x89PNG\r\n\x1a\n...."))
    row = services.import_file(file, desk=newsroom.desk, name=file.name, by=newsroom.reviewer)
    tasks.work_off_import(row.pk)
    row.refresh_from_db()
    return row


def test_a_failed_import_is_tried_again_on_its_page(newsroom, at_desk):
    row = failed(newsroom)
    page, retry = (reverse(f"workspace:{name}", args=(row.pk,)) for name in ("import", "import-retry"))
    assert retry in at_desk(newsroom.reviewer).get(page).text
    answer = at_desk(newsroom.second).post(retry, follow=True)
    assert "Queued again" in answer.text
    assert f"Tried again by {newsroom.second}" in answer.text
    assert retry not in answer.text, "nothing to try while it waits"
    assert "it is queued" in at_desk(newsroom.second).post(retry, follow=True).text
    tasks.work_off_import(row.pk)
    assert retry in at_desk(newsroom.reviewer).get(page).text


def test_only_reviewers_of_the_desk_try_again(newsroom, at_desk):
    row = failed(newsroom)
    page, retry = (reverse(f"workspace:{name}", args=(row.pk,)) for name in ("import", "import-retry"))
    assert retry not in at_desk(newsroom.viewer).get(page).text
    assert at_desk(newsroom.viewer).post(retry).status_code == 403
    assert at_desk(newsroom.stranger).post(retry).status_code == 404
    assert at_desk(newsroom.reviewer).get(retry).status_code == 405
    row.refresh_from_db()
    assert row.state == Import.State.FAILED
