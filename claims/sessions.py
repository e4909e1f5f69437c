"""The sessions of people who are signed in: Django's, which end by themselves and can be ended from elsewhere.

Named by `SESSION_ENGINE`. A session without a person in it, such as that of somebody who is about to sign in, is as
Django has it.
"""

from datetime import datetime, timedelta
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from claims.models import SignIn

SIGNED_IN = "signed_in"  # in the session: `at`, `browser` and `is_from_provider` of its `SignIn`
RESOLUTION = timedelta(minutes=5)  # of when a session was used last


class SessionStore(db.SessionStore):
    """A session in the database. `seen_at` is when it was used last, once it is loaded and if somebody is signed in."""

    seen_at: datetime | None = None

    def load(self) -> dict[str, Any]:
        """What is in the session, in one statement; nothing where it has ended."""
        alive = SignIn.objects.alive().filter(session=OuterRef("pk")).values("seen_at")
        rows = Session.objects.annotate(seen_at=Subquery(alive))
        row = rows.filter(session_key=self.session_key, expire_date__gt=timezone.now()).first()
        data: dict[str, Any] = self.decode(row.session_data) if row else {}
        if row is None or (SESSION_KEY in data and row.seen_at is None):
            self._session_key = None
            return {}
        self.seen_at = row.seen_at
        return data

    async def aload(self) -> dict[str, Any]:
        """The same."""
        return await sync_to_async(self.load)()

    def save(self, must_create: bool = False) -> None:
        """Store the session, and beside it who is signed in."""
        with transaction.atomic():
            super().save(must_create=must_create)
            if SESSION_KEY in self:
                SignIn.objects.bulk_create([self._sign_in()], ignore_conflicts=True)

    async def asave(self, must_create: bool = False) -> None:
        """The same."""
        await sync_to_async(self.save)(must_create=must_create)

    def _sign_in(self) -> SignIn:
        said = self.get(SIGNED_IN, {})
        begun_at = datetime.fromisoformat(said["at"]) if said else timezone.now()
        told = {name: said[name] for name in ("browser", "is_from_provider") if said}
        return SignIn(session_id=str(self.session_key), user_id=int(self[SESSION_KEY]), begun_at=begun_at, **told)

    def touch(self) -> None:
        """Note that the session is in use, every few minutes at most."""
        now = timezone.now()
        before = now - min(RESOLUTION, timedelta(hours=settings.SESSION_IDLE_HOURS) / 10 or RESOLUTION)
        if self.seen_at and self.seen_at < before:
            SignIn.objects.filter(session=self.session_key, seen_at__lt=before).update(seen_at=now)
            self.seen_at = now
