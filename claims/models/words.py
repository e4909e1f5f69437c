"""What rows are searched by: their words, in a column that PostgreSQL keeps by itself, and the letters of a text.

The indexes are made without `fastupdate`, or with a short list: else each search would read a long list of words that
are not sorted in yet.
"""

from functools import reduce
from operator import add
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVector, SearchVectorField
from django.db import models
from django.db.models.functions import Left
from django.db.models.lookups import IContains

AS_WRITTEN = "simple"
STEMMED = {"en": "english"}  # by the first part of a desk's language: whose word stems the column holds
MOST_CHARS = 50_000  # of one field: what is longer could not be stored at all, since a tsvector ends at a megabyte
WEIGHTS = "ABCD"


def words_of(*fields: str) -> Any:
    """A generated column with the words of `fields`, the most important first: as written, and as English stems."""
    vectors = [
        SearchVector(Left(field, MOST_CHARS), weight=weight, config=config)
        for field, weight in zip(fields, WEIGHTS, strict=False)
        for config in (AS_WRITTEN, *STEMMED.values())
    ]
    return models.GeneratedField(
        expression=reduce(add, vectors), output_field=SearchVectorField(), db_persist=True, editable=False
    )


def config_for(language: str) -> str:
    """PostgreSQL's configuration for texts in `language`: the one that knows its stems, or the one that knows none."""
    return STEMMED.get(language.partition("-")[0].lower(), AS_WRITTEN)


def config_in_sql(column: str) -> str:
    """The same configuration as an expression in SQL, of the language in `column`."""
    known = " ".join(f"WHEN '{language}' THEN '{config}'" for language, config in STEMMED.items())
    return f"(CASE split_part(lower({column}), '-', 1) {known} ELSE '{AS_WRITTEN}' END)::regconfig"


def query_for(typed: str, language: str) -> Any:
    """What finds `typed` in such a column: words, "phrases", or, -not. Any text is a query; none is an error."""
    config = config_for(language)
    query: Any = SearchQuery(typed, search_type="websearch", config=AS_WRITTEN)
    return query if config == AS_WRITTEN else query | SearchQuery(typed, search_type="websearch", config=config)


@models.CharField.register_lookup
@models.TextField.register_lookup
class Holds(IContains):
    """`text__holds="rent"`: the letters in any case, like `icontains`, but by ILIKE, which a trigram index answers."""

    lookup_name = "holds"

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, left_values = self.process_lhs(compiler, connection)
        right, right_values = self.process_rhs(compiler, connection)
        return f"{left} ILIKE {right}", (*left_values, *right_values)
