"""Reading news agencies' articles in ninjs (https://iptc.org/standards/ninjs/): version 1, and 2 and later."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from claims.errors import UnreadableInput
from claims.ingestion.draft import ArticleDraft
from claims.ingestion.markuptext import text_of
from claims.ingestion.reading import a_day, an_address, one_line, vetted

MAX_NINJS_BYTES = 4_000_000
STOPPED = frozenset({"canceled", "cancelled", "withheld"})
BODIES_1 = ("body_text", "body_xhtml", "body_html")  # of version 1, the plainest first
MOMENTS = ("versioncreated", "versionCreated", "firstcreated", "firstCreated", "contentcreated", "contentCreated")


def looks_like_ninjs(value: Any) -> bool:
    """Whether a JSON object is a news item: it has the identifier that all versions ask for, and a body or headline."""
    if not isinstance(value, dict) or not isinstance(value.get("uri"), str):
        return False
    return any(name in value for name in ("headlines", "bodies", "headline", "standard", *BODIES_1))


def read_ninjs(value: Any, *, name: str, published_on: date | None = None) -> ArticleDraft:
    """The article of a news item; `published_on` stands in where the item does not say its day.

    Raises:
        UnreadableInput: it is no article in words, was withdrawn, or lacks a headline, a text or a day.
    """
    if not looks_like_ninjs(value):
        raise UnreadableInput(f"{name} is not a news item in ninjs.")
    kind, state = value.get("type", "text"), str(value.get("pubstatus", "usable")).lower()
    if kind not in ("text", "composite", None):
        raise UnreadableInput(f"{name} is of the type “{one_line(kind, 40)}”. Only texts are taken.")
    if state in STOPPED:
        raise UnreadableInput(f"{name} was {state} by its agency.")
    title = one_line(_main(value.get("headlines")) or value.get("headline"), 300)
    return vetted(
        name=name,
        title=title,
        text=_body(value, name),
        published_on=next((day for day in (a_day(value.get(moment)) for moment in MOMENTS) if day), published_on),
        byline=one_line(_main(value.get("bylines")) or value.get("byline") or value.get("by"), 200),
        url=an_address(value.get("uri")) or _link(value),
        language=_language(value.get("language")),
        site_name=_source(value),
    )


def _main(values: Any) -> Any:
    """The value with the role main, else the first one: headlines, bodies and bylines are lists of such."""
    found = [one for one in _objects(values) if isinstance(one.get("value"), str)]
    return next((one["value"] for one in found if one.get("role") == "main"), found[0]["value"] if found else None)


def _objects(values: Any) -> Iterator[dict[str, Any]]:
    yield from (one for one in (values if isinstance(values, list) else []) if isinstance(one, dict))


def _body(value: dict[str, Any], name: str) -> str:
    body = _main(value.get("bodies"))
    if body is None:
        body = next((value[key] for key in BODIES_1 if isinstance(value.get(key), str)), None)
    if body is None:
        raise UnreadableInput(f"{name} has no text.")
    return text_of(body, name=name)


def _link(value: dict[str, Any]) -> str:
    return next((url for url in (an_address(one.get("href")) for one in _objects(value.get("links"))) if url), "")


def _source(value: dict[str, Any]) -> str:
    named = next((one.get("name") for one in _objects(value.get("infosources"))), None)
    return one_line(named or value.get("source") or value.get("copyrightholder"), 200)


def _language(value: Any) -> str:
    code = value.partition("-")[0].lower() if isinstance(value, str) else ""
    return code if code.isascii() and code.isalpha() and len(code) in {2, 3} else ""
