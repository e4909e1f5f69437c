"""Files are shown to a virus scanner before they are stored, where there is one, at every door they come in by."""

import ast
import socket
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models.functions import Now
from django.urls import reverse

from claims import scanning, services
from claims import tasks as claim_tasks
from claims.models import Import
from reviews import archiving, linkchecks, tasks
from reviews import services as review_services
from reviews.models import Evidence, Snapshot
from tests.claims.ingestion.documents import pdf
from tests.reviews.conftest import PAGE, Site
from tests.scanner import EICAR, Scanner
from tests.scanner import scanning as scanning_with

ROOT = Path(__file__).resolve().parent.parent
CLEAN = pdf("The harbour wall costs more", "The wall of the harbour costs 12 million crowns, the town said.")
INFECTED = CLEAN + EICAR
AWAY = "127.0.0.1:1"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def scanner(settings):
    with scanning_with(Scanner(("127.0.0.1", 0))) as server:
        settings.CLAMD = f"127.0.0.1:{server.server_address[1]}"
        yield server


@pytest.fixture
def site(settings):
    with scanning_with(Site()) as server:
        settings.FETCH_ALLOW = [server.place]
        yield server


def files(settings):
    return [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


# ── What it says ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_it_is_shown_every_byte_and_the_file_is_left_at_its_beginning(scanner):
    file = ContentFile(bytes(range(256)) * 1000)
    file.seek(77)
    scanning.require_clean(file)
    assert file.tell() == 0
    assert scanner.seen == [file.read()]
    scanning.require_clean(b"")
    assert scanner.seen[1] == b""


def test_a_scanner_is_spoken_to_through_a_socket_of_the_machine_as_well(settings, tmp_path):
    place = str(tmp_path / "clamd.ctl")
    with scanning_with(Scanner(place, socket.AF_UNIX)) as scanner:
        settings.CLAMD = f"unix:{place}"
        with pytest.raises(scanning.Infected, match="Eicar-Signature"):
            scanning.require_clean(EICAR)
        assert scanner.seen == [EICAR]
    with pytest.raises(scanning.ScannerAway):
        scanning.require_clean(EICAR)


def test_what_is_larger_than_the_scanner_takes_is_refused_in_words_that_say_so(scanner):
    with pytest.raises(scanning.TooLargeToScan, match="larger than the virus scanner takes"):
        scanning.require_clean(bytes(30_000_000))
    assert scanner.seen == []


@pytest.mark.parametrize("says", ["", "stream: OK and more", "UNKNOWN COMMAND", "stream: Can't allocate memory ERROR"])
def test_an_answer_that_is_none_lets_nothing_pass(scanner, says):
    scanner.says = says
    with pytest.raises(scanning.ScannerAway, match="try again later"):
        scanning.require_clean(b"words")


def test_one_that_hangs_is_waited_for_a_while(settings):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.CLAMD, settings.CLAMD_TIMEOUT = f"127.0.0.1:{silent.getsockname()[1]}", 0.2
        with pytest.raises(scanning.ScannerAway):
            scanning.require_clean(bytes(20_000_000))


def test_nobody_is_asked_where_no_scanner_is_set_and_a_place_that_is_none_is_an_error(settings):
    scanning.require_clean(EICAR)
    settings.CLAMD, settings.CLAMD_TIMEOUT = "/run/clamav/clamd.ctl", 40
    assert [one.id for one in run_checks() if one.id and one.id.startswith("config.")] == ["config.E005", "config.E006"]
    with pytest.raises(scanning.ScannerAway):
        scanning.require_clean(EICAR)


# ── Every door ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def doors(newsroom, api, client):
    """Each door for files: hands in this content, and answers with status and what was said."""
    review = newsroom.review()
    program = api(newsroom.reviewer)
    client.force_login(newsroom.reviewer)

    def named(content):
        return SimpleUploadedFile("wall.pdf", content)

    def evidence_by_program(content):
        return program.upload(f"reviews/{review.pk}/files/", {"file": named(content), "stance": "refutes"})

    def import_by_program(content):
        return program.upload("imports/", {"file": named(content), "desk": newsroom.desk.slug})

    def evidence_by_hand(content):
        given = {"file": named(content), "stance": "refutes", "version": review.version}
        return client.post(reverse("workspace:review-evidence", args=(review.pk,)), given)

    def import_by_hand(content):
        return client.post(reverse("workspace:imports"), {"documents": [named(CLEAN), named(content)]})

    return [evidence_by_program, import_by_program, evidence_by_hand, import_by_hand]


def rows():
    return Evidence.objects.count() + Import.objects.count()


def test_an_infected_file_is_refused_at_every_door_and_nothing_of_it_is_kept(doors, scanner, settings):
    for door in doors:
        answer = door(INFECTED)
        assert answer.status_code in {409, 422}, door
        assert "found Eicar-Signature" in answer.text, door
    assert (rows(), files(settings)) == (0, [])
    for door in doors:
        assert door(CLEAN).status_code < 400, door
    assert rows() == 5


def test_while_the_scanner_is_away_every_door_says_so_and_takes_nothing(doors, settings):
    settings.CLAMD = AWAY
    for door, status in zip(doors, (503, 503, 422, 422), strict=True):
        answer = door(CLEAN)
        assert (answer.status_code, "try again later" in answer.text) == (status, True), door
        assert answer.get("Retry-After") == ("60" if status == 503 else None)
    assert (rows(), files(settings)) == (0, [])


def test_every_door_asks_before_it_hands_a_file_on():
    for path in [*ROOT.glob("claims/**/*.py"), *ROOT.glob("reviews/**/*.py")]:
        called = [
            ast.unparse(node.func) for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)
        ]
        if {"services.add_evidence_file", "services.import_file"} & set(called):
            assert "scanning.require_clean" in called, path


