"""The people who work with Claimdesk."""

from collections.abc import Mapping

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """A person with a log-in. What they may do is decided desk by desk, by their memberships.

    `roles` are these by the desk's id, where whoever found out who calls has read them with it, for that one request.
    """

    roles: Mapping[int, str] | None = None

    def __str__(self) -> str:
        return self.get_full_name() or self.username
