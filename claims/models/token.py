"""Tokens with which integrations use the REST API."""

import hashlib
import secrets
from datetime import timedelta
from functools import cache

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import connections, models
from django.db.models import Q
from django.utils import timezone

from claims.models.desk import Membership
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


# A row for each desk of its owner, or one without. Every request asks this, and building it from a queryset took longer
# than PostgreSQL takes to answer.
WHO_CALLS = """
SELECT {token}, {owner}, membership.desk_id, membership.role
FROM {tokens} token JOIN {people} owner ON owner.id = token.user_id
LEFT JOIN {memberships} membership ON membership.user_id = owner.id
WHERE token.digest = %(digest)s AND (token.expires_at IS NULL OR token.expires_at > %(now)s) AND owner.is_active
"""


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def of_secret(self, secret: str) -> "ApiToken | None":
        """The valid token with this secret: not expired, of somebody who may log in. Its owner's roles come with it."""
        with connections[self.db].cursor() as cursor:
            cursor.execute(_who_calls(), {"digest": digest_of_secret(secret), "now": timezone.now()})
            rows = cursor.fetchall()
        if not rows:
            return None
        *values, _, _ = rows[0]
        own = len(ApiToken._meta.concrete_fields)
        token = ApiToken.from_db(self.db, _attributes(ApiToken), values[:own])
        token.user = User.from_db(self.db, _attributes(User), values[own:])
        token.user.roles = {desk: role for *_, desk, role in rows if desk is not None}
        return token

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


@cache
def _who_calls() -> str:
    """WHO_CALLS with the tables and columns of the models."""
    return WHO_CALLS.format(
        token=_columns("token", ApiToken),
        owner=_columns("owner", User),
        tokens=ApiToken._meta.db_table,
        people=User._meta.db_table,
        memberships=Membership._meta.db_table,
    )


def _columns(table: str, model: type[models.Model]) -> str:
    return ", ".join(f'{table}."{field.column}"' for field in model._meta.concrete_fields)


@cache
def _attributes(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]
