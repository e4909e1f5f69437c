"""A worker says that it works: to the database, and to whoever keeps it alive.

It works where its main loop turns and takes what waits for it: one that is alive and takes nothing falls silent. While
the broker is away there is nothing to take, and that is no reason to start a worker again. A thread beats, so that a
database that says nothing holds up no work.
"""

import logging
import threading
from contextlib import suppress
from typing import Any

import redis
from celery import bootsteps
from celery.signals import worker_shutdown
from celery.worker import state
from django.db import Error as DatabaseTrouble
from django.db import connection

from claims import heartbeats
from config.listening import tell_keeper
from config.metrics import broker

logger = logging.getLogger(__name__)

SECONDS = 10.0  # from one beat to the next
FIRST = 1.0


class Heart(bootsteps.StartStopStep):
    """A step of the consumer: each time it has the broker, its loop counts its turns again."""

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def __init__(self, consumer: Any, **kwargs: Any) -> None:
        super().__init__(consumer, **kwargs)
        self.consumer, self.turn, self.over = consumer, None, threading.Event()
        self.turns, self.seen = 0, (0, 0)

    def create(self, consumer: Any) -> None:
        """The worker is being put together: from now on it should say that it works."""
        worker_shutdown.connect(self.end, weak=False)
        threading.Thread(target=self.beat_on, daemon=True, name="heart").start()

    def start(self, consumer: Any) -> None:
        """The loop is about to turn."""
        self.turn = consumer.timer.call_repeatedly(FIRST, self.count_turn)

    def stop(self, consumer: Any) -> None:
        """The connection is lost, or the worker ends."""
        if self.turn is not None:
            consumer.timer.cancel(self.turn)

    def count_turn(self) -> None:
        """Called by the loop itself."""
        self.turns += 1

    def beat_on(self) -> None:
        """Until the worker ends: beat where it works."""
        pause = FIRST
        while not self.over.wait(pause):
            if self.works():
                pause = SECONDS
                self.beat()

    def works(self) -> bool:
        """Whether the loop has turned since the last look, and taken something, unless there was nothing to take."""
        before, self.seen = self.seen, (self.turns, state.all_total_count[0])
        try:
            waiting = broker.queue_lengths()
        except redis.RedisError:
            return True
        has_turned, has_taken = (now != then for now, then in zip(self.seen, before, strict=True))
        is_busy = len(state.active_requests) >= self.consumer.controller.concurrency
        return has_turned and (has_taken or is_busy or not any(waiting.get(name) for name in self.queues))

    @property
    def queues(self) -> list[str]:
        """The names of those that it takes from."""
        return list(self.consumer.app.amqp.queues.consume_from)

    def beat(self) -> None:
        """Say so. Who keeps us alive hears it whether or not the database does."""
        tell_keeper()
        try:
            heartbeats.note(self.consumer.hostname, self.queues)
        except DatabaseTrouble as trouble:
            logger.warning("the heartbeat was not noted: %s", trouble)
        finally:
            connection.close()

    def end(self, **kwargs: Any) -> None:
        """The worker ends as it was asked to."""
        self.over.set()
        with suppress(DatabaseTrouble):
            heartbeats.forget(self.consumer.hostname)
