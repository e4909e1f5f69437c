"""Reading others' fact-checks: schema.org ClaimReviews (https://schema.org/ClaimReview) in pages, feeds and lines."""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from claims.errors import UnreadableInput
from claims.ingestion.jsonvalues import MAX_DEPTH

MAX_URL_CHARS = 2000
MAX_CLAIM_CHARS = 5000
MAX_NAME_CHARS = 200
MAX_LABEL_CHARS = 300
MAX_TITLE_CHARS = 500
LIKELY_BEST, LIKELY_WORST = 5.0, 1.0  # where a rating names no ends, schema.org says these are meant
LARGEST = 1e9  # of numbers; what is larger says nothing

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_NUMBER = re.compile(r"\s*(-?\d{1,9}(?:[.,]\d{1,9})?)\s*")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})?")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_TAGS = re.compile(r"<[^<>]{1,500}>")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownDraft:
    """A fact-check as somebody else published it; what the markup does not say is empty or None.

    `rating_value`, `rating_best` and `rating_worst` are as given; `rating_of_five` is their place from 1 to 5, None
    where they are no scale or the value lies outside it.
    """

    url: str
    claim_reviewed: str
    publisher: str
    publisher_site: str
    claimant: str = ""
    said_on: date | None = None
    reviewed_on: date | None = None
    rating_label: str = ""
    rating_value: float | None = None
    rating_best: float | None = None
    rating_worst: float | None = None
    rating_of_five: int | None = None
    title: str = ""
    language: str = ""


def claim_reviews_in(value: Any) -> Iterator[dict[str, Any]]:
    """Every ClaimReview in a JSON value, in its order: in lists, graphs, feeds and the items of feeds."""
    waiting = [(value, 0)]
    while waiting:
        one, depth = waiting.pop()
        if isinstance(one, dict) and "ClaimReview" in _listed(one.get("@type")):
            yield one
        elif depth < MAX_DEPTH and isinstance(one, dict):
            inside = [one[name] for name in ("@graph", "dataFeedElement", "item", "itemListElement") if name in one]
            waiting += [(inner, depth + 1) for inner in reversed(inside)]
        elif depth < MAX_DEPTH and isinstance(one, list):
            waiting += [(inner, depth + 1) for inner in reversed(one)]


def read_claim_review(markup: dict[str, Any], *, page: str = "") -> KnownDraft:
    """What a ClaimReview says. `page` is the address of the page it stands on, for markup that names none.

    Raises:
        UnreadableInput: it lacks the claim, the address or who publishes it.
    """
    item = _first(markup.get("itemReviewed"))
    claim = _line(markup.get("claimReviewed") or item.get("name"), MAX_CLAIM_CHARS)
    url = _address(markup.get("url")) or _address(markup.get("@id")) or page
    publisher = _name(markup.get("author")) or _name(markup.get("publisher")) or _name(markup.get("sdPublisher"))
    site = _host(_first(markup.get("author")).get("url")) or _host(url)
    needed = {
        "the claim (claimReviewed)": claim,
        "the web address of its page (url)": url,
        "its author": publisher or site,
    }
    missing = [what for what, there in needed.items() if not there]
    if missing:
        raise UnreadableInput(f"A ClaimReview lacks {' and '.join(missing)}.")
    return KnownDraft(
        url=url,
        claim_reviewed=claim,
        publisher=publisher or site,
        publisher_site=site,
        claimant=_name(item.get("author")),
        said_on=_day(item.get("datePublished")),
        reviewed_on=_day(markup.get("datePublished")) or _day(markup.get("dateCreated")),
        title=_line(markup.get("name") or markup.get("headline"), MAX_TITLE_CHARS),
        language=_language(markup.get("inLanguage")),
        **_rating(_first(markup.get("reviewRating"))),
    )


def _rating(rating: dict[str, Any]) -> dict[str, Any]:
    value, best, worst = (_number(rating.get(name)) for name in ("ratingValue", "bestRating", "worstRating"))
    return {
        "rating_label": _label(rating),
        "rating_value": value,
        "rating_best": best,
        "rating_worst": worst,
        "rating_of_five": of_five(value, best=best, worst=worst),
    }


def of_five(value: float | None, *, best: float | None, worst: float | None) -> int | None:
    """The place of a value on its scale as one of five steps, 5 the truest; None where it is not on its scale."""
    top, bottom = LIKELY_BEST if best is None else best, LIKELY_WORST if worst is None else worst
    if value is None or bottom >= top or not bottom <= value <= top:
        return None
    return 1 + int(4 * (value - bottom) / (top - bottom) + 0.5)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _first(value: Any) -> dict[str, Any]:
    """The first object of one or several."""
    return next((one for one in _listed(value) if isinstance(one, dict)), {})


def _line(value: Any, longest: int) -> str:
    """Plain words on one line: many pages put entities and tags into their markup."""
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < LARGEST:
        value = f"{value:g}"
    if not isinstance(value, str):
        return ""
    plain = _TAGS.sub(" ", html.unescape(value[: 2 * longest + 2000]))
    return " ".join(_UNPRINTABLE.sub(" ", plain).split())[:longest].strip()


def _name(value: Any) -> str:
    """The name of a person or organisation, of several the first; some markup has the name alone."""
    one = next((one for one in _listed(value) if isinstance(one, dict | str)), "")
    return _line(one.get("name") if isinstance(one, dict) else one, MAX_NAME_CHARS)


def _label(rating: dict[str, Any]) -> str:
    words: Iterable[Any] = (rating.get("alternateName"), rating.get("ratingValue"), rating.get("name"))
    return next((label for label in (_line(word, MAX_LABEL_CHARS) for word in words) if label), "")


def _number(value: Any) -> float | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) if abs(value) < LARGEST else None
    match = _NUMBER.fullmatch(value) if isinstance(value, str) else None
    return float(match[1].replace(",", ".")) if match else None


def _day(value: Any) -> date | None:
    match = _DAY.match(value.strip()) if isinstance(value, str) else None
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def _address(value: Any) -> str:
    """An absolute address on the web; of several the first."""
    one = next((one for one in _listed(value) if isinstance(one, str)), "").strip()
    if len(one) > MAX_URL_CHARS or _UNPRINTABLE.search(one) or " " in one or not _host(one):
        return ""
    return one if one.lower().startswith(("http://", "https://")) else ""


def _host(value: Any) -> str:
    """The bare host of an address, without www."""
    try:
        host = urlsplit(value.strip()).hostname or "" if isinstance(value, str) else ""
    except ValueError:
        return ""
    return _line(host.removeprefix("www."), 253)


def _language(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("alternateName") or value.get("name")
    one = next((one for one in _listed(value) if isinstance(one, str)), "").strip()
    return one[:12] if _LANGUAGE.fullmatch(one) else ""
