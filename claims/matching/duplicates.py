"""What may be the same claim: known claims of the desk that one repeats in other words, each with a score and why.

Known are the accepted claims of the desk, and the candidates that were there earlier. Nothing is merged by a score: it
only says what is suggested to people, and a pair that a person has told apart is not suggested again.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from claims.matching import filling
from claims.matching.guard import Comparison, compare
from claims.matching.scoring import DOUBTFUL, Likeness, score
from claims.matching.shelves import Asked, Found, Shelf, measure, patiently, search
from claims.models import Claim, ClaimVector, Desk, Encoder, User

MOST = 3  # suggested for one claim
COMPARED = 10  # of the best by likeness, whose sentences are compared word by word
LEAST = 0.5  # of the score: what is as likely as not
PATIENCE = 3000  # milliseconds for each statement: suggestions are a help and never what a page waits for
MERGEABLE = frozenset({Claim.State.CANDIDATE, Claim.State.ACCEPTED})

KNOWN = """s.id <> a.key AND s.desk_id = %(desk)s
    AND (s.state = 'accepted' OR s.state = 'candidate' AND s.id < a.key)
    AND NOT EXISTS (SELECT FROM claims_toldapart t
        WHERE t.earlier_id = least(s.id, a.key) AND t.later_id = greatest(s.id, a.key))"""
CLAIMS = Shelf(
    name="claims", rows="claims_claim s", text="s.text", title="''", words="s.words", counted="claims_claim",
    shown=KNOWN, vectors="claims_claimvector", of="claim_id",
    visible=f"EXISTS (SELECT FROM claims_claim s WHERE s.id = v.claim_id AND {KNOWN})",
)  # fmt: skip

OPEN = "s.id <> a.key AND s.desk_id = %(desk)s AND s.state IN ('accepted', 'candidate')"
OPEN_CLAIMS = replace(  # whichever was there first, and also what was told apart: that may be taken back
    CLAIMS, shown=OPEN, visible=f"EXISTS (SELECT FROM claims_claim s WHERE s.id = v.claim_id AND {OPEN})"
)
MOST_PAIRS = 5  # kept for one claim
PATIENCE_BEHIND = 20_000  # milliseconds, where nobody waits


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A known claim that may be the same one, how likely that is (0 to 1), and what the two sentences share."""

    claim: Claim
    score: float
    likeness: Likeness
    comparison: Comparison


def suggested_for(claims: Collection[Claim], *, user: User, most: int = MOST) -> dict[int, list[Suggestion]]:
    """For each of `claims`, by its id, the known claims that it may repeat, the likeliest first.

    The same few statements for each desk, however many claims. What contradicts a claim (another figure, name, denial
    or direction) is never suggested, what differs in sentences built otherwise only if it is else very much alike, and
    nothing is for a claim that is dismissed or merged already.
    """
    found: dict[int, list[Suggestion]] = {claim.pk: [] for claim in claims}
    open_ones = [claim for claim in claims if claim.state in MERGEABLE]
    desks = Desk.objects.visible_to(user).in_bulk({claim.desk_id for claim in open_ones})
    encoder = filling.serving() if desks else None
    vectors = _vectors_of(open_ones, encoder)
    for desk in desks.values():
        asked = [Asked(one.pk, one.text, vectors.get(one.pk)) for one in open_ones if one.desk_id == desk.pk]
        found |= _suggestions(asked, desk, encoder, most)
    return found


def pairs_of(claims: Collection[Claim], encoder: Encoder) -> Iterator[tuple[Claim, Suggestion]]:
    """For each of `claims`, the likeliest live claims of its desk, whoever was there first, as far as any is likely.

    For what goes on behind: of all desks, and without asking who may see them.
    """
    vectors = _vectors_of(claims, encoder)
    for desk in Desk.objects.filter(pk__in={claim.desk_id for claim in claims}):
        of_desk = {one.pk: one for one in claims if one.desk_id == desk.pk and one.state in MERGEABLE}
        asked = [Asked(one.pk, one.text, vectors.get(one.pk)) for one in of_desk.values()]
        found = _suggestions(asked, desk, encoder, MOST_PAIRS, shelf=OPEN_CLAIMS, patience=PATIENCE_BEHIND)
        for pk, suggestions in found.items():
            yield from ((of_desk[pk], one) for one in suggestions)


