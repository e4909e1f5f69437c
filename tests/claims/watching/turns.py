"""What the watched site says, and what beat and workers do about it, in the process of the test."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from claims import refetching, services, tasks, watching
from claims.models import Watch, WatchedPage

WALL = "The harbour wall cost 4.2 million crowns, twice as much as planned."
ITEM = "<item><title>{title}</title><link>{url}</link><pubDate>Mon, 12 Oct 2026 08:00:00 GMT</pubDate></item>"


def page(title, text):
    return (
        f'<html lang="en"><head><title>{title}</title><meta property="article:published_time" content="2026-10-12">'
        f"</head><body><article><h1>{title}</h1><p>{text}</p><p>The council spoke of it on Monday for an hour.</p>"
        "</article></body></html>"
    ).encode()


def put_feed(site, *names, **headers):
    items = "".join(ITEM.format(title=f"About {name}", url=site.url(f"/{name}")) for name in names)
    feed = f'<rss version="2.0"><channel><title>The Harbour Post</title>{items}</channel></rss>'
    site.put("/feed", feed.encode(), Content_Type="application/rss+xml", **headers)
    for name in names:
        site.put(f"/{name}", page(f"About {name}", f"{WALL} So says {name}."))


def watch(newsroom, site, path="/feed", **given):
    return services.watch_address(site.url(path), desk=newsroom.desk, by=newsroom.editor, **given)


def work_off():
    """What beat and workers do until nothing is due, in this process."""
    for _ in range(20):
        watches, pages = watching.due(), refetching.due()
        if not watches and not pages:
            return
        for pk in watches:
            tasks.look_at_watch(pk)
        for pk, _ in pages:
            tasks.fetch_page(pk)
    pytest.fail("something is due again and again")


def again(*, pages=True):
    """As if the time had come to look again."""
    Watch.objects.update(next_look_at=Now(), nudged_at=Now() - timedelta(minutes=5))
    if pages:
        WatchedPage.objects.filter(next_fetch_at__isnull=False).update(
            next_fetch_at=Now(), nudged_at=Now() - timedelta(minutes=5)
        )


def asked(site, path):
    return [headers for asked_for, headers in site.requests if asked_for == path]
