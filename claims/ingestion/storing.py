"""Storing what a reader made of an input: one article an identity, one revision a changed text."""

import hashlib
import unicodedata
from dataclasses import dataclass
from typing import Any, Literal

from django.db import IntegrityError, transaction

from claims.detection import language_of
from claims.ingestion.draft import ArticleDraft
from claims.models import Article, Desk, Revision, Source, User, digest_of

Outcome = Literal["new", "revised", "unchanged"]
ONE_AN_IDENTITY = "article_one_per_desk_and_identity"


@dataclass(frozen=True, slots=True)
class Stored:
    """What storing an article came to: its revision now in force, and whether anything is new."""

    article: Article
    revision: Revision
    outcome: Outcome


def store(draft: ArticleDraft, *, desk: Desk, origin: str, by: User) -> Stored:
    """Store `draft` as an article of `desk`, as the next revision of the one it is, or not at all if nothing changed.

    Must run in a transaction. Two callers with the same article wait for each other on the article's row.
    """
    identity = identity_of(draft)
    standing = Article.objects.filter(desk=desk, identity=identity).select_for_update()
    article = standing.first()
    if article is None:
        if same := _same_words(draft, desk):
            return Stored(same.article, same, "unchanged")
        article = Article(desk=desk, identity=identity, origin=origin, submitted_by=by, **facts_of(draft))
        if _add(article, _source(draft, desk)):
            return Stored(article, _add_revision(article, 1, draft.text), "new")
        article = standing.get()
    latest = article.latest_revision
    if latest.digest == digest_of(draft.text):
        return Stored(article, latest, "unchanged")
    Article.objects.filter(pk=article.pk).update(**facts_of(draft))
    article.refresh_from_db()
    return Stored(article, _add_revision(article, latest.number + 1, draft.text), "revised")


def identity_of(draft: ArticleDraft) -> str:
    """What makes two inputs the same article: the URL where there is one, else date and title, folded."""
    key = draft.url or f"{draft.published_on.isoformat()} {' '.join(draft.title.split())}"
    return hashlib.sha256(unicodedata.normalize("NFC", key).casefold().encode()).hexdigest()


def _same_words(draft: ArticleDraft, desk: Desk) -> Revision | None:
    """The desk's newest revision with the very same text."""
    same = Revision.objects.filter(article__desk=desk, digest=digest_of(draft.text))
    return same.select_related("article").order_by("-pk").first()


def _add(article: Article, source: Source | None) -> bool:
    """Store a new article; False where somebody else was faster, and has committed."""
    article.source = source
    try:
        with transaction.atomic():
            article.save(force_insert=True)
    except IntegrityError as error:
        if ONE_AN_IDENTITY not in str(error):
            raise
        return False
    return True


def facts_of(draft: ArticleDraft) -> dict[str, Any]:
    """What is kept of `draft` beside its text; without the language where neither it nor its words tell."""
    facts: dict[str, Any] = {
        "title": draft.title[:500], "byline": draft.byline[:500], "published_on": draft.published_on, "url": draft.url
    }  # fmt: skip
    language = draft.language or language_of(draft.text)
    return facts | ({"language": language} if language else {})


def _source(draft: ArticleDraft, desk: Desk) -> Source | None:
    if not draft.site_name:
        return None
    return Source.objects.get_or_create(desk=desk, name=draft.site_name[:200])[0]


def _add_revision(article: Article, number: int, text: str) -> Revision:
    return Revision.objects.create(article=article, number=number, text=text, digest=digest_of(text))
