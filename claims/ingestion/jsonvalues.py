"""JSON from outside: values of a sane depth and size, one at a time out of files of any length."""

import json
from collections.abc import Iterator
from typing import IO, Any

import ijson

from claims.errors import UnreadableInput

MAX_DEPTH = 30
MAX_PARTS = 20_000  # keys, values and brackets of one element: a fact-check has a hundred
LISTS = frozenset({"dataFeedElement", "@graph", "itemListElement"})  # members of a file's object that hold the elements
TOO_MUCH = "An element is nested too deeply, or has too many parts."


class TooMuch(UnreadableInput):
    """One element is larger than any that means well; those after it can still be read."""


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


_DECODER = json.JSONDecoder(strict=False, parse_constant=_refuse_constant)


def read_value(text: str, *, name: str) -> Any:
    """The value of a JSON text; line feeds inside of strings, which many pages have, are taken.

    Raises:
        UnreadableInput: it is no JSON, or nested too deeply.
    """
    try:
        value = _DECODER.decode(text.strip())
    except RecursionError:
        raise UnreadableInput(f"{name} is nested too deeply.") from None
    except ValueError:
        raise UnreadableInput(f"{name} is not JSON, or is damaged.") from None
    if _is_deep(value):
        raise UnreadableInput(f"{name} is nested too deeply.")
    return value


def elements_of(file: IO[bytes], *, name: str) -> Iterator[Any]:
    """The elements of a feed, a list or a graph, or the single object that the file is; never the whole of it at once.

    In place of one that is too large comes a TooMuch.

    Raises:
        UnreadableInput: the file is no JSON, or breaks off; what came before it has been given.
    """
    found = 0
    try:
        for element in _streamed(ijson.basic_parse(file, use_float=True)):
            found += 1
            yield element
    except (ijson.JSONError, UnicodeDecodeError):
        raise UnreadableInput(f"{name} is not JSON, or breaks off after {found:,} elements.") from None
    except RecursionError:
        raise UnreadableInput(f"{name} is nested too deeply.") from None


def _streamed(events: Any) -> Iterator[Any]:
    """The elements of the outermost list, or of a list that the outermost object names; else that object itself."""
    whole, key, found = _Building(), "", False
    for event, value in events:
        is_list = event == "start_array" and (whole.depth == 0 or (whole.depth == 1 and key in LISTS))
        if is_list:
            found = True
            yield from _list_of(events)
            if whole.depth == 0:
                return
        elif event == "map_key" and whole.depth == 1:
            key = value
        whole.add(*(("null", None) if is_list else (event, value)))
    if not found and not whole.is_too_much:
        yield whole.value


def _list_of(events: Any) -> Iterator[Any]:
    """The elements of a list that has just begun, to its end."""
    for event, value in events:
        if event == "end_array":
            return
        building = _Building()
        building.add(event, value)
        while building.depth:
            building.add(*next(events))
        yield TooMuch(TOO_MUCH) if building.is_too_much else building.value


class _Building:
    """A value that is put together from events, and given up where it grows too large."""

    def __init__(self) -> None:
        self.builder = ijson.ObjectBuilder()
        self.depth = self.parts = 0
        self.is_too_much = False

    def add(self, event: str, value: Any) -> None:
        self.parts += 1
        self.depth += {"start_map": 1, "start_array": 1, "end_map": -1, "end_array": -1}.get(event, 0)
        if self.depth > MAX_DEPTH or self.parts > MAX_PARTS:
            self.is_too_much = True
            self.builder = ijson.ObjectBuilder()
        if not self.is_too_much:
            self.builder.event(event, value)

    @property
    def value(self) -> Any:
        return getattr(self.builder, "value", None)


def _is_deep(value: Any) -> bool:
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        level = [inner for outer in level if isinstance(outer, dict | list)
                 for inner in (outer.values() if isinstance(outer, dict) else outer)]  # fmt: skip
        if not level:
            return False
    return True
