"""Celery tasks: wake-ups that take an id or nothing, may run twice or never, and leave the decisions to the engines."""

import logging
import os
import resource
import time
from collections.abc import Callable
from typing import Any

from celery import current_app, shared_task
from celery.exceptions import SoftTimeLimitExceeded
from celery.signals import task_failure, worker_process_init
from django.contrib.sessions.models import Session
from django.db import Error as DatabaseTrouble
from django.db import close_old_connections, transaction
from django.db.models.functions import Now

from claims import (
    chaining,
    detectors,
    estimates,
    extraction,
    importing,
    reanchoring,
    refetching,
    repeating,
    sorting,
    suggesting,
    watching,
)
from claims.errors import FetchRefused, UnreadableInput
from claims.matching import filling
from claims.models import SignIn

logger = logging.getLogger(__name__)

MEMORY_LIMIT = 2 * 1024**3
READING = "extraction"  # the queue of extractions, but for
BULK = "bulk"  # that of those that came many at once
TURN_SECONDS = 4  # then others have theirs: a worker has few children, and each of these can fill one for ever
SECONDS_BESIDE_ARTICLES = 0.5  # of a turn while articles wait, and then the next comes with the sweep: one child in ten
INDEX_HOURS = 6  # building the index of a new encoder may take that long; a message that comes again finds it at work


@shared_task(name="claims.tasks.extract_claims")
def extract_claims(extraction_id: int) -> None:
    """Find the claims of one extraction, unless somebody else does or did."""
    lease = extraction.take(extraction_id)
    if lease is None:
        return
    extraction.store(lease, extraction.find(lease))
    if lease.is_in_bulk:
        _nudge_in_bulk(1)
    else:
        _go_on(make_vectors)  # somebody is about to look; what came in bulk waits for the sweep


@shared_task(name="claims.tasks.sweep_extractions")
def sweep_extractions() -> None:
    """Nudge again what should have been worked on by now, and of what came in bulk as much as there is room for."""
    for extraction_id in extraction.requeue_stale():
        extract_claims.delay(extraction_id)
    _nudge_in_bulk(extraction.room_in_bulk())


def _nudge_in_bulk(count: int) -> None:
    """Ask for the next of those in bulk by a queue of their own, so that nobody's article waits behind them."""
    for extraction_id in extraction.requeue_stale(count, is_in_bulk=True):
        extract_claims.apply_async((extraction_id,), queue=BULK)


@shared_task(name="claims.tasks.work_off_import")
def work_off_import(import_id: int) -> None:
    """Read on in one import, unless somebody else does or it is settled."""
    lease = importing.take(import_id)
    if lease is None:
        return
    is_left = importing.work(lease)
    if is_left:
        work_off_import.delay(import_id)
    sweep_extractions.delay()
    renew_estimates.delay()


@shared_task(name="claims.tasks.sweep_imports")
def sweep_imports() -> None:
    """Nudge again the imports that should be worked on."""
    for import_id in importing.requeue_stale():
        work_off_import.delay(import_id)


@shared_task(name="claims.tasks.make_vectors", soft_time_limit=INDEX_HOURS * 3600, time_limit=INDEX_HOURS * 3600 + 60)
def make_vectors() -> None:
    """Make the vectors by which known fact-checks are found, unless another worker does, who then goes on."""
    worked = filling.work(_turn())
    if worked is None:
        return
    if worked:
        _go_on(make_vectors)
    _go_on(sort_claims)
    _go_on(pair_claims)


@shared_task(name="claims.tasks.sort_claims")
def sort_claims() -> None:
    """Give claims their topics, unless another worker does: for some seconds, then others have their turn."""
    _take_turn(sorting.work_off, sort_claims)


@shared_task(name="claims.tasks.pair_claims")
def pair_claims() -> None:
    """Look up which claims may be the same, unless another worker does: for some seconds, then others get on."""
    _take_turn(suggesting.work_off, pair_claims)


def _take_turn(work_off: Callable[[], bool], task: Any) -> None:
    """Work off batches until nothing is left or the turn is over."""
    ends_at = time.monotonic() + _turn()
    while is_left := work_off():
        if time.monotonic() > ends_at:
            break
    if is_left:
        _go_on(task)


def _turn() -> float:
    return SECONDS_BESIDE_ARTICLES if _gives_way() else TURN_SECONDS


def _go_on(task: Any) -> None:
    """Ask for `task` at once; while articles wait for this worker it comes with the next sweep."""
    if not _gives_way():
        task.delay()


def _gives_way() -> bool:
    """Whether articles wait for this worker; where it reads none, since others do, they wait for nothing of its."""
    return READING in current_app.amqp.queues.consume_from and extraction.is_behind()


def nudge_sorting_on_commit() -> None:
    """Ask for claims to be sorted once it is committed that they should be."""
    transaction.on_commit(lambda: sort_claims.delay(), robust=True)


@shared_task(name="claims.tasks.forget_import_files")
def forget_import_files() -> None:
    """Let go of the files of imports that failed long ago."""
    importing.forget_files()


