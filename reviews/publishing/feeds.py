"""The feeds of fact-checks: Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1. All say the same.

A retracted fact-check stays in them and says so, since its readers must learn of it.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed

from reviews.publishing.phrases import phrases_for
from reviews.publishing.words import Words
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


def atom(found: Iterable[Words], channel: Channel) -> str:
    """The feed as Atom."""
    return _xml(Atom1Feed, found, channel)


def rss(found: Iterable[Words], channel: Channel) -> str:
    """The feed as RSS 2.0."""
    return _xml(Rss201rev2Feed, found, channel)


def json_feed(found: Iterable[Words], channel: Channel) -> str:
    """The feed as JSON Feed (https://www.jsonfeed.org/version/1.1/)."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": channel.base_url + channel.home,
        "feed_url": channel.base_url + channel.path,
        "description": _DESCRIPTION,
        "language": channel.language,
        "items": [_json_item(words, channel.base_url) for words in found],
    }
    return json.dumps(feed, ensure_ascii=False)


def _xml(kind: type[SyndicationFeed], found: Iterable[Words], channel: Channel) -> str:
    feed = kind(
        title=printable(channel.title),
        link=channel.base_url + channel.home,
        description=_DESCRIPTION,
        feed_url=channel.base_url + channel.path,
        language=channel.language,
    )
    for words in found:
        url = channel.base_url + words.path
        feed.add_item(
            title=printable(_title(words)),
            link=url,
            unique_id=url,
            description=printable(_summary(words)),
            author_name=printable(words.fact_check.review.claim.desk.name),
            pubdate=words.published_at,
            updateddate=words.modified_at,
            categories=[printable(tag) for tag in _tags(words)],
        )
    return feed.writeString("utf-8")


def _json_item(words: Words, base_url: str) -> dict[str, Any]:
    desk, url = words.fact_check.review.claim.desk, base_url + words.path
    author = {"name": desk.name} | ({"url": desk.website} if desk.website else {})
    item = {
        "id": url,
        "url": url,
        "title": _title(words),
        "content_html": _summary(words),
        "date_published": words.published_at.isoformat(),
        "date_modified": words.modified_at.isoformat(),
        "authors": [author],
        "language": words.language,
    }
    tags = _tags(words)
    return item | {"tags": tags} if tags else item


def printable(text: str) -> str:
    """`text` without what XML 1.0 cannot hold (section 2.2): one such character would cost readers the whole feed."""
    return _NOT_XML.sub("", text)


def _tags(words: Words) -> list[str]:
    return [] if words.fact_check.retracted_at else [words.label]


def _title(words: Words) -> str:
    if words.fact_check.retracted_at:
        return f"{phrases_for(words.language).say['retracted']}: {words.headline}"
    return f"{words.label}: {words.headline}"


def _summary(words: Words) -> str:
    """HTML: the note of a retraction, or the claim and the explanation."""
    if words.fact_check.retracted_at:
        notes = [words.note_of(one) for one in words.fact_check.corrections.all() if one.after_id is None]
        return render("\n\n".join(notes))
    return render(f"> {words.claim_text}\n\n{words.explanation}")
