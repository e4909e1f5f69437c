"""The shipped detector, but that some texts kill or hang the worker that reads them: `CLAIMDESK_DETECTOR` names it."""

import os
import signal
import time

from claims import detection

VERSION = detection.VERSION
CRASH, HANG = "This text crashes its reader.", "This text hangs its reader."

load = detection.load


def detect(text, *, published_on):
    if CRASH in text:
        os.kill(os.getpid(), signal.SIGKILL)
    if HANG in text:
        time.sleep(600)
    return detection.detect(text, published_on=published_on)
