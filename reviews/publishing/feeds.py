"""The feeds of fact-checks: Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1. All say the same.

A retracted fact-check stays in them and says so, since its readers must learn of it.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed

from reviews.publishing.models import FactCheck
from reviews.richtext import render

_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DESCRIPTION = "Claims checked, with the evidence and every correction."


@dataclass(frozen=True, slots=True)
class Channel:
    """Which feed it is: its own address, the page that it follows, and what it is about (empty: everything)."""

    base_url: str
    site_name: str
    path: str
    home: str = "/fact-checks/"
    about: str = ""
    language: str = "en"

    @property
    def title(self) -> str:
        """The name of the site and what the feed is about."""
        return f"{self.site_name}: fact-checks" + (f", {self.about}" if self.about else "")


def atom(fact_checks: Iterable[FactCheck], channel: Channel) -> str:
    """The feed as Atom."""
    return _xml(Atom1Feed, fact_checks, channel)


def rss(fact_checks: Iterable[FactCheck], channel: Channel) -> str:
    """The feed as RSS 2.0."""
    return _xml(Rss201rev2Feed, fact_checks, channel)


def json_feed(fact_checks: Iterable[FactCheck], channel: Channel) -> str:
    """The feed as JSON Feed (https://www.jsonfeed.org/version/1.1/)."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": channel.base_url + channel.home,
        "feed_url": channel.base_url + channel.path,
        "description": _DESCRIPTION,
        "language": channel.language,
        "items": [_json_item(fact_check, channel.base_url) for fact_check in fact_checks],
    }
    return json.dumps(feed, ensure_ascii=False)


def _xml(kind: type[SyndicationFeed], fact_checks: Iterable[FactCheck], channel: Channel) -> str:
    feed = kind(
        title=printable(channel.title),
        link=channel.base_url + channel.home,
        description=_DESCRIPTION,
        feed_url=channel.base_url + channel.path,
        language=channel.language,
    )
    for fact_check in fact_checks:
        url = channel.base_url + fact_check.get_absolute_url()
        feed.add_item(
            title=printable(_title(fact_check)),
            link=url,
            unique_id=url,
            description=printable(_summary(fact_check)),
            author_name=printable(fact_check.review.claim.desk.name),
            pubdate=fact_check.published_at,
            updateddate=fact_check.modified_at,
            categories=[printable(tag) for tag in _tags(fact_check)],
        )
    return feed.writeString("utf-8")


def _json_item(fact_check: FactCheck, base_url: str) -> dict[str, Any]:
    desk, url = fact_check.review.claim.desk, base_url + fact_check.get_absolute_url()
    author = {"name": desk.name} | ({"url": desk.website} if desk.website else {})
    item = {
        "id": url,
        "url": url,
        "title": _title(fact_check),
        "content_html": _summary(fact_check),
        "date_published": fact_check.published_at.isoformat(),
        "date_modified": fact_check.modified_at.isoformat(),
        "authors": [author],
        "language": desk.language,
    }
    tags = _tags(fact_check)
    return item | {"tags": tags} if tags else item


def printable(text: str) -> str:
    """`text` without what XML 1.0 cannot hold (section 2.2): one such character would cost readers the whole feed."""
    return _NOT_XML.sub("", text)


def _tags(fact_check: FactCheck) -> list[str]:
    return [] if fact_check.retracted_at else [fact_check.verdict.rating.label]


def _title(fact_check: FactCheck) -> str:
    if fact_check.retracted_at:
        return f"Retracted: {fact_check.verdict.headline}"
    return f"{fact_check.verdict.rating.label}: {fact_check.verdict.headline}"


def _summary(fact_check: FactCheck) -> str:
    """HTML: the note of a retraction, or the claim and the explanation."""
    if fact_check.retracted_at:
        notes = [correction.note for correction in fact_check.corrections.all() if correction.after_id is None]
        return render("\n\n".join(notes))
    return render(f"> {fact_check.verdict.claim_text}\n\n{fact_check.verdict.explanation}")
