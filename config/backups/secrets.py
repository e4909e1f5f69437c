"""Which secrets of the database this installation's SECRET_KEY does not open."""

from collections import Counter
from collections.abc import Callable, Iterator

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken

from claims import sealing
from claims.models import Import
from config.accounts import SealedSecrets
from reviews.publishing.hookmodels import WebhookEndpoint


def unreadable() -> dict[str, int]:
    """How many secrets of each kind were sealed with a key that is neither SECRET_KEY nor among its fallbacks."""
    return dict(Counter(kind for kind, sealed, opens in _sealed() if sealed and not _opened(sealed, opens)))


def _sealed() -> Iterator[tuple[str, str, Callable[[str], str]]]:
    for secrets in WebhookEndpoint.objects.values_list("sealed_secret", "previous_sealed_secret"):
        yield from (("secrets of webhooks", sealed, _webhook) for sealed in secrets)
    for sealed in Import.objects.exclude(sealed_key="").values_list("sealed_key", flat=True):
        yield "keys of imports", sealed, _import_key
    for data in Authenticator.objects.values_list("data", flat=True):
        yield "second factors", data.get("secret") or data.get("seed") or "", SealedSecrets().decrypt


def _opened(sealed: str, opens: Callable[[str], str]) -> bool:
    try:
        opens(sealed)
    except (sealing.SecretLost, InvalidToken):
        return False
    return True


def _webhook(sealed: str) -> str:
    return sealing.unseal(sealed, sealing.WEBHOOK_SECRET)


def _import_key(sealed: str) -> str:
    return sealing.unseal(sealed, sealing.IMPORT_KEY)
