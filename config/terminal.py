"""How `make run` and its user talk: lines on the terminal one way, Ctrl-C the other."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

SIGNALS = signal.SIGINT, signal.SIGTERM, signal.SIGHUP


class Stopped(Exception):
    """The user, or the end of our parent, asked us to stop."""


def say(text: str) -> None:
    """Print at once; a terminal that is gone stops nothing."""
    with suppress(OSError, ValueError):
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


class StopAsked:
    """Remembers the wish to stop until it is convenient, so that no signal can interrupt a clean-up.

    With `follow_parent`, the death of the process that started us is such a wish as well.
    """

    def __init__(self, *, follow_parent: bool = False) -> None:
        self.count = 0
        self._parent = os.getppid() if follow_parent else None
        for number in SIGNALS:
            signal.signal(number, self._remember)

    def _remember(self, number: int, frame: FrameType | None) -> None:
        self.count += 1

    def asked(self) -> bool:
        return self.count > 0 or (self._parent is not None and os.getppid() != self._parent)

    def asked_twice(self) -> bool:
        """Ctrl-C again: the user does not want to wait."""
        return self.count > 1

    def check(self) -> None:
        if self.asked():
            raise Stopped

    def announce(self) -> None:
        if self.asked():
            say("\nStopping …")


@contextmanager
def in_foreground() -> Iterator[None]:
    """Take the terminal's keys from the `make` that started us, so that Ctrl-C ends us and make then ends well.

    Otherwise make would get the same Ctrl-C and report an interrupted run. Does nothing without a terminal.
    """
    before = os.getpgrp()
    with suppress(OSError):
        if os.isatty(0) and os.tcgetpgrp(0) == before and before != os.getpid():
            signal.signal(signal.SIGTTOU, signal.SIG_IGN)  # or the two changes below would halt us
            signal.signal(signal.SIGTSTP, signal.SIG_IGN)  # nobody would be there to wake us
            os.setpgid(0, 0)
            os.tcsetpgrp(0, os.getpid())
    try:
        yield
    finally:
        with suppress(OSError):
            if os.getpgrp() != before and os.tcgetpgrp(0) == os.getpgrp():
                os.tcsetpgrp(0, before)
