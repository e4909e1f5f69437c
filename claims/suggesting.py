"""Which claims of a desk may be the same, kept as pairs so that a whole desk's can be listed, the likeliest first.

Triggers note each claim that has its vector now, or is live again. Here the notes are worked off in batches, each in
one transaction with what was found: twice is harmless, and a death loses nothing. Kept is only where to look: why two
claims may be the same is worked out when they are shown, and people decide.
"""

from collections.abc import Collection

from django.db import connection, transaction

from claims.matching import duplicates, filling
from claims.models import Claim, Encoder, UncomparedClaim

BATCH = 25
ONE_AT_A_TIME = 7_120_613  # the key of a lock: the others have claims to find

# Held until the end: while it is stored that two may be the same, neither is decided on, reworded or told apart.
HOLD = "SELECT id, text FROM claims_claim WHERE id = ANY(%s) ORDER BY id FOR SHARE"
KEEP = """
INSERT INTO claims_claimpair (desk_id, earlier_id, later_id, score, is_open)
SELECT c.desk_id, found.earlier, found.later, found.score, claimdesk_pair_is_open(found.earlier, found.later)
FROM unnest(%(earlier)s::bigint[], %(later)s::bigint[], %(score)s::float8[]) AS found(earlier, later, score)
    JOIN claims_claim c ON c.id = found.earlier
ORDER BY found.earlier, found.later
ON CONFLICT (earlier_id, later_id) DO UPDATE SET score = EXCLUDED.score, is_open = EXCLUDED.is_open
"""


@transaction.atomic
def work_off() -> bool:
    """Look up a batch of what waits, the newest claims first; True where there may be more. One process at once.

    Nothing before an encoder serves: a claim is compared once, by its words and its meaning.
    """
    encoder = filling.serving()
    if encoder is None or not _alone():
        return False
    waiting = UncomparedClaim.objects.order_by("-pk").select_for_update(skip_locked=True)[:BATCH]
    ids = list(waiting.values_list("pk", flat=True))
    compare(ids, encoder)
    UncomparedClaim.objects.filter(pk__in=ids).delete()
    return bool(ids)


def compare(claim_ids: Collection[int], encoder: Encoder) -> None:
    """Keep the likely pairs of these claims. Must run in a transaction."""
    claims = list(Claim.objects.filter(pk__in=claim_ids, state__in=duplicates.MERGEABLE).defer("words"))
    said: dict[int, str] = {}
    scores: dict[tuple[int, int], float] = {}
    for claim, one in duplicates.pairs_of(claims, encoder):
        said |= {claim.pk: claim.text, one.claim.pk: one.claim.text}
        scores[min(claim.pk, one.claim.pk), max(claim.pk, one.claim.pk)] = round(one.score, 4)
    if not scores:
        return
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [list(said)])
        unchanged = {pk for pk, text in cursor.fetchall() if text == said[pk]}  # what was reworded comes again
        pairs = {pair: score for pair, score in scores.items() if unchanged.issuperset(pair)}
        earlier, later = [one for one, _ in pairs], [other for _, other in pairs]
        cursor.execute(KEEP, {"earlier": earlier, "later": later, "score": list(pairs.values())})


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        return bool(cursor.fetchone()[0])
