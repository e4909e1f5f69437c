"""Everything that is in force, for machines: DataFeed, JSON, NDJSON and CSV, in pieces."""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from reviews.publishing.bulkmarkup import Written

PIECE = 64 * 1024
# What a spreadsheet takes for the beginning of a formula, also in the wide forms of East Asian keyboards.
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
COLUMNS = (
    "url", "name", "claimReviewed", "datePublished", "dateModified", "inLanguage", "author.name", "author.url",
    "itemReviewed.author.name", "itemReviewed.author.sameAs", "itemReviewed.datePublished",
    "itemReviewed.firstAppearance.url", "reviewRating.alternateName", "reviewRating.ratingValue",
    "reviewRating.worstRating", "reviewRating.bestRating", "reviewRating.ratingExplanation",
)  # fmt: skip
MEDIA_COLUMNS = (
    "url", "datePublished", "dateModified", "inLanguage", "author.name", "author.url", "mediaAuthenticityCategory",
    "originalMediaContextDescription", "originalMediaLink", "itemReviewed.description",
    "itemReviewed.interpretedAsClaim.description", "itemReviewed.creator.name",
    "itemReviewed.mediaItemAppearance.@type", "itemReviewed.mediaItemAppearance.url",
    "itemReviewed.mediaItemAppearance.contentUrl",
    "itemReviewed.mediaItemAppearance.archivedAt", "associatedClaimReview.url",
)  # fmt: skip


def data_feed(found: Iterable[Written], *, name: str, changed_at: datetime | None) -> Iterator[str]:
    """A schema.org DataFeed as Data Commons reads it: each item is a list, a ClaimReview and its MediaReviews."""
    head = {"@context": "https://schema.org", "@type": "DataFeed", "name": name}
    if changed_at:
        head["dateModified"] = changed_at.isoformat()
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "dataFeedElement": ['
    yield from _separated(_element(one) for one in found)
    yield "]}\n"


def media_reviews(found: Iterable[Written]) -> Iterator[str]:
    """The MediaReviews beside ClaimReviews, each as JSON."""
    return (json.dumps(review, ensure_ascii=False) for one in found for review in one.media_reviews)


def json_list(texts: Iterable[str]) -> Iterator[str]:
    """One JSON list of them."""
    yield "["
    yield from _separated(texts)
    yield "]\n"


def ndjson(texts: Iterable[str]) -> Iterator[str]:
    """One a line."""
    return (text + "\n" for text in texts)


def csv_lines(rows: Iterable[Sequence[str | None]], columns: Sequence[str]) -> Iterator[str]:
    """A line of column names and one line for each row; no cell is a formula to a spreadsheet."""
    writer = csv.writer(_Line(), quoting=csv.QUOTE_MINIMAL)
    yield writer.writerow(columns)
    for row in rows:
        yield writer.writerow([harmless(cell) if cell else "" for cell in row])


def cells(texts: Iterable[str], columns: Sequence[str]) -> Iterator[list[str]]:
    """What the columns name of each text of JSON; where there are several, they are parted by spaces."""
    places = _places(columns)
    for text in texts:
        row = [""] * len(columns)
        _fill(row, places, json.loads(text))
        yield row


def harmless(cell: str) -> str:
    """The cell as text that no spreadsheet computes."""
    text = cell.replace("\0", "")
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def in_pieces(parts: Iterable[str]) -> Iterator[str]:
    """The same text in pieces of PIECE characters or a little more: each costs the server as much as a row."""
    waiting, size = [], 0
    for part in parts:
        waiting.append(part)
        size += len(part)
        if size >= PIECE:
            yield "".join(waiting)
            waiting.clear()
            size = 0
    yield "".join(waiting)


class _Line:
    """What the writer writes to: it hands the line back."""

    def write(self, line: str) -> str:
        return line


def _element(one: Written) -> str:
    """Put together by hand: the times need no escapes, and a dict for each item takes two thirds of the time here."""
    reviews = [one.text, *(json.dumps(review, ensure_ascii=False) for review in one.media_reviews)]
    return (
        f'{{"@type": "DataFeedItem", "dateCreated": "{one.published}", "dateModified": "{one.modified}", '
        f'"url": {json.dumps(one.url)}, "item": [{", ".join(reviews)}]}}'
    )


def _places(columns: Sequence[str]) -> dict[str, Any]:
    """Each member's place in a line, or the places of its own members: `a.b` third is `{"a": {"b": 2}}`."""
    places: dict[str, Any] = {}
    for number, column in enumerate(columns):
        *path, name = column.split(".")
        within = places
        for member in path:
            within = within.setdefault(member, {})
        within[name] = number
    return places


def _fill(cells: list[str], places: dict[str, Any], markup: dict[str, Any]) -> None:
    """Write the members that have a place into their cells; where there are several, they are parted by spaces."""
    for name, place in places.items():
        value = markup.get(name, ())
        for one in value if isinstance(value, list | tuple) else (value,):
            if isinstance(place, dict):
                _fill(cells, place, one)
            else:
                cells[place] = f"{cells[place]} {one}" if cells[place] else str(one)


def _separated(parts: Iterable[str]) -> Iterator[str]:
    for number, part in enumerate(parts):
        yield f",\n{part}" if number else f"\n{part}"
