"""The people who work with Claimdesk."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """A person with a log-in. What they may do is decided desk by desk, by their memberships."""

    def __str__(self) -> str:
        return self.get_full_name() or self.username
