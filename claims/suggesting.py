"""Which claims of a desk may be the same, kept as pairs so that a whole desk's can be listed, the likeliest first.

Triggers note each claim that has its vector now, or is live again. Here the notes are worked off in batches, each in
one transaction with what was found: twice is harmless, and a death loses nothing. Kept is only where to look: why two
claims may be the same is worked out when they are shown, and people decide.

Once another encoder serves, what waits for a decision is compared again, in batches; the old scores serve meanwhile.
"""

from collections.abc import Collection, Mapping

from django.db import connection, transaction

from claims.matching import duplicates, filling
from claims.models import Claim, ClaimPair, Encoder, UncomparedClaim

BATCH = 25  # claims
AGAIN = 100  # pairs that are compared again
ONE_AT_A_TIME = 7_120_613  # the key of a lock: the others have claims to find

# Held until the end: while it is stored that two may be the same, neither is decided on, reworded or told apart.
HOLD = "SELECT id, text FROM claims_claim WHERE id = ANY(%s) ORDER BY id FOR SHARE"
KEEP = """
INSERT INTO claims_claimpair (desk_id, earlier_id, later_id, score, encoder, is_open)
SELECT c.desk_id, found.earlier, found.later, found.score, %(encoder)s,
    claimdesk_pair_is_open(found.earlier, found.later)
FROM unnest(%(earlier)s::bigint[], %(later)s::bigint[], %(score)s::float8[]) AS found(earlier, later, score)
    JOIN claims_claim c ON c.id = found.earlier
ORDER BY found.earlier, found.later
ON CONFLICT (earlier_id, later_id)
    DO UPDATE SET score = EXCLUDED.score, encoder = EXCLUDED.encoder, is_open = EXCLUDED.is_open
"""
# What people have decided on meanwhile is not open, and stays as it is.
SCORE = """
UPDATE claims_claimpair p SET score = made.score, encoder = %(encoder)s
FROM unnest(%(pairs)s::bigint[], %(scores)s::float8[]) AS made(id, score) WHERE p.id = made.id AND p.is_open
"""
END = "DELETE FROM claims_claimpair WHERE id = ANY(%s) AND is_open"


@transaction.atomic
def work_off() -> bool:
    """Look up a batch of what waits, the newest claims first; then score a batch of what another encoder has scored.

    True where there may be more. One process at once.
    Nothing before an encoder serves: a claim is compared once, by its words and its meaning.
    """
    encoder = filling.serving()
    if encoder is None or not _alone():
        return False
    waiting = UncomparedClaim.objects.order_by("-pk").select_for_update(skip_locked=True)[:BATCH]
    ids = list(waiting.values_list("pk", flat=True))
    if not ids:
        return compare_again(encoder)
    compare(ids, encoder)
    UncomparedClaim.objects.filter(pk__in=ids).delete()
    return True


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
    unchanged = _hold(said)
    pairs = {pair: score for pair, score in scores.items() if unchanged.issuperset(pair)}
    given = {"earlier": [one for one, _ in pairs], "later": [other for _, other in pairs]}
    with connection.cursor() as cursor:
        cursor.execute(KEEP, given | {"score": list(pairs.values()), "encoder": encoder.name})


def compare_again(encoder: Encoder) -> bool:
    """Score a batch of open pairs anew that another encoder has scored; one that is not likely any more is gone.

    True where there may be more. Must run in a transaction.
    """
    rows = _scored_by_another(encoder)
    if not rows:
        return False
    scores = duplicates.scores_of([(row.earlier, row.later) for row in rows], encoder)
    unchanged = _hold({one.pk: one.text for row in rows for one in (row.earlier, row.later)})
    keys = {row.pk: (row.earlier_id, row.later_id) for row in rows}
    made = {pk: scores[key] for pk, key in keys.items() if key in scores and unchanged.issuperset(key)}
    kept = {pk: round(score, 4) for pk, score in made.items() if score >= duplicates.LEAST}
    with connection.cursor() as cursor:
        cursor.execute(SCORE, {"pairs": list(kept), "scores": list(kept.values()), "encoder": encoder.name})
        cursor.execute(END, [list(made.keys() - kept.keys())])
    return bool(made)


def _scored_by_another(encoder: Encoder) -> list[ClaimPair]:
    """Some that wait for a decision. Of names below it and then above it, so that an index answers at once."""
    rows = ClaimPair.objects.waiting().select_related("earlier", "later").defer("earlier__words", "later__words")
    for others in (rows.filter(encoder__lt=encoder.name), rows.filter(encoder__gt=encoder.name)):
        if found := list(others.order_by("encoder")[:AGAIN]):
            return found
    return []


def _hold(said: Mapping[int, str]) -> set[int]:
    """Hold these claims, and tell which of them still say so; what was reworded comes again."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [list(said)])
        return {pk for pk, text in cursor.fetchall() if text == said[pk]}


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        return bool(cursor.fetchone()[0])
