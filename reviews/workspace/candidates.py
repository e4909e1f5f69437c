"""What the triage page shows: which article comes next, its text with every claim in place, and the cards of claims."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from claims import triage
from claims.explanation import explained
from claims.highlights import Span, lines
from claims.matching.duplicates import MERGEABLE, Suggestion, suggested_for
from claims.models import (
    Appearance,
    Article,
    Claim,
    ClaimEvent,
    ClaimTopic,
    Desk,
    Revision,
    ToldApart,
    Topic,
    TopicExample,
    User,
)
from claims.similarity import Resemblance, resembling
from claims.splitting import SPLIT
from claims.spreading import Spread, spread_of
from reviews.publishing.known import Match, known_for_claims
from reviews.publishing.models import FactCheck
from reviews.workspace.forms import ClaimForm

LOOKED_AT = 400  # of the best candidates, to find the articles that come next
UP_NEXT = 8
MOST_SKIPPED = 50
CHECKED_ALIKE = 0.5  # so like a claim that was fact-checked that it may be the same
KNOWN = 3  # known fact-checks on a card
PLACES = 10  # of where a claim was printed, on a card
CHECKED_BEFORE = 0.8  # a score from which a claim is likely to be dismissed as checked already


@dataclass(frozen=True, slots=True)
class Filters:
    """Which candidates are wanted, as the address says."""

    least: float = 0.0
    kind: str = ""
    topic: int = 0
    language: str = ""  # of the article
    skipped: tuple[int, ...] = ()

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Filters":
        """The filters in an address; what makes no sense there filters nothing."""
        kind = query.get("kind", "")
        return cls(
            least=_share(query.get("least", "")),
            kind=kind if kind in Claim.Kind.values else "",
            topic=next(iter(ids_in(query.get("topic", ""))), 0),
            language=language_in(query),
            skipped=tuple(ids_in(query.get("skipped", ""))[:MOST_SKIPPED]),
        )

    def condition(self, path: str = "") -> Q:
        """On claims, or on what `path` leads to claims from."""
        wanted = Q(**{f"{path}state": Claim.State.CANDIDATE})
        if self.least:
            wanted &= Q(**{f"{path}check_worthiness__gte": self.least})
        if self.topic:
            of_topic = ClaimTopic.objects.in_force().filter(topic=self.topic).values("claim")
            wanted &= Q(**{f"{path}pk__in": of_topic})
        return wanted & Q(**{f"{path}kind": self.kind}) if self.kind else wanted

    def wanted(self, claims: Collection[Claim]) -> set[int]:
        """The ids of those that are candidates that are wanted."""
        ids = {claim.pk for claim in claims if self._wants(claim)}
        if not self.topic:
            return ids
        return set(
            ClaimTopic.objects.in_force().filter(topic=self.topic, claim__in=ids).values_list("claim", flat=True)
        )

    def _wants(self, claim: Claim) -> bool:
        is_kind = not self.kind or claim.kind == self.kind
        return claim.state == Claim.State.CANDIDATE and claim.check_worthiness >= self.least and is_kind

    @property
    def query(self) -> dict[str, str]:
        """The same filters for an address; the articles that were skipped are not among them."""
        least = {"least": f"{self.least:g}"} if self.least else {}
        kind = {"kind": self.kind} if self.kind else {}
        language = {"language": self.language} if self.language else {}
        return least | kind | language | ({"topic": str(self.topic)} if self.topic else {})


def language_in(query: Mapping[str, str]) -> str:
    """The language in an address; what cannot be a language's code filters nothing."""
    code = query.get("language", "")
    return code if len(code) <= 12 and code.isascii() and code.replace("-", "").isalnum() else ""


def languages(desk: Desk, user: User, chosen: str) -> dict[str, Any]:
    """The languages of a desk's articles and the one that is chosen, for a filter."""
    return {"languages": Article.objects.visible_to(user).filter(desk=desk).languages(), "language": chosen}


@dataclass(frozen=True, slots=True)
class Waiting:
    """An article with candidates: how many, and how check-worthy the best of them is."""

    article: Article
    best: float
    count: int


