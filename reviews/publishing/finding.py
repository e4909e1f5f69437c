"""Finding: what of a desk holds the words that somebody looks for, the best first, with the words marked."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.lookups import TrigramWordSimilar
from django.contrib.postgres.search import SearchHeadline, SearchRank, TrigramWordSimilarity
from django.db import OperationalError, connection, transaction
from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat, Left
from psycopg.errors import QueryCanceled

from claims.errors import DomainError
from claims.models import Article, Claim, Claimant, Desk, User
from claims.models.article import ArticleQuerySet
from claims.models.claim import ClaimQuerySet
from claims.models.words import config_for, query_for
from reviews.publishing.models import FactCheck

MOST_RANKED = 1000  # of the newest that hold the words: ranking reads every one of them
MOST_COUNTED = 100
FEW = 5  # when fewer hold the words, those that nearly do are looked for as well
MOST_NEAR = 10
NEARLY = 0.45  # of the trigrams of what was typed, in a stretch of the text
NEAR_FROM = 4  # signs: shorter words are like everything
PATIENCE = 3000  # milliseconds for each statement; one that takes longer is for other words
BEGIN, END = "\ue000", "\ue001"  # around a word that was found: private signs, so that nothing in HTML means anything
HEADLINE: dict[str, Any] = {"start_sel": BEGIN, "stop_sel": END}
EXCERPT: dict[str, Any] = {"max_fragments": 2, "min_words": 8, "max_words": 28, "fragment_delimiter": " … "}
MARKUP = re.compile(r"\*+|`+|^#+ |\]\([^)\s]*\)?|\[(?=\S)", re.MULTILINE)  # of Markdown, which an excerpt does without
GREATEST_ID = 2**63 - 1
LONGEST = 2000  # signs of a text that are shown and marked

LIMITS = """
SELECT set_config('statement_timeout', %s, true), set_config('pg_trgm.word_similarity_threshold', %s, true)
"""


class TooSlow(DomainError):
    """PostgreSQL gave up on a search: its words are in too much."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: words, and what narrows them down. What is empty narrows nothing."""

    words: str
    state: str = ""
    claimant: str = ""
    rating: str = ""
    since: date | None = None
    until: date | None = None
    language: str = ""  # of the article, or of one that the claim appears in
    after: int = 0  # claims of greater ids alone, and nothing of other kinds
    up_to: int = 0  # claims up to this id alone, the same

    @property
    def is_of_claims(self) -> bool:
        """Whether it is narrowed down to claims of some ids."""
        return bool(self.after or self.up_to)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing that can be found: its rows, where their words stand, and how they are narrowed down."""

    name: str
    label: str
    rows: Callable[[User, Desk], QuerySet[Any]]
    words: str
    near: str
    shown: str
    excerpt: tuple[str, ...]
    narrowed: Callable[[Any, Wanted, Desk], QuerySet[Any]]
    related: tuple[str, ...]
    unread: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found: the pieces of its title and of its text, each marked or not. `is_near`: only nearly."""

    row: Any
    title: list[tuple[str, bool]]
    excerpt: list[tuple[str, bool]]
    is_near: bool


