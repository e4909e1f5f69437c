"""What `manage.py check` says of settings of the installation as a whole."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks

from claims.scanning import PLACE
from config.digests import LONGEST_LINE, digest_at

SHORTEST_TOKEN = 16  # characters
MOST_HOURS = 24 * 366
MOST_SECONDS = 25
PROBES = 1000  # lines that are looked at, of a file of any size


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


def leaked_passwords(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Whether the list of leaked passwords is there, and can be searched."""
    if not settings.LEAKED_PASSWORDS:
        return []
    try:
        is_sorted = _is_sorted(Path(settings.LEAKED_PASSWORDS))
    except OSError as problem:
        said = f"LEAKED_PASSWORDS cannot be read: {problem}. No new password is taken."
        return [checks.Error(said, hint="Name a file that this user may read.", id="config.E003")]
    if is_sorted:
        return []
    said = "LEAKED_PASSWORDS is no list of SHA-1 digests in their order, a line each."
    return [checks.Error(said, hint="Download the one that is ordered by hash.", id="config.E004")]


def virus_scanner(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Whether the virus scanner could be where the settings say; whether it is there shows with the first file."""
    found: list[checks.CheckMessage] = []
    if settings.CLAMD and not PLACE.fullmatch(settings.CLAMD):
        said = f"CLAMD must be unix:/path or host:port, and is {settings.CLAMD!r}. No file is taken."
        found.append(checks.Error(said, hint="Often unix:/run/clamav/clamd.ctl.", id="config.E005"))
    if not 1 <= settings.CLAMD_TIMEOUT <= MOST_SECONDS:
        said = f"CLAMD_TIMEOUT must be from 1 to {MOST_SECONDS} seconds: a task has 45 for fetching and scanning."
        found.append(checks.Error(said, id="config.E006"))
    return found


def _is_sorted(path: Path) -> bool:
    """Whether each of a thousand lines, from everywhere in the file, is a digest and not below the one before."""
    with path.open("rb") as file:
        last = max(file.seek(0, 2) - LONGEST_LINE, 0)
        digests = [digest_at(file, last * probe // PROBES) for probe in range(PROBES + 1)]
    return all(digests) and digests == sorted(digests)
