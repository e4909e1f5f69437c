"""Heartbeats in the database: a worker says that it works, and whoever asks hears which have fallen silent.

By the database's clock, so that no worker's own counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from claims.models import Heartbeat

SILENT_AFTER = 120  # seconds: beyond a lease, so that a worker that was only held up is left to find its lease lost
FORGOTTEN_AFTER = 3600  # seconds: by then somebody knows of it, or it was taken away

BEAT = """
INSERT INTO claims_heartbeat (worker, queues, beaten_at) VALUES (%s, %s, statement_timestamp())
ON CONFLICT (worker) DO UPDATE SET queues = EXCLUDED.queues, beaten_at = EXCLUDED.beaten_at
"""
FORGET = "DELETE FROM claims_heartbeat WHERE beaten_at < now() - make_interval(secs => %s)"
KNOWN = """
SELECT worker, queues, extract(epoch FROM now() - beaten_at)::float FROM claims_heartbeat
WHERE beaten_at >= now() - make_interval(secs => %s) ORDER BY worker
"""


@dataclass(frozen=True, slots=True)
class Beating:
    """A worker and how long ago, in seconds, it last said that it works."""

    worker: str
    queues: list[str]
    seconds: float

    @property
    def is_silent(self) -> bool:
        """Whether somebody should look at it, or start it again."""
        return self.seconds > SILENT_AFTER


def note(worker: str, queues: Iterable[str]) -> None:
    """Note that `worker` works at this moment; whoever has been silent for an hour is forgotten."""
    with connection.cursor() as cursor:
        cursor.execute(BEAT, [worker, sorted(queues)])
        cursor.execute(FORGET, [FORGOTTEN_AFTER])


def forget(worker: str) -> None:
    """It has ended, as it was asked to."""
    Heartbeat.objects.filter(worker=worker).delete()


def known() -> list[Beating]:
    """Every worker that has said so within the hour."""
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, [FORGOTTEN_AFTER])
        return [Beating(*row) for row in cursor]
