"""Where people are signed in: a row beside each session that somebody is signed in with."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from claims.models.people import User


class SignInQuerySet(models.QuerySet["SignIn"]):
    def visible_to(self, user: User) -> Self:
        """One's own, and nobody else's."""
        return self.filter(user=user)

    def alive(self) -> Self:
        """Those that have not ended: begun lately enough, and used lately enough."""
        now = timezone.now()
        rows = self.filter(begun_at__gt=now - timedelta(seconds=settings.SESSION_COOKIE_AGE))
        if settings.SESSION_IDLE_HOURS:
            rows = rows.filter(seen_at__gt=now - timedelta(hours=settings.SESSION_IDLE_HOURS))
        if settings.OIDC_SESSION_HOURS:
            young = Q(begun_at__gt=now - timedelta(hours=settings.OIDC_SESSION_HOURS))
            rows = rows.filter(young | Q(is_from_provider=False))
        return rows

    def over(self) -> Self:
        """The others, and those whose session is gone."""
        session = Session.objects.filter(pk=OuterRef("session_id"), expire_date__gt=timezone.now())
        return self.exclude(Q(Exists(session)) & Q(pk__in=SignIn.objects.alive().values("pk")))

    def end(self) -> int:
        """End the sessions: whoever comes with one of them is not signed in. How many there were."""
        keys = dict(self.values_list("pk", "session_id"))
        Session.objects.filter(pk__in=keys.values()).delete()
        SignIn.objects.filter(pk__in=keys).delete()
        return len(keys)


class SignIn(models.Model):
    """A session that somebody is signed in with: in which browser, since when, and when it was used last.

    No address of a computer, and of what the browser says of itself only its name and system. `claims.sessions` writes
    the row with the session, and finds no session of somebody's without it.
    """

    # Nothing in the database holds the two together: the former release ends sessions and knows nothing of this table.
    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sign_ins")
    browser = models.CharField(max_length=60, blank=True)
    is_from_provider = models.BooleanField(default=False, db_default=False, help_text="Begun by single sign-on.")
    begun_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now, help_text="When it was used last, to some minutes.")

    objects = SignInQuerySet.as_manager()

    class Meta:
        verbose_name = "session"
        ordering = ("-seen_at", "-id")

    def __str__(self) -> str:
        return self.browser or "An unknown browser"
