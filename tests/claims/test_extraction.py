"""How claims are found in the background: once, by a lease, whatever dies meanwhile."""

import socket
import time
from datetime import timedelta

import pytest
from billiard.exceptions import WorkerLostError
from django.db import OperationalError, connection
from django.db.models.functions import Now
from django.utils import timezone

from claims import extraction, services, tasks
from claims.ingestion.draft import ArticleDraft
from claims.models import Appearance, Article, Claim, Extraction, Role
from config import nudges
from config.celery import app
from tests.factories import TEXT, ExtractionFactory, MembershipFactory, RevisionFactory
from tests.servers import forget_connections

S = Extraction.State


def draft(text=TEXT, title="Harbour wall costs more"):
    return ArticleDraft(
        title=title, text=text, published_on=Article._meta.get_field("published_on").to_python("2026-10-14")
    )


def submit(text=TEXT, title="Harbour wall costs more"):
    member = MembershipFactory(role=Role.REVIEWER)
    return services.submit_article(draft(text, title), desk=member.desk, origin=Article.Origin.PASTE, by=member.user)


def settle(*rows, within=40, sweeping=False):
    """Wait until the extractions have ended; with `sweeping`, do what beat would do meanwhile."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        [row.refresh_from_db() for row in rows]
        if all(row.state in {S.DONE, S.QUARANTINED} for row in rows):
            return
        if sweeping:
            tasks.sweep_extractions()
        time.sleep(0.1)
    pytest.fail(f"not settled: {[(row.state, row.attempts, row.crashes, row.reason) for row in rows]}")


def find(row):
    """What a worker does with a row, in this process."""
    tasks.extract_claims(row.pk)
    row.refresh_from_db()


def test_every_candidate_is_verbatim_at_its_place_and_logged(db):
    row = submit().extraction
    find(row)
    appearances = Appearance.objects.filter(extraction=row).select_related("claim", "revision")
    assert row.state == S.DONE
    assert row.found == len(appearances) > 0
    for appearance in appearances:
        assert appearance.revision.text[appearance.start : appearance.end] == appearance.quote
        assert appearance.claim.events.get().name == "find"
        assert appearance.claim.reasons


def test_a_task_that_runs_twice_finds_everything_once(db):
    row = submit().extraction
    find(row)
    before = Claim.objects.count()
    find(row)
    assert (row.attempts, Claim.objects.count()) == (1, before)


def test_a_worker_that_lost_its_lease_stores_nothing(db):
    row = submit().extraction
    slow = extraction.take(row.pk)
    assert extraction.take(row.pk) is None
    Extraction.objects.filter(pk=row.pk).update(lease_until=Now() - timedelta(seconds=1))
    fast = extraction.take(row.pk)
    found = extraction.find(slow)
    assert extraction.store(slow, found) is False
    assert Claim.objects.count() == 0
    assert extraction.store(fast, found) is True
    assert extraction.store(fast, found) is False
    assert Claim.objects.count() == len(found.detections)


def test_a_detection_that_is_not_in_the_text_is_dropped_and_counted(db, settings):
    settings.DETECTOR = "tests.claims.detectors"
    row = submit(TEXT + " INVENT").extraction
    find(row)
    assert row.state == S.DONE
    assert row.dropped == 1
    assert not Claim.objects.filter(text__contains="nobody printed").exists()


def test_a_changed_text_gives_known_sentences_a_further_appearance_and_only_new_ones_a_claim(db):
    first = submit()
    find(first.extraction)
    known = Claim.objects.count()
    longer = TEXT + "\n\nThe port handled 31 percent more containers in 2025 than in 2019, the harbour company said."
    again = services.submit_article(
        draft(longer), desk=first.stored.article.desk, origin=Article.Origin.PASTE, by=first.stored.article.submitted_by
    )
    assert again.stored.outcome == "revised"
    find(again.extraction)
    assert Claim.objects.count() == known + 1
    assert Appearance.objects.filter(revision=again.stored.revision).count() == known + 1


@pytest.mark.parametrize("minutes", [15, -15])
def test_a_worker_whose_clock_is_wrong_neither_takes_nor_gives_up_what_another_reads(db, monkeypatch, minutes):
    row = submit().extraction
    lease = extraction.take(row.pk)
    waiting = submit(TEXT.replace("12", "13"), title="Another").extraction
    wrong = timezone.now() + timedelta(minutes=minutes)
    monkeypatch.setattr(timezone, "now", lambda: wrong)
    monkeypatch.setattr(time, "time", wrong.timestamp)
    assert extraction.requeue_stale() == []
    assert extraction.take(row.pk) is None
    find(waiting)
    assert (waiting.state, waiting.attempts) == (S.DONE, 1)
    assert extraction.store(lease, extraction.find(lease)) is True


@pytest.mark.parametrize(
    ("nudged", "begun", "is_lost"),
    [
        (30, 1, False),  # its message was before ours, and was taken a moment ago: ours is next
        (10, 1, True),  # its message came after ours, and was taken before it
        (30, 20, True),  # that worker has stood still since: nobody knows what it keeps back
    ],
)
def test_what_still_stands_in_line_is_not_nudged_once_more(db, nudged, begun, is_lost):
    """Seconds ago: when the one that a worker is at was nudged, and when that worker began."""
    waiting, taken = ExtractionFactory.create_batch(2)
    Extraction.objects.filter(pk=waiting.pk).update(nudged_at=Now() - timedelta(seconds=20))
    assert extraction.take(taken.pk)
    Extraction.objects.filter(pk=taken.pk).update(
        nudged_at=Now() - timedelta(seconds=nudged), lease_until=Now() + extraction.LEASE - timedelta(seconds=begun)
    )
    assert extraction.requeue_stale() == ([waiting.pk] if is_lost else [])


def test_a_lost_nudge_is_swept_but_a_fresh_one_is_left_alone(db):
    fresh, lost, hanging = ExtractionFactory.create_batch(3)
    Extraction.objects.filter(pk=lost.pk).update(nudged_at=Now() - timedelta(minutes=1))
    extraction.take(hanging.pk)
    Extraction.objects.filter(pk=hanging.pk).update(lease_until=Now() - timedelta(seconds=1))
    assert set(extraction.requeue_stale()) == {lost.pk, hanging.pk}
    assert lost.pk not in extraction.requeue_stale(), "a row is not nudged again at once"
    assert fresh.state == S.QUEUED


def test_what_never_comes_to_an_end_is_given_up_after_ten_attempts(db):
    row = ExtractionFactory(state=S.RUNNING, attempts=extraction.MAX_ATTEMPTS, lease_until=Now() - timedelta(seconds=1))
    assert extraction.requeue_stale() == []
    row.refresh_from_db()
    assert row.state == S.QUARANTINED
    assert "10 attempts" in row.reason


def test_only_a_failed_extraction_is_tried_again(db, newsroom):
    row = ExtractionFactory()
    with pytest.raises(services.NothingToRetry):
        services.retry_extraction(row, by=newsroom.reviewer)


def test_a_broker_that_is_away_costs_no_article(transactional_db, monkeypatch):
    monkeypatch.setenv("CELERY_BROKER_URL", "redis://127.0.0.1:1/0")
    forget_connections()
    row = submit().extraction
    monkeypatch.undo()
    forget_connections()
    assert Extraction.objects.get(pk=row.pk).state == S.QUEUED


def test_a_broker_that_says_nothing_is_waited_for_once_and_then_left_alone(transactional_db, monkeypatch):
    monkeypatch.setattr(nudges, "LONG", 0.1)
    monkeypatch.setitem(app.conf.broker_transport_options, "socket_timeout", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("CELERY_BROKER_URL", f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        forget_connections()
        first = submit().extraction
        began = time.monotonic()
        second = submit(TEXT.replace("12", "13"), title="Another").extraction
        took = time.monotonic() - began
    monkeypatch.undo()
    forget_connections()
    assert took < 0.2
    assert {row.state for row in Extraction.objects.filter(pk__in=[first.pk, second.pk])} == {S.QUEUED}


def test_a_crash_is_counted_although_the_connection_of_the_parent_broke_long_ago(transactional_db):
    row = submit().extraction
    extraction.take(row.pk)
    with pytest.raises(OperationalError), connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    tasks.blame_the_input(sender=tasks.extract_claims, exception=WorkerLostError(), args=(row.pk,))
    row.refresh_from_db()
    assert (row.state, row.crashes) == (S.QUEUED, 1)


def test_a_real_worker_finds_the_claims_of_a_submitted_article(worker):
    row = submit().extraction
    settle(row)
    assert (row.state, row.attempts) == (S.DONE, 1)
    assert Claim.objects.filter(appearances__extraction=row).exists()


def test_a_poison_article_fails_alone_with_its_reason(start_worker, monkeypatch):
    monkeypatch.setattr(tasks.extract_claims, "soft_time_limit", 2)  # the limits travel with the message
    monkeypatch.setattr(tasks.extract_claims, "time_limit", 4)
    monkeypatch.setattr(tasks.extract_claims, "_exec_options", None)
    start_worker({"CLAIMDESK_DETECTOR": "tests.claims.detectors"})
    poison = {
        "RAISE": "this text cannot be read",
        "KILL": "died",
        "GREEDY": "memory",
        "HANG": "too long",
    }
    rows = {word: submit(f"{TEXT} {word}", title=word).extraction for word in poison}
    neighbours = [submit(f"{TEXT} Neighbour {n}.", title=f"Neighbour {n}").extraction for n in range(3)]
    settle(*rows.values(), *neighbours, within=45, sweeping=True)
    assert [row.state for row in neighbours] == [S.DONE] * 3
    for word, reason in poison.items():
        assert (rows[word].state, rows[word].crashes) == (S.QUARANTINED, 3), word
        assert reason in rows[word].reason


def test_a_killed_worker_costs_no_article_and_counts_as_no_crash(start_worker):
    first = start_worker({"CLAIMDESK_DETECTOR": "tests.claims.detectors"})
    row = submit(TEXT + " HANG").extraction
    deadline = time.monotonic() + 20
    while Extraction.objects.get(pk=row.pk).state != S.RUNNING and time.monotonic() < deadline:
        time.sleep(0.05)
    first.kill()
    start_worker()
    Extraction.objects.filter(pk=row.pk).update(lease_until=Now())
    settle(row, sweeping=True)
    assert (row.state, row.attempts, row.crashes) == (S.DONE, 2, 0)


def test_a_revision_is_extracted_once_per_detector_version(db):
    revision = RevisionFactory()
    queued, is_new = extraction.queue(revision)
    again, is_new_again = extraction.queue(revision)
    assert (queued, is_new, is_new_again) == (again, True, False)


def submit_in_bulk(count, **facts):
    member = MembershipFactory(role=Role.REVIEWER)
    drafts = [draft(f"{TEXT} {n}", f"Number {n}") for n in range(count)]
    services.submit_articles(drafts, desk=member.desk, origin=Article.Origin.BULK, by=member.user)
    return Extraction.objects.filter(revision__article__desk=member.desk).order_by("pk")


def test_what_comes_in_bulk_asks_the_broker_for_a_few_at_a_time_only(db, monkeypatch):
    rows, sent = submit_in_bulk(extraction.AT_ONCE_IN_BULK + 5), []
    monkeypatch.setattr(tasks.extract_claims, "apply_async", lambda args, queue: sent.append((*args, queue)))
    tasks.sweep_extractions()
    tasks.sweep_extractions()
    assert sent == [(row.pk, "bulk") for row in rows[: extraction.AT_ONCE_IN_BULK]]
    find(rows[0])
    assert sent[-1] == (rows[extraction.AT_ONCE_IN_BULK].pk, "bulk"), "each that is worked off asks for the next"
    find(rows[0])
    assert len(sent) == extraction.AT_ONCE_IN_BULK + 1, "a message that comes twice asks for nothing"


def test_a_single_article_does_not_wait_for_the_sweep_behind_those_in_bulk(db):
    submit_in_bulk(extraction.SWEEP_BATCH + 1)
    single = submit().extraction
    Extraction.objects.filter(pk=single.pk).update(nudged_at=Now() - timedelta(minutes=1))
    assert extraction.requeue_stale() == [single.pk]


def test_a_real_worker_works_off_what_came_in_bulk_and_reads_single_articles_meanwhile(worker):
    many = 3 * extraction.AT_ONCE_IN_BULK
    rows = submit_in_bulk(many)
    services.read_in_bulk()
    deadline = time.monotonic() + 20
    while not rows.filter(state=S.DONE).exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    single = submit("Single. " + TEXT).extraction
    settle(single)
    assert rows.exclude(state=S.DONE).exists(), "the single one has not waited for the others"
    settle(*rows)
    assert {row.attempts for row in rows} == {1}
