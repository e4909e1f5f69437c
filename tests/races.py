"""Races between people: each in a thread and with a connection of their own, let go at the same moment."""

import threading
import time

from django.db import connection, transaction


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


def meanwhile(deed, *steps, wait=0.4):
    """What `deed` returned or raised, begun after the first of `steps` and before the others, all one transaction."""
    outcome = []

    def do():
        try:
            outcome.append(deed())
        except Exception as refusal:
            outcome.append(refusal)
        finally:
            connection.close()

    thread = threading.Thread(target=do)
    with transaction.atomic():
        steps[0]()
        thread.start()
        time.sleep(wait)
        for step in steps[1:]:
            step()
    thread.join()
    return outcome[0]
