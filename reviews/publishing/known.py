"""What was checked before: known fact-checks about the same claim, the best first, each with a score and why.

Looked through are the fact-checks that others have published, as the desk has imported them, and those that any desk of
this house has published and stands by: both are public.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from claims.matching import filling
from claims.matching.guard import Comparison, compare
from claims.matching.scoring import Likeness, score
from claims.matching.shelves import IMPORTED, Asked, Found, Shelf, patiently, search
from claims.models import Claim, ClaimVector, Desk, Encoder, KnownFactCheck, User
from reviews.publishing.models import FactCheck

MOST = 5  # shown beside one claim
COMPARED = 10  # of the best by likeness, whose sentences are compared word by word
LEAST = 0.2  # of the score by likeness: what has less is not shown
PATIENCE = 3000  # milliseconds for each statement: known fact-checks are a help and never what a page waits for

PUBLISHED = Shelf(
    name="published",
    rows="publishing_factcheck s JOIN reviews_claimreview r ON r.id = s.review_id "
    "JOIN reviews_verdict w ON w.id = r.verdict_id",
    text="w.claim_text", title="w.headline", words="w.words", counted="reviews_verdict", shown="s.retracted_at IS NULL",
    vectors="publishing_factcheckvector", of="fact_check_id",
    visible="EXISTS (SELECT FROM publishing_factcheck s WHERE s.id = v.fact_check_id AND s.retracted_at IS NULL)",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facts:
    """What is shown of a known fact-check, whoever published it; what nobody says is empty or None.

    `kind` is “published” by a desk of this house, or “imported”; `pk` is that of the row. `url` is a path where it is
    ours, `rating` in the publisher's words, `rating_of_five` from 1 false to 5 true; `claim` is ours that it is about.
    """

    kind: str
    pk: int
    text: str
    url: str
    publisher: str
    rating: str
    rating_of_five: float | None
    headline: str
    reviewed_on: date | None
    claim: int | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A known fact-check, how likely it is about the same claim (0 to 1), and what the two sentences differ in.

    A `comparison` that is contrary says: not the same claim.
    """

    facts: Facts
    score: float
    likeness: Likeness
    comparison: Comparison


def known_for(text: str, *, desk: Desk, user: User, most: int = MOST) -> list[Match]:
    """The known fact-checks about what `text` says, as `desk` knows them; none for somebody who is not on it.

    The text is turned into a vector here. Where that cannot be done yet, words alone find what they find.
    """
    if not Desk.objects.visible_to(user).filter(pk=desk.pk).exists():
        return []
    encoder = filling.serving()
    return _matches([Asked(0, text, _vector_of(text, encoder))], desk, encoder, most).get(0, [])


def known_for_claims(claims: Collection[Claim], *, user: User, most: int = MOST) -> dict[int, list[Match]]:
    """The known fact-checks for each of `claims`, by its id, with the vectors that the workers have made.

    The same few statements for each desk, however many claims.
    """
    found: dict[int, list[Match]] = {claim.pk: [] for claim in claims}
    desks = Desk.objects.visible_to(user).in_bulk({claim.desk_id for claim in claims})
    encoder = filling.serving() if desks else None
    vectors = dict(
        ClaimVector.objects.filter(claim__in=found, encoder=encoder, vector__isnull=False).values_list(
            "claim", "vector"
        )
        if encoder
        else ()
    )
    for desk in desks.values():
        asked = [Asked(one.pk, one.text, vectors.get(one.pk)) for one in claims if one.desk_id == desk.pk]
        found |= _matches(asked, desk, encoder, most)
    return found


def _vector_of(text: str, encoder: Encoder | None) -> list[float] | None:
    code = filling.code_of(encoder) if encoder else None
    return code.encode([text])[0] if code else None


def _matches(asked: Sequence[Asked], desk: Desk, encoder: Encoder | None, most: int) -> dict[int, list[Match]]:
    found: dict[tuple[int, str], list[Found]] = {}
    with patiently(asked, PATIENCE, what="known fact-checks"):
        for shelf in (PUBLISHED, IMPORTED):
            rows = search(shelf, asked, desk_id=desk.pk, language=desk.language, encoder=encoder)
            found |= {(key, shelf.name): some for key, some in rows.items()}
    best = {one.key: _best(one.key, found) for one in asked}
    facts = _facts({(name, row.pk) for rows in best.values() for name, row in rows}, desk)
    matches: dict[int, list[Match]] = {}
    for one in asked:
        there = [(facts[name, row.pk], row) for name, row in best[one.key] if (name, row.pk) in facts]
        made = [_match(one, about, row) for about, row in there if about.claim is None or about.claim != one.key]
        likely = [match for match in made if score(match.likeness) >= LEAST]
        matches[one.key] = sorted(likely, key=lambda match: -match.score)[:most]
    return matches


def _best(key: int, found: dict[tuple[int, str], list[Found]]) -> list[tuple[str, Found]]:
    """The rows of both shelves that are most like what was asked, each with its shelf."""
    rows = [(shelf.name, row) for shelf in (PUBLISHED, IMPORTED) for row in found.get((key, shelf.name), ())]
    return sorted(rows, key=lambda one: (-score(one[1].likeness), one[0], -one[1].pk))[:COMPARED]


def _match(asked: Asked, facts: Facts, row: Found) -> Match:
    comparison = compare(asked.text, facts.text)
    return Match(facts, score(row.likeness, is_contrary=comparison.is_contrary), row.likeness, comparison)


def _facts(wanted: set[tuple[str, int]], desk: Desk) -> dict[tuple[str, int], Facts]:
    """What is shown of these rows, by shelf and id; a row that is gone meanwhile is left out."""
    ids = {shelf.name: [pk for name, pk in wanted if name == shelf.name] for shelf in (PUBLISHED, IMPORTED)}
    published = FactCheck.objects.in_force().filter(pk__in=ids[PUBLISHED.name]).defer("document")
    published = published.select_related("review__claim__desk", "review__verdict__rating__scale")
    imported = KnownFactCheck.objects.filter(pk__in=ids[IMPORTED.name], desk=desk).defer("words")
    facts = [*map(_ours, published), *map(_theirs, imported)]
    return {(one.kind, one.pk): one for one in facts}


def _ours(row: FactCheck) -> Facts:
    verdict = row.verdict
    return Facts(
        kind=PUBLISHED.name, pk=row.pk, text=verdict.claim_text, url=row.get_absolute_url(),
        publisher=row.review.claim.desk.name, rating=verdict.rating.label, rating_of_five=verdict.rating.common,
        headline=verdict.headline, reviewed_on=row.published_at.date(), claim=row.review.claim_id,
    )  # fmt: skip


def _theirs(row: KnownFactCheck) -> Facts:
    return Facts(
        kind=IMPORTED.name, pk=row.pk, text=row.claim_reviewed, url=row.url, publisher=row.publisher,
        rating=row.rating_label, rating_of_five=row.rating_of_five, headline=row.title, reviewed_on=row.reviewed_on,
    )  # fmt: skip
