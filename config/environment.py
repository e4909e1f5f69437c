"""What the environment says, as flags, lists and numbers."""

import os

from django.core.exceptions import ImproperlyConfigured


def flag(name: str, default: str = "0") -> bool:
    """Whether the variable says yes."""
    return os.environ.get(name, default).strip().lower() in {"1", "true", "yes", "on"}


def entries(name: str, default: str = "") -> list[str]:
    """What stands between its commas."""
    return [entry.strip() for entry in os.environ.get(name, default).split(",") if entry.strip()]


def number(name: str, default: float) -> float:
    """A number of the kind that the default is.

    Raises:
        ImproperlyConfigured: it is none.
    """
    given = os.environ.get(name, "").strip()
    try:
        return type(default)(given) if given else default
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a number, and is {given!r}.") from None
