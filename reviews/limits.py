"""How often the public may knock: counted in Valkey or Redis, by a digest that nobody can turn back into an address.

The key of the digest is random, made anew each day and forgotten after the next. No address of a computer is kept.
"""

import hashlib
import hmac
import secrets
from datetime import timedelta

import redis
from django.conf import settings
from django.utils import timezone

from claims.callers import network_of
from claims.errors import DomainError

HOUR = 3600
DAY = 86_400
PREFIX = "claimdesk:asking"


class TooMany(DomainError):
    """The public may ask so often and no more. `seconds` is when to come back."""

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


def count_request(address: str, *, email: str = "") -> None:
    """Count one request from `address`, and one mail to `email` where it is given.

    Raises:
        TooMany: too many came from this address within an hour, from everywhere within a day, or with this mail address
            within a day; or nobody can count at present.
    """
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2) as counters:
            today = timezone.now().date().isoformat()
            key = _key_of(counters, today)
            _count(
                counters, f"{today}:from:{_digest(key, network_of(address))}", settings.READER_REQUESTS_PER_HOUR, HOUR
            )
            if email:
                _count(counters, f"{today}:to:{_digest(key, email.casefold())}", settings.READER_MAILS_PER_DAY, DAY)
            _count(counters, f"{today}:all", settings.READER_REQUESTS_PER_DAY, DAY)
    except redis.RedisError:
        raise TooMany("Requests cannot be taken at the moment. Please come back in a few minutes.", 300) from None


def _key_of(counters: "redis.Redis", today: str) -> bytes:
    """The day's random key, made by whoever comes first."""
    counters.set(f"{PREFIX}:key:{today}", secrets.token_bytes(32), nx=True, ex=timedelta(days=2))
    return bytes(counters.get(f"{PREFIX}:key:{today}") or b"")  # type: ignore[arg-type]


def _count(counters: "redis.Redis", name: str, most: float, seconds: int) -> None:
    """Count up in one round trip; the counter ends `seconds` after its first."""
    with counters.pipeline(transaction=True) as steps:
        steps.set(f"{PREFIX}:{name}", 0, nx=True, ex=seconds)
        steps.incr(f"{PREFIX}:{name}")
        steps.ttl(f"{PREFIX}:{name}")
        _, counted, left = steps.execute()
    if counted > most:
        raise TooMany("That is more than we can take in from one place. Please come back later.", max(int(left), 60))


def _digest(key: bytes, words: str) -> str:
    return hmac.new(key, words.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]
