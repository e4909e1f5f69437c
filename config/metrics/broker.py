"""Whether the broker answers, and how many messages wait in its queues."""

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

SECONDS = 0.5
QUEUES = "extraction", "webhooks", "default", "bulk"


def queue_lengths() -> dict[str, int]:
    """How many messages wait in each queue. What is to be done is in the database: this shows only the nudges.

    Raises:
        redis.RedisError: it does not answer within half a second.
    """
    client = redis.from_url(
        settings.REDIS_URL, socket_timeout=SECONDS, socket_connect_timeout=SECONDS, retry=Retry(NoBackoff(), 0)
    )
    with client, client.pipeline(transaction=False) as asking:
        for queue in QUEUES:
            asking.llen(queue)
        return dict(zip(QUEUES, asking.execute(), strict=True))
