"""Pages of results: `pageSize`, `pageToken`, `offset`. A token is signed, and holds for one query only."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.http import QueryDict
from rest_framework.exceptions import ValidationError

DEFAULT, MOST = 10, 1000
INT32 = 2**31 - 1
_PLACING = ("pageToken", "pageSize", "offset", "fields", "alt", "key", "prettyPrint", "quotaUser", "$.xgafv")
SALT = "reviews.publishing.v1alpha1"


@dataclass(frozen=True, slots=True)
class Window:
    """Which results are wanted; `after` is what a token of ours holds."""

    size: int
    offset: int
    after: list[Any] | None


def whole_number(query: QueryDict, name: str, default: int | None) -> int | None:
    """A whole number that is not negative, within 32 bits.

    Raises:
        ValidationError: it is something else.
    """
    given = query.get(name, "")
    if given == "":
        return default
    if not (given.isascii() and given.isdigit() and len(given) <= 10 and int(given) <= INT32):
        raise ValidationError(f"{name}: give a whole number that is not negative.")
    return int(given)


def window_of(query: QueryDict) -> Window:
    """What `query` asks for.

    Raises:
        ValidationError: a number is none, or the token is not ours or of another query.
    """
    size = min(whole_number(query, "pageSize", 0) or DEFAULT, MOST)
    token = query.get("pageToken", "")
    if not token:
        return Window(size, whole_number(query, "offset", 0) or 0, None)
    try:
        asked, place = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        raise ValidationError("pageToken: this token is not one of ours.") from None
    if asked != _asked(query):
        raise ValidationError("pageToken: this token belongs to another query.")
    return Window(size, 0, place)


def token_for(query: QueryDict, *place: Any) -> str:
    """A token for what follows `place`."""
    written = [part.isoformat() if isinstance(part, datetime) else part for part in place]
    return signing.dumps([_asked(query), written], salt=SALT)


def _asked(query: QueryDict) -> list[list[str]]:
    return sorted([name, str(query[name])] for name in query if name not in _PLACING)
