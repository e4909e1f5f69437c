"""How often somebody calls in a minute: counted in Valkey or Redis, for all processes together.

Where nobody counts, everybody may: a lost broker costs the limits and not the service. A counter that does not answer
is left alone for a while, so that it delays one request and not each.
"""

import hashlib
import hmac
import logging
import time
from dataclasses import dataclass
from functools import cache

import redis
from django.conf import settings

logger = logging.getLogger(__name__)

WINDOW = 60  # seconds; it begins with the minute
PATIENCE = 0.25  # seconds that one request waits for the counter
LEFT_ALONE = 5.0  # seconds after it did not answer
PREFIX = "claimdesk:rate"


@dataclass(frozen=True, slots=True)
class Rate:
    """How far a caller is in this minute, which ends in `seconds`."""

    policy: str
    most: int
    counted: int
    seconds: int

    @property
    def is_too_much(self) -> bool:
        """Whether this very request is over the limit."""
        return self.counted > self.most

    @property
    def left(self) -> int:
        """How many more there may be."""
        return max(0, self.most - self.counted)


class _Counter:
    """The counter, and until when it is left alone (by the monotonic clock)."""

    silent_until = 0.0


def count(policy: str, who: str, most: int) -> Rate | None:
    """Count one request of `who` under a policy; None where there is no limit, or nobody counts at present."""
    if not most or time.monotonic() < _Counter.silent_until:
        return None
    now = int(time.time())
    name = f"{PREFIX}:{policy}:{_digest(who)}:{now // WINDOW}"
    try:
        with _counters(settings.REDIS_URL).pipeline(transaction=False) as steps:
            steps.incr(name)
            steps.expire(name, 2 * WINDOW)
            counted, _ = steps.execute()
    except (redis.RedisError, ValueError) as trouble:  # the latter where the client reads on after it gave up waiting
        _Counter.silent_until = time.monotonic() + LEFT_ALONE
        logger.warning("nobody counts requests at present: %s", trouble)
        return None
    return Rate(policy, most, int(counted), WINDOW - now % WINDOW)


@cache
def _counters(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)


def _digest(who: str) -> str:
    """Nobody can read from a counter whose it is."""
    return hmac.new(settings.SECRET_KEY.encode(), who.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]
