"""What is wrong with a ClaimReview, in words: what the readers of fact-checks demand of it, as pure functions.

The rules are those of schema.org and of the search engines and archives that take ClaimReview in.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

SHORT = 75  # characters: what search engines show of `claimReviewed`


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is missing or wrong. Where it `is_blocking`, readers of fact-checks cannot take the markup."""

    pointer: str
    detail: str
    is_blocking: bool = True


def problems(markup: Mapping[str, Any]) -> list[Problem]:
    """Everything that is wrong with one ClaimReview, in the order of the page."""
    return [*_itself(markup), *_claim_reviewed(markup), *_rating(markup), *_author(markup), *_claim(markup)]


def _itself(markup: Mapping[str, Any]) -> Iterator[Problem]:
    if "@graph" in markup or markup.get("@type") != "ClaimReview":
        yield Problem("#/@type", "The markup is one object of the type ClaimReview, without @graph.")
    if not is_web_address(markup.get("url")):
        yield Problem("#/url", "The page has no absolute address (https://…).")
    if not _is_day(markup.get("datePublished")):
        yield Problem("#/datePublished", "The day of publication is missing.")
    if not markup.get("inLanguage"):
        yield Problem("#/inLanguage", "The language is not said.", is_blocking=False)


def _claim_reviewed(markup: Mapping[str, Any]) -> Iterator[Problem]:
    claim = markup.get("claimReviewed")
    if not isinstance(claim, str) or not claim.strip():
        yield Problem("#/claimReviewed", "The claim that was checked is missing.")
        return
    label = str(_member(markup, "reviewRating").get("alternateName", ""))
    if label and re.search(rf"(?<!\w){re.escape(label.casefold())}(?!\w)", claim.casefold()):
        text = f"The claim holds the words of the rating (“{label}”): say only what was claimed."
        yield Problem("#/claimReviewed", text, is_blocking=False)
    if len(claim) > SHORT:
        text = f"The claim has {len(claim)} characters: search engines cut it off after {SHORT}."
        yield Problem("#/claimReviewed", text, is_blocking=False)


def _rating(markup: Mapping[str, Any]) -> Iterator[Problem]:
    rating = _member(markup, "reviewRating")
    if not rating.get("alternateName"):
        yield Problem("#/reviewRating/alternateName", "The rating has no words.")
    names = ("worstRating", "ratingValue", "bestRating")
    given = [rating[name] for name in names if name in rating]
    if not given:
        return
    if len(given) < len(names) or not all(_is_number(one) for one in given):
        yield Problem("#/reviewRating", "A rating with a number needs its value, the worst and the best of its scale.")
        return
    worst, value, best = given
    if worst < 1 or worst >= best:
        yield Problem("#/reviewRating/worstRating", "The scale begins at 1 or above, and the best is above the worst.")
    if not worst <= value <= best:
        yield Problem("#/reviewRating/ratingValue", f"The rating {value} lies outside its scale, {worst} to {best}.")


def _author(markup: Mapping[str, Any]) -> Iterator[Problem]:
    author = _member(markup, "author")
    if not author.get("name"):
        yield Problem("#/author/name", "The organisation that checked the claim has no name.")
    if not is_web_address(author.get("url")):
        yield Problem("#/author/url", "The organisation that checked the claim has no address on the web.")


def _claim(markup: Mapping[str, Any]) -> Iterator[Problem]:
    item = _member(markup, "itemReviewed")
    works = item.get("appearance", [])
    if not works:
        yield Problem("#/itemReviewed/appearance", "No work that the claim appeared in can be opened.", False)
    elif not all(is_web_address(work.get("url")) for work in works):
        yield Problem("#/itemReviewed/appearance", "A work that the claim appeared in has no address.")
    if "author" in item and not _member(item, "author").get("name"):
        yield Problem("#/itemReviewed/author", "Leave the claimant out where nobody knows who it is.")
    if "datePublished" not in item:
        yield Problem("#/itemReviewed/datePublished", "When the claim was made is not said.", False)


def is_web_address(given: object) -> bool:
    """Whether it is an absolute http(s) address of some host."""
    if not isinstance(given, str):
        return False
    try:
        parts = urlsplit(given)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False


def bare_host(address: str) -> str:
    """The host that an address or a host names, in lower case and without `www.`; empty where it names none."""
    try:
        host = urlsplit(address if "://" in address else f"//{address}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def _member(markup: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    inner = markup.get(name)
    return inner if isinstance(inner, Mapping) else {}


def _is_number(given: object) -> bool:
    return isinstance(given, int | float) and not isinstance(given, bool)


def _is_day(given: object) -> bool:
    try:
        return isinstance(given, str) and bool(datetime.fromisoformat(given))
    except ValueError:
        return False
