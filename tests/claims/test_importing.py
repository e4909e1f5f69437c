"""Imports: read in the background entry by entry, with nothing lost or doubled whatever dies, and a report."""

import json
import time
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.functions import Now

from claims import importing, services, tasks
from claims.errors import IllegalMove
from claims.models import Article, Extraction, Import, KnownFactCheck
from reviews import uploads
from tests.api.problems import problem
from tests.claims.ingestion.conftest import Site
from tests.claims.ingestion.documents import LINES, pdf, word
from tests.claims.ingestion.test_claimreview import REVIEW
from tests.claims.ingestion.test_wires import ITEM, RSS
from tests.conftest import Newsroom
from tests.loopback import serving
from tests.races import race
from tests.servers import redis_url

S = Import.State
PAGE = """<html lang="en"><head><title>Trams are late</title>
<meta property="article:published_time" content="2026-10-12"></head><body><article>
<h1>Trams are late</h1><p>Ten trams were late on Monday, the company said in its report.</p>
<p>It blamed the snow, of which twelve centimetres had fallen in the night before.</p></article></body></html>"""


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def site(settings):
    with serving(Site()) as server:
        settings.FETCH_ALLOW = [server.place]
        yield server


def hand_in(newsroom, data, name="file", **facts):
    return services.import_file(ContentFile(data), desk=newsroom.desk, name=name, by=newsroom.reviewer, **facts)


def work_off(row):
    """What workers do with a row until it is settled, in this process."""
    for _ in range(50):
        tasks.work_off_import(row.pk)
        row.refresh_from_db()
        if row.is_settled:
            return row
    pytest.fail(f"not settled: {row.state}, {row.reason}")


def counts(row):
    return row.state, row.new, row.changed, row.unchanged, row.refused


FILES = [
    ("wall.txt", b"date 2026-10-14 Harbour wall\n\nIt cost 4.2 million crowns.", "text", 1),
    ("wall.pdf", pdf(*LINES), "pdf", 1),
    ("wall.docx", word("It cost 4.2 million crowns.", heading="Harbour wall"), "docx", 1),
    ("items.json", json.dumps([ITEM, ITEM | {"uri": "urn:x:8"}]).encode(), "json", 1),
    ("item.json", json.dumps(ITEM).encode(), "json", 1),
    ("lines.ndjson", b'{"title": "A", "published_on": "2026-10-14", "text": "One."}\n', "lines", 1),
]


@pytest.mark.parametrize(("name", "data", "kind", "new"), FILES, ids=[one[0] for one in FILES])
def test_a_file_of_each_kind_becomes_articles_that_wait_for_their_claims(newsroom, name, data, kind, new):
    row = work_off(hand_in(newsroom, data, name))
    assert (row.kind, row.state, row.new, row.refused) == (kind, S.DONE, new, 0)
    article = Article.objects.first()
    assert (article.origin, article.desk, article.submitted_by) == ("import", newsroom.desk, newsroom.reviewer)
    assert Extraction.objects.get(revision__article=article).is_in_bulk
    again = work_off(hand_in(newsroom, data, name))
    assert (again.new, again.unchanged) == (0, row.seen)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("feed.json", json.dumps({"@type": "DataFeed", "dataFeedElement": [{"item": [REVIEW]}]}).encode()),
        ("all.ndjson", json.dumps(REVIEW).encode()),
        ("page.html", f'<html><script type="application/ld+json">{json.dumps(REVIEW)}</script></html>'.encode()),
    ],
)
def test_fact_checks_of_others_are_known_afterwards(newsroom, name, data):
    assert counts(work_off(hand_in(newsroom, data, name))) == (S.DONE, 1, 0, 0, 0)
    assert KnownFactCheck.objects.get(desk=newsroom.desk).publisher == "Facts"
    assert counts(work_off(hand_in(newsroom, data, name))) == (S.DONE, 0, 0, 1, 0)


