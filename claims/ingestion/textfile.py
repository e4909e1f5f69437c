"""Reading an article from a text file: a header line with date and title, a byline, then the paragraphs."""

import re
from datetime import UTC, date, datetime, timedelta

from claims.errors import UnreadableInput
from claims.ingestion.decoding import decode_text
from claims.ingestion.draft import ArticleDraft

MAX_TEXT_CHARS = 500_000  # some 80,000 words: longer than any article, short enough for one detection run
MAX_TEXT_BYTES = 4 * MAX_TEXT_CHARS  # four bytes is the longest character
MAX_TITLE_CHARS = 300
MAX_BYLINE_CHARS = 200
MAX_BYLINE_LINES = 2  # the names, and under them what they are
MAX_DAYS_AHEAD = 2  # time zones and papers dated tomorrow
EARLIEST_YEAR = 1600  # the first newspaper; anything before is a slip of the keys

FILE_FORM = "Begin the file with a line like “date 2026-10-05 The title”."

_NEWLINES = re.compile(r"\r\n|[\r\v\f\u2028\u2029]")
_UNWANTED = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_BLANK_LINES = re.compile(r"\n{4,}")
_HEADER = re.compile(r"\s*date\b[ \t:]*(?P<day>[0-9]\S*)?(?P<title>.*)", re.IGNORECASE)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MARKUP = re.compile(
    r"^[ \t]*<(?:!doctype|\?xml|/?(?:html|head|body|meta|title|div|p|article|section|main|h[1-6]|ul|table)[\s>/])",
    re.IGNORECASE | re.MULTILINE,
)
_BYLINE = re.compile(r"(?:by|By|BY)[ \t]+(?P<names>\S.*)")
_NO_CAPITAL_NEEDED = ("our ", "staff")
_SENTENCE_END = re.compile(r"[.!?:;,…][\"'”’»)]*$")
_ABBREVIATION_END = re.compile(r"\b(?:Jr|Sr|Ph\.D|M\.D|[A-Z])\.$")
_DAY_OR_MONTH = re.compile(  # “By Sunday”, but June Carter and May Lin write too
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b(?! [A-Z])"
)


def read_text_file(data: bytes, *, name: str) -> ArticleDraft:
    """The article in a file of the house's form. Its text is verbatim: only newlines and trailing spaces are tidied.

    Raises UnreadableInput, naming the file and the reason, for everything that is not such an article. Too much is
    refused before it is decoded.
    """
    if len(data) > MAX_TEXT_BYTES:
        raise UnreadableInput(
            f"{name} is too large: {len(data) / 1_000_000:.1f} MB, and a text file may have "
            f"{MAX_TEXT_BYTES // 1_000_000} MB. Hand in one article at a time."
        )
    if not data.strip():
        raise UnreadableInput(f"{name} is empty. Choose the file that holds the article.")
    return parse_article_text(decode_text(data, name=name), name=name)


def parse_article_text(text: str, *, name: str) -> ArticleDraft:
    """The same for text that is already decoded, for instance pasted. Raises UnreadableInput for the same reasons."""
    text = clean_text(text, name=name)
    if not text:
        raise UnreadableInput(f"{name} is empty. Hand in the article's words.")
    if _MARKUP.search(text):
        raise UnreadableInput(
            f"{name} is a web page (HTML), not plain text. Add it as a page, or paste its words only."
        )
    header, _, rest = text.partition("\n")
    published_on, title = _read_header(header, name=name)
    byline, body = _split_byline(rest.strip("\n"))
    if not has_words(body):
        raise UnreadableInput(
            f"{name} ends after its {'byline' if byline else 'header'}. Add the article's paragraphs."
        )
    return ArticleDraft(title=title, text=body, published_on=published_on, byline=byline)


def read_pasted_text(
    text: str, *, title: str, published_on: date | None, byline: str = "", url: str = ""
) -> ArticleDraft:
    """The article that a person pasted: with a title and a day, or alone in the file form.

    Raises:
        UnreadableInput: the text cannot be taken, or the day is missing or lies ahead.
    """
    if not title or published_on is None:
        return parse_article_text(text, name="The text")
    day = vet_published_on(published_on, name="The article")
    return ArticleDraft(title=title, text=clean_text(text), published_on=day, byline=byline, url=url)


