"""The use cases of watched sources, and of what changes in what is known."""

import logging
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from claims import reanchoring, tasks, watching
from claims.models import (
    Desk,
    PassageChange,
    Source,
    User,
    Watch,
)

logger = logging.getLogger(__name__)


@transaction.atomic(durable=True)
def watch_address(
    url: str, *, desk: Desk, by: User, name: str = "", minutes: int = 30, source: Source | None = None
) -> Watch:
    """Look at a feed or a page of links from now on, every so many minutes; what appears there comes in.

    Raises:
        AlreadyWatched: the desk has it on its list.
    """
    watch = watching.add(desk, url=url, name=name, minutes=minutes, source=source, by=by)
    tasks.nudge_watch_on_commit(watch.pk)
    return watch


@transaction.atomic(durable=True)
def edit_watch(watch: Watch, *, by: User, expected: int | None = None, **changes: Any) -> None:
    """Change the name, the source or the minutes between two looks.

    Raises:
        StaleVersion: somebody else has changed it.
    """
    before = {name: str(getattr(watch, name) or "") for name in changes}
    watch.change(expected=expected, **changes)
    watch.log("edit", by=by, data=before)


@transaction.atomic(durable=True)
def pause_watch(watch: Watch, *, by: User, expected: int | None = None) -> None:
    """Look no more until it is resumed; what came in stays.

    Raises:
        IllegalMove: it is not watched.
        StaleVersion: somebody else has changed it.
    """
    watching.PAUSE.apply(watch, by=by, expected=expected)


@transaction.atomic(durable=True)
def resume_watch(watch: Watch, *, by: User, expected: int | None = None) -> None:
    """Look again, now and from now on.

    Raises:
        IllegalMove: it is watched.
        StaleVersion: somebody else has changed it.
    """
    watching.RESUME.apply(watch, by=by, expected=expected, failures=0, next_look_at=Now(), nudged_at=Now())
    tasks.nudge_watch_on_commit(watch.pk)


@transaction.atomic(durable=True)
def end_watch(watch: Watch, *, by: User, expected: int | None = None) -> None:
    """Take it off the list. What came in stays, and it can be resumed.

    Raises:
        IllegalMove: it is off the list.
        StaleVersion: somebody else has changed it.
    """
    watching.END.apply(watch, by=by, expected=expected)


@transaction.atomic(durable=True)
def look_now(watch: Watch, *, by: User) -> None:
    """Have the next look now.

    Raises:
        NotWatched: it is paused or removed.
    """
    watching.hasten(watch)
    logger.info("watch %s is looked at for %s", watch.pk, by.pk)
    tasks.nudge_watch_on_commit(watch.pk)


@transaction.atomic(durable=True)
def see_changes(changes: Sequence[PassageChange], *, by: User) -> None:
    """Note that `by` has looked at changed passages.

    Raises:
        SeenAlready: somebody else has, meanwhile.
    """
    reanchoring.see(changes, by=by)
