"""Partial answers: `?fields=claims(text,claimReview/url),nextPageToken` keeps those members and leaves out the rest."""

import re
from typing import Any

Mask = dict[str, "Mask"]
LONGEST = 2000
DEEPEST = 8
NAMES = {
    "claims", "text", "claimant", "claimDate", "claimReview", "publisher", "name", "site", "url", "title",
    "reviewDate", "textualRating", "languageCode", "nextPageToken", "results", "claim", "claimReviewMarkupPages",
    "pageUrl", "publishDate", "versionId", "claimReviewAuthor", "imageUrl", "claimReviewMarkups", "claimReviewed",
    "claimLocation", "claimFirstAppearance", "claimAppearances", "claimAuthor", "jobTitle", "sameAs", "rating",
    "ratingValue", "worstRating", "bestRating", "ratingExplanation",
}  # fmt: skip


class BadMask(ValueError):
    """The `fields` of a request cannot be read."""


def read_mask(given: str) -> Mask:
    """The members that `given` names, each with those inside it; none inside means all.

    Raises:
        BadMask: it is malformed, too long, too deep, or names what no answer has.
    """
    tokens = re.findall(r"[A-Za-z]+|\*|\S", given)
    if len(given) > LONGEST:
        raise BadMask("fields: too long.")
    mask, rest = _selection(tokens, 0)
    if rest:
        raise BadMask("fields: a bracket is closed that was never opened.")
    return mask


def kept(answer: Any, mask: Mask) -> Any:
    """What of `answer` the mask names; of lists, that of each entry."""
    if not mask or "*" in mask:
        return answer
    if isinstance(answer, list):
        return [kept(one, mask) for one in answer]
    if not isinstance(answer, dict):
        return answer
    return {name: kept(value, mask[name]) for name, value in answer.items() if name in mask}


def _selection(tokens: list[str], depth: int) -> tuple[Mask, list[str]]:
    """The comma-separated paths up to a closing bracket or the end, and what follows."""
    if depth > DEEPEST:
        raise BadMask("fields: too deep.")
    mask: Mask = {}
    while True:
        tokens = _path(tokens, mask, depth)
        if not tokens or tokens[0] == ")":
            return mask, tokens
        if tokens[0] != ",":
            raise BadMask("fields: separate members by commas.")
        tokens = tokens[1:]


def _path(tokens: list[str], mask: Mask, depth: int) -> list[str]:
    """Add one path, `a/b(c,d)`, to the mask; what follows it."""
    if not tokens or not (tokens[0] in NAMES or tokens[0] == "*"):
        raise BadMask("fields: it names a member that no answer has.")
    inner, rest = mask.setdefault(tokens[0], {}), tokens[1:]
    if rest[:1] == ["/"]:
        if depth >= DEEPEST:
            raise BadMask("fields: too deep.")
        return _path(rest[1:], inner, depth + 1)
    if rest[:1] == ["("]:
        found, rest = _selection(rest[1:], depth + 1)
        if rest[:1] != [")"]:
            raise BadMask("fields: a bracket is not closed.")
        inner.update(found)
        return rest[1:]
    return rest
