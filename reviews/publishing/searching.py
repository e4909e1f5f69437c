"""Full-text search of what is published: our fact-checks in each language, desks' marked-up pages, and others'.

A place in the results is a moment, a kind and an id, so any page costs the same. The newest come first.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import F, Q, QuerySet, Value
from django.utils import timezone

from claims.models import Desk, KnownFactCheck
from reviews.languages import primary
from reviews.models import Verdict
from reviews.publishing.jsonld import publisher_url
from reviews.publishing.markup import bare_host
from reviews.publishing.models import FactCheck, MarkupClaim, Translation

# The same languages as in claimdesk_document: what is not here is searched as it is written.
STEMMERS = {
    "da": "danish", "de": "german", "en": "english", "es": "spanish", "fi": "finnish", "fr": "french",
    "hu": "hungarian", "it": "italian", "nl": "dutch", "no": "norwegian", "nb": "norwegian", "nn": "norwegian",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
LONGEST_QUERY = 10_000  # characters
LONGEST_WORD = 200
COMMON = 1000  # words in more rows than this are found by looking at the newest rows, others by the index of words
EVERYTHING = 10_000_000  # a limit that the planner cannot see through: it has to find the words by their index first
OLDEST = 36_500  # days

Place = tuple[datetime, int, int]
TRANSLATION, FACT_CHECK, MARKUP_CLAIM, KNOWN = 3, 2, 1, 0
# Of each kind: its table, where its words stand, and when it was published.
_TABLES: dict[int, tuple[Any, str, str]] = {
    FACT_CHECK: (FactCheck, "document", "published_at"),
    TRANSLATION: (Translation, "document", "published_at"),
    MARKUP_CLAIM: (MarkupClaim, "document", "published_at"),
    KNOWN: (KnownFactCheck, "words", "listed_at"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is searched for; empty members do not narrow it down."""

    words: str = ""
    language: str = ""
    site: str = ""
    max_age_days: int | None = None
    image: str = ""


def matching(words: str, language: str = "") -> SearchQuery:
    """All of `words`, as they are written or by their stems."""
    kept = " ".join(word for word in words[:LONGEST_QUERY].split() if len(word) <= LONGEST_WORD)
    config = STEMMERS.get(primary(language) or "en", "simple")
    either: SearchQuery = SearchQuery(kept, config=config) | SearchQuery(kept, config="simple")
    return either


def places(wanted: Wanted, *, base_url: str, after: Place | None, offset: int, limit: int) -> list[Place]:
    """Where the results stand, the newest first: `limit` of them, after a place or from an offset."""
    desks = _desks(wanted.site, wanted.language, base_url)
    parts: dict[int, QuerySet[Any, Any]] = {
        FACT_CHECK: _fact_checks(wanted, desks),
        TRANSLATION: _translations(wanted, base_url),
    }
    if not wanted.image:  # of which others' markup says nothing
        parts |= {MARKUP_CLAIM: _markup_claims(wanted), KNOWN: _known(wanted, base_url)}
    common = _common(wanted)
    placed = [_placed(rows, kind, wanted, kind in common) for kind, rows in parts.items()]
    beyond = [_beyond(rows, after).order_by("-at", "-pk")[: offset + limit] for rows in placed]
    found = beyond[0].union(*beyond[1:], all=True).order_by("-at", "-kind", "-pk")
    return list(found[offset : offset + limit])


def fact_checks_at(found: list[Place]) -> dict[int, FactCheck]:
    """The fact-checks among the results, by id, in one statement."""
    ids = [pk for _, kind, pk in found if kind == FACT_CHECK]
    related = ("review__claim__desk", "review__verdict__claimant", "review__verdict__rating")
    return FactCheck.objects.defer("document").select_related(*related).in_bulk(ids)


def translations_at(found: list[Place]) -> dict[int, Translation]:
    """The translations among the results, by id, with what they share with the original, in one statement."""
    ids = [pk for _, kind, pk in found if kind == TRANSLATION]
    related = ("claim__desk", "verdict__claimant", "verdict__rating")
    rows = Translation.objects.with_a_page().select_related(*(f"fact_check__review__{name}" for name in related))
    return rows.defer("document", "fact_check__document").in_bulk(ids)


def markup_claims_at(found: list[Place]) -> dict[int, MarkupClaim]:
    """The marked-up claims among the results, by id, in one statement."""
    ids = [pk for _, kind, pk in found if kind == MARKUP_CLAIM]
    return MarkupClaim.objects.defer("document").select_related("page__desk").in_bulk(ids)


def known_at(found: list[Place]) -> dict[int, KnownFactCheck]:
    """Others' fact-checks among the results, by id, in one statement."""
    return KnownFactCheck.objects.defer("words").in_bulk([pk for _, kind, pk in found if kind == KNOWN])


def oldest_day(max_age_days: int) -> date:
    """The first day that is not too old."""
    return timezone.localdate() - timedelta(days=min(max_age_days, OLDEST))


def _desks(site: str, language: str, base_url: str) -> list[int] | None:
    """The desks whose fact-checks can match by site and language; None: all of them."""
    if not (site or language):
        return None
    return [
        desk.pk
        for desk in Desk.objects.only("website", "language")
        if _speaks(desk.language, language) and (not site or bare_host(publisher_url(desk, base_url=base_url)) == site)
    ]


