"""What a fact-check says of images, videos and recordings, as schema.org MediaReviews (https://schema.org/MediaReview).

Each is an object of its own beside the ClaimReview, as its readers look for it. The links between the two
are plain Reviews: a nested ClaimReview or MediaReview would be counted as one more.
"""

from collections.abc import Mapping, Sequence
from typing import Any

# https://schema.org/MediaManipulationRatingEnumeration
CATEGORIES = {
    "original": "OriginalMediaContent",
    "missing_context": "DecontextualizedContent",
    "edited": "EditedOrCroppedContent",
    "transformed": "TransformedContent",
    "staged": "StagedContent",
    "satire": "SatireOrParodyContent",
}
OBJECTS = {"image": "ImageObject", "video": "VideoObject", "audio": "AudioObject"}
_SHARED = ("datePublished", "dateModified", "inLanguage", "author", "sdPublisher")


def anchor(number: int) -> str:
    """The end of the address of the one with that number, which counts from 1, on the page of its fact-check."""
    return f"#media-{number}"


def links(page: str, count: int) -> list[dict[str, str]]:
    """What the ClaimReview of `page` says of its MediaReviews: where they are."""
    return [{"@type": "Review", "url": page + anchor(number)} for number in range(1, count + 1)]


def media_reviews(claim_review: Mapping[str, Any], media: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The MediaReviews beside a ClaimReview, in order. `media` is what its verdict keeps; absent facts are left out."""
    return [_media_review(claim_review, one, number) for number, one in enumerate(media, start=1)]


def _media_review(claim_review: Mapping[str, Any], one: Mapping[str, Any], number: int) -> dict[str, Any]:
    page = claim_review["url"]
    categories = [CATEGORIES[category] for category in one["categories"]]
    return _filled(
        {"@context": claim_review["@context"], "@type": "MediaReview", "url": page + anchor(number)}
        | {name: claim_review.get(name) for name in _SHARED}
        | {
            "mediaAuthenticityCategory": categories[0] if len(categories) == 1 else categories,
            "originalMediaContextDescription": one["original_context"],
            "originalMediaLink": one["original_url"],
            "itemReviewed": _item(claim_review, one),
            "associatedClaimReview": {"@type": "Review", "url": page},
        }
    )


def _item(claim_review: Mapping[str, Any], one: Mapping[str, Any]) -> dict[str, Any]:
    claim = {"@type": "Claim", "description": claim_review["claimReviewed"]}
    kind = OBJECTS[one["kind"]]
    return _filled(
        {
            "@type": "MediaReviewItem",
            "description": one["description"],
            "creator": claim_review["itemReviewed"].get("author"),
            "interpretedAsClaim": claim,
            "mediaItemAppearance": [_appearance(place, kind) for place in one["appearances"]],
        }
    )


def _appearance(place: Mapping[str, str], kind: str) -> dict[str, Any]:
    """Where it appears. Readers look for `contentUrl` first, and take the page where the file has no address."""
    return _filled(
        {
            "@type": kind,
            "url": place["url"],
            "contentUrl": place["content_url"] or place["url"],
            "archivedAt": place["archived_url"],
            "description": place["description"],
            "startTime": place["start"],
            "endTime": place["end"],
        }
    )


def _filled(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value not in (None, "", [], {})}
