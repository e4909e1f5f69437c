"""What the OpenAPI document says beyond what the code shows: the problems that every operation may answer with."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from claims.api import idempotency

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
        """What the doors do alike: POSTs take a key."""
        return [IDEMPOTENCY_KEY, REPLAYED] if self.method == "POST" else []


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