def test_a_feed_is_fetched_and_so_are_the_articles_it_only_names(newsroom, site):
    site.put(
        "/feed", RSS.replace("https://news.example/2", site.url("/trams")).encode(), Content_Type="application/rss+xml"
    )
    site.put("/trams", PAGE.encode())
    row = services.import_address(site.url("/feed"), desk=newsroom.desk, by=newsroom.reviewer)
    assert counts(work_off(row)) == (S.DONE, 2, 0, 0, 1)
    assert set(Article.objects.values_list("title", flat=True)) == {"Wall & tower", "Trams"}
    assert [(one.entry, "when it was published" in one.reason) for one in row.refusals.all()] == [(3, True)]


def test_what_is_refused_is_reported_and_stops_nothing_else(newsroom):
    lines = [b"no JSON", b'{"title": "A", "published_on": "2026-10-14", "text": "One."}', b'{"title": 7}', b"\xff", b"",
             json.dumps(REVIEW | {"claimReviewed": ""}).encode(), json.dumps(REVIEW).encode()]  # fmt: skip
    row = work_off(hand_in(newsroom, b"\n".join(lines), "mixed.ndjson"))
    assert (counts(row), row.seen) == ((S.DONE, 2, 0, 0, 4), 6)
    assert [one.entry for one in row.refusals.all()] == [1, 3, 4, 5]
    assert all(one.reason.endswith(".") for one in row.refusals.all())


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("x", b"", "empty"),
        ("x.txt", b"no header", "no date"),
        ("x.html", b"<html><p>Words</p></html>", "Hand it in as an article"),
        ("x.json", b'[{"a": 1}, ', "breaks off"),
        ("x.png", b"\x89PNG\r\n\x1a\n....", "PNG"),
    ],
)
def test_a_file_that_cannot_be_read_fails_with_the_reason(newsroom, name, data, why):
    row = work_off(hand_in(newsroom, data, name))
    assert row.state == S.FAILED
    assert why in row.reason


def test_an_address_inside_the_house_is_not_fetched(newsroom):
    row = services.import_address("http://127.0.0.1:1/feed", desk=newsroom.desk, by=newsroom.reviewer)
    assert work_off(row).state == S.FAILED
    assert not default_storage.exists("imports")


def many(count):
    return b"".join(
        json.dumps({"title": f"T {n}", "published_on": "2026-10-14", "text": f"Text {n}."}).encode() + b"\n"
        for n in range(count)
    )


def test_a_worker_that_dies_anywhere_loses_and_doubles_nothing(newsroom, monkeypatch):
    row = hand_in(newsroom, many(250), "many.ndjson")
    keep, kept = importing._keep, []

    def die_after_one(lease, entries):
        if kept:
            raise SystemExit("killed")
        kept.append(keep(lease, entries))
        return True

    monkeypatch.setattr(importing, "_keep", die_after_one)
    first = importing.take(row.pk)
    with pytest.raises(SystemExit):
        importing.work(first)
    monkeypatch.undo()
    row.refresh_from_db()
    assert (row.state, row.seen, row.new) == (S.RUNNING, 100, 100)
    assert importing.take(row.pk) is None, "its lease holds"
    Import.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert importing.requeue_stale() == [row.pk]
    second = importing.take(row.pk)
    importing.work(first)
    assert Article.objects.count() == 100, "who lost the lease stores nothing"
    importing.work(second)
    row.refresh_from_db()
    assert (counts(row), row.seen) == ((S.DONE, 250, 0, 0, 0), 250)
    assert Article.objects.count() == Extraction.objects.count() == 250


def test_a_long_import_gives_others_their_turn(newsroom):
    row = hand_in(newsroom, many(250), "many.ndjson")
    assert importing.work(importing.take(row.pk), seconds=0) is True
    row.refresh_from_db()
    assert (row.state, row.seen) == (S.QUEUED, 100)
    assert work_off(row).new == 250


