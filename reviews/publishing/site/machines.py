"""What machines take from the site: feeds, sitemaps and everything at once."""

from collections.abc import Iterator
from datetime import datetime
from typing import TypeVar

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from reviews.publishing import bulkmarkup, dumps, feeds, sitemaps
from reviews.publishing.site.cards import for_readers
from reviews.publishing.site.lists import Selection, everything, selection

IN_FEED = 50
FEEDS = {
    "atom": (feeds.atom, "application/atom+xml; charset=utf-8"),
    "rss": (feeds.rss, "application/rss+xml; charset=utf-8"),
    "json": (feeds.json_feed, "application/feed+json"),
}
Answer = TypeVar("Answer", bound=HttpResponseBase)
XML = "application/xml; charset=utf-8"


@require_safe
@for_readers
def feed(request: HttpRequest, form: str) -> HttpResponse:
    """The fact-checks that were published, corrected or retracted last."""
    return _feed(request, everything(), form)


@require_safe
@for_readers
def selected_feed(request: HttpRequest, kind: str, key: str, form: str) -> HttpResponse:
    """Those of a desk, a topic, a claimant, a rating or a language."""
    return _feed(request, selection(kind, key), form)


def _feed(request: HttpRequest, selected: Selection, form: str) -> HttpResponse:
    write, content_type = FEEDS[form]
    found = selected.latest(IN_FEED)
    channel = feeds.Channel(
        base_url=settings.BASE_URL,
        site_name=settings.SITE_NAME,
        path=f"{selected.path}feed.{form}",
        home=selected.path,
        about=selected.about,
        language=selected.language,
    )
    answer = HttpResponse(write(found, channel), content_type=content_type)
    return _dated(answer, max((words.modified_at for words in found), default=None))


@require_safe
@for_readers
def sitemap(request: HttpRequest) -> HttpResponse:
    """The index of the sitemaps."""
    return _dated(HttpResponse(sitemaps.index(base_url=settings.BASE_URL), content_type=XML), sitemaps.last_change())


@require_safe
@for_readers
def sitemap_file(request: HttpRequest, number: int) -> HttpResponseBase:
    """One of them."""
    if number > 10**12:
        raise Http404("There is no such sitemap.")
    return StreamingHttpResponse(sitemaps.file(number, base_url=settings.BASE_URL), content_type=XML)


@require_safe
@for_readers
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read, and where the sitemaps are."""
    closed = "".join(f"Disallow: {path}\n" for path in ("/accounts/", "/admin/", "/api/", "/desk/"))
    maps = "".join(f"Sitemap: {settings.BASE_URL}/fact-checks/{name}.xml\n" for name in ("sitemap", "sitemap-news"))
    return HttpResponse(f"User-agent: *\n{closed}\n{maps}", content_type="text/plain; charset=utf-8")


@require_safe
@for_readers
def icon(request: HttpRequest) -> HttpResponse:
    """The icon, where browsers and readers of feeds look that know no page."""
    return redirect(static("publishing/icon.svg"))


@require_safe
@for_readers
def news_sitemap(request: HttpRequest) -> HttpResponse:
    """What was published in the last two days."""
    text = sitemaps.news(base_url=settings.BASE_URL, site_name=settings.SITE_NAME)
    return HttpResponse(text, content_type=XML)


@require_safe
@for_readers
def dump(request: HttpRequest, form: str, of: str = "fact-checks") -> HttpResponseBase:
    """Everything in force, streamed: the ClaimReviews, or the MediaReviews beside them."""
    if form == "datafeed":
        found: Iterator[bulkmarkup.Written] = bulkmarkup.in_force(**_site(), only_media=False)
        name = f"{settings.SITE_NAME}: fact-checks"
        return _streamed(dumps.data_feed(found, name=name, changed_at=sitemaps.last_change()), "application/ld+json")
    texts = _media_reviews() if of == "media-reviews" else bulkmarkup.texts_in_force(**_site())
    if form == "ndjson":
        return _streamed(dumps.ndjson(texts), "application/x-ndjson")
    return _streamed(dumps.json_list(texts), "application/json")


@require_safe
@for_readers
def table(request: HttpRequest, of: str = "fact-checks") -> HttpResponseBase:
    """The same as CSV."""
    if of == "media-reviews":
        lines = dumps.csv_lines(dumps.cells(_media_reviews(), dumps.MEDIA_COLUMNS), dumps.MEDIA_COLUMNS)
    else:
        lines = dumps.csv_lines(bulkmarkup.cells_in_force(**_site()), dumps.COLUMNS)
    answer = _streamed(lines, "text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{of}.csv"'
    return answer


def _media_reviews() -> Iterator[str]:
    return dumps.media_reviews(bulkmarkup.in_force(**_site(), only_media=True))


def _site() -> dict[str, str]:
    return {"base_url": settings.BASE_URL, "site_name": settings.SITE_NAME}


def _streamed(text: Iterator[str], content_type: str) -> HttpResponseBase:
    changed_at = sitemaps.last_change()
    return _dated(StreamingHttpResponse(dumps.in_pieces(text), content_type=content_type), changed_at)


def _dated(answer: Answer, at: datetime | None) -> Answer:
    """With the time of the last change, so that who has it already is told so."""
    if at is not None:
        answer["Last-Modified"] = http_date(at.timestamp())
    return answer
