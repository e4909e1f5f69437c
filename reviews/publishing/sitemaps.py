"""The sitemaps: an index, files of a fixed range of ids each, and the news of the last two days."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import chain
from typing import NamedTuple
from xml.sax.saxutils import escape  # nosec B406  # it writes XML and reads none

from django.db.models import Max
from django.db.models.functions import Greatest
from django.utils import timezone

from reviews.publishing.feeds import printable
from reviews.publishing.models import FactCheck, Translation
from reviews.publishing.words import Words, original, translated

IDS_IN_A_FILE = 10_000  # the protocol allows 50,000 addresses: five languages each
NEWS = timedelta(days=2)
MOST_NEWS = 1000
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
_XHTML = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'


class _Page(NamedTuple):
    """One address, and when what stands there changed last."""

    language: str
    path: str
    modified_at: datetime


def index(*, base_url: str) -> str:
    """The index of the files, each with the last change in it. Retracted fact-checks are in none."""
    ours = FactCheck.objects.filter(retracted_at=None).order_by().values_list("pk", "modified_at")
    latest = Greatest("modified_at", "fact_check__modified_at")
    further = Translation.objects.in_force().order_by().values_list("fact_check", latest)
    changed: dict[int, datetime] = {}
    for pk, modified_at in chain(ours.iterator(chunk_size=5000), further.iterator(chunk_size=5000)):
        number = pk // IDS_IN_A_FILE
        changed[number] = max(modified_at, changed.get(number, modified_at))
    files = "".join(
        f"<sitemap><loc>{escape(base_url)}/fact-checks/sitemap-{number}.xml</loc>"
        f"<lastmod>{at.isoformat()}</lastmod></sitemap>\n"
        for number, at in sorted(changed.items())
    )
    return f"{_HEAD}<sitemapindex {_SITEMAP}>\n{files}</sitemapindex>\n"


def file(number: int, *, base_url: str) -> Iterator[str]:
    """The addresses of the fact-checks in one range of ids, each with those in other languages, in pieces."""
    first = number * IDS_IN_A_FILE
    rows = FactCheck.objects.filter(retracted_at=None, pk__gte=first, pk__lt=first + IDS_IN_A_FILE).order_by("pk")
    further = _pages_of_translations(first)
    yield f"{_HEAD}<urlset {_SITEMAP} {_XHTML}>\n"
    written = rows.values_list("pk", "slug", "modified_at", "review__claim__desk__language")
    for pk, slug, modified_at, language in written.iterator(chunk_size=2000):
        yield _entry([_Page(language, f"/fact-checks/{slug}/", modified_at), *further.get(pk, ())], base_url)
    yield "</urlset>\n"


def news(*, base_url: str, site_name: str) -> str:
    """The fact-checks of the last two days in all their languages, as news readers' crawlers want them."""
    since = timezone.now() - NEWS
    related = FactCheck.objects.in_force().select_related("review__claim__desk", "review__verdict").defer("document")
    recent = [original(one) for one in related.filter(published_at__gte=since)[:MOST_NEWS]]
    rows = Translation.objects.with_a_page().in_force().filter(published_at__gte=since)[:MOST_NEWS]
    fact_checks = related.in_bulk({one.fact_check_id for one in rows})
    found = recent + [
        translated(fact_checks[one.fact_check_id], one) for one in rows if one.fact_check_id in fact_checks
    ]
    return f"{_HEAD}<urlset {_SITEMAP} {_NEWS}>\n{''.join(_news(found[:MOST_NEWS], base_url, site_name))}</urlset>\n"


def last_change() -> datetime | None:
    """When anything on the public pages changed last, in any language."""
    moments = [
        FactCheck.objects.aggregate(at=Max("modified_at"))["at"],
        Translation.objects.aggregate(at=Max("modified_at"))["at"],
    ]
    return max((at for at in moments if at), default=None)


def _pages_of_translations(first: int) -> dict[int, list[_Page]]:
    """The pages in further languages of the fact-checks of one file, by the fact-check's id."""
    rows = Translation.objects.in_force().filter(fact_check__gte=first, fact_check__lt=first + IDS_IN_A_FILE)
    shown = rows.select_related("fact_check").only(
        "fact_check__modified_at", "language", "slug", "modified_at"
    ).order_by("language")  # fmt: skip
    pages: dict[int, list[_Page]] = defaultdict(list)
    for one in shown:
        at = max(one.modified_at or one.fact_check.modified_at, one.fact_check.modified_at)
        pages[one.fact_check_id].append(_Page(one.language, one.get_absolute_url(), at))
    return pages


def _entry(pages: list[_Page], base_url: str) -> str:
    """One fact-check: an entry a language, each with all the others where there are several; the first is the original.

    The form is that of https://developers.google.com/search/docs/specialty/international/localized-versions#sitemap.
    """
    links = [(one.language, one.path) for one in pages] + [("x-default", pages[0].path)]
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{escape(language)}" href="{escape(base_url)}{path}"/>'
        for language, path in (links if len(pages) > 1 else [])
    )
    return "".join(
        f"<url><loc>{escape(base_url)}{one.path}</loc><lastmod>{one.modified_at.isoformat()}</lastmod>{others}</url>\n"
        for one in pages
    )


def _news(found: Iterable[Words], base_url: str, site_name: str) -> Iterator[str]:
    for one in found:
        yield (
            f"<url><loc>{escape(base_url + one.path)}</loc><news:news>"
            f"<news:publication><news:name>{escape(printable(site_name))}</news:name>"
            f"<news:language>{escape(one.language)}</news:language></news:publication>"
            f"<news:publication_date>{one.published_at.isoformat()}</news:publication_date>"
            f"<news:title>{escape(printable(one.headline))}</news:title></news:news></url>\n"
        )
