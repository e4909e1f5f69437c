"""A fact-check in one language as schema.org ClaimReview (https://schema.org/ClaimReview), for search and archives.

One top-level object without `@graph`: readers of fact-checks look for nothing else. It says only what the page shows.
"""

from datetime import date
from typing import Any

from django.utils.timezone import localdate

from claims.models import Article, Claim, Claimant, Desk
from reviews.models import Evidence, Rating, Verdict
from reviews.publishing import mediareview
from reviews.publishing.models import Correction
from reviews.publishing.words import Words


def claim_review(words: Words, *, base_url: str, site_name: str) -> dict[str, Any]:
    """The ClaimReview of a fact-check in force in one language; absent facts are left out, never null.

    The fact-check should come from `FactCheck.objects.with_content()`. `base_url` is the site's address without a
    slash at its end, `site_name` what the site calls itself.
    """
    fact_check = words.fact_check
    review, verdict = fact_check.review, fact_check.verdict
    desk = review.claim.desk
    return _filled(
        {
            "@context": "https://schema.org",
            "@type": "ClaimReview",
            "url": base_url + words.path,
            "name": words.headline,
            "claimReviewed": words.claim_text,
            "datePublished": localdate(words.published_at).isoformat(),
            "dateModified": words.modified_at.isoformat(),
            "inLanguage": words.language,
            "translationOfWork": _original(words, base_url),
            "associatedMediaReview": mediareview.links(base_url + words.path, len(verdict.media)),
            "author": {"@type": "Organization", "name": desk.name, "url": publisher_url(desk, base_url=base_url)},
            "sdPublisher": _filled({"@type": "Organization", "name": site_name, "url": f"{base_url}/"}),
            "itemReviewed": _claim(review.claim, verdict),
            "reviewRating": _rating(verdict.rating, words),
            "citation": [_citation(evidence) for evidence in verdict.evidence.all() if evidence.url],
            "correction": [
                _correction(c, words) for c in fact_check.corrections.all() if c.state == Correction.State.PUBLISHED
            ],
        }
    )


def publisher_url(desk: Desk, *, base_url: str) -> str:
    """Where readers find out who a desk is: its own site, or ours."""
    return desk.website or f"{base_url}/"


def _original(words: Words, base_url: str) -> dict[str, Any] | None:
    """Where the words are a translation: what they translate, not marked as one more ClaimReview."""
    if words.translation is None:
        return None
    written = words.fact_check
    return _filled(
        {
            "@type": "CreativeWork",
            "url": base_url + written.get_absolute_url(),
            "inLanguage": written.review.claim.desk.language,
        }
    )


def _claim(claim: Claim, verdict: Verdict) -> dict[str, Any]:
    """The claim with those works that a reader can open; the first only where the earliest of all can be opened."""
    articles = _articles(claim)
    return _filled(
        {
            "@type": "Claim",
            "author": _claimant(verdict.claimant),
            "datePublished": _iso(verdict.said_on),
            "firstAppearance": _appearance(articles[0]) if articles and articles[0].url else None,
            "appearance": [_appearance(article) for article in articles if article.url],
        }
    )


def _claimant(claimant: Claimant | None) -> dict[str, Any] | None:
    if claimant is None:
        return None
    kind = {Claimant.Kind.PERSON: "Person", Claimant.Kind.ORGANISATION: "Organization"}.get(
        Claimant.Kind(claimant.kind), "Thing"
    )
    return _filled({"@type": kind, "name": claimant.name, "sameAs": claimant.same_as})


def _articles(claim: Claim) -> list[Article]:
    """Each article once, whatever number of its revisions or sentences made the claim; the earliest first."""
    articles = {appearance.revision.article for appearance in claim.appearances.all()}
    return sorted(articles, key=lambda one: (one.published_on, one.pk))


def _appearance(article: Article) -> dict[str, Any]:
    return _filled(
        {
            "@type": "CreativeWork",
            "url": article.url,
            "headline": article.title,
            "datePublished": _iso(article.published_on),
            "publisher": {"@type": "Organization", "name": article.source.name} if article.source else None,
        }
    )


def _rating(rating: Rating, words: Words) -> dict[str, Any]:
    """The label always; numbers only for a rating that has a place on its scale."""
    numbers: dict[str, Any] = {}
    if rating.value is not None:
        numbers = {"ratingValue": rating.value, "worstRating": rating.scale.worst, "bestRating": rating.scale.best}
    return _filled({"@type": "Rating", "alternateName": words.label, **numbers, "ratingExplanation": words.meaning})


def _citation(evidence: Evidence) -> dict[str, Any]:
    """The source, with the copy that everybody can open where a public archive keeps one."""
    work = {"@type": "CreativeWork", "url": evidence.url, "name": evidence.title}
    return _filled(work | {"archivedAt": public_copy(evidence)})


def public_copy(evidence: Evidence) -> str:
    """The address of the first copy at a public archive; empty where there is none. Our own copies are not public."""
    copies = sorted(evidence.snapshots.all(), key=lambda copy: copy.number)
    return next((copy.public_copy for copy in copies if copy.public_copy), "")


def _correction(correction: Correction, words: Words) -> dict[str, Any]:
    return _filled(
        {
            "@type": "CorrectionComment",
            "text": words.note_of(correction),
            "datePublished": localdate(correction.decided_at).isoformat() if correction.decided_at else None,
        }
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _filled(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value not in (None, "", [], {})}
