"""The ClaimReviews of many fact-checks at once, in all their languages, written as JSON by the database.

They say what `jsonld.claim_review` says of one; a test holds the two together. Building each from its rows here takes
ten times as long.
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.timezone import get_current_timezone_name

from reviews.publishing.mediareview import media_reviews

CHUNK = 5000


@dataclass(frozen=True, slots=True)
class Written:
    """One ClaimReview as JSON, with the address of its page and when that was published and changed.

    `media` is what its verdict keeps of images, videos and recordings, as JSON too.
    """

    url: str
    published_at: datetime
    modified_at: datetime
    text: str
    media: str

    @property
    def media_reviews(self) -> list[dict[str, Any]]:
        """The MediaReviews beside it."""
        media = json.loads(self.media)
        return media_reviews(json.loads(self.text), media) if media else []


def in_force(*, base_url: str, site_name: str, only_media: bool = False) -> Iterator[Written]:
    """Every fact-check in force in each language, the oldest first; read by key, a chunk at a time.

    With `only_media`, those with an image, a video or a recording.
    No snapshot is held open however slowly a reader takes them. What changes meanwhile comes as it was or as it is.
    """
    after, pages = 0, _IN_TURN_WITH_MEDIA if only_media else _IN_TURN
    while True:
        chunk = _written(pages, base_url, site_name, limit=CHUNK, after=after)
        for _, *written in chunk:
            yield Written(*written)
        if len({pk for pk, *_ in chunk}) < CHUNK:
            return
        after = chunk[-1][0]


def originals(ids: Collection[int], *, base_url: str, site_name: str) -> dict[int, str]:
    """The ClaimReviews of these fact-checks, by id, in the words they were written in; of those in force only."""
    first: dict[int, str] = {}
    for pk, *_, text, _media in _written(_CHOSEN, base_url, site_name, ids=list(ids)) if ids else ():
        first.setdefault(pk, text)
    return first


def _written(sql: str, base_url: str, site_name: str, **chosen: Any) -> list[Any]:
    """Rows of id, address, two moments, text and media: each fact-check's original before its translations."""
    with connection.cursor() as cursor:
        cursor.execute(sql, chosen | {"base": base_url, "site": site_name, "zone": get_current_timezone_name()})
        rows: list[Any] = cursor.fetchall()
    return rows


_PAGES = """
WITH page AS MATERIALIZED (
    SELECT fc.id, fc.published_at, fc.modified_at, review.claim_id, review.verdict_id,
           %(base)s || '/fact-checks/' || fc.slug || '/' AS url
    FROM publishing_factcheck fc JOIN reviews_claimreview review ON review.id = fc.review_id
    WHERE fc.retracted_at IS NULL AND """
