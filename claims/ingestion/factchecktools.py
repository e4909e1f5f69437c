"""Reading answers of another server's Fact Check Tools API, page by page.

The form is that of `claims:search` in
https://developers.google.com/fact-check/tools/api/reference/rest/v1alpha1/claims/search: what is absent is left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, unquote_plus, urlencode, urlsplit

from claims.errors import UnreadableInput
from claims.ingestion.claimreview import KnownDraft, read_claim_review
from claims.ingestion.jsonvalues import read_value

KIND = "search"  # of an import
PATH = "/v1alpha1/claims:search"
IMAGE_PATH = "/v1alpha1/claims:imageSearch"
PAGE_SIZE = 100  # asked for where the address names no size: ten are the default
MAX_PAGE_BYTES = 5_000_000
MAX_PAGE_ENTRIES = 2_000
MAX_TOKEN_CHARS = 1_500  # it has to fit into an address
SECRETS = frozenset({"key", "access_token"})


@dataclass(frozen=True, slots=True)
class Page:
    """One answer: its fact-checks in their order, in place of one that cannot be taken why; and the next one's token.

    `token` is empty where no page follows.
    """

    entries: tuple[KnownDraft | UnreadableInput, ...]
    token: str


def is_search(url: str) -> bool:
    """Whether the address is that of a `claims:search` or a `claims:imageSearch`, on whatever server."""
    try:
        return unquote(urlsplit(url).path).endswith((PATH, IMAGE_PATH))
    except ValueError:
        return False


def without_secrets(url: str) -> tuple[str, str]:
    """The address without what nobody should see, and that: the part of its query which names a key, or nothing."""
    parts = urlsplit(url)
    pieces = parts.query.split("&")
    secret = "&".join(piece for piece in pieces if _name(piece) in SECRETS)
    query = "&".join(piece for piece in pieces if _name(piece) not in SECRETS)
    return parts._replace(query=query, fragment="").geturl(), secret


def place_in_the_clear(url: str) -> str:
    """The host and port that an address names by plain http, where everybody on the way reads along; else nothing."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or 80}" if parts.scheme.lower() == "http" else ""


def address_of(url: str, *, token: str = "", secret: str = "") -> str:
    """The address to fetch a page from: the first one, or the one that `token` leads to."""
    parts = urlsplit(url)
    pieces = [piece for piece in parts.query.split("&") if piece]
    if all(_name(piece) != "pagesize" for piece in pieces):
        pieces.append(f"pageSize={PAGE_SIZE}")
    if token:
        pieces = [piece for piece in pieces if _name(piece) not in {"pagetoken", "offset"}]
        pieces.append(urlencode({"pageToken": token}))
    return parts._replace(query="&".join([*pieces, *([secret] if secret else [])])).geturl()


def read_page(body: bytes, *, name: str) -> Page:
    """What one answer holds; `name` is what it is called in reasons.

    Raises:
        UnreadableInput: it is no answer of `claims:search` or `claims:imageSearch`.
    """
    answer = _answer(body, name)
    claims, token = _claims(answer), answer.get("nextPageToken", "")
    if not isinstance(claims, list) or not isinstance(token, str):
        raise UnreadableInput(f"{name} is not as the Fact Check Tools API answers a claims:search.")
    if len(token) > MAX_TOKEN_CHARS or not (token.isascii() and token.isprintable()):
        raise UnreadableInput(f"{name} names the next page by something that cannot be sent back.")
    entries: list[KnownDraft | UnreadableInput] = []
    for number, claim in enumerate(claims, start=1):
        entries += _reviews_of(claim, f"{name}, claim {number}")
        if len(entries) > MAX_PAGE_ENTRIES:
            raise UnreadableInput(f"{name} has more than {MAX_PAGE_ENTRIES:,} entries. Ask for less (pageSize).")
    return Page(tuple(entries), token)


def _claims(answer: dict[str, Any]) -> Any:
    """The claims of an answer: by themselves, or each in a result of an image search."""
    results = answer.get("results")
    if not isinstance(results, list):
        return answer.get("claims", [])
    return [one.get("claim") if isinstance(one, dict) else None for one in results]


def _answer(body: bytes, name: str) -> dict[str, Any]:
    """The object that an answer is; where there are no claims at all it is empty."""
    try:
        answer = read_value(body.decode("utf-8-sig"), name=name)
    except UnicodeDecodeError:
        raise UnreadableInput(f"{name} is not in UTF-8.") from None
    if not isinstance(answer, dict) or (answer and not answer.keys() & {"claims", "results", "nextPageToken"}):
        raise UnreadableInput(f"{name} is not as the Fact Check Tools API answers a claims:search.")
    return answer


def _reviews_of(claim: Any, name: str) -> Iterator[KnownDraft | UnreadableInput]:
    """A draft for each review of a claim."""
    reviews = claim.get("claimReview") if isinstance(claim, dict) else None
    if not isinstance(reviews, list) or not reviews:
        yield UnreadableInput(f"{name} has no review (claimReview).")
        return
    for review in reviews[: MAX_PAGE_ENTRIES + 1]:
        try:
            if not isinstance(review, dict):
                raise UnreadableInput("The review is no object.")
            yield read_claim_review(_as_markup(claim, review))
        except UnreadableInput as refusal:
            yield UnreadableInput(f"{name}: {refusal}")


def _as_markup(claim: dict[str, Any], review: dict[str, Any]) -> dict[str, Any]:
    """The review as the ClaimReview that it was made of, so that one reader vets both."""
    publisher = review.get("publisher")
    publisher = publisher if isinstance(publisher, dict) else {}
    site = publisher.get("site")
    site = site if isinstance(site, str) else ""
    return {
        "claimReviewed": claim.get("text"),
        "itemReviewed": {"author": {"name": claim.get("claimant")}, "datePublished": claim.get("claimDate")},
        "url": review.get("url"),
        "name": review.get("title"),
        "author": {"name": publisher.get("name"), "url": site if "://" in site else f"https://{site}/"},
        "datePublished": review.get("reviewDate"),
        "reviewRating": {"alternateName": review.get("textualRating")},
        "inLanguage": review.get("languageCode"),
    }


def _name(piece: str) -> str:
    """The name of a part of a query, in small letters."""
    return unquote_plus(piece.partition("=")[0]).lower()