def _fact_checks(wanted: Wanted, desks: list[int] | None) -> QuerySet[FactCheck]:
    rows = FactCheck.objects.filter(retracted_at=None)
    if desks is not None:
        rows = rows.filter(review__claim__desk__in=desks)
    if wanted.max_age_days is not None:
        day = oldest_day(wanted.max_age_days)
        rows = rows.filter(Q(published_at__date__gte=day) | Q(review__verdict__said_on__gte=day))
    if wanted.image:
        rows = rows.filter(review__verdict__in=_verdicts_on(wanted.image))
    return rows


def _translations(wanted: Wanted, base_url: str) -> QuerySet[Translation]:
    rows = Translation.objects.in_force().order_by()
    if (desks := _desks(wanted.site, "", base_url)) is not None:
        rows = rows.filter(fact_check__review__claim__desk__in=desks)
    if wanted.language:
        rows = rows.filter(_in_language(wanted.language))
    if wanted.max_age_days is not None:
        day = oldest_day(wanted.max_age_days)
        rows = rows.filter(Q(published_at__date__gte=day) | Q(fact_check__review__verdict__said_on__gte=day))
    if wanted.image:
        rows = rows.filter(fact_check__review__verdict__in=_verdicts_on(wanted.image))
    return rows


def _verdicts_on(image: str) -> QuerySet[Any, Any]:
    """The verdicts that say of an image that it appears at this address, be it of the page or of the file."""
    at = (Q(media__contains=[{"kind": "image", "appearances": [{name: image}]}]) for name in ("url", "content_url"))
    return Verdict.objects.filter(reduce(or_, at)).order_by().values("pk")


def _markup_claims(wanted: Wanted) -> QuerySet[MarkupClaim]:
    rows = MarkupClaim.objects.order_by()
    if wanted.site:
        rows = rows.filter(site=wanted.site)
    if wanted.language:
        spoken = [desk.pk for desk in Desk.objects.only("language") if _speaks(desk.language, wanted.language)]
        rows = rows.filter(page__desk__in=spoken)
    if wanted.max_age_days is not None:
        day = oldest_day(wanted.max_age_days)
        rows = rows.filter(Q(published_at__date__gte=day) | Q(said_on__gte=day))
    return rows


def _known(wanted: Wanted, base_url: str) -> QuerySet[KnownFactCheck]:
    """Those that desks imported, each once; not what we published ourselves and somebody imported here."""
    rows = KnownFactCheck.objects.once_each().exclude(url__startswith=f"{base_url}/").order_by()
    if wanted.site:
        rows = rows.filter(publisher_site=wanted.site)
    if wanted.language:
        rows = rows.filter(_in_language(wanted.language))
    if wanted.max_age_days is not None:
        day = oldest_day(wanted.max_age_days)
        rows = rows.filter(Q(reviewed_on__gte=day) | Q(said_on__gte=day))
    return rows


def _query(wanted: Wanted) -> SearchQuery:
    return matching(wanted.words, wanted.language)


def _holding(kind: int, wanted: Wanted) -> QuerySet[Any]:
    """All rows of a kind that hold the words, whatever else is wanted of them."""
    model, words, _ = _TABLES[kind]
    rows: QuerySet[Any] = model._default_manager.filter(**{words: _query(wanted)}).order_by()
    return rows


def _common(wanted: Wanted) -> set[int]:
    """The kinds in which the words are in more than COMMON rows, in one statement, which reads no more than those."""
    if not wanted.words:
        return set()
    probes = [
        _holding(kind, wanted).annotate(kind=Value(kind)).values_list("kind", flat=True)[COMMON : COMMON + 1]
        for kind in _TABLES
    ]
    return set(probes[0].union(*probes[1:], all=True))


def _placed(rows: QuerySet[Any], kind: int, wanted: Wanted, is_common: bool) -> QuerySet[Any, Any]:
    """`rows` with their places, of those that hold the words where words are wanted.

    PostgreSQL takes rare words for more common than they are, and would read very many of the newest rows for them.
    """
    _, words, at = _TABLES[kind]
    if is_common:
        rows = rows.filter(**{words: _query(wanted)})
    elif wanted.words:
        rows = rows.filter(pk__in=_holding(kind, wanted).values("pk")[:EVERYTHING])
    placed: QuerySet[Any, Any] = rows.annotate(at=F(at), kind=Value(kind))
    return placed.values_list("at", "kind", "pk")


def _beyond(rows: QuerySet[Any, Any], after: Place | None) -> QuerySet[Any, Any]:
    if after is None:
        return rows
    at, kind, pk = after
    return rows.filter(at__lte=at).filter(
        Q(at__lt=at) | Q(kind__lt=kind) | Q(kind=kind, pk__lt=pk)
    )  # fmt: skip


def _in_language(wanted: str) -> Q:
    return Q(language__iexact=primary(wanted)) | Q(language__iregex=rf"^{re.escape(primary(wanted))}[-_]")


def _speaks(language: str, wanted: str) -> bool:
    return not wanted or primary(language) == primary(wanted)
