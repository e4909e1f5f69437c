"""One line of a bulk load: the article it describes, by the rules of handing in a single one."""

import json
import re
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from rest_framework.exceptions import ParseError, ValidationError

from claims.api.articles import SubmitArticleInput, pasted
from claims.api.parsing import TOO_DEEP, refuse_depth
from claims.ingestion.draft import ArticleDraft
from claims.ingestion.textfile import MAX_TEXT_CHARS, read_pasted_text, vet_draft
from claims.models.article import WEB_ADDRESS

NOT_FETCHED = "Addresses are not fetched in bulk: give the article's text as well, or hand it in by itself."
ONE_DESK = "One load is for one desk: name it in the address, and here the same or none."

_GAP = r"\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"
_PLAIN_LINE = re.compile(rf"[^{_GAP}\s](?:[^{_GAP}]{{0,498}}[^{_GAP}\s])?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MEMBERS = frozenset(SubmitArticleInput().fields)


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


_DECODER = json.JSONDecoder(parse_constant=_no_number)


def read_line(line: bytes | None, *, desk: str) -> ArticleDraft:
    """The article on a line of a load for the desk named `desk`; None stands for a line that was too long.

    Raises:
        ParseError: it is no JSON.
        ValidationError: a member is missing, unknown or of the wrong form.
        UnreadableInput: the text cannot be taken as an article.
    """
    value = _value(line)
    draft = _usual(value, desk) or _by_the_book(value, desk)
    vet_draft(draft)
    return draft


def _value(line: bytes | None) -> Any:
    if line is None:
        raise ParseError("The line is longer than an article may be.")
    try:
        return _DECODER.decode(line.decode())
    except RecursionError:
        raise ParseError(TOO_DEEP) from None
    except ValueError as error:
        raise ParseError(f"The line is not JSON in UTF-8: {error}"[:300]) from None


def _usual(value: Any, desk: str) -> ArticleDraft | None:
    """The draft where all is as it mostly is, which takes a tenth of the time; None where the rules are to decide."""
    if type(value) is not dict or not value.keys() <= _MEMBERS or value.get("desk", desk) not in ("", desk):
        return None
    title, text, day = value.get("title", ""), value.get("text", ""), value.get("published_on")
    byline, url = value.get("byline", ""), value.get("url", "")
    if not (_is_plain(title) and _is_text(text) and _is_plain_or_empty(byline) and _is_address(url)):
        return None
    published_on = _day(day)
    if published_on is None:
        return None
    return read_pasted_text(text, title=title, published_on=published_on, byline=byline, url=url)


def _is_plain(value: Any) -> bool:
    return type(value) is str and _PLAIN_LINE.fullmatch(value) is not None


def _is_plain_or_empty(value: Any) -> bool:
    return value == "" or _is_plain(value)


def _is_text(value: Any) -> bool:
    return type(value) is str and len(value) <= MAX_TEXT_CHARS and not value.isspace() and value != ""


def _is_address(value: Any) -> bool:
    if value == "":
        return True
    try:
        WEB_ADDRESS(value if _is_plain(value) else "")
    except DjangoValidationError:
        return False
    return True


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if type(value) is str and _DAY.fullmatch(value) else None
    except ValueError:
        return None


def _by_the_book(value: Any, desk: str) -> ArticleDraft:
    refuse_depth(value)
    form = SubmitArticleInput(data=value)
    form.is_valid(raise_exception=True)
    given = form.validated_data
    if given["desk"] not in {"", desk}:
        raise ValidationError({"desk": [ONE_DESK]})
    if not given["text"]:
        raise ValidationError({"text": [NOT_FETCHED]})
    return pasted(given)
