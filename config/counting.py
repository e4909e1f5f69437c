"""Under which names attempts are counted: nobody can read from them who tried, or from where."""

import hashlib
import hmac

from django.conf import settings


def cache_key(key: str, key_prefix: str, version: int) -> str:
    """A keyed digest of the key, since the library's own keys hold log-in names and addresses of computers."""
    secret = settings.SECRET_KEY.encode()
    return f"{version}:" + hmac.new(secret, f"{key_prefix}:{key}".encode(), hashlib.sha256).hexdigest()
