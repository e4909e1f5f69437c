"""Public copies: asking the public web archive, where desk and installation want it. Failure hinders nothing.

The row's `public_attempt_at` says when the archive is asked. Taking it moves that time an hour on, so that one worker
asks and a dead one costs an hour; a day after the page was kept it is given up.
"""

import logging
from datetime import timedelta

from django.conf import settings
from django.db.models.functions import Now

from reviews import wayback
from reviews.models import Snapshot

logger = logging.getLogger(__name__)

AGAIN = timedelta(hours=1)
GIVE_UP = timedelta(days=1)
BATCH = 10


def due(limit: int = BATCH) -> list[int]:
    """The copies for which the public archive is to be asked now; none where no archive is set up."""
    if not settings.PUBLIC_ARCHIVE_URL:
        return []
    rows = Snapshot.objects.filter(public_attempt_at__lte=Now()).order_by("public_attempt_at")
    return list(rows.values_list("pk", flat=True)[:limit])


def ask(snapshot_id: int) -> None:
    """Ask the archive for one copy, unless it was asked meanwhile. Opens no transaction around the asking."""
    if not settings.PUBLIC_ARCHIVE_URL:
        return
    rows = Snapshot.objects.filter(pk=snapshot_id)
    rows.filter(captured_at__lt=Now() - GIVE_UP).update(public_attempt_at=None)
    if not rows.filter(public_attempt_at__lte=Now()).update(public_attempt_at=Now() + AGAIN):
        return
    url = rows.values_list("evidence__url", flat=True).get()
    try:
        place = wayback.save(url, archive=settings.PUBLIC_ARCHIVE_URL, timeout=settings.PUBLIC_ARCHIVE_TIMEOUT)
    except wayback.NotArchived as failure:
        logger.info("snapshot %s has no public copy yet: %s", snapshot_id, failure)
        return
    rows.update(public_copy=place, public_attempt_at=None)
