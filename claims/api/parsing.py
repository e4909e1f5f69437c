"""How the REST API reads a body: as JSON of a sane depth, and as nothing else."""

from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

MAX_DEPTH = 20  # our inputs are flat; what nests deeper only tries how deep Python's stack is
TOO_DEEP = f"The JSON is nested more than {MAX_DEPTH} deep."


class StrictJSONParser(JSONParser):
    """JSON that is refused where it is nested too deeply: a 400 like other bad input, not an overflowing stack."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """The body's value.

        Raises:
            ParseError: it is not JSON, or nested more than MAX_DEPTH deep.
        """
        try:
            value = super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError(TOO_DEEP) from None
        refuse_depth(value)
        return value


def refuse_depth(value: Any) -> None:
    """Raises ParseError where a value is nested more than MAX_DEPTH deep."""
    if _is_deeper_than(MAX_DEPTH, value):
        raise ParseError(TOO_DEEP)


def _is_deeper_than(depth: int, value: Any) -> bool:
    level = [value]
    for _ in range(depth + 1):
        level = [
            inner
            for outer in level
            if isinstance(outer, (dict, list))
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return False
    return True