_MARKUP = """
), words AS (
    SELECT page.id, 0 AS place, page.url, page.published_at, page.modified_at, desk.language, verdict.headline,
           verdict.claim_text, '{}'::jsonb AS notes, NULL::text AS written_in
    FROM page JOIN reviews_verdict verdict ON verdict.id = page.verdict_id
    JOIN claims_claim claim ON claim.id = page.claim_id JOIN claims_desk desk ON desk.id = claim.desk_id
    UNION ALL
    SELECT page.id, 1, %(base)s || '/fact-checks/' || one.language || '/' || one.slug || '/', one.published_at,
           GREATEST(one.modified_at, page.modified_at), one.language, shown.headline, shown.claim_text, shown.notes,
           desk.language
    FROM page JOIN publishing_translation one ON one.fact_check_id = page.id AND one.withdrawn_at IS NULL
    JOIN publishing_translatedtext shown ON shown.id = one.shown_id
    JOIN reviews_verdict told ON told.id = shown.verdict_id
    JOIN reviews_verdict verdict ON verdict.id = page.verdict_id AND verdict.rating_id = told.rating_id
    JOIN claims_claim claim ON claim.id = page.claim_id JOIN claims_desk desk ON desk.id = claim.desk_id
), article AS (
    SELECT DISTINCT page.id, revision.article_id FROM page
    JOIN claims_appearance appearance ON appearance.claim_id = page.claim_id
    JOIN claims_revision revision ON revision.id = appearance.revision_id
), work AS (
    SELECT article.id, one.url, one.published_on, one.id AS article_id, json_build_object(
        '@type', 'CreativeWork', 'url', one.url, 'headline', NULLIF(one.title, ''), 'datePublished', one.published_on,
        'publisher', CASE WHEN source.id IS NOT NULL THEN
            json_build_object('@type', 'Organization', 'name', source.name) END) AS data
    FROM article JOIN claims_article one ON one.id = article.article_id
    LEFT JOIN claims_source source ON source.id = one.source_id
), works AS (
    SELECT id, json_agg(data ORDER BY published_on, article_id) FILTER (WHERE url <> '') AS every,
           (array_agg(CASE WHEN url <> '' THEN data END ORDER BY published_on, article_id))[1] AS first
    FROM work GROUP BY id
), citations AS (
    SELECT page.id, json_agg(json_build_object(
        '@type', 'CreativeWork', 'url', evidence.url, 'name', NULLIF(evidence.title, ''), 'archivedAt', (
            SELECT public_copy FROM reviews_snapshot copy
            WHERE copy.evidence_id = evidence.id AND public_copy <> '' ORDER BY number LIMIT 1)
        ) ORDER BY evidence.review_id, evidence.id) AS every
    FROM page JOIN reviews_verdict_evidence cited ON cited.verdict_id = page.verdict_id
    JOIN reviews_evidence evidence ON evidence.id = cited.evidence_id WHERE evidence.url <> '' GROUP BY page.id
), corrections AS (
    SELECT words.id, words.place, words.language, json_agg(json_build_object(
        '@type', 'CorrectionComment', 'text', COALESCE(words.notes ->> one.id::text, one.note),
        'datePublished', (one.decided_at AT TIME ZONE %(zone)s)::date) ORDER BY one.id) AS every
    FROM words JOIN publishing_correction one ON one.fact_check_id = words.id AND one.state = 'published'
    GROUP BY words.id, words.place, words.language
)
SELECT page.id, words.url, words.published_at, words.modified_at, json_strip_nulls(json_build_object(
    '@context', 'https://schema.org', '@type', 'ClaimReview', 'url', words.url, 'name', words.headline,
    'claimReviewed', words.claim_text, 'datePublished', (words.published_at AT TIME ZONE %(zone)s)::date,
    'dateModified', replace(
        to_char(words.modified_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'), '.000000+', '+'),
    'inLanguage', NULLIF(words.language, ''),
    'translationOfWork', CASE WHEN words.place = 1 THEN json_build_object(
        '@type', 'CreativeWork', 'url', page.url, 'inLanguage', NULLIF(words.written_in, '')) END,
    'associatedMediaReview', (SELECT json_agg(json_build_object(
        '@type', 'Review', 'url', words.url || '#media-' || number) ORDER BY number)
        FROM generate_series(1, jsonb_array_length(verdict.media)) number),
    'author', json_build_object('@type', 'Organization', 'name', desk.name,
        'url', COALESCE(NULLIF(desk.website, ''), %(base)s || '/')),
    'sdPublisher', json_build_object('@type', 'Organization', 'name', NULLIF(%(site)s, ''), 'url', %(base)s || '/'),
    'itemReviewed', json_build_object('@type', 'Claim',
        'author', CASE WHEN claimant.id IS NOT NULL THEN json_build_object(
            '@type', CASE claimant.kind WHEN 'person' THEN 'Person' WHEN 'organisation' THEN 'Organization'
                ELSE 'Thing' END,
            'name', claimant.name, 'sameAs', NULLIF(claimant.same_as, '')) END,
        'datePublished', verdict.said_on, 'firstAppearance', works.first, 'appearance', works.every),
    'reviewRating', json_build_object('@type', 'Rating',
        'alternateName', COALESCE(NULLIF(spoken.told ->> 'label', ''), rating.label),
        'ratingValue', rating.value,
        'worstRating', CASE WHEN rating.value IS NOT NULL THEN scale.worst END,
        'bestRating', CASE WHEN rating.value IS NOT NULL THEN scale.best END,
        'ratingExplanation', NULLIF(COALESCE(spoken.told ->> 'meaning', rating.meaning), '')),
    'citation', citations.every, 'correction', corrections.every))::text, verdict.media::text
FROM page
JOIN words ON words.id = page.id
JOIN reviews_verdict verdict ON verdict.id = page.verdict_id
JOIN reviews_rating rating ON rating.id = verdict.rating_id
JOIN reviews_ratingscale scale ON scale.id = rating.scale_id
JOIN claims_claim claim ON claim.id = page.claim_id
JOIN claims_desk desk ON desk.id = claim.desk_id
LEFT JOIN claims_claimant claimant ON claimant.id = verdict.claimant_id
LEFT JOIN works ON works.id = page.id
LEFT JOIN citations ON citations.id = page.id
LEFT JOIN corrections ON (corrections.id, corrections.place, corrections.language)
    = (words.id, words.place, words.language)
CROSS JOIN LATERAL (SELECT COALESCE(
    rating.labels -> words.language, rating.labels -> split_part(words.language, '-', 1)) AS told) spoken
ORDER BY page.id, words.place, words.language
"""
_IN_TURN = f"{_PAGES} fc.id > %(after)s ORDER BY fc.id LIMIT %(limit)s {_MARKUP}"
_IN_TURN_WITH_MEDIA = f"""{_PAGES} fc.id > %(after)s AND EXISTS (
    SELECT FROM reviews_verdict verdict WHERE verdict.id = review.verdict_id AND verdict.media <> '[]')
    ORDER BY fc.id LIMIT %(limit)s {_MARKUP}"""
_CHOSEN = f"{_PAGES} fc.id = ANY(%(ids)s) {_MARKUP}"