def scores_of(pairs: Collection[tuple[Claim, Claim]], encoder: Encoder) -> dict[tuple[int, int], float]:
    """How likely each two live claims of a desk are the same, by their ids; 0 where they contradict each other.

    Either is asked about the other, and the likelier answer counts. For what goes on behind, as `pairs_of`: what took
    too long has no score, nor has a claim that is not live any more.
    """
    claims = {one.pk: one for pair in pairs for one in pair}
    vectors = _vectors_of(claims.values(), encoder)
    scores: dict[tuple[int, int], float] = {}
    for desk in Desk.objects.filter(pk__in={one.desk_id for one in claims.values()}):
        of_desk = [(one.pk, other.pk) for one, other in pairs if one.desk_id == desk.pk]
        ways = [*of_desk, *((other, one) for one, other in of_desk)]
        asked = [Asked(pk, claims[pk].text, vectors.get(pk)) for pk in sorted({pk for pk, _ in ways})]
        with patiently(asked, PATIENCE_BEHIND, what="pairs that are compared again"):
            found = measure(OPEN_CLAIMS, asked, ways, desk_id=desk.pk, language=desk.language, encoder=encoder)
            likely = {(key, row.pk): score(row.likeness) for key, rows in found.items() for row in rows}
            there = [pair for pair in of_desk if {pair, pair[::-1]} <= likely.keys()]
            scores |= {pair: max(likely[pair], likely[pair[::-1]]) for pair in there}
    return {pair: judged(one, compare(*(claims[pk].text for pk in pair))) for pair, one in scores.items()}


def judged(likely: float, compared: Comparison) -> float:
    """The score of two claims of a desk once their words are compared: nothing is left of it where they contradict.

    Where one says 412 million and the other 530, in sentences that are otherwise unlike, it takes more to be suggested.
    """
    return 0.0 if compared.is_contrary else likely * (DOUBTFUL if compared.doubtful else 1.0)


def _vectors_of(claims: Iterable[Claim], encoder: Encoder | None) -> dict[int, list[float] | None]:
    if encoder is None:
        return {}
    made = ClaimVector.objects.filter(claim__in=[one.pk for one in claims], encoder=encoder, vector__isnull=False)
    return dict(made.values_list("claim", "vector"))


def _suggestions(
    asked: Sequence[Asked], desk: Desk, encoder: Encoder | None, most: int, *, shelf: Shelf = CLAIMS,
    patience: int = PATIENCE,
) -> dict[int, list[Suggestion]]:  # fmt: skip
    found: dict[int, list[Found]] = {}
    with patiently(asked, patience, what="claims that may be the same"):
        found = search(shelf, asked, desk_id=desk.pk, language=desk.language, encoder=encoder)
    best = {key: sorted(rows, key=lambda row: (-score(row.likeness), row.pk))[:COMPARED] for key, rows in found.items()}
    known = Claim.objects.filter(desk=desk).select_related("claimant").defer("words")
    others = known.in_bulk({row.pk for rows in best.values() for row in rows if score(row.likeness) >= LEAST})
    return {one.key: _likely(one, best.get(one.key, ()), others, most) for one in asked}


def _likely(asked: Asked, rows: Collection[Found], others: dict[int, Claim], most: int) -> list[Suggestion]:
    there = [(others[row.pk], row.likeness) for row in rows if row.pk in others and score(row.likeness) >= LEAST]
    compared = [(other, likeness, compare(asked.text, other.text)) for other, likeness in there]
    made = [Suggestion(other, judged(score(likeness), why), likeness, why) for other, likeness, why in compared]
    return sorted((one for one in made if one.score >= LEAST), key=lambda one: (-one.score, one.claim.pk))[:most]
