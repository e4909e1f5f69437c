"""Storing many articles at once, with the very outcome that `storing.store` would have had one after the other.

Rows are written by COPY. Two loads that bring the same articles wait for each other and never deadlock: articles that
are there already are locked in the order of their ids, then new ones are inserted in the order of their identities. Who
was overtaken begins the batch again, and finds the other's articles there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from claims.ingestion.draft import ArticleDraft
from claims.ingestion.storing import ONE_AN_IDENTITY, Outcome, facts_of, identity_of
from claims.models import Desk, Source, User, digest_of

MADE = {"language": "en", "byline": "", "url": ""}  # of an article whose draft does not say

# Statistics lag behind a load: the planner is kept from reading whole tables that were small when it last looked.
BY_INDEX = "SET LOCAL enable_seqscan = off"
STANDING = """
SELECT DISTINCT ON (article.id) article.identity, article.id, revision.id, revision.number, revision.digest
FROM claims_article article JOIN claims_revision revision ON revision.article_id = article.id
WHERE article.desk_id = %s AND article.identity = ANY(%s) ORDER BY article.id, revision.number DESC
"""
SAME_WORDS = """
SELECT DISTINCT ON (revision.digest) revision.digest, revision.article_id, revision.id
FROM claims_revision revision JOIN claims_article article ON article.id = revision.article_id
WHERE article.desk_id = %s AND revision.digest = ANY(%s) ORDER BY revision.digest, revision.id DESC
"""
LOCK = "SELECT 1 FROM claims_article WHERE id = ANY(%s) ORDER BY id FOR UPDATE"
NEXT_IDS = "SELECT nextval((SELECT pg_get_serial_sequence(%s, 'id')::regclass)) FROM generate_series(1, %s)"
REVISE = """
UPDATE claims_article article SET title = fact.title, byline = fact.byline, published_on = fact.published_on,
    url = fact.url, language = COALESCE(fact.language, article.language)
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::date[], %s::text[], %s::text[])
    AS fact(id, title, byline, published_on, url, language)
WHERE article.id = fact.id
"""
ARTICLES = """
COPY claims_article (id, desk_id, title, byline, published_on, url, language, identity, source_id, submitted_by_id,
    origin, created_at) FROM STDIN
