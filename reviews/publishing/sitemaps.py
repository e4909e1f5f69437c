"""The sitemaps: an index, files of a fixed range of ids each, and the news of the last two days."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from xml.sax.saxutils import escape

from django.db.models import Max
from django.utils import timezone

from reviews.publishing.feeds import printable
from reviews.publishing.models import FactCheck

IDS_IN_A_FILE = 10_000  # the protocol allows 50,000 addresses
NEWS = timedelta(days=2)
MOST_NEWS = 1000
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def index(*, base_url: str) -> str:
    """The index of the files, each with the last change in it. Retracted fact-checks are in none."""
    ranges = FactCheck.objects.filter(retracted_at=None).order_by().values_list("pk", "modified_at")
    changed: dict[int, datetime] = {}
    for pk, modified_at in ranges.iterator(chunk_size=5000):
        number = pk // IDS_IN_A_FILE
        changed[number] = max(modified_at, changed.get(number, modified_at))
    files = "".join(
        f"<sitemap><loc>{escape(base_url)}/fact-checks/sitemap-{number}.xml</loc>"
        f"<lastmod>{at.isoformat()}</lastmod></sitemap>\n"
        for number, at in sorted(changed.items())
    )
    return f"{_HEAD}<sitemapindex {_SITEMAP}>\n{files}</sitemapindex>\n"


def file(number: int, *, base_url: str) -> Iterator[str]:
    """The addresses of the fact-checks in one range of ids, in pieces."""
    first = number * IDS_IN_A_FILE
    rows = FactCheck.objects.filter(retracted_at=None, pk__gte=first, pk__lt=first + IDS_IN_A_FILE)
    yield f"{_HEAD}<urlset {_SITEMAP}>\n"
    for slug, modified_at in rows.order_by("pk").values_list("slug", "modified_at").iterator(chunk_size=2000):
        address = f"{escape(base_url)}/fact-checks/{slug}/"
        yield f"<url><loc>{address}</loc><lastmod>{modified_at.isoformat()}</lastmod></url>\n"
    yield "</urlset>\n"


def news(*, base_url: str, site_name: str) -> str:
    """The fact-checks of the last two days, as news readers' crawlers want them."""
    recent = FactCheck.objects.in_force().filter(published_at__gte=timezone.now() - NEWS)
    rows = recent.select_related("review__claim__desk", "review__verdict").defer("document")[:MOST_NEWS]
    return f"{_HEAD}<urlset {_SITEMAP} {_NEWS}>\n{''.join(_news(rows, base_url, site_name))}</urlset>\n"


def last_change() -> datetime | None:
    """When anything on the public pages changed last."""
    changed: datetime | None = FactCheck.objects.aggregate(at=Max("modified_at"))["at"]
    return changed


def _news(fact_checks: Iterable[FactCheck], base_url: str, site_name: str) -> Iterator[str]:
    for one in fact_checks:
        yield (
            f"<url><loc>{escape(base_url + one.get_absolute_url())}</loc><news:news>"
            f"<news:publication><news:name>{escape(printable(site_name))}</news:name>"
            f"<news:language>{escape(one.review.claim.desk.language)}</news:language></news:publication>"
            f"<news:publication_date>{one.published_at.isoformat()}</news:publication_date>"
            f"<news:title>{escape(printable(one.verdict.headline))}</news:title></news:news></url>\n"
        )
