"""How people sign in: accounts are made by operators, joined to the house's own sign-in by address, and kept sealed."""

import base64
import hashlib
import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from claims.models import User
from claims.sessions import SIGNED_IN
from config import browsers

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an operator: nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No."""
        return False

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> Any:
        """Who signed in stands in the log, by number; and beside the session, for themselves, where and when."""
        logger.info("person %s signed in", user.pk)
        request.session[SIGNED_IN] = {
            "at": timezone.now().isoformat(),
            "browser": browsers.in_words(request.headers.get("User-Agent", "")),
            "is_from_provider": "sociallogin" in (kwargs.get("signal_kwargs") or {}),
        }
        return super().post_login(request, user, **kwargs)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """So does an attempt that failed, without what was typed: it may be a password in the wrong field."""
        logger.warning("an attempt to sign in failed")
        super().authentication_failed(request, **credentials)


class SingleSignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """The house's identity provider vouches for addresses; whether it may bring new people is a setting."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Whether somebody whom we do not know yet gets an account. Without a desk they see none."""
        return bool(settings.OIDC_SIGN_UP)


class SealedSecrets(DefaultMFAAdapter):  # type: ignore[misc]
    """One-time-code secrets are encrypted at rest, by a key made of SECRET_KEY (and of its fallbacks, to read)."""

    def encrypt(self, text: str) -> str:
        """The secret as it is stored."""
        return _seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again."""
        return _seal().decrypt(encrypted_text.encode()).decode()


def _seal() -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    digests = (hashlib.sha256(b"claimdesk second factor\0" + str(key).encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
