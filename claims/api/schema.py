"""What the OpenAPI document says of parameters and fields beyond what the code shows."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework.serializers import URLField

from claims.api import idempotency, shaping
from claims.api.viewsets import ApiViewSet

IDEMPOTENCY_KEY = OpenApiParameter(
    idempotency.KEY,
    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
    OpenApiParameter.HEADER,
    description="Sent again with the same key, the request is not done again: the first answer is given once more, for "
    "a day. A new key for each request; printable ASCII.",
)
VERSION = {"type": "string", "pattern": r'^(\*|(W/)?"[0-9]{1,9}")$'}
EDITED = OpenApiParameter(
    "If-Match",
    VERSION,
    OpenApiParameter.HEADER,
    required=True,
    description="The ETag of the row as you read it; `*`: whatever its version is.",
)
MOVED = OpenApiParameter(
    "If-Match",
    VERSION,
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


class Schema(AutoSchema):
    """Describes what every operation of a kind takes and says beyond its own inputs and outputs."""

    def get_override_parameters(self) -> list[Any]:
        """What the doors do alike: POSTs take a key, rows can be shaped."""
        if not isinstance(self.view, ApiViewSet):
            return []
        if self.method == "POST":
            return [IDEMPOTENCY_KEY, REPLAYED]
        return _shape_parameters(self.view) if self.method == "GET" else []

    def _insert_field_validators(self, field: Any, schema: dict[str, Any]) -> None:
        """What its validators say. An address that a row may do without is an empty text there, which is no `uri`."""
        super()._insert_field_validators(field, schema)  # type: ignore[no-untyped-call]
        model = getattr(getattr(field.parent, "Meta", None), "model", None)
        if isinstance(field, URLField) and model is not None and model._meta.get_field(field.source).blank:
            schema.pop("format", None)


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