"""
REVISIONS = "COPY claims_revision (id, article_id, number, text, digest, created_at) FROM STDIN"


@dataclass(frozen=True, slots=True)
class Landed:
    """What storing one of many came to: ids of the article and of its revision now in force."""

    outcome: Outcome
    article_id: int
    revision_id: int


@dataclass(slots=True)
class _Article:
    """An article as it stands at this line of the batch; `facts` are to be written, `id` and texts may still be due."""

    id: int
    identity: str
    latest: "_Text | None" = None
    is_new: bool = False
    facts: dict[str, Any] | None = None
    site_name: str = ""


@dataclass(slots=True)
class _Text:
    """A revision: known, or to be written with the words of `draft`."""

    id: int
    article: _Article
    number: int
    digest: str
    draft: ArticleDraft | None = None


def land(drafts: Sequence[ArticleDraft], *, desk: Desk, origin: str, by: User) -> list[Landed]:
    """Store `drafts` in their order, all or none of them.

    Must run in a transaction. The titles and texts have words, as `services` sees to.
    """
    keys = [(draft, identity_of(draft), digest_of(draft.text)) for draft in drafts]
    while True:  # each round knows at least one article more, so it ends
        try:
            with transaction.atomic(), connection.wrap_database_errors:
                batch = _Batch(desk, keys)
                outcomes = [batch.take(*key) for key in keys]
                batch.write(origin=origin, by=by)
        except IntegrityError as error:
            if ONE_AN_IDENTITY not in str(error):
                raise
        else:
            return [Landed(outcome, text.article.id, text.id) for outcome, text in outcomes]


class _Batch:
    """Some articles against what the desk has: what becomes of each, and the rows that are to be written."""

    def __init__(self, desk: Desk, keys: Sequence[tuple[ArticleDraft, str, str]]) -> None:
        self.desk = desk
        self.articles: dict[str, _Article] = {}
        self.texts: list[_Text] = []
        with connection.cursor() as cursor:
            cursor.execute(BY_INDEX)
            self._look_up(cursor, {identity for _, identity, _ in keys})
            changing = {key[1] for key in keys if key[1] in self.articles and not self._is_latest(*key[1:])}
            if changing:
                cursor.execute(LOCK, [[self.articles[identity].id for identity in changing]])
                self._look_up(cursor, changing)
            strange = {digest for _, identity, digest in keys if identity not in self.articles}
            cursor.execute(SAME_WORDS, [desk.pk, list(strange)])
            self.elsewhere = {
                digest: _Text(pk, _Article(article_id, ""), 0, digest) for digest, article_id, pk in cursor.fetchall()
            }

    def _look_up(self, cursor: Any, identities: Iterable[str]) -> None:
        cursor.execute(STANDING, [self.desk.pk, list(identities)])
        for identity, article_id, revision_id, number, digest in cursor.fetchall():
            article = self.articles[identity] = _Article(article_id, identity)
            article.latest = _Text(revision_id, article, number, digest)

    def _is_latest(self, identity: str, digest: str) -> bool:
        latest = self.articles[identity].latest
        return latest is not None and latest.digest == digest

    def take(self, draft: ArticleDraft, identity: str, digest: str) -> tuple[Outcome, _Text]:
        """What becomes of the next article, and the text that is then in force."""
        article = self.articles.get(identity)
        if article is None and digest in self.elsewhere:
            return "unchanged", self.elsewhere[digest]
        if article is None:
            article = self.articles[identity] = _Article(0, identity, is_new=True, site_name=draft.site_name[:200])
        elif article.latest is not None and article.latest.digest == digest:
            return "unchanged", article.latest
        outcome: Outcome = "revised" if article.latest else "new"
        number = article.latest.number + 1 if article.latest else 1
        article.facts = (article.facts or {}) | facts_of(draft)
        article.latest = _Text(0, article, number, digest, draft)
        self.elsewhere[digest] = article.latest
        self.texts.append(article.latest)
        return outcome, article.latest

    def write(self, *, origin: str, by: User) -> None:
        """Write what is new, and give it the ids that the caller is told."""
        new = [article for article in self.articles.values() if article.is_new]
        with connection.cursor() as cursor:
            sources = self._sources(cursor, new)
            for article, pk in zip(new, _next_ids(cursor, "claims_article", len(new)), strict=True):
                article.id = pk
            for text, pk in zip(self.texts, _next_ids(cursor, "claims_revision", len(self.texts)), strict=True):
                text.id = pk
            self._revise(cursor)
            now = timezone.now().isoformat()
            with cursor.copy(ARTICLES) as copy:
                tail = f"{by.pk}\t{origin}\t{now}\n"
                new.sort(key=lambda article: article.identity)
                copy.write("".join(_article_row(one, self.desk.pk, sources.get(one.site_name), tail) for one in new))
            with cursor.copy(REVISIONS) as copy:
                copy.write("".join(_text_row(text, now) for text in self.texts))

    def _sources(self, cursor: Any, new: Iterable[_Article]) -> dict[str, int]:
        """The desk's sources by name, the new ones made."""
        names = sorted({article.site_name for article in new if article.site_name})
        if not names:
            return {}
        sources = [Source(desk=self.desk, name=name) for name in names]
        Source.objects.bulk_create(sources, ignore_conflicts=True)
        return dict(Source.objects.filter(desk=self.desk, name__in=names).values_list("name", "pk"))

    def _revise(self, cursor: Any) -> None:
        changed = [article for article in self.articles.values() if article.facts and not article.is_new]
        if changed:
            names = ("title", "byline", "published_on", "url", "language")
            facts = [[article.facts.get(name) for article in changed if article.facts] for name in names]
            cursor.execute(REVISE, [[article.id for article in changed], *facts])


def _next_ids(cursor: Any, table: str, count: int) -> list[int]:
    cursor.execute(NEXT_IDS, [table, count])
    return [row[0] for row in cursor.fetchall()]


def _article_row(article: _Article, desk_id: int, source_id: int | None, tail: str) -> str:
    facts = MADE | (article.facts or {})
    title, byline, url = (_escaped(facts[name]) for name in ("title", "byline", "url"))
    source = r"\N" if source_id is None else str(source_id)
    return (
        f"{article.id}\t{desk_id}\t{title}\t{byline}\t{facts['published_on']}\t{url}\t{facts['language']}\t"
        f"{article.identity}\t{source}\t{tail}"
    )


def _text_row(text: _Text, now: str) -> str:
    words = _escaped(text.draft.text) if text.draft else ""
    return f"{text.id}\t{text.article.id}\t{text.number}\t{words}\t{text.digest}\t{now}\n"


def _escaped(text: str) -> str:
    """As COPY's text format wants it."""
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
