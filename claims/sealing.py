"""Secrets at rest: encrypted by keys made of SECRET_KEY, one for each purpose, and of its fallbacks to read."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

WEBHOOK_SECRET = b"claimdesk webhook secret"
ANSWER = b"claimdesk answer"
IMPORT_KEY = b"claimdesk import key"


class SecretLost(Exception):
    """What was sealed cannot be read: SECRET_KEY was changed, and the former one is not among its fallbacks."""


def seal(secret: str, purpose: bytes) -> str:
    """The secret as it is stored; it is read again under the same purpose only."""
    return _seal(purpose).encrypt(secret.encode()).decode()


def unseal(sealed: str, purpose: bytes) -> str:
    """The secret again.

    Raises:
        SecretLost: it was sealed by a key that is not known any more, or for another purpose.
    """
    try:
        return _seal(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise SecretLost from None


def _seal(purpose: bytes) -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    digests = (hashlib.sha256(purpose + b"\0" + str(key).encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
