"""Lists by key, never by offset: any page costs the same, and nothing is counted."""

from typing import Any

from django.core.exceptions import ValidationError as InvalidValue
from django.db.models import QuerySet
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request


class KeysetPagination(CursorPagination):
    """`?cursor=` from `next` and `previous`, `?page_size=` from 1 to 100, `?ordering=` from the view's `orderings`."""

    page_size = 50
    max_page_size = 100
    page_size_query_param = "page_size"

    def get_page_size(self, request: Request) -> int:
        given = request.query_params.get("page_size")
        if given is None:
            return self.page_size
        if not (given.isascii() and given.isdigit() and 1 <= int(given[:4]) <= self.max_page_size):
            raise ValidationError({"page_size": f"Give a whole number from 1 to {self.max_page_size}."})
        return int(given)

    def get_ordering(self, request: Request, queryset: QuerySet[Any], view: Any) -> tuple[str, ...]:
        wanted = request.query_params.get("ordering", view.orderings[0])
        if wanted not in view.orderings:
            raise ValidationError({"ordering": f"Choose one of: {', '.join(view.orderings)}."})
        return (wanted,) if wanted.removeprefix("-") == "id" else (wanted, "-id")

    def decode_cursor(self, request: Request) -> Cursor | None:
        try:
            return super().decode_cursor(request)
        except NotFound as error:
            raise ValidationError({"cursor": "This cursor is not one of ours: start without one."}) from error

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> Any:
        try:
            return super().paginate_queryset(queryset, request, view)
        except (InvalidValue, ValueError, OverflowError) as error:
            raise ValidationError({"cursor": "This cursor is not one of ours: start without one."}) from error

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        schema = {"type": "string", "enum": list(view.orderings), "default": view.orderings[0]}
        ordering = {"name": "ordering", "in": "query", "required": False, "schema": schema}
        return [*super().get_schema_operation_parameters(view), ordering]
