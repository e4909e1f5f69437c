"""How long to wait for a receiver that fails: what it asks for itself, and what is fair to the others."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_RETRY_AFTER = timedelta(hours=24)
SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=10)
SHARE = 10


def retry_after(header: str, *, now: datetime) -> timedelta | None:
    """What `Retry-After` asks for, in seconds or as a date, a day at most; None where it asks for nothing."""
    header = header.strip()
    if header.isascii() and header.isdigit():
        return min(timedelta(seconds=int(header[:9])), LONGEST_RETRY_AFTER)
    try:
        until = parsedate_to_datetime(header)
    except (ValueError, OverflowError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(until - now, timedelta()), LONGEST_RETRY_AFTER)


def pause_of(failing_for: timedelta) -> timedelta:
    """How long an endpoint is left alone after a failure: a tenth of the time for which it has been failing.

    So a receiver that is away for a day is asked every few minutes, however many messages wait for it.
    """
    return min(max(failing_for / SHARE, SHORTEST_PAUSE), LONGEST_PAUSE)
