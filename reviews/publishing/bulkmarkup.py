"""The ClaimReviews of many fact-checks at once, in all their languages, written by the database: as JSON, or as cells.

They say what `jsonld.claim_review` says of one; tests hold the three together. Building each from its rows here takes
ten times as long, and so much again to take cells out of JSON.
"""

import json
from collections.abc import Collection, Generator, Iterator
from contextlib import closing
from itertools import chain
from typing import Any, NamedTuple

from django.db import connection
from django.utils.timezone import get_current_timezone_name

from claims.ahead import several_ahead
from reviews.publishing.mediareview import media_reviews

CHUNK = 5000
AT_ONCE = 2  # chunks that the database writes at the same time: each takes one core of it
BIGGEST = 2**63 - 1
MOMENT = 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'  # as `datetime.isoformat` writes one, but for .000000


class Written(NamedTuple):
    """One ClaimReview as JSON, with the address of its page and when that was published and changed, as in ISO 8601.

    `media` is what its verdict keeps of images, videos and recordings, as JSON too.
    """

    url: str
    published: str
    modified: str
    text: str
    media: str

    @property
    def media_reviews(self) -> list[dict[str, Any]]:
        """The MediaReviews beside it."""
        media = json.loads(self.media) if self.media != "[]" else []
        return media_reviews(json.loads(self.text), media) if media else []


def in_force(*, base_url: str, site_name: str, only_media: bool = False) -> Iterator[Written]:
    """Every fact-check in force in each language, the oldest first; read by key, a chunk at a time.

    With `only_media`, those with an image, a video or a recording.
    No snapshot is held open however slowly a reader takes them. What changes meanwhile comes as it was or as it is.
    From the second chunk on they are read in threads, each by a connection of its own.
    """
    page, after_all = (_PAGE_WITH_MEDIA, _LAST_WITH_MEDIA) if only_media else (_PAGE, _LAST)
    with closing(_rows(page, after_all, base_url, site_name)) as rows:
        for row in rows:
            yield Written._make(row[1:])


def texts_in_force(*, base_url: str, site_name: str) -> Iterator[str]:
    """The same as JSON alone, where nobody asks what else is known of them."""
    with closing(_rows(_PAGE_OF_TEXTS, _LAST, base_url, site_name)) as rows:
        for _, text in rows:
            yield text


def cells_in_force(*, base_url: str, site_name: str) -> Iterator[tuple[str | None, ...]]:
    """What `dumps.COLUMNS` names of the same fact-checks, in the same order; None where there is nothing to say."""
    with closing(_rows(_PAGE_OF_CELLS, _LAST, base_url, site_name)) as rows:
        for row in rows:
            yield row[1:]


def _rows(page: str, after_all: str, base_url: str, site_name: str) -> Generator[Any, None, None]:
    def read(ids: tuple[int, int]) -> list[Any]:
        return _written(page, base_url, site_name, after=ids[0], upto=ids[1])

    def read_apart(ids: tuple[int, int]) -> list[Any]:
        try:
            return read(ids)
        finally:
            connection.close()  # this thread's own

    ranges = _ranges(after_all)
    first = read(next(ranges))
    for chunk in chain([first], several_ahead(read_apart, ranges, at_once=AT_ONCE)):
        yield from chunk


def _ranges(last: str) -> Iterator[tuple[int, int]]:
    """The ids of CHUNK fact-checks at a time: after which, and up to which."""
    after = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(last, {"after": after, "others": CHUNK - 1})
            found = cursor.fetchone()
        yield after, found[0] if found else BIGGEST
        if not found:
            return
        after = found[0]


def originals(ids: Collection[int], *, base_url: str, site_name: str) -> dict[int, str]:
    """The ClaimReviews of these fact-checks, by id, in the words they were written in; of those in force only."""
    first: dict[int, str] = {}
    for pk, *_, text, _media in _written(_CHOSEN, base_url, site_name, ids=list(ids)) if ids else ():
        first.setdefault(pk, text)
    return first


def _written(sql: str, base_url: str, site_name: str, **chosen: Any) -> list[Any]:
    """Rows of the id and what the query says: each fact-check's original before its translations."""
    given = {"base": base_url, "site": site_name, "zone": get_current_timezone_name(), "moment": MOMENT}
    with connection.cursor() as cursor:
        cursor.execute(sql, chosen | given)
        rows: list[Any] = cursor.fetchall()
    return rows


_PAGES = """
WITH page AS MATERIALIZED (
    SELECT fc.id, fc.published_at, fc.modified_at, review.claim_id, review.verdict_id,
           %(base)s || '/fact-checks/' || fc.slug || '/' AS url, claim.desk_id, desk.language AS written_in,
           verdict.headline, verdict.claim_text, verdict.rating_id, verdict.claimant_id, verdict.said_on, verdict.media
    FROM publishing_factcheck fc JOIN reviews_claimreview review ON review.id = fc.review_id
    JOIN reviews_verdict verdict ON verdict.id = review.verdict_id
    JOIN claims_claim claim ON claim.id = review.claim_id JOIN claims_desk desk ON desk.id = claim.desk_id
    WHERE fc.retracted_at IS NULL AND """
