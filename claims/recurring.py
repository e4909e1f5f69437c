"""Exact repeats: the words of a known claim, printed again, are one more appearance of it and no second claim.

The same are two quotes when they differ in nothing but case, white space, quotation marks and other punctuation
(`claimdesk_wording` says so in SQL). They say the same only if they are understood alike: the claimant is the same, and
so is the claim sentence that the detector made of the quote, with its names for pronouns and its dates for “last year”.
Words that a person has told apart, or split off, join no claim by themselves.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from claims.detection import Detection
from claims.models import Claim, Revision

MIN_WORDS = 4  # shorter quotes are the same by chance

# Whoever stores the same words for the same desk meanwhile waits, and then finds the claim. In the order of the locks'
# keys, so that no two wait for each other.
LOCK = """
SELECT pg_advisory_xact_lock(key) FROM (
    SELECT DISTINCT hashtextextended(claimdesk_wording(quote), %(desk)s) AS key FROM unnest(%(quotes)s::text[]) AS quote
    ORDER BY key OFFSET 0
) AS sorted
"""
# A dismissed claim is none of them: it is for a person to say whether the same reason holds where it is printed now.
# And where a person has said that the same words are two claims, it is for a person to say which one they are here.
KNOWN = """
SELECT DISTINCT ON (asked.place) asked.place, c.id
FROM unnest(%(quotes)s::text[], %(wordings)s::text[], %(claimants)s::text[]) WITH ORDINALITY
    AS asked(quote, wording, claimant, place)
CROSS JOIN LATERAL (
    SELECT DISTINCT p.claim_id FROM claims_appearance p
    WHERE claimdesk_wording(p.quote) = claimdesk_wording(asked.quote)
) printed
JOIN claims_claim c ON c.id = printed.claim_id LEFT JOIN claims_claimant m ON m.id = c.claimant_id
WHERE c.desk_id = %(desk)s AND c.state IN ('candidate', 'accepted', 'duplicate')
    AND coalesce(m.name, '') = asked.claimant AND claimdesk_wording(c.text) = claimdesk_wording(asked.wording)
    AND NOT EXISTS (
        SELECT FROM claims_toldapart t
        JOIN claims_claim o ON o.id = CASE WHEN t.earlier_id = c.id THEN t.later_id ELSE t.earlier_id END
        JOIN claims_appearance q ON q.claim_id = o.id LEFT JOIN claims_claimant n ON n.id = o.claimant_id
        WHERE c.id IN (t.earlier_id, t.later_id) AND claimdesk_wording(q.quote) = claimdesk_wording(asked.quote)
            AND (claimdesk_wording(o.text) = claimdesk_wording(asked.wording) AND coalesce(n.name, '') = asked.claimant
                OR EXISTS (SELECT FROM claims_claimevent e WHERE e.claim_id = t.later_id AND e.name = 'split'))
    )
ORDER BY asked.place, c.state = 'candidate', c.state = 'duplicate', c.id
"""


def known_for(revision: Revision, detections: Sequence[Detection]) -> dict[str, Claim]:
    """The desk's claim that each of `detections` repeats exactly, by its quote: an accepted one before a candidate.

    In a transaction, until whose end nobody else stores the same words for this desk.
    """
    long_enough = [one for one in detections if len(one.quote.split()) >= MIN_WORDS]
    if not long_enough:
        return {}
    given: dict[str, Any] = {
        "desk": revision.article.desk_id,
        "quotes": [one.quote for one in long_enough],
        "wordings": [one.wording for one in long_enough],
        "claimants": [(one.claimant or "")[:200] for one in long_enough],
    }
    with connection.cursor() as cursor:
        cursor.execute(LOCK, given)
        cursor.execute(KNOWN, given)
        found = {long_enough[place - 1].quote: pk for place, pk in cursor.fetchall()}
    claims = Claim.objects.in_bulk(found.values())
    return {quote: claims[pk] for quote, pk in found.items()}
