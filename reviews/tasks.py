"""Celery tasks of the reviews: wake-ups that may run twice or never, and leave the decisions to the engines."""

from celery import shared_task
from django.db import transaction

from reviews import (
    announcing,
    archiving,
    digests,
    forgetting,
    linkchecks,
    publiccopies,
    readers,
    silentedits,
    uploads,
    worklist,
)

FORGET_SECONDS = 20  # then others have their turn


@shared_task(name="reviews.tasks.keep_copy")
def keep_copy(snapshot_id: int) -> None:
    """Fetch and keep one copy, unless somebody else does or did."""
    lease = archiving.take(snapshot_id)
    if lease is None:
        return
    try:
        copy = archiving.fetch(lease)
    except archiving.NotKept as failure:
        archiving.give_back(lease, failure)
        return
    if archiving.keep(lease, copy):
        ask_public_archive.delay(snapshot_id)


@shared_task(name="reviews.tasks.sweep_copies")
def sweep_copies() -> None:
    """Nudge again the copies that should have been made by now."""
    for snapshot_id in archiving.requeue_stale():
        keep_copy.delay(snapshot_id)


@shared_task(name="reviews.tasks.look_again_at_links")
def look_again_at_links() -> None:
    """Queue another copy of each page whose time has come."""
    for snapshot_id in linkchecks.queue_due():
        keep_copy.delay(snapshot_id)


@shared_task(name="reviews.tasks.tell_of_changes")
def tell_of_changes() -> None:
    """Tell desks whose checked passages were changed."""
    silentedits.tell()


@shared_task(name="reviews.tasks.ask_public_archive")
def ask_public_archive(snapshot_id: int) -> None:
    """Ask the public web archive for a copy, where that is wanted and due."""
    publiccopies.ask(snapshot_id)


@shared_task(name="reviews.tasks.sweep_public_copies")
def sweep_public_copies() -> None:
    """Ask the public web archive for what it was not asked yet."""
    for snapshot_id in publiccopies.due():
        ask_public_archive.delay(snapshot_id)


@shared_task(name="reviews.tasks.sweep_files")
def sweep_files() -> None:
    """Delete the files that no row names."""
    uploads.sweep_orphans()


@shared_task(name="reviews.tasks.announce_events")
def announce_events() -> None:
    """Tell people what became of their reviews."""
    announcing.announce()


@shared_task(name="reviews.tasks.send_digests")
def send_digests() -> None:
    """Ask for the digest of each person who is due one."""
    for user_id in digests.due():
        send_digest.delay(user_id)


@shared_task(name="reviews.tasks.send_digest")
def send_digest(user_id: int) -> None:
    """Mail one person what they have not read."""
    digests.send(user_id)


@shared_task(name="reviews.tasks.ask_to_confirm")
def ask_to_confirm(request_id: int) -> None:
    """Ask one reader whether the mail address is theirs."""
    readers.ask_to_confirm(request_id)


@shared_task(name="reviews.tasks.sweep_readers")
def sweep_readers() -> None:
    """Ask the readers who were not asked yet, and forget the addresses that nobody confirmed."""
    readers.forget_unconfirmed()
    for request_id in readers.unasked():
        ask_to_confirm.delay(request_id)


@shared_task(name="reviews.tasks.rerank_changed")
def rerank_changed() -> None:
    """Have claims ranked anew that appeared again or were asked for since they were ranked."""
    worklist.rerank_changed()


@shared_task(name="reviews.tasks.forget_by_rules")
def forget_by_rules() -> None:
    """Forget what desks no longer keep, for some seconds; the rest has its turn with the next sweep."""
    forgetting.sweep(FORGET_SECONDS)


@shared_task(name="reviews.tasks.rank_waiting")
def rank_waiting() -> None:
    """Rank what came into the worklists in great number, so that nobody who takes has to wait for it."""
    worklist.rank_waiting()


def nudge_copy_on_commit(snapshot_id: int) -> None:
    """Ask for the copy once the row is committed. A broker that is away costs time, never the row."""
    transaction.on_commit(lambda: keep_copy.delay(snapshot_id), robust=True)


def nudge_reader_on_commit(request_id: int) -> None:
    """Ask for the reader's mail once the row is committed."""
    transaction.on_commit(lambda: ask_to_confirm.delay(request_id), robust=True)
