"""Published fact-checks, ours and others', as Google's Fact Check Tools API writes them: claims, each with a review.

What is absent is left out, never null.
"""

from datetime import UTC, date, datetime
from typing import Any

from claims.models import KnownFactCheck
from reviews.publishing.jsonld import publisher_url
from reviews.publishing.markup import bare_host
from reviews.publishing.models import MarkupClaim
from reviews.publishing.searching import (
    FACT_CHECK,
    KNOWN,
    TRANSLATION,
    Place,
    fact_checks_at,
    known_at,
    markup_claims_at,
    translations_at,
)
from reviews.publishing.words import Words, original, translated


def claims_at(found: list[Place], *, base_url: str) -> list[dict[str, Any]]:
    """The claims of search results, in their order; what was taken away meanwhile is missing."""
    fact_checks, in_others = fact_checks_at(found), translations_at(found)
    marked_up, known = markup_claims_at(found), known_at(found)

    def claim_at(kind: int, pk: int) -> dict[str, Any] | None:
        if kind == FACT_CHECK:
            return _of_words(original(fact_checks[pk]), base_url) if pk in fact_checks else None
        if kind == TRANSLATION:
            one = in_others.get(pk)
            return _of_words(translated(one.fact_check, one), base_url) if one else None
        return _of_known(known.get(pk)) if kind == KNOWN else _of_markup(marked_up.get(pk))

    claims = (claim_at(kind, pk) for _, kind, pk in found)
    return [claim for claim in claims if claim]


def _of_words(words: Words, base_url: str) -> dict[str, Any]:
    verdict, desk = words.fact_check.verdict, words.fact_check.review.claim.desk
    review = {
        "publisher": {"name": desk.name, "site": bare_host(publisher_url(desk, base_url=base_url))},
        "url": base_url + words.path,
        "title": words.headline,
        "reviewDate": _moment(words.published_at),
        "textualRating": words.label,
        "languageCode": words.language,
    }
    claimant = verdict.claimant.name if verdict.claimant else ""
    return _claim(words.claim_text, claimant, verdict.said_on, review)


def _of_markup(claim: MarkupClaim | None) -> dict[str, Any] | None:
    if claim is None:
        return None
    review = {
        "publisher": {"name": claim.publisher, "site": claim.site},
        "url": claim.url,
        "reviewDate": _moment(claim.published_at),
        "textualRating": claim.rating,
        "languageCode": claim.page.desk.language,
    }
    return _claim(claim.text, claim.claimant, claim.said_on, review)


def _of_known(known: KnownFactCheck | None) -> dict[str, Any] | None:
    if known is None:
        return None
    review = {
        "publisher": _filled({"name": known.publisher, "site": known.publisher_site}),
        "url": known.url,
        "title": known.title,
        "reviewDate": f"{known.reviewed_on.isoformat()}T00:00:00Z" if known.reviewed_on else None,
        "textualRating": known.rating_label,
        "languageCode": known.language,
    }
    return _claim(known.claim_reviewed, known.claimant, known.said_on, review)


def _claim(text: str, claimant: str, said_on: date | None, review: dict[str, Any]) -> dict[str, Any]:
    made = {"claimDate": f"{said_on.isoformat()}T00:00:00Z"} if said_on else {}
    return _filled({"text": text, "claimant": claimant}) | made | {"claimReview": [_filled(review)]}


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _filled(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value not in (None, "")}
