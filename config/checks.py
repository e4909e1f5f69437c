"""What `manage.py check` says of settings of the installation as a whole."""

from typing import Any

from django.conf import settings
from django.core import checks

SHORTEST_TOKEN = 16  # characters
MOST_HOURS = 24 * 366


def metrics_token(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Whether the token for the metrics can be guessed, or sent."""
    token = settings.METRICS_TOKEN
    if not token or (len(token) >= SHORTEST_TOKEN and token.isascii() and token.isprintable() and " " not in token):
        return []
    said = f"METRICS_TOKEN must have at least {SHORTEST_TOKEN} characters, without spaces and accents."
    return [checks.Error(said, hint="Make one: openssl rand -hex 32", id="config.E001")]


def session_hours(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Whether the hours after which sessions end can be any."""
    return [
        checks.Error(f"{name} must be from 0 to {MOST_HOURS} hours.", hint="0 switches it off.", id="config.E002")
        for name in ("SESSION_IDLE_HOURS", "OIDC_SESSION_HOURS")
        if not 0 <= getattr(settings, name) <= MOST_HOURS
    ]
