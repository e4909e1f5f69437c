"""Hooks that finish the OpenAPI document: the problems, headers and expansions that no single operation declares."""

from collections.abc import Iterator
from typing import Any

from claims.api import shaping
from claims.api.bulk import NDJSON
from claims.api.viewsets import ApiViewSet

PROBLEM = {
    "type": "object",
    "description": "RFC 9457 problem details.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "description": "`about:blank`, or `urn:claimdesk:problem:` and the broken rule."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What is wrong and what to do, for a person."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["detail", "pointer"],
                "properties": {
                    "detail": {"type": "string"},
                    "pointer": {"type": "string", "description": "JSON pointer to the member, such as `#/title`."},
                },
            },
        },
    },
}
EVERYWHERE = {
    "400": "The input has errors.",
    "401": "No token, or one that is not valid.",
    "403": "The token's scopes or the member's role do not allow this.",
    "429": "Too many requests in this minute; `Retry-After` says in how many seconds to come back.",
    "503": "The database does not answer in time, or a disk is full. `Retry-After` says when to try again; what is "
    "sent under an `Idempotency-Key` is done once only.",
}
ONE_ROW = {"404": "There is no such row on any desk of yours."}
WRITES = {
    "409": "The row's state does not allow this move; or the request is under way or done already (`Idempotency-Key`).",
    "412": "The row has another version than `If-Match` says.",
    "413": "The body is too large.",
    "415": "The body is not JSON.",
    "422": "A rule says no; `detail` says which.",
}
PRECONDITION = {"428": "`If-Match` is missing."}

HEADERS = {
    "RateLimit-Policy": {
        "description": 'The limit that this request counts towards, and its seconds: `"reads";q=3000;w=60`. Left out '
        "where nothing is counted.",
        "schema": {"type": "string"},
    },
    "RateLimit": {
        "description": 'How many more requests that limit leaves, and for how many seconds: `"reads";r=2999;t=42`.',
        "schema": {"type": "string"},
    },
    "Retry-After": {
        "description": "In how many seconds to come back.",
        "schema": {"type": "integer", "minimum": 0},
    },
}
SENT_BY_ALL = ("RateLimit-Policy", "RateLimit")
TO_COME_BACK = {"409", "429", "503"}


def add_expansions(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Describe what `expand` adds to the rows (a drf-spectacular post-processing hook)."""
    for view in _doors(ApiViewSet):
        if not view.expansions or view.serializer_class is None:
            continue
        shown = {
            name: {"allOf": [{"$ref": f"#/components/schemas/{one.output.__name__}"}], "nullable": True}
            for name, one in view.expansions.items()
        }
        row = result["components"]["schemas"][view.serializer_class.__name__]
        row["properties"][shaping.EXPANDED] = {"type": "object", "readOnly": True, "properties": shown}
    return result


def _doors(door: type[ApiViewSet[Any]]) -> Iterator[type[ApiViewSet[Any]]]:
    for inner in door.__subclasses__():
        yield inner
        yield from _doors(inner)


def add_problems(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Document the problem answers of every operation (a drf-spectacular post-processing hook)."""
    result["components"]["schemas"]["Problem"] = PROBLEM
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for path, method, operation in _operations(result):
        problems = EVERYWHERE | (ONE_ROW if "{" in path else {}) | (WRITES if method != "get" else {})
        parameters = operation.get("parameters", [])
        problems |= PRECONDITION if any(p["name"] == "If-Match" and p.get("required") for p in parameters) else {}
        for status, description in problems.items():
            operation["responses"].setdefault(status, {"description": description, "content": content})
    return result


def add_headers(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Document the headers that any answer may have (a drf-spectacular post-processing hook)."""
    result["components"]["headers"] = HEADERS
    for _path, _method, operation in _operations(result):
        for status, answer in operation["responses"].items():
            names = (*SENT_BY_ALL, "Retry-After") if status in TO_COME_BACK else SENT_BY_ALL
            told = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
            answer["headers"] = answer.get("headers", {}) | told
    return result


def describe_lines(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Say of bodies in lines that the schema is that of a line (a drf-spectacular post-processing hook).

    OpenAPI 3.2 has `itemSchema` for it. To 3.0 the whole body is bytes; programs that were generated from a
    description which says otherwise take the lines for one object.
    """
    for _path, _method, operation in _operations(result):
        for answer in operation["responses"].values():
            if lines := answer.get("content", {}).get(NDJSON):
                lines["x-itemSchema"] = lines["schema"]
                lines["schema"] = {"type": "string", "format": "binary"}
    return result


def leave_defaults_out(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Say in words what input is that is left out (a drf-spectacular post-processing hook).

    Generated clients take a `default` for a value that is always there: they send it, or have their callers give it.
    """
    for name, component in result["components"]["schemas"].items():
        if name.endswith("Request"):
            for member in component["properties"].values():
                if default := member.pop("default", None):
                    member["description"] = f"{member.get('description', '')} Left out: `{default}`.".strip()
    for _path, _method, operation in _operations(result):
        for parameter in operation.get("parameters", []):
            if parameter["schema"].get("default") == "":  # which is often none of the values that it takes
                del parameter["schema"]["default"]
    return result


def _operations(result: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Path, method and description of each."""
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            yield path, method, operation
