"""Tokens with which integrations use the REST API."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from claims.models.people import User

PREFIX = "cd_"
LAST_USED_RESOLUTION = timedelta(minutes=1)


class Scope(models.TextChoices):
    """What a token may be used for, within what its owner's role allows."""

    CLAIMS_READ = "claims:read", "Read articles, claims and reviews"
    CLAIMS_WRITE = "claims:write", "Hand in articles and triage claims"
    REVIEWS_WRITE = "reviews:write", "Work on reviews and approve them"
    PUBLISH = "publish", "Publish, correct and retract"
    ADMIN = "admin", "Set up a desk: itself, members, scales, checklist, topics, webhooks"


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def valid(self) -> Self:
        """Tokens that have not expired and whose owner may log in."""
        unexpired = Q(expires_at__isnull=True) | Q(expires_at__gt=timezone.now())
        return self.filter(unexpired, user__is_active=True)

    def of_secret(self, secret: str) -> "ApiToken | None":
        """The valid token with this secret, if there is one; its owner's roles are read with it."""
        theirs = {"desk": F("user__memberships__desk"), "role": F("user__memberships__role")}
        found = (
            self.valid().filter(digest=digest_of_secret(secret)).select_related("user").annotate(**theirs).order_by()
        )
        rows: list[Any] = list(found)  # one for each desk, or one without
        for token in rows[:1]:
            token.user.roles = {row.desk: row.role for row in rows if row.desk is not None}
        return rows[0] if rows else None

    def issue(self, user: User, *, name: str, scopes: list[str], days: int | None = None) -> "tuple[ApiToken, str]":
        """A new token and its secret. The secret is shown this once: only its digest is kept."""
        secret = PREFIX + secrets.token_urlsafe(32)
        expires_at = timezone.now() + timedelta(days=days) if days else None
        token = self.create(
            user=user, name=name, scopes=scopes, expires_at=expires_at, digest=digest_of_secret(secret), hint=secret[:9]
        )
        return token, secret


class ApiToken(models.Model):
    """A key of one person for one program: hashed at rest, scoped, with an expiry and a last use."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100, help_text="What uses it.")
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope.choices))
    hint = models.CharField(max_length=12, editable=False, help_text="How the secret begins.")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name = "API token"

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"

    def touch(self) -> None:
        """Note that the token was used, at most once a minute."""
        now = timezone.now()
        if self.last_used_at and self.last_used_at >= now - LAST_USED_RESOLUTION:
            return
        stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - LAST_USED_RESOLUTION)
        ApiToken.objects.filter(stale, pk=self.pk).update(last_used_at=now)


def digest_of_secret(secret: str) -> str:
    """SHA-256 of a token's secret. The secret is 256 random bits, so no slow hash is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()