@contextmanager
def patiently() -> Iterator[None]:
    """One transaction in which no statement lasts longer than PATIENCE.

    Raises:
        TooSlow: one did.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(LIMITS, [str(PATIENCE), str(NEARLY)])
            yield
    except OperationalError as slow:
        if isinstance(slow.__cause__, QueryCanceled):
            raise TooSlow("These words are in too much: add others, or narrow it down.") from slow
        raise


def matching(kind: Kind, wanted: Wanted, user: User, desk: Desk) -> QuerySet[Any]:
    """The rows of a kind that hold the words and are not narrowed out."""
    holds = Q(**{kind.words: query_for(wanted.words, desk.language)})
    if kind is CLAIMS:
        holds |= Q(claimant__in=_claimants(user, desk, wanted.words))
    return kind.narrowed(kind.rows(user, desk).filter(holds), wanted, desk)


def count(kind: Kind, wanted: Wanted, user: User, desk: Desk) -> int:
    """How many there are, as far as MOST_COUNTED and one more."""
    return matching(kind, wanted, user, desk).order_by()[: MOST_COUNTED + 1].count()


def find(kind: Kind, wanted: Wanted, user: User, desk: Desk, *, start: int, most: int) -> tuple[list[Hit], int]:
    """`most` of what was found from the `start`th on, the best first; after few, what nearly holds the words.

    And how many hold them, as far as MOST_COUNTED and one more.
    """
    ranked = sorted(with_ranks(kind, wanted, user, desk), key=lambda one: (-one[1], -one[0]))
    ids = [pk for pk, _ in ranked[start : start + most]]
    near = _near(kind, wanted, user, desk, ids) if len(ranked) < FEW else []
    return _hits(kind, wanted, user, desk, ids, near), min(len(ranked), MOST_COUNTED + 1)


def with_ranks(kind: Kind, wanted: Wanted, user: User, desk: Desk) -> QuerySet[Any, tuple[int, float]]:
    """The ids of the newest that hold the words, as many as are ranked, each with its rank."""
    rank = SearchRank(F(kind.words), query_for(wanted.words, desk.language))
    newest = matching(kind, wanted, user, desk).annotate(rank=rank).order_by("-pk")
    ranked: QuerySet[Any, tuple[int, float]] = newest.values_list("pk", "rank")[:MOST_RANKED]
    return ranked


def _near(kind: Kind, wanted: Wanted, user: User, desk: Desk, but: list[int]) -> list[int]:
    """Of what has nearly these words, written otherwise or mistyped: the likest."""
    plain = " ".join(re.findall(r"[\w'’-]+", wanted.words))[:100]
    if len(plain) < NEAR_FROM:
        return []
    rows = kind.narrowed(kind.rows(user, desk), wanted, desk).exclude(pk__in=but)
    like = rows.filter(TrigramWordSimilar(F(kind.near), plain))
    likest = like.annotate(likeness=TrigramWordSimilarity(plain, kind.near)).order_by("-likeness", "-pk")
    try:
        with transaction.atomic():
            return list(likest.values_list("pk", flat=True)[:MOST_NEAR])
    except OperationalError as slow:
        if isinstance(slow.__cause__, QueryCanceled):
            return []  # near misses are a help and never what a search fails for
        raise


def _hits(kind: Kind, wanted: Wanted, user: User, desk: Desk, ids: list[int], near: list[int]) -> list[Hit]:
    query, config = query_for(wanted.words, desk.language), config_for(desk.language)
    title = SearchHeadline(Left(kind.shown, LONGEST), query, config=config, highlight_all=True, **HEADLINE)
    rows = kind.rows(user, desk).select_related(*kind.related).defer(*kind.unread)
    rows = rows.filter(pk__in=[*ids, *near]).annotate(title_found=title)
    if kind.excerpt:
        text = Concat(*(part for field in kind.excerpt for part in (F(field), Value("\n\n"))), output_field=TextField())
        rows = rows.annotate(excerpt_found=SearchHeadline(text, query, config=config, **HEADLINE, **EXCERPT))
    known = {row.pk: row for row in rows}
    return [
        Hit(row, pieces(row.title_found), pieces(MARKUP.sub("", getattr(row, "excerpt_found", ""))), row.pk in near)
        for pk in (*ids, *near)
        if (row := known.get(pk))
    ]


def pieces(marked: str) -> list[tuple[str, bool]]:
    """A text with signs around what was found, cut there: each piece, and whether it was found. No sign is left."""
    found, is_found = [], False
    for piece in re.split(f"([{BEGIN}{END}])", marked):
        if piece in (BEGIN, END):
            is_found = piece == BEGIN
        elif piece:
            found.append((piece, is_found))
    return found


def _claimants(user: User, desk: Desk, words: str) -> list[int]:
    """The desk's claimants whose name holds all the words; an empty list is cheaper than a join."""
    names = words.replace('"', " ").split()[:6]
    if not names:
        return []
    rows = Claimant.objects.visible_to(user).filter(desk=desk)
    for name in names:
        rows = rows.filter(name__icontains=name)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:50])


