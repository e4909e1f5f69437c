"""The JSON-LD that pages carry in their script elements."""

import re
from typing import Any

from lxml.etree import LxmlError, ParserError  # type: ignore[import-untyped]
from lxml.html import HTMLParser, document_fromstring  # type: ignore[import-untyped]

from claims.errors import UnreadableInput
from claims.ingestion.decoding import decode_page
from claims.ingestion.jsonvalues import read_value

MAX_SCRIPTS = 200
_SHELL = re.compile(
    r"^\s*(?://|/\*)?\s*(?:<!\[CDATA\[|<!--)\s*(?:\*/)?|(?://|/\*)?\s*(?:\]\]>|-->)\s*(?:\*/)?\s*;?\s*$"
)


def json_ld_of(data: bytes, *, content_type: str, name: str) -> tuple[list[Any], list[str]]:
    """The values of a page's JSON-LD, and what was wrong with those that could not be read.

    Raises:
        UnreadableInput: it is no page.
    """
    markup = decode_page(data, content_type=content_type, name=name)
    try:
        page = document_fromstring(markup.encode(), parser=HTMLParser(encoding="utf-8", no_network=True))
    except (LxmlError, ParserError, ValueError):
        raise UnreadableInput(f"{name} could not be read as a page; it is damaged.") from None
    values, problems = [], []
    for script in page.iter("script"):
        if (script.get("type") or "").partition(";")[0].strip().lower() != "application/ld+json":
            continue
        try:
            values.append(read_value(_SHELL.sub("", script.text or ""), name=f"A script of {name}"))
        except UnreadableInput as error:
            problems.append(str(error))
        if len(values) + len(problems) >= MAX_SCRIPTS:
            break
    return values, problems
