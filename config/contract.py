"""What callers of the API may rely on: read out of its description, kept in docs/contract.yaml, and not to be broken.

    python -m config.contract docs/openapi.yaml docs/contract.yaml            # names what the description breaks
    python -m config.contract docs/openapi.yaml docs/contract.yaml --promise  # notes what it offers beyond that

Each promise is one line: an operation, a parameter, an answer, or a member of a body. From version to version, what
callers send may be asked for less strictly and never more strictly; what they read may tell more and never less.
Members and values that callers do not know may come (docs/api.md).

What is wrong is told on standard error. The exit code is 1 where a promise is broken.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

METHODS = ("get", "put", "post", "delete", "patch")
LIMITS = {"maxLength": "most", "maximum": "most", "maxItems": "most", "minLength": "least", "minimum": "least"}
REFUSED = 400
COMPONENTS = "#/components/schemas/"
INTRODUCTION = """\
# What callers of the API may rely on, a line each. `make check` fails where docs/openapi.yaml says less.
# `make promise` adds what is new. A line is taken out by hand only, with a word in the CHANGELOG under "Removed".
"""
Document = dict[str, Any]
Promises = dict[str, dict[str, Any]]


def promises(document: Document) -> Promises:
    """Each thing that `document` (OpenAPI 3.0) offers, and how.

    The keys read "GET /api/v1/claims/ ?state" for a parameter, "GET /api/v1/claims/ → 200" for an answer,
    "sends ClaimInput.text" and "reads Claim.appearances[].quote" for members of bodies. The values hold, as far as they
    apply: `type`, `required` (for what is read: it is always there), `null`, `values`, `most` and `least`.
    """
    return dict(_Reader(document).all())


def broken(kept: Promises, offered: Promises) -> list[str]:
    """A sentence for each promise in `kept` that `offered` breaks, in the order of `kept`."""
    found = [problem for name, how in kept.items() for problem in _differences(name, how, offered.get(name))]
    added = [name for name in offered if name not in kept and offered[name].get("required")]
    return found + [f"{name}: is new and must be sent." for name in added if _is_sent(name) and _owner(name) in kept]


def _is_sent(name: str) -> bool:
    return name.startswith("sends ") or " ?" in name or " header " in name


def _owner(name: str) -> str:
    """The operation or the body to which a parameter or a member belongs."""
    return name.split(" ?")[0].split(" header ")[0] if not name.startswith("sends ") else name.rpartition(".")[0]


def _differences(name: str, kept: dict[str, Any], offered: dict[str, Any] | None) -> Iterator[str]:
    if offered is None:
        yield f"{name}: is gone."
        return
    if kept.get("type") != offered.get("type"):
        yield f"{name}: was {kept.get('type')}, is {offered.get('type')}."
    yield from (_stricter if _is_sent(name) else _looser)(name, kept, offered)


def _stricter(name: str, kept: dict[str, Any], offered: dict[str, Any]) -> Iterator[str]:
    """What callers send and is not taken any more."""
    if offered.get("required") and not kept.get("required"):
        yield f"{name}: must be sent now."
    if kept.get("null") and not offered.get("null"):
        yield f"{name}: may not be null any more."
    if "values" in offered and (lost := [one for one in kept.get("values", [None]) if one not in offered["values"]]):
        yield f"{name}: does not take {', '.join('every value' if one is None else str(one) for one in lost)} any more."
    if offered.get("most", float("inf")) < kept.get("most", float("inf")):
        yield f"{name}: takes at most {offered['most']} now."
    if offered.get("least", float("-inf")) > kept.get("least", float("-inf")):
        yield f"{name}: takes no less than {offered['least']} now."


def _looser(name: str, kept: dict[str, Any], offered: dict[str, Any]) -> Iterator[str]:
    """What callers read and cannot count on any more."""
    if kept.get("required") and not offered.get("required"):
        yield f"{name}: is not always there any more."
    if offered.get("null") and not kept.get("null"):
        yield f"{name}: may be null now."


class _Reader:
    """Walks through a description; each component once for what is sent and once for what is read."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.seen: set[tuple[str, str]] = set()

    def all(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for path, item in self.document["paths"].items():
            for method in METHODS:
                if method in item:
                    yield from self._operation(f"{method.upper()} {path}", item[method])

    def _operation(self, name: str, operation: Document) -> Iterator[tuple[str, dict[str, Any]]]:
        yield name, {}
        for one in operation.get("parameters", []):
            if one["in"] == "path":
                continue  # its name is the path's
            mark = "?" if one["in"] == "query" else f"{one['in']} "
            how = {"required": True} if one.get("required") else {}
            yield from self._value(f"{name} {mark}{one['name']}", one["schema"], how, "sends")
        body = operation.get("requestBody", {})
        for media, content in body.get("content", {}).items():
            yield from self._value(f"sends {name} {media}", content.get("schema", {}), {}, "sends")
        for status, answer in operation.get("responses", {}).items():
            if int(status) >= REFUSED:
                continue  # which callers must be ready for, whatever it is
            yield f"{name} → {status}", {}
            for media, content in answer.get("content", {}).items():
                yield from self._value(f"{name} → {status} {media}", content.get("schema", {}), {}, "reads")
                if line := content.get("x-itemSchema"):
                    yield from self._value(f"{name} → {status} {media} line", line, {}, "reads")

    def _value(
        self, name: str, schema: Document, how: dict[str, Any], direction: str
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        """The promise of one value, then those of what is in it."""
        found, inside = self._facts(schema)
        yield name, how | found
        if component := inside.get("$ref"):
            if (direction, component) not in self.seen:
                self.seen.add((direction, component))
                yield from self._members(f"{direction} {component}", self._component(component), direction)
        elif "items" in inside:
            yield from self._value(f"{name}[]", inside["items"], {}, direction)
        elif "properties" in inside:
            yield from self._members(name, inside, direction)
        elif isinstance(inside.get("additionalProperties"), dict):
            yield from self._value(f"{name}.*", inside["additionalProperties"], {}, direction)

    def _members(self, name: str, schema: Document, direction: str) -> Iterator[tuple[str, dict[str, Any]]]:
        if name.startswith(direction):
            yield name, {}
        for member, inner in schema.get("properties", {}).items():
            how = {"required": True} if member in schema.get("required", []) else {}
            yield from self._value(f"{name}.{member}", inner, how, direction)

    def _facts(self, schema: Document) -> tuple[dict[str, Any], Document]:
        """What is promised of a value, and the schema of what is in it: itself, or the name of a component."""
        choices = schema.get("oneOf") or schema.get("allOf") or ([schema] if "$ref" in schema else [])
        if not choices:
            return self._plain(schema), schema
        names = [one["$ref"].removeprefix(COMPONENTS) for one in choices if "$ref" in one]
        enums = [self._component(one) for one in names if "enum" in self._component(one)]
        null = {"null": True} if schema.get("nullable") else {}
        if not enums:
            return {"type": " or ".join(names) or "any"} | null, {"$ref": names[0]} if len(names) == 1 else {}
        values = [value for enum in enums for value in enum["enum"]]
        null = {"null": True} if None in values else null
        return {"type": enums[0].get("type", "string"), "values": [one for one in values if one is not None]} | null, {}

    def _plain(self, schema: Document) -> dict[str, Any]:
        found = {"type": schema.get("format") or schema.get("type", "any")}
        if schema.get("nullable"):
            found["null"] = True
        if "enum" in schema:
            found["values"] = list(schema["enum"])
        return found | {LIMITS[name]: schema[name] for name in LIMITS if name in schema}

    def _component(self, name: str) -> Document:
        found: Document = self.document["components"]["schemas"][name]
        return found


def as_text(kept: Promises) -> str:
    """The file of promises: YAML with a line for each."""
    lines = (_line({name: kept[name]}) for name in sorted(kept))
    return INTRODUCTION + "\n".join(lines) + "\n"


def _line(one: Promises) -> str:
    flow = yaml.safe_dump(one, default_flow_style=True, allow_unicode=True, width=10_000)
    return flow.strip()[1:-1]  # a file of many lines is no flow


def main(arguments: list[str]) -> int:
    """Compare, or note what is new with `--promise`; the exit code."""
    description, contract, *more = arguments
    offered = promises(yaml.safe_load(Path(description).read_text()))
    kept = yaml.safe_load(Path(contract).read_text()) if Path(contract).exists() else {}
    problems = broken(kept, offered)
    if problems:
        way_out = (
            "Keep the old way beside the new one; or, before a release, take the line out of the contract by hand."
        )
        lines = (f"  {problem}" for problem in problems)
        _say(f"{description} breaks what {contract} promises to callers:", *lines, way_out)
        return 1
    if more == ["--promise"]:
        Path(contract).write_text(as_text(kept | offered))
    elif new := [name for name in offered if name not in kept]:
        _say(f"{len(new)} promises are not in {contract} yet, the first of them {new[0]}. Add them: make promise")
        return 1
    return 0


def _say(*lines: str) -> None:
    sys.stderr.write("\n".join((*lines, "")))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
