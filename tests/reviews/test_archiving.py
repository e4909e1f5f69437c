"""Kept copies of what evidence cites: made once, whatever dies meanwhile, and byte for byte."""

import gzip
import hashlib
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.db.models.functions import Now
from warcio.archiveiterator import ArchiveIterator

from reviews import archiving, services, tasks
from reviews.models import Snapshot
from tests.reviews.conftest import PAGE, keep, together

S = Snapshot.State
QUOTE = "The statistics office counts 7 percent, not 12."


def records(snapshot):
    with snapshot.warc.open("rb") as file:
        return {
            record.rec_type: (record.rec_headers, record.http_headers, record.content_stream().read())
            for record in ArchiveIterator(BytesIO(file.read()), check_digests="raise")
        }


def overdue(snapshot):
    Snapshot.objects.filter(pk=snapshot.pk).update(lease_until=Now() - timedelta(seconds=1))


def test_adding_evidence_queues_a_copy_in_the_same_transaction(cite):
    copy = cite().snapshots.get()
    assert (copy.number, copy.state, copy.attempts) == (1, S.QUEUED, 0)


def test_a_copy_is_kept_byte_for_byte_with_its_words_and_the_place_of_the_quote(cite, site):
    evidence = cite(quote=QUOTE)
    copy = keep(evidence.snapshots.get())
    assert (copy.state, copy.http_code, copy.title) == (S.KEPT, 200, "Crime figures")
    assert copy.text[copy.quote_start : copy.quote_end] == QUOTE
    assert copy.sha256 == hashlib.sha256(PAGE.encode()).hexdigest()
    assert copy.final_url == site.url()
    found = records(copy)
    assert found["response"][2] == PAGE.encode()
    assert found["response"][0].get_header("WARC-Target-URI") == site.url()
    assert found["request"][1].protocol == "GET"
    assert copy.recheck_at > copy.captured_at


def test_the_name_of_the_file_comes_from_ids_and_digest_alone(cite):
    copy = keep(cite(path="/../../etc/passwd%00.html").snapshots.get())
    folder, _, name = copy.warc.name.rpartition("/")
    assert folder.startswith("snapshots/20")
    assert name == f"{copy.pk}-1-{copy.sha256[:16]}.warc.gz"


def test_a_compressed_body_is_kept_as_it_was_sent_and_read_unpacked(cite, site):
    evidence = cite(quote=QUOTE)
    packed = gzip.compress(PAGE.encode())
    site.put("/", packed, Content_Encoding="gzip")
    copy = keep(evidence.snapshots.get())
    assert copy.sha256 == hashlib.sha256(packed).hexdigest()
    assert copy.quote_start is not None


def test_a_bomb_is_not_unpacked(cite, site, settings):
    settings.ARCHIVE_BYTES = 1_000_000
    evidence = cite()
    site.put("/", gzip.compress(bytes(50_000_000)), Content_Encoding="gzip")
    copy = keep(evidence.snapshots.get())
    assert copy.state == S.QUEUED
    assert "more than 1 MB" in copy.reason


@pytest.mark.parametrize(
    ("body", "content_type"),
    [(b"%PDF-1.7 binary \x00\xff", "application/pdf"), (b"\x89PNG\r\n\x1a\n\x00", "image/png"),
     (b"{}", "application/json"), (b"x", "nonsense \x1b[0m"), (b"", "text/html"), (b"\xff\xfe\x00", "text/html"),
     (b"<div>" * 50_000, "text/html"), ((b"<p>" + b"<b><i>" * 300) * 20, "text/html")],
)  # fmt: skip
def test_what_cannot_be_read_is_kept_without_words(cite, site, body, content_type):
    evidence = cite()
    site.put("/", body, Content_Type=content_type)
    copy = keep(evidence.snapshots.get())
    assert copy.state == S.KEPT
    assert copy.text == ""
    assert records(copy)["response"][2] == body


def test_plain_text_is_taken_as_it_is(cite, site):
    evidence = cite(quote="🙂 seven")
    site.put("/", "Counted: 🙂 seven percent", Content_Type="text/plain; charset=utf-8")
    copy = keep(evidence.snapshots.get())
    assert copy.text == "Counted: 🙂 seven percent"
    assert copy.text[copy.quote_start : copy.quote_end] == "🙂 seven"


def test_a_quote_beside_the_main_text_is_found_on_the_whole_page(cite):
    page = PAGE.replace("<nav>", "<footer>Published by order of the council of Port Almery</footer><nav>")
    copy = keep(cite(body=page, quote="Published by order of the council").snapshots.get())
    assert copy.text[copy.quote_start : copy.quote_end] == "Published by order of the council"


