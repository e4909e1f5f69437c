"""The body of a markup page, as the Fact Check Tools API writes it: read strictly, as pure functions."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from urllib.parse import urldefrag

from reviews.publishing.markup import is_web_address

TEXT, NUMBER = "text", "number"
MOST_CLAIMS = 100
INT32 = 2**31
_CLAIM = {
    "url": TEXT,
    "claimReviewed": TEXT,
    "claimDate": TEXT,
    "claimLocation": TEXT,
    "claimFirstAppearance": TEXT,
    "claimAppearances": [TEXT],
    "claimAuthor": {"name": TEXT, "jobTitle": TEXT, "imageUrl": TEXT, "sameAs": TEXT},
    "rating": {
        "textualRating": TEXT,
        "ratingValue": NUMBER,
        "worstRating": NUMBER,
        "bestRating": NUMBER,
        "ratingExplanation": TEXT,
        "imageUrl": TEXT,
    },
}
_PAGE: dict[str, Any] = {
    "name": TEXT,
    "versionId": TEXT,
    "pageUrl": TEXT,
    "publishDate": TEXT,
    "claimReviewAuthor": {"name": TEXT, "imageUrl": TEXT},
    "claimReviewMarkups": [_CLAIM],
}
_LIMITS = {
    "claimReviewed": 2000, "ratingExplanation": 2000, "pageUrl": 2000, "url": 2100, "name": 300, "textualRating": 300,
}  # fmt: skip
_LIMIT = 2000
_NOT_PRINTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class BadBody(ValueError):
    """The body is not the markup of a page; the message names the member."""


def read(given: Any) -> dict[str, Any]:
    """The body as it is kept: members of the right kinds, absent ones left out, `name` and `versionId` apart.

    Raises:
        BadBody: a member is unknown, of another kind, too long, missing, or contradicts another.
    """
    body: dict[str, Any] = _read(given, _PAGE, "")
    if not is_web_address(body.get("pageUrl")) or not body["pageUrl"].isascii():
        raise BadBody("pageUrl: give the absolute address of the page, in ASCII.")
    day_of(body.get("publishDate", ""), "publishDate")
    claims = body.get("claimReviewMarkups", [])
    if not 1 <= len(claims) <= MOST_CLAIMS:
        raise BadBody(f"claimReviewMarkups: give at least one claim, and at most {MOST_CLAIMS}.")
    for position, claim in enumerate(claims):
        _check_claim(claim, body["pageUrl"], f"claimReviewMarkups[{position}]")
    return body


def day_of(given: str, place: str) -> date | None:
    """The day that a date or a moment names; None for an empty one.

    Raises:
        BadBody: it is neither.
    """
    if not given:
        return None
    try:
        return datetime.fromisoformat(given).date()
    except ValueError:
        raise BadBody(f"{place}: give a day as YYYY-MM-DD.") from None


def midnight(day: date) -> datetime:
    """When a day begins, in UTC."""
    return datetime.combine(day, time.min, tzinfo=UTC)


def _check_claim(claim: Mapping[str, Any], page_url: str, place: str) -> None:
    if not claim.get("claimReviewed", "").strip():
        raise BadBody(f"{place}.claimReviewed: say which claim was checked.")
    if urldefrag(claim.get("url", page_url)).url != urldefrag(page_url).url:
        raise BadBody(f"{place}.url: the only address that may stand here is that of the page, with an anchor.")
    day_of(claim.get("claimDate", ""), f"{place}.claimDate")
    for name in ("claimFirstAppearance", "claimAppearances"):
        works = claim.get(name, [])
        if not all(is_web_address(work) for work in ([works] if isinstance(works, str) else works)):
            raise BadBody(f"{place}.{name}: give absolute addresses.")
    _check_rating(claim.get("rating", {}), f"{place}.rating")


def _check_rating(rating: Mapping[str, Any], place: str) -> None:
    if not rating.get("textualRating", "").strip():
        raise BadBody(f"{place}.textualRating: give the rating in words.")
    numbers = [rating.get(name) for name in ("worstRating", "ratingValue", "bestRating")]
    if all(one is None for one in numbers):
        return
    worst, value, best = numbers
    if worst is None or value is None or best is None or not 1 <= worst <= value <= best or worst == best:
        raise BadBody(f"{place}: with a number, give worstRating ≥ 1, bestRating above it, and a value between.")


def _read(given: Any, shape: Any, place: str) -> Any:
    if shape == TEXT:
        return _text(given, place)
    if shape == NUMBER:
        if isinstance(given, bool) or not isinstance(given, int) or not -INT32 <= given < INT32:
            raise BadBody(f"{place}: give a whole number.")
        return given
    if isinstance(shape, list):
        if not isinstance(given, list) or len(given) > MOST_CLAIMS:
            raise BadBody(f"{place}: give a list of at most {MOST_CLAIMS}.")
        return [_read(one, shape[0], f"{place}[{position}]") for position, one in enumerate(given)]
    return _members(given, shape, place)


def _members(given: Any, shape: Mapping[str, Any], place: str) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise BadBody(f"{place or 'The body'}: give an object.")
    prefix = f"{place}." if place else ""
    if unknown := next((name for name in given if name not in shape), None):
        raise BadBody(f"{prefix}{_NOT_PRINTED.sub('?', unknown)[:80]}: there is no such member.")
    read = {name: _read(value, shape[name], f"{prefix}{name}") for name, value in given.items() if value is not None}
    return {name: value for name, value in read.items() if value not in ("", [], {})}


def _text(given: Any, place: str) -> str:
    limit = _LIMITS.get(place.rpartition(".")[2].partition("[")[0], _LIMIT)
    if not isinstance(given, str) or len(given) > limit or _NOT_PRINTED.search(given):
        raise BadBody(f"{place}: give a text of at most {limit} characters, without control characters.")
    return given