def articles_waiting(desk: Desk, user: User, filters: Filters) -> list[Waiting]:
    """The articles that come next, the one with the most check-worthy candidate first. Three statements.

    Only the best candidates are looked at, so the time does not grow with the number of the others.
    """
    wanted = Claim.objects.visible_to(user).filter(filters.condition(), desk=desk)
    if filters.language:
        wanted = wanted.in_language(filters.language)
    if filters.skipped:
        elsewhere = Appearance.objects.filter(claim=OuterRef("pk")).exclude(revision__article__in=filters.skipped)
        wanted = wanted.filter(Exists(elsewhere))
    worths = dict(wanted.order_by("-check_worthiness", "-id").values_list("pk", "check_worthiness")[:LOOKED_AT])
    places = Appearance.objects.filter(claim__in=worths).exclude(revision__article__in=filters.skipped)
    if filters.language:
        places = places.filter(revision__article__language=filters.language.lower())
    best: dict[int, float] = {}
    for article, worth in sorted(
        ((article, worths[claim]) for claim, article in places.values_list("claim", "revision__article")),
        key=lambda one: (-one[1], -one[0]),
    ):
        best.setdefault(article, worth)
    first = list(best)[:UP_NEXT]
    path = "revisions__appearances__claim"
    counted = Article.objects.visible_to(user).filter(pk__in=first).annotate(
        waiting=Count(path, filter=filters.condition(f"{path}__"), distinct=True)
    )  # fmt: skip
    articles = counted.in_bulk()
    return [Waiting(articles[pk], best[pk], articles[pk].waiting) for pk in first if pk in articles]  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Reading:
    """An article as it is read in triage: lines cut at the claims, the claims in their order, and those it lost."""

    article: Article
    revision: Revision
    lines: list[list[dict[str, Any]]]
    claims: list[Claim]
    lost: list[Claim]
    is_long: bool

    @property
    def everything(self) -> list[Claim]:
        """The claims in the order of the keys: as they stand in the text, then those of earlier texts."""
        return [*self.claims, *self.lost]


def read(article: Article, user: User, filters: Filters) -> Reading:
    """The newest text of `article` with its claims, and the candidates that only stand in earlier texts."""
    revision = article.latest_revision
    of_article = Appearance.objects.filter(revision__article=article, claim__in=Claim.objects.visible_to(user))
    rows = list(
        of_article.filter(Q(revision=revision) | Q(claim__state=Claim.State.CANDIDATE))
        .select_related("claim", "revision__article")
        .defer("revision__text")
        .order_by("start", "end", "pk")
    )
    here = [row for row in rows if row.revision_id == revision.pk]
    claims = {row.claim_id: row.claim for row in here}
    for row in here:
        claims[row.claim_id].quote = row.quote  # type: ignore[attr-defined]
    lost = {row.claim_id: row.claim for row in rows if row.claim_id not in claims}
    for row in rows:
        if row.claim_id in lost:
            lost[row.claim_id].quote = row.quote  # type: ignore[attr-defined]
    everything = (*claims.values(), *lost.values())
    wanted = filters.wanted(everything)
    for claim in everything:
        claim.is_wanted = claim.pk in wanted  # type: ignore[attr-defined]
    cut = lines(revision.text, [Span(row.start, row.end, claims[row.claim_id]) for row in here])
    shown = [[_shown(stretch) for stretch in line] for line in cut]
    return Reading(article, revision, shown, list(claims.values()), list(lost.values()), len(revision.text) > 20_000)


def _shown(stretch: Any) -> dict[str, Any]:
    """A stretch for the template: of the claims that cover it, the latest to begin stands for it, a candidate before
    one that is decided."""
    open_ones = [claim for claim in stretch.marks if claim.state == Claim.State.CANDIDATE]
    first = (open_ones or list(stretch.marks) or [None])[-1]
    return {
        "start": stretch.start,
        "text": stretch.text,
        "claim": first,
        "all": " ".join(str(claim.pk) for claim in stretch.marks),
        "is_head": first is not None and any(claim.pk == first.pk for claim in stretch.heads),
        "is_shared": len(stretch.marks) > 1,
    }


def chosen(reading: Reading, *, claim: str = "", after: str = "") -> Claim | None:
    """The claim to show: the one asked for, else the first wanted candidate behind `after`, else the first of all."""
    claims = reading.everything
    for one in claims:
        if str(one.pk) == claim:
            return one
    at = next((place for place, one in enumerate(claims) if str(one.pk) == after), -1)
    in_turn = [*claims[at + 1 :], *claims[: at + 1]]
    wanted = [one for one in in_turn if one.is_wanted]  # type: ignore[attr-defined]
    return wanted[0] if wanted else (claims[0] if claims else None)


@dataclass(frozen=True, slots=True)
class Card:
    """All that is told about one claim."""

    claim: Claim
    why: dict[str, Any]
    appearances: list[Appearance]
    spread: Spread | None
    known: list[Match]
    suggestions: list[Suggestion]
    apart: list[Claim]
    similar: list[dict[str, Any]]
    merge_into: Suggestion | Resemblance | None
    reason: str
    form: ClaimForm
    topics: list[ClaimTopic]  # with why the claim has each, and whether it is an example of it
    topics_off: list[ClaimTopic]  # that a person took off
    other_topics: list[Topic]  # of the desk


