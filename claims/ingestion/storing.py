"""Storing what a reader made of an input: one article an identity, one revision a changed text."""

import hashlib
import unicodedata
from dataclasses import dataclass
from typing import Any, Literal

from claims.detection import language_of
from claims.ingestion.draft import ArticleDraft
from claims.models import Article, Desk, Revision, Source, User, digest_of

Outcome = Literal["new", "revised", "unchanged"]
ONE_AN_IDENTITY = "article_one_per_desk_and_identity"

# Most articles are new: one statement asks whether this is one, and stores it. It waits for whoever stores the same.
ADD = """
INSERT INTO claims_article (desk_id, identity, origin, submitted_by_id, title, byline, published_on, url, language,
    created_at)
SELECT %(desk)s, %(identity)s, %(origin)s, %(by)s, %(title)s, %(byline)s, %(published_on)s, %(url)s, %(language)s, now()
WHERE NOT EXISTS (
    SELECT FROM claims_revision revision JOIN claims_article article ON article.id = revision.article_id
    WHERE article.desk_id = %(desk)s AND revision.digest = %(digest)s)
ON CONFLICT DO NOTHING RETURNING *
"""


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
    identity, digest = identity_of(draft), digest_of(draft.text)
    if article := _added(draft, desk=desk, identity=identity, digest=digest, origin=origin, by=by):
        return Stored(article, _add_revision(article, 1, draft.text, digest), "new")
    article = Article.objects.filter(desk=desk, identity=identity).select_for_update().first()
    if article is None:
        if same := _same_words(desk, digest):
            return Stored(same.article, same, "unchanged")
        return store(draft, desk=desk, origin=origin, by=by)  # the text with these words was forgotten meanwhile
    latest = article.latest_revision
    if latest.digest == digest:
        return Stored(article, latest, "unchanged")
    Article.objects.filter(pk=article.pk).update(**facts_of(draft))
    article.refresh_from_db()
    return Stored(article, _add_revision(article, latest.number + 1, draft.text, digest), "revised")


def identity_of(draft: ArticleDraft) -> str:
    """What makes two inputs the same article: the URL where there is one, else date and title, folded."""
    key = draft.url or f"{draft.published_on.isoformat()} {' '.join(draft.title.split())}"
    return hashlib.sha256(unicodedata.normalize("NFC", key).casefold().encode()).hexdigest()


def _added(draft: ArticleDraft, *, desk: Desk, identity: str, digest: str, origin: str, by: User) -> Article | None:
    """The article, stored, where it is new: the desk has neither it nor these very words in another."""
    given = {"language": Article._meta.get_field("language").default} | facts_of(draft)
    keys = {"desk": desk.pk, "identity": identity, "digest": digest, "origin": origin, "by": by.pk}
    article = next(iter(Article.objects.raw(ADD, given | keys)), None)
    if article is None:
        return None
    article.desk, article.submitted_by = desk, by
    if draft.site_name:
        article.source = Source.objects.get_or_create(desk=desk, name=draft.site_name[:200])[0]
        article.save(update_fields=["source"])
    return article


def _same_words(desk: Desk, digest: str) -> Revision | None:
    """The desk's newest revision with the very same text."""
    same = Revision.objects.filter(article__desk=desk, digest=digest)
    return same.select_related("article").order_by("-pk").first()


def facts_of(draft: ArticleDraft) -> dict[str, Any]:
    """What is kept of `draft` beside its text; without the language where neither it nor its words tell."""
    facts: dict[str, Any] = {
        "title": draft.title[:500], "byline": draft.byline[:500], "published_on": draft.published_on, "url": draft.url
    }  # fmt: skip
    language = draft.language or language_of(draft.text)
    return facts | ({"language": language} if language else {})


def _add_revision(article: Article, number: int, text: str, digest: str) -> Revision:
    return Revision.objects.create(article=article, number=number, text=text, digest=digest)
