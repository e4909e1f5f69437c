"""Articles in bulk over REST: any number of them in one request, as lines of JSON."""

from typing import Any

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request

from claims.api.bulkload import OUTCOMES, Load, body_of, held_back
from claims.api.inputs import Input, StrictText, caller, desk_for
from claims.api.permissions import HasScope
from claims.api.viewsets import CountedView
from claims.models import Role, Scope

NDJSON = "application/x-ndjson"


class BulkQuery(Input):
    """What the address of a load may say."""

    desk = StrictText(required=False, default="", max_length=100)
    from_line = serializers.IntegerField(required=False, default=1, min_value=1, max_value=2**62)
    live = serializers.BooleanField(required=False, default=False)


class BulkAnswerOutput(serializers.Serializer[Any]):
    """What became of one line of the body. The last line of the answer has `summary` alone."""

    line = serializers.IntegerField(required=False, help_text="Counted from 1.")
    outcome = serializers.ChoiceField(choices=OUTCOMES, required=False)
    article = serializers.IntegerField(required=False)
    revision = serializers.IntegerField(required=False)
    extraction = serializers.IntegerField(required=False)
    problem = serializers.DictField(required=False, help_text="RFC 9457, where it was refused.")
    summary = serializers.DictField(
        required=False, help_text="Counts, `is_complete`, `next_line`, perhaps the `problem`."
    )


class BulkView(CountedView):
    """Many articles in one request."""

    permission_classes = (IsAuthenticated, HasScope)
    write_scope = Scope.CLAIMS_WRITE

    @extend_schema(
        request={NDJSON: OpenApiTypes.BINARY},
        responses={(200, NDJSON): OpenApiResponse(BulkAnswerOutput, description="One a line, in the lines' order.")},
        parameters=[
            OpenApiParameter("desk", str, description="Slug; needed by members of several desks."),
            OpenApiParameter("from_line", int, description="Pass over the lines before this one."),
            OpenApiParameter("live", bool, description="Answer at once: for clients that read while they send."),
        ],
    )
    def post(self, request: Request) -> StreamingHttpResponse:
        """Hand in articles, a JSON object a line. Each line is answered by a line; the last one sums up."""
        given = BulkQuery(data=request.query_params.dict())
        given.is_valid(raise_exception=True)
        desk = desk_for(caller(request), given.validated_data["desk"], Role.REVIEWER)
        kind = (request.content_type or "").partition(";")[0].strip().lower()
        if kind != NDJSON:
            raise UnsupportedMediaType(kind[:80], f"Send {NDJSON}.")
        load = Load(desk, caller(request), given.validated_data["from_line"])
        answers = load.run(body_of(request._request))
        if not given.validated_data["live"]:
            answers = held_back(answers)
        return StreamingHttpResponse(answers, content_type=NDJSON, headers={"X-Accel-Buffering": "no"})
