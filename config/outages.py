"""What callers hear while something is away that requests need: what it is, and when to come back."""

import errno

from django.db import InterfaceError, OperationalError

SECONDS_TO_COME_BACK = 5
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
DATABASE = "The database does not answer in time."
DISK = "There is no room left to write to."


def outage_of(error: BaseException | None) -> str:
    """What is away, in a sentence; empty where the error is of another kind, and so a fault of ours."""
    if isinstance(error, (OperationalError, InterfaceError)):
        return DATABASE
    return DISK if isinstance(error, OSError) and error.errno in FULL else ""