def test_the_file_is_kept_until_it_is_read_and_swept_afterwards(newsroom):
    row = hand_in(newsroom, many(1), "one.ndjson")
    name = row.file.name
    uploads.sweep_orphans()
    assert default_storage.exists(name)
    work_off(row)
    assert row.file.name == ""
    uploads.FRESH, before = timedelta(0), uploads.FRESH
    try:
        assert uploads.sweep_orphans() == 1
    finally:
        uploads.FRESH = before
    assert not default_storage.exists(name)


def given_up(newsroom, data, name="many.ndjson"):
    """An import whose worker died three times, behind its first hundred entries where it has as many."""
    row = hand_in(newsroom, data, name)
    assert importing.work(importing.take(row.pk), seconds=0) is True
    for _ in range(importing.MAX_CRASHES):
        Import.objects.update(next_attempt_at=Now())
        assert importing.take(row.pk)
        importing.count_crash(row.pk, "The worker that read this file died.")
    row.refresh_from_db()
    return row


def test_a_file_that_failed_is_read_on_behind_what_is_stored_when_it_is_tried_again(newsroom):
    row = given_up(newsroom, many(250))
    assert (row.state, row.seen, row.new, row.is_retriable) == (S.FAILED, 100, 100, True)
    services.retry_import(row, by=newsroom.second)
    assert (row.state, row.reason, row.crashes, row.finished_at) == (S.QUEUED, "", 0, None)
    assert (counts(work_off(row)), row.seen, row.file.name) == ((S.DONE, 250, 0, 0, 0), 250, "")
    (event,) = row.events.all()
    assert (event.name, event.actor, event.version, row.version) == ("retry", newsroom.second, 2, 2)
    assert event.data == {"reason": "The worker that read this file died.", "seen": 100, "refused": 0}
    with pytest.raises(IllegalMove, match="it is done"):
        services.retry_import(row, by=newsroom.second)
    assert row.events.count() == 1


def test_an_address_that_failed_is_fetched_and_read_anew(newsroom, site):
    site.put("/feed", b"no feed", Content_Type="application/rss+xml")
    row = work_off(services.import_address(site.url("/feed"), desk=newsroom.desk, by=newsroom.reviewer))
    Import.objects.update(seen=7, new=6, refused=1)
    row.refusals.create(entry=3, reason="It says nothing.")
    row.refresh_from_db()
    feed = RSS.replace("https://news.example/2", site.url("/trams"))
    site.put("/feed", feed.encode(), Content_Type="application/rss+xml")
    site.put("/trams", PAGE.encode())
    services.retry_import(row, by=newsroom.reviewer)
    assert (row.seen, row.new, row.refused, row.kind, row.refusals.count()) == (0, 0, 0, "", 0)
    assert counts(work_off(row)) == (S.DONE, 2, 0, 0, 1)
    assert (row.events.get().data["seen"], row.events.get().data["refused"]) == (7, 1)


def test_the_file_of_what_failed_is_kept_for_a_week(newsroom):
    row = given_up(newsroom, many(250))
    name = row.file.name
    tasks.forget_import_files()
    row.refresh_from_db()
    assert row.file.name == name
    Import.objects.update(finished_at=Now() - importing.KEPT_FOR - timedelta(seconds=1))
    tasks.forget_import_files()
    row.refresh_from_db()
    assert (row.file.name, row.is_retriable) == ("", False)
    with pytest.raises(importing.FileForgotten):
        services.retry_import(row, by=newsroom.reviewer)
    row.refresh_from_db()
    assert (row.state, row.version, row.events.count()) == (S.FAILED, 1, 0)