def cards(claims: QuerySet[Claim], user: User) -> list[Card]:
    """The cards of `claims`, in the same few statements however many they are."""
    places = Appearance.objects.select_related("revision__article__source").defer("revision__text")
    latest = Prefetch("appearances", places.order_by("-revision", "start")[:PLACES], to_attr="latest")
    own_topics = Prefetch("topics", ClaimTopic.objects.select_related("topic", "decided_by").order_by("topic__name"))
    split = ClaimEvent.objects.filter(claim=OuterRef("pk"), version=1, name=SPLIT, claim__version=1)
    rows = claims.annotate(is_just_split=Exists(split)).select_related("claimant", "duplicate_of")
    found = list(rows.prefetch_related(latest, own_topics))
    alike = resembling(found, user=user)
    checked = _fact_checks(user, {near.claim.pk for nears in alike.values() for near in nears})
    known = known_for_claims(found, user=user, most=KNOWN)
    suggested, apart, spread = suggested_for(found, user=user), told_apart(found), spread_of(found)
    topics = _topics_of(found)
    return [
        _card(
            claim, alike[claim.pk], checked,
            known=known[claim.pk], suggestions=suggested[claim.pk], apart=apart[claim.pk], spread=spread.get(claim.pk),
            topics=topics[claim.desk_id],
        )
        for claim in found
    ]  # fmt: skip


def _topics_of(claims: Collection[Claim]) -> dict[int, list[Topic]]:
    """The topics of each desk that has any of `claims`; each of the claims' own says whether it is an example of it."""
    rows = [row for claim in claims for row in claim.topics.all()]
    of_them = TopicExample.objects.filter(claim__in={row.claim_id for row in rows})
    examples = set(of_them.values_list("topic", "claim")) if rows else set()
    for row in rows:
        row.is_example = (row.topic_id, row.claim_id) in examples  # type: ignore[attr-defined]
    found: dict[int, list[Topic]] = {claim.desk_id: [] for claim in claims}
    for topic in Topic.objects.filter(desk__in=found):
        found[topic.desk_id].append(topic)
    return found


def told_apart(claims: Collection[Claim]) -> dict[int, list[Claim]]:
    """For each of `claims`, by its id, those that a person has told apart from it."""
    found: dict[int, list[Claim]] = {claim.pk: [] for claim in claims}
    rows = ToldApart.objects.filter(Q(earlier__in=found) | Q(later__in=found)).select_related("earlier", "later")
    for row in rows.order_by("pk"):
        for one, other in ((row.earlier, row.later), (row.later, row.earlier)):
            if one.pk in found:
                found[one.pk].append(other)
    return found


def _fact_checks(user: User, claims: Collection[int]) -> dict[int, FactCheck]:
    published = FactCheck.objects.visible_to(user).in_force().filter(review__claim__in=claims)
    with_rating = published.select_related("review__verdict__rating__scale")
    return {fact_check.review.claim_id: fact_check for fact_check in with_rating}


def _card(
    claim: Claim,
    alike: Collection[Resemblance],
    checked: Mapping[int, FactCheck],
    *,
    known: list[Match],
    suggestions: list[Suggestion],
    apart: list[Claim],
    spread: Spread | None,
    topics: list[Topic],
) -> Card:
    own = [row for row in claim.topics.all() if not row.is_off]
    off = [row for row in claim.topics.all() if row.is_off]
    elsewhere = {one.claim.pk for one in suggestions} | {one.pk for one in apart}
    others = [near for near in alike if near.claim.pk not in elsewhere]
    similar = [{"near": near, "fact_check": checked.get(near.claim.pk)} for near in others]
    is_checked = any(near.claim.pk in checked and near.likeness >= CHECKED_ALIKE for near in alike)
    is_checked = is_checked or any(match.score >= CHECKED_BEFORE for match in known)
    alike_most_first: list[Suggestion | Resemblance] = [*suggestions, *others]
    return Card(
        claim=claim,
        why=explained(claim),
        appearances=claim.latest,  # type: ignore[attr-defined]
        spread=spread,
        known=known,
        suggestions=suggestions,
        apart=apart,
        similar=similar,
        merge_into=next((one for one in alike_most_first if one.claim.state in MERGEABLE), None),
        reason=triage.likely_reason(claim.dimensions, is_checked=is_checked),
        form=ClaimForm(claim),
        topics=own,
        topics_off=off,
        other_topics=[one for one in topics if one.pk not in {row.topic_id for row in (*own, *off)}],
    )


def ids_in(words: str) -> list[int]:
    """The ids in a list with commas; anything else is passed over."""
    return [int(word) for word in words.split(",") if word.isascii() and word.isdigit() and len(word) < 19]


def _share(word: str) -> float:
    try:
        share = float(word or 0)
    except ValueError:
        return 0.0
    return share if 0 <= share <= 1 else 0.0
