"""What news agencies and feeds send: ninjs of both versions, RSS and Atom, and HTML inside of them."""

import json
import time
from datetime import date

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.errors import UnreadableInput
from claims.ingestion.draft import ArticleDraft
from claims.ingestion.feed import Link, looks_like_feed, read_feed
from claims.ingestion.markuptext import text_of
from claims.ingestion.ninjs import looks_like_ninjs, read_ninjs

ITEM = {
    "uri": "https://agency.example/items/7",
    "standard": {"name": "ninjs", "version": "2.0"},
    "type": "text",
    "versioncreated": "2026-10-14T08:00:00Z",
    "language": "en-GB",
    "headlines": [{"role": "short", "value": "Wall"}, {"role": "main", "value": "Harbour wall\ncosts more"}],
    "bodies": [{"role": "main", "value": "<p>It cost <b>4.2</b> million.</p><p>So be it.</p>"}],
    "by": "Rosa Tallis",
    "infosources": [{"name": "The Agency"}],
}  # fmt: skip
OLD = {
    "uri": "urn:agency:7", "headline": "Harbour wall costs more", "body_text": "It cost 4.2 million.\n\nSo be it.",
    "versioncreated": "2026-10-14", "byline": "Rosa Tallis", "source": "The Agency", "language": "en",
}  # fmt: skip


@pytest.mark.parametrize(("item", "url"), [(ITEM, "https://agency.example/items/7"), (OLD, "")])
def test_a_news_item_of_either_version_is_read(item, url):
    assert read_ninjs(item, name="item") == ArticleDraft(
        title="Harbour wall costs more",
        text="It cost 4.2 million.\n\nSo be it.",
        published_on=date(2026, 10, 14),
        byline="Rosa Tallis",
        url=url,
        language="en",
        site_name="The Agency",
    )


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"type": "picture"}, "picture"),
        ({"pubstatus": "canceled"}, "canceled"),
        ({"headlines": []}, "title"),
        ({"bodies": []}, "no text"),
        ({"bodies": [{"value": "<script>x()</script>"}]}, "no words"),
        ({"versioncreated": None}, "when it was published"),
        ({"versioncreated": "2226-10-14"}, "future"),
        ({"uri": 7}, "not a news item"),
    ],
)
def test_an_item_that_is_no_article_says_why(changes, why):
    with pytest.raises(UnreadableInput, match=why):
        read_ninjs(ITEM | changes, name="item")


OBJECTS = st.lists(
    st.none() | st.dictionaries(st.sampled_from(["value", "role", "href", "name"]), st.text() | st.none())
)
VALUES = st.none() | st.integers() | st.text(max_size=30) | OBJECTS


@given(st.dictionaries(st.sampled_from(sorted(ITEM | OLD)), VALUES))
def test_no_item_is_an_error_of_ours(changes):
    try:
        draft = read_ninjs(ITEM | changes, name="item")
    except UnreadableInput:
        return
    assert looks_like_ninjs(ITEM | changes)
    assert json.dumps(draft.text + draft.title + draft.byline).isprintable()


RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Harbour News</title>
<item><title>Wall &amp;amp; tower</title><link>https://news.example/1</link>
<pubDate>Wed, 14 Oct 2026 08:00:00 GMT</pubDate><description>A teaser.</description>
<content:encoded><![CDATA[<p>It cost 4.2 million.</p><script>x()</script><p>So be it.</p>]]></content:encoded></item>
<item><title>Trams</title><link>https://news.example/2</link><description>A teaser only.</description></item>
<item><title>No link, no day</title><description>Words.</description></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour News</title><entry><title>Wall</title>
<link href="https://news.example/1"/><updated>2026-10-14T08:00:00Z</updated><author><name>Rosa Tallis</name></author>
<content type="html">&lt;p&gt;It cost 4.2 million.&lt;/p&gt;</content></entry></feed>"""


def test_an_entry_with_its_text_is_an_article_and_one_without_is_an_address():
    whole, link, bad = read_feed(RSS.encode(), name="feed", content_type="application/rss+xml")
    assert whole == ArticleDraft(
        title="Wall & tower", text="It cost 4.2 million.\n\nSo be it.", published_on=date(2026, 10, 14),
        url="https://news.example/1", site_name="Harbour News",
    )  # fmt: skip
    assert link == Link("https://news.example/2", "Trams", None)
    assert "when it was published" in str(bad)
    (atom,) = read_feed(ATOM.encode(), name="feed")
    assert (atom.text, atom.byline) == ("It cost 4.2 million.", "Rosa Tallis")
    assert feedparser.parse(ATOM).entries
    assert looks_like_feed(RSS.encode("utf-16"))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no RSS"),
        (b"<html><p>A page</p></html>", "no RSS"),
        (b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><item><title>&x;</title></item>', "entities"),
        (b"<rss>" + b"<a>" * 100_000, "too deeply"),
        (b"<rss>" + b"<a/>" * 300_000, "too many"),
        (b"x" * 10_000_001, "too large"),
    ],
)  # fmt: skip
def test_a_feed_that_is_none_says_why(data, why):
    began = time.thread_time()
    with pytest.raises(UnreadableInput, match=why):
        read_feed(data, name="feed")
    assert time.thread_time() - began < 5


@given(st.binary(max_size=60), st.integers(0, 900))
def test_a_damaged_feed_is_never_an_error_of_ours(damage, at):
    data = RSS.encode()
    try:
        entries = read_feed(data[:at] + damage + data[at + len(damage) :], name="feed")
    except UnreadableInput:
        return
    assert all(isinstance(entry, ArticleDraft | Link | UnreadableInput) for entry in entries)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("plain\nwords\n\nand more", "plain words\n\nand more"),
        ("<p>One<br>two</p>three <i>four</i>", "One\n\ntwo\n\nthree four"),
        ("<ul><li>a<li>b</ul><!-- c --><style>d</style>e &amp; f", "a\n\nb\n\ne & f"),
        ("", ""),
    ],
)
def test_html_becomes_paragraphs(markup, text):
    assert text_of(markup, name="x") == text


@given(st.text("<>/pbdiv &;x\n\x00", max_size=60))
def test_whatever_html_it_is_no_tag_is_left_of_it(markup):
    try:
        found = text_of(markup, name="x")
    except UnreadableInput:
        return
    assert "<p>" not in found
    assert "\x00" not in found