def test_a_quote_that_is_not_there_is_not_found(cite):
    copy = keep(cite(quote="The statistics office counts 8 percent, not 12.").snapshots.get())
    assert (copy.quote_start, copy.quote_end) == (None, None)


def test_a_failure_is_tried_again_ever_later_and_given_up_at_the_fifth_time(cite, site):
    copy = cite().snapshots.get()
    site.put("/", b"gone", code=410)
    waits = []
    for _ in range(5):
        Snapshot.objects.filter(pk=copy.pk).update(next_attempt_at=Now())
        keep(copy)
        waits.append(Snapshot.objects.filter(pk=copy.pk, next_attempt_at__gt=Now() + timedelta(seconds=25)).exists())
    assert (copy.state, copy.attempts, copy.http_code) == (S.FAILED, 5, 410)
    assert waits == [True, True, True, True, False]
    assert "410" in copy.reason
    assert copy.recheck_at is not None


def test_a_copy_that_failed_may_be_tried_again_once(cite, newsroom):
    copy = cite().snapshots.get()
    Snapshot.objects.filter(pk=copy.pk).update(state=S.FAILED, attempts=5, reason="Away.", recheck_at=Now())
    services.retry_snapshot(copy, by=newsroom.reviewer)
    assert keep(copy).state == S.KEPT
    with pytest.raises(services.ledger.NothingToFetch):
        services.retry_snapshot(copy, by=newsroom.reviewer)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://169.254.169.254/latest/", "http://[::1]/",
                                 "http://metadata/", "http://2130706433/"])  # fmt: skip
def test_an_address_that_is_not_public_is_never_asked(newsroom, url):
    evidence = services.add_evidence(newsroom.review(), url=url, stance="context", by=newsroom.reviewer)
    copy = keep(evidence.snapshots.get())
    assert copy.state == S.QUEUED
    assert copy.reason


def test_a_redirect_to_the_inside_is_not_followed(cite, site):
    evidence = cite()
    site.put("/", b"", code=302, Location="http://169.254.169.254/latest/meta-data/")
    copy = keep(evidence.snapshots.get())
    assert copy.state == S.QUEUED
    assert "public internet" in copy.reason


def test_a_worker_that_lost_its_lease_keeps_nothing_and_leaves_no_file(cite):
    copy = cite().snapshots.get()
    slow = archiving.take(copy.pk)
    assert archiving.take(copy.pk) is None
    overdue(copy)
    fast = archiving.take(copy.pk)
    fetched = archiving.fetch(slow)
    before = files()
    assert archiving.keep(slow, fetched) is False
    assert files() == before
    archiving.give_back(slow, archiving.NotKept("Late."))
    copy.refresh_from_db()
    assert (copy.state, copy.reason) == (S.RUNNING, "")
    assert archiving.keep(fast, fetched) is True
    assert archiving.keep(fast, fetched) is False


def files():
    def walk(folder):
        if not default_storage.exists(folder):
            return []
        folders, names = default_storage.listdir(folder)
        return [f"{folder}/{name}" for name in names] + [path for one in folders for path in walk(f"{folder}/{one}")]

    return sorted(walk("snapshots") + walk("evidence"))


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_fetch_a_copy_once(cite, site):
    copy = cite().snapshots.get()
    leases = together(*[lambda: archiving.take(copy.pk)] * 8)
    assert len([lease for lease in leases if lease]) == 1


def test_a_dead_worker_is_succeeded_by_the_sweeper_and_the_hopeless_given_up(cite):
    copy, hopeless = cite().snapshots.get(), cite().snapshots.get()
    for one in (copy, hopeless):
        archiving.take(one.pk)
        overdue(one)
    Snapshot.objects.filter(pk=hopeless.pk).update(attempts=5)
    assert archiving.requeue_stale() == [copy.pk]
    hopeless.refresh_from_db()
    assert (hopeless.state, hopeless.reason) == (S.FAILED, "Given up after 5 attempts that never came to an end.")
    assert keep(copy).state == S.KEPT


def test_a_lost_nudge_is_swept_once_in_a_while(cite):
    copy = cite().snapshots.get()
    assert archiving.requeue_stale() == []
    Snapshot.objects.update(nudged_at=Now() - timedelta(minutes=1))
    assert archiving.requeue_stale() == [copy.pk]
    assert archiving.requeue_stale() == []


def test_a_task_that_runs_twice_fetches_once(cite, site):
    copy = cite().snapshots.get()
    [tasks.keep_copy(copy.pk) for _ in range(2)]
    assert len(site.asked) == 1


def test_removing_evidence_takes_its_copies_along(cite, newsroom):
    evidence = cite()
    keep(evidence.snapshots.get())
    services.remove_evidence(evidence, by=newsroom.reviewer)
    assert Snapshot.objects.count() == 0
