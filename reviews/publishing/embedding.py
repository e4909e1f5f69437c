"""oEmbed 1.0 (https://oembed.com): how other sites show a fact-check as a card."""

from typing import Any
from urllib.parse import urlsplit

from django.utils.html import format_html
from django.utils.safestring import SafeString

from reviews.publishing.words import Words

WIDTH, HEIGHT = 560, 300
NARROWEST, LOWEST = 220, 160
CACHE_AGE = 3600
PATH = "/fact-checks/"


def page_in(address: str, *, base_url: str) -> tuple[str, str]:
    """Language and slug of the page of a fact-check that an address of ours names; both empty where it names none.

    The language is empty as well where the page is that of the original.
    """
    try:
        asked, ours = urlsplit(address), urlsplit(base_url)
        is_ours = (asked.hostname, asked.port) == (ours.hostname, ours.port) and asked.scheme in {"http", "https"}
    except ValueError:
        return "", ""
    parts = asked.path.removeprefix(PATH).rstrip("/").split("/")
    if not is_ours or not asked.path.startswith(PATH) or len(parts) > 2:
        return "", ""
    return (parts[0], parts[1]) if len(parts) == 2 else ("", parts[0])


def oembed(words: Words, *, base_url: str, site_name: str, width: int, height: int) -> dict[str, Any]:
    """The answer for one fact-check: a frame of at most that size, which loads nothing but the card."""
    desk = words.fact_check.review.claim.desk
    return {
        "version": "1.0",
        "type": "rich",
        "title": words.headline,
        "author_name": desk.name,
        "author_url": desk.website or f"{base_url}/",
        "provider_name": site_name,
        "provider_url": f"{base_url}/",
        "cache_age": CACHE_AGE,
        "html": frame(words, base_url=base_url, width=width, height=height),
        "width": width,
        "height": height,
    }


def frame(words: Words, *, base_url: str, width: int = WIDTH, height: int = HEIGHT) -> SafeString:
    """The HTML by which another site shows the card: a frame of that size in pixels, which loads nothing else."""
    return format_html(
        '<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy" '
        'sandbox="allow-popups allow-popups-to-escape-sandbox" style="border:0;max-width:100%"></iframe>',
        base_url + words.card_path, width, height, f"Fact-check: {words.headline}",
    )  # fmt: skip