_PARTS = """
), words AS (
    SELECT id, 0 AS place, url, published_at, modified_at, written_in AS language, headline, claim_text,
           '{}'::jsonb AS notes FROM page
    UNION ALL
    SELECT page.id, 1, %(base)s || '/fact-checks/' || one.language || '/' || one.slug || '/', one.published_at,
           GREATEST(one.modified_at, page.modified_at), one.language, shown.headline, shown.claim_text, shown.notes
    FROM page JOIN publishing_translation one ON one.fact_check_id = page.id AND one.withdrawn_at IS NULL
    JOIN publishing_translatedtext shown ON shown.id = one.shown_id
    JOIN reviews_verdict told ON told.id = shown.verdict_id AND told.rating_id = page.rating_id
), work AS (
    SELECT DISTINCT ON (page.id, one.published_on, one.id) page.id, one.published_on, one.id AS article_id,
           one.url, json_build_object(
        '@type', 'CreativeWork', 'url', one.url, 'headline', NULLIF(one.title, ''), 'datePublished', one.published_on,
        'publisher', CASE WHEN source.id IS NOT NULL THEN
            json_build_object('@type', 'Organization', 'name', source.name) END) AS data
    FROM page
    JOIN claims_appearance appearance ON appearance.claim_id = page.claim_id
    JOIN claims_revision revision ON revision.id = appearance.revision_id
    JOIN claims_article one ON one.id = revision.article_id
    LEFT JOIN claims_source source ON source.id = one.source_id
    ORDER BY page.id, one.published_on, one.id
), works AS (
    SELECT id, json_agg(data ORDER BY published_on, article_id) FILTER (WHERE url <> '') AS every,
           (array_agg(CASE WHEN url <> '' THEN data END ORDER BY published_on, article_id))[1] AS first,
           (array_agg(NULLIF(url, '') ORDER BY published_on, article_id))[1] AS first_url
    FROM work GROUP BY id
), copies AS (
    SELECT DISTINCT ON (copy.evidence_id) copy.evidence_id, copy.public_copy
    FROM page JOIN reviews_verdict_evidence cited ON cited.verdict_id = page.verdict_id
    JOIN reviews_snapshot copy ON copy.evidence_id = cited.evidence_id AND copy.public_copy <> ''
    ORDER BY copy.evidence_id, copy.number
), citations AS (
    SELECT page.id, json_agg(json_build_object('@type', 'CreativeWork', 'url', evidence.url,
        'name', NULLIF(evidence.title, ''), 'archivedAt', copies.public_copy)
        ORDER BY evidence.review_id, evidence.id) AS every
    FROM page JOIN reviews_verdict_evidence cited ON cited.verdict_id = page.verdict_id
    JOIN reviews_evidence evidence ON evidence.id = cited.evidence_id
    LEFT JOIN copies ON copies.evidence_id = evidence.id WHERE evidence.url <> '' GROUP BY page.id
), corrections AS (
    SELECT words.id, words.place, words.language, json_agg(json_build_object(
        '@type', 'CorrectionComment', 'text', COALESCE(words.notes ->> one.id::text, one.note),
        'datePublished', (one.decided_at AT TIME ZONE %(zone)s)::date) ORDER BY one.id) AS every
    FROM words JOIN publishing_correction one ON one.fact_check_id = words.id AND one.state = 'published'
    GROUP BY words.id, words.place, words.language
), rated AS MATERIALIZED (
    SELECT rating.id, spoken.language, json_build_object('@type', 'Rating',
        'alternateName', COALESCE(NULLIF(told.names ->> 'label', ''), rating.label),
        'ratingValue', rating.value,
        'worstRating', CASE WHEN rating.value IS NOT NULL THEN scale.worst END,
        'bestRating', CASE WHEN rating.value IS NOT NULL THEN scale.best END,
        'ratingExplanation', NULLIF(COALESCE(told.names ->> 'meaning', rating.meaning), '')) AS data
    FROM (SELECT DISTINCT page.rating_id, words.language FROM page JOIN words USING (id)) spoken
    JOIN reviews_rating rating ON rating.id = spoken.rating_id
    JOIN reviews_ratingscale scale ON scale.id = rating.scale_id
    CROSS JOIN LATERAL (SELECT COALESCE(
        rating.labels -> spoken.language, rating.labels -> split_part(spoken.language, '-', 1)) AS names) told
), desks AS MATERIALIZED (
    SELECT desk.id, json_build_object('@type', 'Organization', 'name', desk.name,
        'url', COALESCE(NULLIF(desk.website, ''), %(base)s || '/')) AS author,
        json_build_object('@type', 'Organization', 'name', NULLIF(%(site)s, ''), 'url', %(base)s || '/') AS site
    FROM claims_desk desk
)
"""
_JOINED = """
FROM page
JOIN words ON words.id = page.id
JOIN rated ON rated.id = page.rating_id AND rated.language = words.language
JOIN desks ON desks.id = page.desk_id
LEFT JOIN claims_claimant claimant ON claimant.id = page.claimant_id
LEFT JOIN works ON works.id = page.id
"""
_TEXT = """json_strip_nulls(json_build_object(
    '@context', 'https://schema.org', '@type', 'ClaimReview', 'url', words.url, 'name', words.headline,
    'claimReviewed', words.claim_text, 'datePublished', (words.published_at AT TIME ZONE %(zone)s)::date,
    'dateModified', moment.modified, 'inLanguage', NULLIF(words.language, ''),
    'translationOfWork', CASE WHEN words.place = 1 THEN json_build_object(
        '@type', 'CreativeWork', 'url', page.url, 'inLanguage', NULLIF(page.written_in, '')) END,
    'associatedMediaReview', CASE WHEN page.media <> '[]' THEN (SELECT json_agg(json_build_object(
        '@type', 'Review', 'url', words.url || '#media-' || number) ORDER BY number)
        FROM generate_series(1, jsonb_array_length(page.media)) number) END,
    'author', desks.author, 'sdPublisher', desks.site, 'itemReviewed', json_build_object('@type', 'Claim',
        'author', CASE WHEN claimant.id IS NOT NULL THEN json_build_object(
            '@type', CASE claimant.kind WHEN 'person' THEN 'Person' WHEN 'organisation' THEN 'Organization'
                ELSE 'Thing' END,
            'name', claimant.name, 'sameAs', NULLIF(claimant.same_as, '')) END,
        'datePublished', page.said_on, 'firstAppearance', works.first, 'appearance', works.every),
    'reviewRating', rated.data, 'citation', citations.every, 'correction', corrections.every))::text
"""
_MARKUP = f"SELECT page.id, words.url, moment.published, moment.modified, {_TEXT}, page.media::text"
_MORE_JOINED = """
LEFT JOIN citations ON citations.id = page.id
LEFT JOIN corrections ON (corrections.id, corrections.place, corrections.language)
    = (words.id, words.place, words.language)
CROSS JOIN LATERAL (SELECT
    replace(to_char(words.published_at AT TIME ZONE 'UTC', %(moment)s), '.000000+', '+') AS published,
    replace(to_char(words.modified_at AT TIME ZONE 'UTC', %(moment)s), '.000000+', '+') AS modified) moment
"""
_CELLS = """
SELECT page.id, words.url, words.headline, words.claim_text,
    ((words.published_at AT TIME ZONE %(zone)s)::date)::text,
    replace(to_char(words.modified_at AT TIME ZONE 'UTC', %(moment)s), '.000000+', '+'), words.language,
    desks.author ->> 'name', desks.author ->> 'url', claimant.name, claimant.same_as, page.said_on::text,
    works.first_url, rated.data ->> 'alternateName', rated.data ->> 'ratingValue', rated.data ->> 'worstRating',
    rated.data ->> 'bestRating', rated.data ->> 'ratingExplanation'
"""
_ORDERED = "ORDER BY page.id, words.place, words.language"
_WRITTEN = f"{_PARTS} {_MARKUP} {_JOINED} {_MORE_JOINED} {_ORDERED}"
_UPTO = "fc.id > %(after)s AND fc.id <= %(upto)s"
_PAGE = f"{_PAGES} {_UPTO} {_WRITTEN}"
_PAGE_OF_TEXTS = f"{_PAGES} {_UPTO} {_PARTS} SELECT page.id, {_TEXT} {_JOINED} {_MORE_JOINED} {_ORDERED}"
_PAGE_OF_CELLS = f"{_PAGES} {_UPTO} {_PARTS} {_CELLS} {_JOINED} {_ORDERED}"
_PAGE_WITH_MEDIA = f"{_PAGES} {_UPTO} AND verdict.media <> '[]' {_WRITTEN}"
_LAST = """
SELECT fc.id FROM publishing_factcheck fc WHERE fc.retracted_at IS NULL AND fc.id > %(after)s
ORDER BY fc.id OFFSET %(others)s LIMIT 1
"""
_LAST_WITH_MEDIA = """
SELECT fc.id FROM publishing_factcheck fc JOIN reviews_claimreview review ON review.id = fc.review_id
JOIN reviews_verdict verdict ON verdict.id = review.verdict_id
WHERE fc.retracted_at IS NULL AND fc.id > %(after)s AND verdict.media <> '[]' ORDER BY fc.id OFFSET %(others)s LIMIT 1
"""
_CHOSEN = f"{_PAGES} fc.id = ANY(%(ids)s) {_WRITTEN}"
