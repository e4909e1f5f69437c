"""Which members an answer has: `fields` keeps some of them, `expand` adds the rows that others point to."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer

from claims.models import User

FIELDS, EXPAND = "fields", "expand"
EXPANDED = "expanded"


@dataclass(frozen=True, slots=True)
class Expansion:
    """How the row is shown that a member gives the id of; `shown` adds to visible rows what the output needs."""

    model: Any
    output: type[BaseSerializer[Any]]
    shown: Callable[["QuerySet[Any]", User], "QuerySet[Any]"] = lambda rows, user: rows

    def rows(self, user: User) -> "QuerySet[Any]":
        """All that `user` may see."""
        return self.shown(self.model.objects.visible_to(user), user)


@dataclass(frozen=True, slots=True)
class Shape:
    """What one caller wants of each row; `fields` is empty where they want all of them."""

    fields: tuple[str, ...]
    expansions: Mapping[str, Expansion]

    def wants(self, member: str) -> bool:
        """Whether the member is asked for, or needed for what is."""
        return not self.fields or member in self.fields or member in self.expansions

    def limit(self, serializer: BaseSerializer[Any]) -> None:
        """Have the serializer write only what is wanted."""
        fields = getattr(serializer, "fields", {})
        for name in [name for name in fields if not self.wants(name)]:
            del fields[name]

    def of(self, data: Any, user: User) -> Any:
        """The answer in this shape. Each expansion costs the same few statements, however many rows there are."""
        rows = data.get("results", [data])
        for name, expansion in self.expansions.items():
            _expand(rows, name, expansion, user)
        shaped = [self._pruned(row) for row in rows]
        return data | {"results": shaped} if "results" in data else shaped[0]

    def _pruned(self, row: Mapping[str, Any]) -> dict[str, Any]:
        kept = {*self.fields, EXPANDED} if self.fields else row.keys()
        return {name: value for name, value in row.items() if name in kept}


WHOLE = Shape((), {})


def shape_of(request: Request, *, members: Iterable[str], expansions: Mapping[str, Expansion]) -> Shape:
    """What the request asks for.

    Raises:
        ValidationError: it names what there is not.
    """
    fields = _names(request, FIELDS, sorted(members))
    wanted = _names(request, EXPAND, sorted(expansions))
    return Shape(fields, {name: expansions[name] for name in wanted})


def _names(request: Request, parameter: str, known: list[str]) -> tuple[str, ...]:
    """The names in a parameter, which may be repeated or hold several with commas between."""
    if parameter not in request.query_params:
        return ()
    names = [name for given in request.query_params.getlist(parameter) for name in given.split(",")]
    if unknown := sorted(set(names) - set(known)):
        raise ValidationError({parameter: [f"Unknown: {', '.join(unknown)}. Known are: {', '.join(known)}."]})
    return tuple(dict.fromkeys(names))


def _expand(rows: list[Any], name: str, expansion: Expansion, user: User) -> None:
    """Add the rows to which `name` points; what the person may not see is null, as if there were none."""
    found: dict[int, Model] = expansion.rows(user).in_bulk({row[name] for row in rows if row[name] is not None})
    for row in rows:
        target = found.get(row[name])
        shown = None if target is None else expansion.output(target).data
        row[EXPANDED] = row.get(EXPANDED, {}) | {name: shown}
