"""Markdown from reviewers as HTML for readers: the one renderer, its output cleaned by nh3."""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS = {"p", "br", "em", "strong", "a", "ul", "ol", "li", "blockquote", "h2", "h3", "h4", "code", "pre", "hr"}
ATTRIBUTES = {"a": {"href", "title"}}
SCHEMES = {"http", "https"}

_markdown = MarkdownIt("commonmark", {"html": False})


def render(markdown: str) -> SafeString:
    """`markdown` (CommonMark, without raw HTML) as HTML of a few harmless tags; links are http(s) and not vouched for.

    Headings start at the second level: the first is the page's own.
    """
    html = _markdown.render(markdown).replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    clean = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener nofollow ugc")
    return mark_safe(clean)  # nosec B308 B703  # noqa: S308 - this is the one place where HTML is let through, after nh3
