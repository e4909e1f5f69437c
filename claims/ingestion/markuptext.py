"""The words of a piece of HTML that somebody handed over as an article: paragraphs, and nothing of the markup."""

import re

from lxml.etree import LxmlError, ParserError  # type: ignore[import-untyped]
from lxml.html import HTMLParser, document_fromstring  # type: ignore[import-untyped]

from claims.errors import UnreadableInput
from claims.ingestion.webpage import vet_markup

MAX_MARKUP_CHARS = 2_000_000
BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "br", "dd", "div", "dl", "dt", "figcaption", "figure"),
        *("footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section"),
        *("table", "td", "th", "tr", "ul"),
    }
)
SILENT = frozenset(
    {
        "script",
        "style",
        "head",
        "title",
        "template",
        "noscript",
        "iframe",
        "object",
        "svg",
        "math",
        "select",
        "textarea",
    }
)
BREAK = "\n\n"
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def text_of(markup: str, *, name: str) -> str:
    """The paragraphs of a piece of HTML, separated by blank lines; plain text is its own paragraphs.

    Raises:
        UnreadableInput: it is too long, too deep, or built of too much.
    """
    if len(markup) > MAX_MARKUP_CHARS:
        raise UnreadableInput(f"{name} is too long: {len(markup):,} characters of HTML.")
    markup = _UNPRINTABLE.sub(" ", markup)
    if "<" not in markup and "&" not in markup:
        return _joined(re.split(r"\n\s*\n", markup))
    vet_markup(markup, name=name)
    try:
        page = document_fromstring(
            f"<div>{markup}</div>".encode(), parser=HTMLParser(encoding="utf-8", no_network=True)
        )
    except (LxmlError, ParserError, ValueError):
        raise UnreadableInput(f"{name} is HTML that could not be read.") from None
    return _joined("".join(_words(page)).split(BREAK))


def _words(page: object) -> list[str]:
    """The texts in order, with a break where a block begins and ends; without recursion, however deep it goes."""
    words: list[str] = []
    stack: list[tuple[object, bool]] = [(page, False)]
    while stack:
        element, is_end = stack.pop()
        tag = element.tag if isinstance(element.tag, str) else ""  # type: ignore[attr-defined]
        if is_end or not tag or tag in SILENT:  # at its end, or a comment, or nothing to be read
            words += [BREAK] if tag in BLOCKS else []
            words.append(element.tail or "")  # type: ignore[attr-defined]
            continue
        words += [BREAK] if tag in BLOCKS else []
        words.append(re.sub(r"\s+", " ", element.text or ""))  # type: ignore[attr-defined]
        stack.append((element, True))
        stack += [(inner, False) for inner in reversed(element)]  # type: ignore[call-overload]
    return words


def _joined(paragraphs: list[str]) -> str:
    lines = (" ".join(paragraph.split()) for paragraph in paragraphs)
    return BREAK.join(line for line in lines if line)
