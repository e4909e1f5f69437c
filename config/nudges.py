"""Tasks as messages to a broker that may say nothing: who waits for it once does not wait again at once."""

import logging
import time
from typing import Any, ClassVar

from celery import Task
from celery.result import AsyncResult
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

LONG = 1.0  # seconds: a broker that is away refuses at once, one that is silent is waited for
LEFT_ALONE = 5.0  # seconds


class Nudge(Task):  # type: ignore[type-arg]
    """A task whose message may be lost: the row says what is to be done, and the sweep sends what was not sent."""

    abstract = True
    silent_until: ClassVar[float] = 0.0  # by the monotonic clock, in this process

    def apply_async(self, *args: Any, **options: Any) -> AsyncResult[Any]:
        """Send the message, unless the broker kept somebody waiting for nothing a moment ago.

        Raises:
            OperationalError: it was not sent.
        """
        began = time.monotonic()
        if began < Nudge.silent_until:
            raise OperationalError("The broker said nothing a moment ago, and is left alone for some seconds.")
        try:
            return super().apply_async(*args, **options)
        except OperationalError:
            if time.monotonic() - began > LONG:
                Nudge.silent_until = time.monotonic() + LEFT_ALONE
            raise
