"""A detector for workers under test: the real one, unless the text says what is to go wrong."""

import os
import signal
import time
from dataclasses import replace

from claims import detection

VERSION = detection.VERSION

load = detection.load


def detect(text, *, published_on):
    if "RAISE" in text:
        raise ValueError("this text cannot be read")
    if "KILL" in text:
        os.kill(os.getpid(), signal.SIGKILL)
    if "HANG" in text:
        time.sleep(600)
    if "GREEDY" in text:
        return [bytearray(3 * 1024**3)]  # more than a worker may have, refused before a busy machine has to fill it
    found = detection.detect(text, published_on=published_on)
    if "INVENT" in text:
        return [*found, replace(found[0], quote="Words that nobody printed.")]
    return found
