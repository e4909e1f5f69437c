"""The faults, and the schedule by which a seed injects them."""

import random
import signal
import threading
import time
from contextlib import suppress

import kombu.exceptions
import psutil
import redis

from bench.chaos import clients
from bench.chaos.hostile import POISON
from bench.chaos.poison import HANG

LONG_RUN = 240  # seconds from which on there is time for faults that take minutes
BEYOND_THE_LEASE = 95  # seconds: claims.extraction.LEASE is 90
CUT_OFF = 15  # seconds: longer than a side without an answer waits (config.settings); in long runs three times so long
BRIEFLY = 6  # seconds for what else lasts a while, in runs that are no long ones
SILENT = 30  # seconds, in long runs: longer than the web server waits for an answer of the database (config.wsgi)
WRONG = 900  # seconds that a clock is wrong
FULL = 15  # seconds
AWAY = 4  # seconds that the receiver of webhooks is away; in long runs ten times so long


class Faults:
    """What can be done to the stack; each is noted with its time."""

    def __init__(self, stack, sink, client, seconds, host=None):
        self.stack, self.sink, self.client, self.seconds, self.host = stack, sink, client, seconds, host
        self.done, self.pending, self.began = [], [], time.monotonic()

    def do(self, name):
        self.done.append((round(time.monotonic() - self.began, 1), name))
        getattr(self, name)()

    def kill_worker(self):
        self.stack.kill("worker")

    def kill_sender(self):
        self.stack.kill("sender")

    def kill_web(self):
        self.stack.kill("web")

    def kill_beat(self):
        self.stack.kill("beat")

    def kill_valkey_with_its_data(self):
        self.stack.kill_server("valkey")

    def kill_postgresql(self):
        self.stack.kill_server("postgres")

    def kill_everything(self):
        for word in ("web", "worker", "sender", "beat"):
            self.stack.kill(word)
        for kind in ("valkey", "postgres"):
            self.stack.kill_server(kind)

    def flush_the_broker(self):
        with suppress(redis.RedisError):
            self.stack.broker().flushall()

    def terminate_worker(self):
        """As a deploy does, in the middle of its work."""
        self.stack.signal("worker", signal.SIGTERM)

    def pause_worker_beyond_its_lease(self):
        paused = self.stack.family("worker")
        for process in paused:
            with suppress(psutil.Error):
                process.suspend()
        self._later(BEYOND_THE_LEASE, lambda: [_resume(process) for process in paused])

    def send_messages_twice(self):
        with suppress(kombu.exceptions.OperationalError, redis.RedisError, OSError):
            with self.client.ledger.lock:
                some = [extraction for _, extraction, _ in list(self.client.ledger.articles.values())[-10:]]
            for extraction in some:
                self.stack.publish("claims.tasks.extract_claims", extraction, queue="extraction", times=3)
            for task in ("sweep_extractions", "seal_history"):
                self.stack.publish(f"claims.tasks.{task}", times=5)
            self.stack.publish("reviews.publishing.tasks.dispatch_events", times=5)
            self.stack.publish("reviews.publishing.tasks.deliver_webhooks", queue="webhooks", times=5)

    def take_the_receiver_away(self):
        self.sink.is_away = True
        self._later(AWAY if self.seconds < LONG_RUN else 10 * AWAY, self._bring_the_receiver_back)

    def hand_in_a_text_that_hangs_its_reader(self):
        """In the background, since it is sent until it is taken."""

        def hand_in():
            body = clients.article("that hangs", random.Random(1), HANG)
            code, told = self.client.post("articles/", body)
            if code == 202:
                with self.client.ledger.lock:
                    self.client.ledger.articles["hang"] = told["id"], told["extraction"]["id"], POISON

        self._later(0, hand_in)

    def cut_off_the_second_host(self):
        self.host.cut_off()
        self._later(CUT_OFF if self.seconds < LONG_RUN else 3 * CUT_OFF, self.host.mend)

    def slow_the_line_of_the_second_host(self):
        self.host.line.slow_down()
        self._later(CUT_OFF, self.host.mend)

    def tear_the_line_of_the_second_host(self):
        self.host.line.tear()

    def silence_the_line_of_the_second_host(self):
        self.host.line.fall_silent()
        self._later(self._lasting(SILENT), self.host.mend)

    def slow_the_line_of_the_web(self):
        self.stack.line.slow_down()
        self._later(self._lasting(CUT_OFF), self.stack.line.mend)

    def silence_the_line_of_the_web(self):
        self.stack.line.fall_silent()
        self._later(self._lasting(SILENT), self.stack.line.mend)

    def tear_the_line_of_the_web(self):
        self.stack.line.tear()

    def set_the_clock_of_the_worker_ahead(self):
        self._set_wrong(WRONG)

    def set_the_clock_of_the_worker_back(self):
        self._set_wrong(-WRONG)

    def fill_the_disk(self):
        """Which database, broker and logs lie on."""
        if not self.stack.disk.fill():
            self.client.ledger.fail("The disk could not be filled.")
        self._later(FULL, self.stack.disk.free)

    def _set_wrong(self, seconds):
        self.stack.set_the_clock_wrong(seconds)
        self._later(self._lasting(CUT_OFF), lambda: self.stack.set_the_clock_wrong(0))

    def _lasting(self, seconds):
        return seconds if self.seconds >= LONG_RUN else BRIEFLY

    def heal(self):
        """Wait for the faults that end by themselves, and end what would not."""
        for thread in self.pending:
            thread.join()

    def _bring_the_receiver_back(self):
        self.sink.is_away = False

    def _later(self, seconds, deed):
        thread = threading.Timer(seconds, deed)
        self.pending.append(thread)
        thread.start()


def _resume(process):
    with suppress(psutil.Error):
        process.resume()


SHORT = (
    "kill_worker", "send_messages_twice", "take_the_receiver_away", "kill_valkey_with_its_data", "kill_web",
    "kill_postgresql", "terminate_worker", "flush_the_broker", "kill_beat", "kill_sender", "kill_everything",
    "slow_the_line_of_the_web", "silence_the_line_of_the_web", "tear_the_line_of_the_web",
    "set_the_clock_of_the_worker_ahead", "set_the_clock_of_the_worker_back",
)  # fmt: skip
OF_A_HOST = (
    "cut_off_the_second_host", "slow_the_line_of_the_second_host", "tear_the_line_of_the_second_host",
    "silence_the_line_of_the_second_host",
)  # fmt: skip
OF_A_DISK = ("fill_the_disk",)
LONG = ("hand_in_a_text_that_hangs_its_reader", "pause_worker_beyond_its_lease")  # these take minutes


def schedule(seed, seconds, *, has_host=False, has_disk=False):
    """When which fault comes: each once before any comes again, in an order of the seed, those that take long first."""
    chance = random.Random(seed)
    order = list(LONG) if seconds >= LONG_RUN else []
    faults = SHORT + OF_A_HOST * has_host + OF_A_DISK * has_disk
    while len(order) < 200:
        order += chance.sample(faults, len(faults))
    gap = max(3.5, min(12.0, seconds / (len(faults) + 2)))
    at, planned = 3.0, []
    for name in order:
        if at > seconds * 0.95:
            break
        planned.append((at, name))
        at += gap * chance.uniform(0.7, 1.3)
    return planned
