"""Storing what a reader made of an input: one article an identity, one revision a changed text."""

import hashlib
import unicodedata
from dataclasses import dataclass
from typing import Any, Literal

from claims.detection import language_of
from claims.ingestion.draft import ArticleDraft
from claims.models import Article, Desk, Revision, Source, User, digest_of

Outcome = Literal["new", "revised", "unchanged"]


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
    if known := _same_words_elsewhere(draft, desk, identity):
        return Stored(known.article, known, "unchanged")
    facts: dict[str, Any] = facts_of(draft) | {"origin": origin, "submitted_by": by}
    article, is_new = Article.objects.get_or_create(
        desk=desk, identity=identity, defaults=facts | {"source": lambda: _source(draft, desk)}
    )
    if is_new:
        return Stored(article, _add_revision(article, 1, draft.text), "new")
    article = Article.objects.select_for_update().get(pk=article.pk)
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


def _same_words_elsewhere(draft: ArticleDraft, desk: Desk, identity: str) -> Revision | None:
    """The desk's revision with the very same text, where this input's own identity is not known yet."""
    if Article.objects.filter(desk=desk, identity=identity).exists():
        return None
    same = Revision.objects.filter(article__desk=desk, digest=digest_of(draft.text))
    return same.select_related("article").order_by("-pk").first()


def facts_of(draft: ArticleDraft) -> dict[str, object]:
    """What is kept of `draft` beside its text; without the language where neither it nor its words tell."""
    facts: dict[str, object] = {
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
