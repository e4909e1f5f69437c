"""oEmbed 1.0 (https://oembed.com): how other sites show a fact-check as a card."""

from typing import Any
from urllib.parse import urlsplit

from django.utils.html import format_html
from django.utils.safestring import SafeString

from reviews.publishing.models import FactCheck

WIDTH, HEIGHT = 560, 300
NARROWEST, LOWEST = 220, 160
CACHE_AGE = 3600
PATH = "/fact-checks/"


def slug_in(address: str, *, base_url: str) -> str:
    """The slug of the fact-check that an address of ours names; empty where it names none."""
    try:
        asked, ours = urlsplit(address), urlsplit(base_url)
        is_ours = (asked.hostname, asked.port) == (ours.hostname, ours.port) and asked.scheme in {"http", "https"}
    except ValueError:
        return ""
    slug = asked.path.removeprefix(PATH).rstrip("/")
    return slug if is_ours and asked.path.startswith(PATH) and "/" not in slug else ""


def oembed(fact_check: FactCheck, *, base_url: str, site_name: str, width: int, height: int) -> dict[str, Any]:
    """The answer for one fact-check: a frame of at most that size, which loads nothing but the card."""
    desk = fact_check.review.claim.desk
    return {
        "version": "1.0",
        "type": "rich",
        "title": fact_check.verdict.headline,
        "author_name": desk.name,
        "author_url": desk.website or f"{base_url}/",
        "provider_name": site_name,
        "provider_url": f"{base_url}/",
        "cache_age": CACHE_AGE,
        "html": frame(fact_check, base_url=base_url, width=width, height=height),
        "width": width,
        "height": height,
    }


def frame(fact_check: FactCheck, *, base_url: str, width: int = WIDTH, height: int = HEIGHT) -> SafeString:
    """The HTML by which another site shows the card: a frame of that size in pixels, which loads nothing else."""
    return format_html(
        '<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy" '
        'sandbox="allow-popups allow-popups-to-escape-sandbox" style="border:0;max-width:100%"></iframe>',
        base_url + card_path(fact_check), width, height, f"Fact-check: {fact_check.verdict.headline}",
    )  # fmt: skip


def card_path(fact_check: FactCheck) -> str:
    """The path of the page that may stand in a frame."""
    return f"/fact-checks/card/{fact_check.slug}/"
