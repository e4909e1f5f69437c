"""Signatures of webhooks after Standard Webhooks 1.0.0: secrets, and the headers of one attempt."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable

PREFIX = "whsec_"
SECRET_BYTES = 32


def new_secret() -> str:
    """A secret as its receiver is given it: `whsec_` and 32 random bytes in base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signed_headers(message: str, body: bytes, *, keys: Iterable[str], timestamp: int) -> dict[str, str]:
    """The headers of one attempt: the message's id, the time (seconds since 1970), a signature for each of `keys`."""
    words = f"{message}.{timestamp}.".encode() + body
    return {
        "webhook-id": message,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(f"v1,{_signature(key, words)}" for key in keys),
    }


def _signature(key: str, words: bytes) -> str:
    raw = base64.b64decode(key.removeprefix(PREFIX), validate=True)
    return base64.b64encode(hmac.new(raw, words, hashlib.sha256).digest()).decode()
