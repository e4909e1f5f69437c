"""What `manage.py check` says of settings of the installation as a whole."""

from typing import Any

from django.conf import settings
from django.core import checks

SHORTEST_TOKEN = 16  # characters


def metrics_token(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Whether the token for the metrics can be guessed, or sent."""
    token = settings.METRICS_TOKEN
    if not token or (len(token) >= SHORTEST_TOKEN and token.isascii() and token.isprintable() and " " not in token):
        return []
    said = f"METRICS_TOKEN must have at least {SHORTEST_TOKEN} characters, without spaces and accents."
    return [checks.Error(said, hint="Make one: openssl rand -hex 32", id="config.E001")]