def clean_text(text: str, *, name: str = "The text") -> str:
    """The text as it will be kept: every line break is a newline, lines end without spaces, two blank lines at most.

    Leading byte-order mark, leading blank lines and trailing space go; every other character stays as it was printed.
    Cleaning twice changes nothing more. Raises UnreadableInput for control characters and above MAX_TEXT_CHARS.
    """
    if len(text) > MAX_TEXT_CHARS:
        raise UnreadableInput(
            f"{name} is too long: {len(text):,} characters, and an article may have {MAX_TEXT_CHARS:,}. "
            "Hand in one article at a time."
        )
    text = _NEWLINES.sub("\n", text.lstrip("\ufeff"))
    if unwanted := _UNWANTED.search(text):
        line = text.count("\n", 0, unwanted.start()) + 1
        raise UnreadableInput(
            f"{name} holds a control character (U+{ord(unwanted[0]):04X}) in line {line}. "
            "Save it as plain text and hand it in again."
        )
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n\n", lines.lstrip("\ufeff\n").rstrip("\n"))


def vet_draft(draft: ArticleDraft) -> None:
    """Raises UnreadableInput when the title or the text holds no words, whatever reader made the draft."""
    if not (has_words(draft.title) and has_words(draft.text)):
        raise UnreadableInput("An article needs a title and a text, and both need words.")


def has_words(text: str) -> bool:
    """Whether there is a letter or a digit in it: invisible characters alone are no title and no article."""
    return any(map(str.isalnum, text))


def read_day(written: str, *, name: str) -> date:
    """The day of a date in the form YYYY-MM-DD. Raises UnreadableInput for another form and for no such day."""
    if not _DAY.fullmatch(written):
        raise UnreadableInput(f"{name} is dated “{written[:30]}”, which is not in the form YYYY-MM-DD. {FILE_FORM}")
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise UnreadableInput(f"{name} is dated {written}, and there is no such day. Correct the date.") from None


def vet_published_on(day: date, *, name: str) -> date:
    """The day itself. Raises UnreadableInput when nothing can have been published on it yet, or at all."""
    latest = datetime.now(UTC).date() + timedelta(days=MAX_DAYS_AHEAD)
    if day > latest:
        raise UnreadableInput(f"{name} is dated {day.isoformat()}, which is in the future. Correct the date.")
    if day.year < EARLIEST_YEAR:
        raise UnreadableInput(f"{name} is dated {day.isoformat()}, before there were newspapers. Correct the date.")
    return day


def _read_header(header: str, *, name: str) -> tuple[date, str]:
    match = _HEADER.match(header)
    if match is None or match["day"] is None:
        raise UnreadableInput(f"{name} has no date in its first line. {FILE_FORM}")
    title = match["title"].strip()
    if not has_words(title):
        raise UnreadableInput(f"{name} has no title after the date. {FILE_FORM}")
    if len(title) > MAX_TITLE_CHARS:
        raise UnreadableInput(
            f"{name} has a title of {len(title)} characters, and {MAX_TITLE_CHARS} are allowed. "
            "Put the first paragraph on a line of its own."
        )
    return vet_published_on(read_day(match["day"], name=name), name=name), title


def _split_byline(rest: str) -> tuple[str, str]:
    """A first paragraph that names who wrote, and the text after it; a sentence that begins with “By” is text."""
    first, _, body = rest.partition("\n\n")
    lines = first.split("\n")
    match = _BYLINE.fullmatch(", ".join(line.strip() for line in lines))
    if match is None or len(lines) > MAX_BYLINE_LINES or not _is_names(match["names"]):
        return "", rest
    return match["names"], body.strip("\n")


def _is_names(words: str) -> bool:
    if len(words) > MAX_BYLINE_CHARS or not (words[0].isupper() or words.lower().startswith(_NO_CAPITAL_NEEDED)):
        return False
    if _SENTENCE_END.search(words) and not _ABBREVIATION_END.search(words):
        return False
    return not _DAY_OR_MONTH.match(words)
