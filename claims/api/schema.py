"""What the OpenAPI document says beyond what the code shows: the problems that every operation may answer with."""

from collections.abc import Iterator
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from claims.api import idempotency, shaping
from claims.api.viewsets import ApiViewSet

IDEMPOTENCY_KEY = OpenApiParameter(
    idempotency.KEY,
    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
    OpenApiParameter.HEADER,
    description="Sent again with the same key, the request is not done again: the first answer is given once more, for "
    "a day. A new key for each request; printable ASCII.",
)
EDITED = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="The ETag of the row as you read it; `*`: whatever its version is.",
)
MOVED = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description="The ETag of the row as you read it: who was slower than somebody else hears 412.",
)
REPLAYED = OpenApiParameter(
    idempotency.REPLAYED,
    {"type": "string", "enum": ["true"]},
    OpenApiParameter.HEADER,
    description="The answer was given before, under the same `Idempotency-Key`.",
    response=[200, 201, 202, 204],
)

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
    "503": "The database does not answer in time; nothing was changed. `Retry-After` says when to try again.",
}
ONE_ROW = {"404": "There is no such row on any desk of yours."}
WRITES = {
    "409": "The row's state does not allow this move; or the request is under way or done already (`Idempotency-Key`).",
    "412": "The row has another version than `If-Match` says.",
    "413": "The body is too large.",
    "415": "The body is not JSON.",
    "422": "A rule says no; `detail` says which.",
}


class Schema(AutoSchema):
    """Describes what every operation of a kind takes and says beyond its own inputs and outputs."""

    def get_override_parameters(self) -> list[Any]:
        """What the doors do alike: POSTs take a key, rows can be shaped."""
        if not isinstance(self.view, ApiViewSet):
            return []
        if self.method == "POST":
            return [IDEMPOTENCY_KEY, REPLAYED]
        return _shape_parameters(self.view) if self.method == "GET" else []


def _shape_parameters(view: ApiViewSet[Any]) -> list[OpenApiParameter]:
    names = {shaping.FIELDS: view.members, shaping.EXPAND: list(view.expansions)}
    told = {
        shaping.FIELDS: "Keeps these members of each row and leaves the others out, also those that are required.",
        shaping.EXPAND: "Adds under `expanded` the rows to which these members point; null what you may not see.",
    }
    return [
        OpenApiParameter(
            name,
            {"type": "array", "items": {"type": "string", "enum": names[name]}},
            style="form",
            explode=False,
            description=told[name],
        )
        for name in sorted(view.shape_parameters)
    ]


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


PRECONDITION = {"428": "`If-Match` is missing."}


def add_problems(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Document the problem answers of every operation (a drf-spectacular post-processing hook)."""
    result["components"]["schemas"]["Problem"] = PROBLEM
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            problems = EVERYWHERE | (ONE_ROW if "{" in path else {}) | (WRITES if method != "get" else {})
            parameters = operation.get("parameters", [])
            problems |= PRECONDITION if any(p["name"] == "If-Match" and p.get("required") for p in parameters) else {}
            for status, description in problems.items():
                operation["responses"].setdefault(status, {"description": description, "content": content})
    return result
