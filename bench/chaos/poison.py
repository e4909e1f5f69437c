"""The shipped detector, but that some texts kill, hang or fill up the worker that reads them: `CLAIMDESK_DETECTOR`."""

import os
import signal
import time

from claims import detection

VERSION = detection.VERSION
CRASH, HANG = "This text crashes its reader.", "This text hangs its reader."
GREEDY = "This text fills its reader's memory."
PIECE = 64 * 1024**2

load = detection.load


def detect(text, *, published_on):
    if CRASH in text:
        os.kill(os.getpid(), signal.SIGKILL)
    if HANG in text:
        time.sleep(600)
    if GREEDY in text:
        ask_without_end()
    return detection.detect(text, published_on=published_on)


def ask_without_end():
    """Only the limit of the worker's child ends it. What is not written to costs a busy machine nothing until then."""
    had = []
    while True:
        had.append(bytes(PIECE))