def _on(field: str, wanted: Wanted, until: str = "") -> Q:
    """That a day, or the days from `until`'s begin to its end, lie within those that are wanted."""
    within = Q(**{f"{until or field}__gte": wanted.since}) if wanted.since else Q()
    return within & (Q(**{f"{field}__lte": wanted.until}) if wanted.until else Q())


def _claims(rows: ClaimQuerySet, wanted: Wanted, desk: Desk) -> QuerySet[Claim]:
    if wanted.rating or (wanted.state and wanted.state not in Claim.State.values):
        return rows.none()
    rows = rows.filter(state=wanted.state) if wanted.state else rows
    rows = rows.filter(claimant__name__icontains=wanted.claimant) if wanted.claimant else rows
    rows = rows.in_language(wanted.language) if wanted.language else rows
    rows = rows.filter(pk__gt=wanted.after) if wanted.after else rows
    rows = rows.filter(pk__lte=wanted.up_to) if wanted.up_to else rows
    return rows.filter(_on("said_on", wanted, "said_until"))


def _articles(rows: ArticleQuerySet, wanted: Wanted, desk: Desk) -> QuerySet[Article]:
    if wanted.rating or wanted.state or wanted.claimant or wanted.is_of_claims:
        return rows.none()
    rows = rows.in_language(wanted.language) if wanted.language else rows
    return rows.filter(_on("published_on", wanted))


def _fact_checks(rows: QuerySet[FactCheck], wanted: Wanted, desk: Desk) -> QuerySet[FactCheck]:
    if wanted.is_of_claims or (wanted.state and wanted.state not in PUBLISHED):
        return rows.none()
    rows = rows.filter(retracted_at__isnull=wanted.state == "published") if wanted.state else rows
    if wanted.claimant:
        rows = rows.filter(review__verdict__claimant__name__icontains=wanted.claimant)
    if wanted.language:
        of_claims = Claim.objects.filter(desk=desk).in_language(wanted.language)
        rows = rows.filter(review__claim__in=of_claims)
    rows = rows.filter(review__verdict__rating__label=wanted.rating) if wanted.rating else rows
    return rows.filter(_on("published_at__date", wanted))


PUBLISHED = {"published": "Published", "retracted": "Retracted"}
CLAIMS = Kind(
    "claims", "Claims", lambda user, desk: Claim.objects.visible_to(user).filter(desk=desk),
    words="words", near="text", shown="text", excerpt=(), narrowed=_claims, related=("claimant",),
    unread=("words",),
)  # fmt: skip
ARTICLES = Kind(
    "articles", "Articles", lambda user, desk: Article.objects.visible_to(user).filter(desk=desk),
    words="title_words", near="title", shown="title", excerpt=(), narrowed=_articles, related=("source",),
    unread=("title_words",),
)  # fmt: skip
FACT_CHECKS = Kind(
    "fact-checks", "Fact-checks",
    lambda user, desk: FactCheck.objects.visible_to(user).filter(review__claim__desk=desk),
    words="review__verdict__words", near="review__verdict__headline", shown="review__verdict__headline",
    excerpt=("review__verdict__claim_text", "review__verdict__explanation"), narrowed=_fact_checks,
    related=("review__verdict__rating__scale", "review__verdict__claimant", "review__claim"),
    unread=("review__verdict__words", "review__verdict__explanation", "review__claim__words"),
)  # fmt: skip
KINDS = {kind.name: kind for kind in (CLAIMS, ARTICLES, FACT_CHECKS)}
