"""Secrets of webhooks at rest: encrypted by a key made of SECRET_KEY, and of its fallbacks to read."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class SecretLost(Exception):
    """A sealed secret cannot be read: SECRET_KEY was changed, and the former one is not among its fallbacks."""


def seal(secret: str) -> str:
    """The secret as it is stored."""
    return _seal().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """The secret again.

    Raises:
        SecretLost: it was sealed by a key that is not known any more.
    """
    try:
        return _seal().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise SecretLost from None


def _seal() -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    digests = (hashlib.sha256(b"claimdesk webhook secret\0" + str(key).encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