@pytest.mark.parametrize("state", [S.QUEUED, S.RUNNING, S.DONE])
def test_only_what_failed_is_tried_again(newsroom, api, state):
    row = hand_in(newsroom, many(1), "one.ndjson")
    Import.objects.update(state=state, finished_at=Now())
    problem(api(newsroom.reviewer).post(f"imports/{row.pk}/retry/"), 409, kind="IllegalMove")
    assert not row.events.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_try_again_at_once_one_is_told():
    newsroom = Newsroom()
    row = given_up(newsroom, many(250))
    outcomes = race(*[lambda: services.retry_import(Import.objects.get(pk=row.pk), by=newsroom.reviewer)] * 2)
    assert sorted(type(one).__name__ for one in outcomes) == ["IllegalMove", "NoneType"]
    assert row.events.count() == 1


def test_what_kills_its_worker_three_times_is_given_up(newsroom):
    row = hand_in(newsroom, many(1), "one.ndjson")
    for _ in range(importing.MAX_CRASHES):
        Import.objects.update(next_attempt_at=Now())
        assert importing.take(row.pk)
        importing.count_crash(row.pk, "The worker that read this file died.")
    row.refresh_from_db()
    assert (row.state, row.crashes) == (S.FAILED, 3)
    assert "died" in row.reason


def test_the_report_is_bounded_and_the_count_is_not(newsroom):
    row = work_off(hand_in(newsroom, b"?\n" * 1200, "bad.ndjson"))
    assert (row.refused, row.refusals.count()) == (1200, importing.MAX_REFUSALS)


def test_a_real_worker_that_is_killed_in_the_middle_is_followed_by_another(start_worker, newsroom, settings):
    place = {"MEDIA_ROOT": str(settings.MEDIA_ROOT), "REDIS_URL": redis_url(0)}
    first = start_worker(place)
    row = hand_in(newsroom, many(6000), "many.ndjson")
    deadline = time.monotonic() + 30
    while not 0 < Import.objects.get().seen < 6000 and time.monotonic() < deadline:
        time.sleep(0.01)
    first.kill()
    row.refresh_from_db()
    assert 0 < row.seen == Article.objects.count() < 6000
    Import.objects.update(lease_until=Now())
    start_worker(place)
    while not row.is_settled and time.monotonic() < deadline + 30:
        tasks.sweep_imports()
        time.sleep(0.2)
        row.refresh_from_db()
    assert counts(row) == (S.DONE, 6000, 0, 0, 0)
    assert Article.objects.count() == Extraction.objects.count() == 6000


def test_a_file_is_handed_over_by_rest_and_its_report_read(newsroom, api):
    client = api(newsroom.reviewer)
    file = SimpleUploadedFile("lines.ndjson", many(2) + b"{}\n")
    answer = client.upload("imports/", {"file": file, "desk": newsroom.desk.slug})
    assert answer.status_code == 202
    work_off(Import.objects.get())
    shown = client.get(f"imports/{answer.json()['id']}/").json()
    assert (shown["name"], shown["kind"], shown["new"], shown["refused"]) == ("lines.ndjson", "lines", 2, 1)
    (line,) = client.get(f"imports/{answer.json()['id']}/report/").json()
    assert line["entry"] == 3
    assert "line 3" in line["reason"]
    assert shown["is_retriable"] is False
    assert client.post("imports/", {"desk": newsroom.desk.slug}).status_code == 400
    assert api(newsroom.viewer).upload("imports/", {"file": SimpleUploadedFile("x", b"x")}).status_code == 403


def test_a_failed_import_is_tried_again_by_rest_and_says_so(newsroom, api):
    row = given_up(newsroom, many(250))
    client = api(newsroom.second)
    assert client.get(f"imports/{row.pk}/").json()["is_retriable"] is True
    again = client.post(f"imports/{row.pk}/retry/")
    assert (again.status_code, again.json()["state"], again.json()["seen"]) == (202, "queued", 100)
    (event,) = client.get(f"imports/{row.pk}/events/").json()
    assert (event["name"], event["actor"], event["data"]["seen"]) == ("retry", newsroom.second.username, 100)
