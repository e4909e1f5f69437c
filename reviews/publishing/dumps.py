"""Everything that is in force, for machines: DataFeed, JSON, NDJSON and CSV, in pieces."""

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from reviews.publishing.bulkmarkup import Written

# What a spreadsheet takes for the beginning of a formula, also in the wide forms of East Asian keyboards.
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
COLUMNS = (
    "url", "name", "claimReviewed", "datePublished", "dateModified", "inLanguage", "author.name", "author.url",
    "itemReviewed.author.name", "itemReviewed.author.sameAs", "itemReviewed.datePublished",
    "itemReviewed.firstAppearance.url", "reviewRating.alternateName", "reviewRating.ratingValue",
    "reviewRating.worstRating", "reviewRating.bestRating", "reviewRating.ratingExplanation",
)  # fmt: skip
_PATHS = [column.split(".") for column in COLUMNS]


def data_feed(found: Iterable[Written], *, name: str, changed_at: datetime | None) -> Iterator[str]:
    """A schema.org DataFeed as Data Commons reads it: each item is a list of ClaimReviews."""
    head = {"@context": "https://schema.org", "@type": "DataFeed", "name": name}
    if changed_at:
        head["dateModified"] = changed_at.isoformat()
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "dataFeedElement": ['
    yield from _separated(_element(one) for one in found)
    yield "]}\n"


def json_list(found: Iterable[Written]) -> Iterator[str]:
    """One JSON list of ClaimReviews."""
    yield "["
    yield from _separated(one.text for one in found)
    yield "]\n"


def ndjson(found: Iterable[Written]) -> Iterator[str]:
    """One ClaimReview a line."""
    return (one.text + "\n" for one in found)


def csv_lines(found: Iterable[Written]) -> Iterator[str]:
    """A line of column names and one line a fact-check; no cell is a formula to a spreadsheet."""
    writer = csv.writer(_Line(), quoting=csv.QUOTE_MINIMAL)
    yield writer.writerow(COLUMNS)
    for one in found:
        markup = json.loads(one.text)
        yield writer.writerow([harmless(_member(markup, path)) for path in _PATHS])


def harmless(cell: object) -> str:
    """The cell as text that no spreadsheet computes."""
    text = str(cell).replace("\0", "")
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


class _Line:
    """What the writer writes to: it hands the line back."""

    def write(self, line: str) -> str:
        return line


def _element(one: Written) -> str:
    head = {
        "@type": "DataFeedItem",
        "dateCreated": one.published_at.isoformat(),
        "dateModified": one.modified_at.isoformat(),
        "url": one.url,
    }
    return f'{json.dumps(head)[:-1]}, "item": [{one.text}]}}'


def _member(markup: dict[str, Any], path: list[str]) -> Any:
    value: Any = markup
    for name in path:
        value = value.get(name, {})
    return "" if value == {} else value


def _separated(parts: Iterable[str]) -> Iterator[str]:
    for number, part in enumerate(parts):
        yield f",\n{part}" if number else f"\n{part}"