@pytest.mark.django_db(transaction=True)
def test_the_scanner_is_asked_outside_of_every_transaction(doors, scanner, site, newsroom, monkeypatch):
    asked, ask = [], scanning._ask
    monkeypatch.setattr(scanning, "_ask", lambda content: asked.append(connection.in_atomic_block) or ask(content))
    for door in doors:
        door(CLEAN)
    site.put("/")
    review = newsroom.review()
    evidence = review_services.add_evidence(review, url=site.url(), stance="refutes", by=newsroom.reviewer)
    tasks.keep_copy(evidence.snapshots.get().pk)
    row = services.import_address(site.url(), desk=newsroom.desk, by=newsroom.reviewer)
    claim_tasks.work_off_import(row.pk)
    assert asked == [False] * 7


# ── What is fetched ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def copy(newsroom, site):
    """The copy of a page that is to be kept."""
    site.put("/", PAGE)
    review = newsroom.review()
    evidence = review_services.add_evidence(review, url=site.url(), stance="refutes", by=newsroom.reviewer)
    return evidence.snapshots.get()


def kept(copy):
    Snapshot.objects.filter(pk=copy.pk).update(next_attempt_at=Now() - timedelta(seconds=1))
    tasks.keep_copy(copy.pk)
    copy.refresh_from_db()
    return copy


def test_an_infected_page_is_not_kept_and_not_fetched_again_and_again(copy, scanner, site, settings):
    site.put("/", PAGE.encode() + EICAR)
    assert kept(copy).state == Snapshot.State.FAILED
    assert "found Eicar-Signature" in copy.reason
    assert len(site.asked) == 1
    assert files(settings) == []
    copy.number = 2
    assert linkchecks._finding(copy, copy.evidence)[0] == "refused"


def test_a_copy_waits_for_a_scanner_that_is_away_however_long_that_is(copy, settings):
    settings.CLAMD = AWAY
    for _ in range(archiving.MAX_ATTEMPTS + 1):
        assert (kept(copy).state, copy.attempts) == (Snapshot.State.QUEUED, 0)
    assert "does not answer" in copy.reason
    settings.CLAMD = ""
    assert kept(copy).state == Snapshot.State.KEPT


def test_an_address_whose_answer_is_infected_is_not_imported_and_one_that_cannot_be_scanned_waits(
    newsroom, site, scanner, settings
):
    site.put("/feed", EICAR, Content_Type="application/rss+xml")
    row = services.import_address(site.url("/feed"), desk=newsroom.desk, by=newsroom.reviewer)
    there, settings.CLAMD = settings.CLAMD, AWAY
    claim_tasks.work_off_import(row.pk)
    row.refresh_from_db()
    assert (row.state, "asked again" in row.reason) == (Import.State.QUEUED, True)
    Import.objects.update(next_attempt_at=Now() - timedelta(seconds=1))
    settings.CLAMD = there
    claim_tasks.work_off_import(row.pk)
    row.refresh_from_db()
    assert (row.state, "found Eicar-Signature" in row.reason) == (Import.State.FAILED, True)
    assert files(settings) == []
