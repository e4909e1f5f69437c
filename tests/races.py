"""Races between people: each in a thread and with a connection of their own, let go at the same moment."""

import threading

from django.db import connection


def race(*deeds):
    """What each of `deeds` returned or raised, in their order, after all were let go together."""
    barrier, outcomes = threading.Barrier(len(deeds)), [None] * len(deeds)

    def do(number, deed):
        try:
            barrier.wait(timeout=20)
            outcomes[number] = deed()
        except Exception as refusal:
            outcomes[number] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=one) for one in enumerate(deeds)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return outcomes
