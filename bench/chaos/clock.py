"""`celery`, by a clock that can be set wrong while it runs: by as many seconds as the file CHAOS_CLOCK says.

Only what is told as a date and time of day is wrong, as when a machine's clock is set: waits go by the monotonic clock,
and PostgreSQL and the broker have their own.
"""

import copyreg
import datetime
import mmap
import os
import runpy
import struct
import time

import psycopg  # noqa: F401  before the hands are hung up: what is in C must know the class itself

PLACE = "CHAOS_CLOCK"
FORM = "d"


def set_wrong(file, seconds):
    """From now on, for everybody who was started with that file."""
    with file.open("r+b") as handle:
        handle.write(struct.pack(FORM, seconds))


def make(file):
    """A clock that is right."""
    file.write_bytes(struct.pack(FORM, 0.0))


class Clock:
    """The hands of a clock that is wrong, in place of the functions of `time` and the class of `datetime`."""

    def __init__(self, path):
        with open(path, "rb") as handle:
            self.shown = mmap.mmap(handle.fileno(), struct.calcsize(FORM), access=mmap.ACCESS_READ)
        self.real_time, self.real_ns, self.real = time.time, time.time_ns, datetime.datetime

    def wrong_by(self):
        return struct.unpack_from(FORM, self.shown)[0]

    def time(self):
        return self.real_time() + self.wrong_by()

    def time_ns(self):
        return self.real_ns() + int(self.wrong_by() * 1e9)

    def hang_up(self):
        time.time, time.time_ns, datetime.datetime = self.time, self.time_ns, datetime_by(self)


def datetime_by(clock):
    """`datetime`, but for what time it is now; each that it makes is one of the real."""
    real = clock.real

    class ToAll(type):
        def __instancecheck__(cls, one):
            return isinstance(one, real)

        def __subclasscheck__(cls, one):
            return issubclass(one, real)

    class Wrong(real, metaclass=ToAll):
        def __new__(cls, *args, **kwargs):
            return real(*args, **kwargs)

        @classmethod
        def now(cls, tz=None):
            return real.now(tz) + datetime.timedelta(seconds=clock.wrong_by())

        @classmethod
        def utcnow(cls):
            return cls.now(datetime.UTC).replace(tzinfo=None)

        today = now

    Wrong.__module__, Wrong.__qualname__ = real.__module__, real.__qualname__
    copyreg.pickle(real, lambda one: (Wrong, real.__reduce__(one)[1]))
    return Wrong


if __name__ == "__main__":
    Clock(os.environ[PLACE]).hang_up()
    runpy.run_module("celery", run_name="__main__", alter_sys=True)
