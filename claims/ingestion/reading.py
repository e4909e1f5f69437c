"""What the readers of documents share: plain lines, days and addresses out of what a document says about itself."""

import re
from datetime import date
from typing import Any

from claims.errors import UnreadableInput
from claims.ingestion.draft import ArticleDraft
from claims.ingestion.textfile import MAX_TITLE_CHARS, clean_text, has_words, vet_published_on

MAX_URL_CHARS = 2_000
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_ADDRESS = re.compile(r"https?://[^\s\x00-\x20\x7f<>\"]{3,}", re.IGNORECASE)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def one_line(value: Any, longest: int) -> str:
    """Words on one line; nothing for what is no text."""
    return " ".join(_UNPRINTABLE.sub(" ", value).split())[:longest].strip() if isinstance(value, str) else ""


def a_day(value: Any) -> date | None:
    """The day of a moment in ISO 8601; None for anything else."""
    match = _DAY.match(value) if isinstance(value, str) else None
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def an_address(value: Any) -> str:
    """An absolute web address, or nothing."""
    is_one = isinstance(value, str) and len(value) <= MAX_URL_CHARS and _ADDRESS.fullmatch(value)
    return value if is_one and not _UNPRINTABLE.search(value) else ""


def vetted(*, name: str, title: str, text: str, published_on: date | None, **facts: str) -> ArticleDraft:
    """The article with what it must have.

    Raises:
        UnreadableInput: title, text or day is missing, or cannot be.
    """
    text = clean_text(text, name=name)
    if not has_words(title):
        raise UnreadableInput(f"{name} does not say its title. Add the title by hand.")
    if not has_words(text):
        raise UnreadableInput(f"{name} holds no words.")
    if published_on is None:
        raise UnreadableInput(f"{name} does not say when it was published. Give the date, and try again.")
    day = vet_published_on(published_on, name=name)
    return ArticleDraft(title=title[:MAX_TITLE_CHARS], text=text, published_on=day, **facts)


def with_title(paragraphs: list[str], *, title: str, name: str) -> tuple[str, list[str]]:
    """The title and the paragraphs below it: the first paragraph where the document names none.

    Raises:
        UnreadableInput: there are no paragraphs.
    """
    if not paragraphs:
        raise UnreadableInput(f"{name} holds no words.")
    if not has_words(title):
        title = paragraphs[0]
    rest = paragraphs[1:] if paragraphs[0] == title and len(paragraphs) > 1 else paragraphs
    return title[:MAX_TITLE_CHARS].strip(), rest