@shared_task(name="claims.tasks.look_at_watch")
def look_at_watch(watch_id: int) -> None:
    """Look at one feed or page of links, unless somebody else does or did."""
    lease = watching.take(watch_id)
    if lease is None:
        return
    try:
        found = watching.look(lease)
    except (FetchRefused, UnreadableInput) as why:
        watching.put_off(lease, why)
        return
    if watching.keep(lease, found):
        sweep_watches.delay()


@shared_task(name="claims.tasks.fetch_page")
def fetch_page(page_id: int) -> None:
    """Fetch the page of one article, unless somebody else does or did."""
    lease = refetching.take(page_id)
    if lease is None:
        return
    try:
        read = refetching.fetch(lease)
    except (FetchRefused, UnreadableInput) as why:
        refetching.put_off(lease, why)
        return
    queued = refetching.keep(lease, read)
    if queued is not None:
        extract_claims.delay(queued.pk)


@shared_task(name="claims.tasks.sweep_watches")
def sweep_watches() -> None:
    """Look at the watches, and fetch the pages, whose time has come."""
    for watch_id in watching.due():
        look_at_watch.delay(watch_id)
    for page_id, seconds in refetching.due():
        fetch_page.apply_async((page_id,), countdown=seconds)


@shared_task(name="claims.tasks.compare_revisions")
def compare_revisions() -> None:
    """Follow the claims of changed articles into their new texts, as long as there are any."""
    while reanchoring.compare():
        pass


def nudge_watch_on_commit(watch_id: int) -> None:
    """Ask for the look once the row is committed."""
    transaction.on_commit(lambda: look_at_watch.delay(watch_id), robust=True)


def nudge_import_on_commit(import_id: int) -> None:
    """Ask for the import once the row is committed."""
    transaction.on_commit(lambda: work_off_import.delay(import_id), robust=True)


@shared_task(name="claims.tasks.seal_history")
def seal_history() -> None:
    """Put what happened into the chains of the desks, as long as there is any or the time is up."""
    ends_at = time.monotonic() + TURN_SECONDS
    while chaining.seal() and time.monotonic() < ends_at:
        pass


@shared_task(name="claims.tasks.renew_estimates")
def renew_estimates() -> None:
    """Have PostgreSQL look again at tables that have more than doubled since it did."""
    estimates.renew()


@shared_task(name="claims.tasks.forget_sessions")
def forget_sessions() -> None:
    """Delete the sessions that have ended: they name who signed in."""
    SignIn.objects.over().end()
    Session.objects.filter(expire_date__lt=Now()).delete()


@shared_task(name="claims.tasks.forget_requests")
def forget_requests() -> None:
    """Forget the keys of requests that were made more than a day ago."""
    repeating.forget()


def nudge_sweep_on_commit() -> None:
    """Ask for what waits to be worked on once it is committed."""
    transaction.on_commit(lambda: sweep_extractions.delay(), robust=True)


def nudge_estimates_on_commit() -> None:
    """Have PostgreSQL look at the tables once what filled them is committed."""
    transaction.on_commit(lambda: renew_estimates.delay(), robust=True)


def nudge_on_commit(extraction_id: int) -> None:
    """Ask for the extraction once the row is committed. A broker that is away costs time, never the row."""
    transaction.on_commit(lambda: extract_claims.delay(extraction_id), robust=True)


@task_failure.connect
def blame_the_input(sender: Any = None, exception: BaseException | None = None, args: Any = (), **_: Any) -> None:
    """Count a crash against the input that caused it.

    The worker's parent hears here of children that died or ran out of time, a child of what the detector raised.
    Trouble with the database says nothing about the input: there the lease simply runs out.
    """
    if isinstance(exception, DatabaseTrouble):
        return
    close_old_connections()  # nobody else does so in the parent, which would go on with one that broke long ago
    task = getattr(sender, "name", "")
    if task == extract_claims.name:
        extraction.count_crash(int(args[0]), _reason(exception, "text"))
    elif task == work_off_import.name:
        importing.count_crash(int(args[0]), _reason(exception, "file"))


def _reason(exception: BaseException | None, what: str) -> str:
    if isinstance(exception, SoftTimeLimitExceeded) or type(exception).__name__ == "TimeLimitExceeded":
        doing = "Finding claims in this text" if what == "text" else f"Reading this {what}"
        return f"{doing} took too long and was stopped."
    if isinstance(exception, detectors.OutOfMemory):
        return str(exception)
    if type(exception).__name__ == "WorkerLostError":
        return f"The worker that read this {what} died."
    who = "The detector" if what == "text" else "The reader"
    return f"{who} failed: {type(exception).__name__}: {exception}"[:500]


@worker_process_init.connect
def cap_memory(**kwargs: Any) -> None:
    """Limit the memory of a worker's child, so that a greedy text ends in an error and not in a full machine."""
    limit = int(os.environ.get("WORKER_MEMORY_LIMIT") or MEMORY_LIMIT)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


@worker_process_init.connect
def warm_up(**kwargs: Any) -> None:
    """Load the models in each worker's child: the run-time that runs them does not survive a fork."""
    detectors.load()
