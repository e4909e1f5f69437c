"""How the finding of claims stands, article by article, in a fixed number of statements; and how imports do."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from claims.ingestion.entries import KINDS
from claims.models import Appearance, Article, Claim, Extraction, Import

IMPORTS_SHOWN = 5  # the newest of a desk
UNSETTLED = frozenset({Extraction.State.QUEUED, Extraction.State.RUNNING})


@dataclass(frozen=True, slots=True)
class Progress:
    """One article: the latest extraction of its newest text, its claims, and how many of them wait for triage."""

    article: Article
    extraction: Extraction | None
    claims: int
    waiting: int

    @property
    def is_settled(self) -> bool:
        """Whether nothing more is to be expected for now."""
        return self.extraction is None or self.extraction.state not in UNSETTLED


@dataclass(frozen=True, slots=True)
class Reading:
    """One import, with the name of what it turned out to be; empty before it was opened."""

    row: Import

    @property
    def kind(self) -> str:
        """In words."""
        return KINDS.get(self.row.kind, "")


def latest_extraction(field: str) -> Subquery:
    """A field of the latest extraction of an article's newest text."""
    rows = Extraction.objects.filter(revision__article=OuterRef("pk")).order_by("-revision__number", "-pk")
    return Subquery(rows.values(field)[:1])


def progress_of(articles: QuerySet[Article] | Collection[Article]) -> list[Progress]:
    """The progress of each of `articles`, in their order. Two statements beside the articles'."""
    found = list(articles)
    latest = Extraction.objects.filter(revision__article__in=found).order_by(
        "revision__article_id", "-revision__number", "-pk"
    )
    rows = latest.distinct("revision__article_id").select_related("revision").defer("revision__text")
    extractions = {row.revision.article_id: row for row in rows}
    counted = Appearance.objects.filter(revision__article__in=found).values("revision__article").annotate(
        claims=Count("claim", distinct=True),
        waiting=Count("claim", distinct=True, filter=Q(claim__state=Claim.State.CANDIDATE)),
    )  # fmt: skip
    counts = {row["revision__article"]: row for row in counted}
    nothing = {"claims": 0, "waiting": 0}
    return [
        Progress(article, extractions.get(article.pk), count["claims"], count["waiting"])
        for article, count in ((article, counts.get(article.pk, nothing)) for article in found)
    ]
