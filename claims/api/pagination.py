"""Lists by key, never by offset: any page costs the same, and nothing is counted."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core import signing
from django.db.models import Q
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

SALT = "claims.api.pagination"


@dataclass(frozen=True, slots=True)
class Place:
    """A row's place in an ordering: its value of the ordered field, and its id, which no other row has."""

    value: Any
    pk: int

    def beyond(self, ordering: str) -> Q:
        """The rows that come after this place in `ordering`; those with the same value follow by id."""
        name, follows = ordering.removeprefix("-"), "lt" if ordering.startswith("-") else "gt"
        if name == "id":
            return Q(**{f"id__{follows}": self.pk})
        tied = Q(**{name: self.value, f"id__{follows}": self.pk})
        return Q(**{f"{name}__{follows}e": self.value}) & (Q(**{f"{name}__{follows}": self.value}) | tied)


class KeysetPagination(CursorPagination):
    """`?cursor=` from `next` and `previous`, `?page_size=` from 1 to 100, `?ordering=` from the view's `orderings`.

    A cursor names a row's place by value and id and is signed, so what it holds is what this class put there.
    """

    page_size = 50
    max_page_size = 100
    page_size_query_param = "page_size"

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """One page. Its neighbours are known from one row more, or from the page that the caller came from."""
        size = self.get_page_size(request)
        self.wanted = self._wanted(request, view)
        self.address = request.build_absolute_uri()
        place, is_back = self._cursor(request)
        ordering = _reversed(self.wanted) if is_back else self.wanted
        if place:
            queryset = queryset.filter(place.beyond(ordering))
        rows = list(queryset.order_by(*_with_ties(ordering))[: size + 1])
        has_more = len(rows) > size
        self.rows = rows[:size][::-1] if is_back else rows[:size]
        self.has_previous = bool(rows) and (has_more if is_back else place is not None)
        self.has_next = bool(rows) and (place is not None if is_back else has_more)
        return self.rows

    def get_page_size(self, request: Request) -> int:
        given = request.query_params.get("page_size")
        if given is None:
            return self.page_size
        if not re.fullmatch(r"[0-9]{1,3}", given) or not 1 <= int(given) <= self.max_page_size:
            raise ValidationError({"page_size": f"Give a whole number from 1 to {self.max_page_size}."})
        return int(given)

    def get_next_link(self) -> str | None:
        return self._link(self.rows[-1], is_back=False) if self.has_next else None

    def get_previous_link(self) -> str | None:
        return self._link(self.rows[0], is_back=True) if self.has_previous else None

    def get_paginated_response_schema(self, schema: Any) -> dict[str, Any]:
        page: dict[str, Any] = super().get_paginated_response_schema(schema)
        return page | {"required": list(page["properties"])}

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        schema = {"type": "string", "enum": list(view.orderings), "default": view.orderings[0]}
        ordering = {"name": "ordering", "in": "query", "required": False, "schema": schema}
        return [*super().get_schema_operation_parameters(view), ordering]

    def _wanted(self, request: Request, view: Any) -> str:
        wanted: str = request.query_params.get("ordering", view.orderings[0])
        if wanted not in view.orderings:
            raise ValidationError({"ordering": f"Choose one of: {', '.join(view.orderings)}."})
        return wanted

    def _cursor(self, request: Request) -> tuple[Place | None, bool]:
        given = request.query_params.get("cursor")
        if given is None:
            return None, False
        try:
            ordering, is_back, value, pk = signing.loads(given, salt=SALT)
        except signing.BadSignature:
            raise ValidationError({"cursor": "This cursor is not one of ours: start without one."}) from None
        if ordering != self.wanted:
            raise ValidationError({"cursor": "This cursor is of another ordering: start without one."})
        return Place(value, pk), is_back

    def _link(self, row: Any, *, is_back: bool) -> str:
        value = getattr(row, self.wanted.removeprefix("-"))
        written = value.isoformat() if isinstance(value, date) else value
        cursor = signing.dumps([self.wanted, is_back, written, row.pk], salt=SALT)
        return replace_query_param(self.address, "cursor", cursor)


def _reversed(ordering: str) -> str:
    return ordering.removeprefix("-") if ordering.startswith("-") else f"-{ordering}"


def _with_ties(ordering: str) -> tuple[str, ...]:
    """The ordering made unique: rows with the same value stand by id, in the same direction."""
    by_id = "-id" if ordering.startswith("-") else "id"
    return (by_id,) if ordering.removeprefix("-") == "id" else (ordering, by_id)
