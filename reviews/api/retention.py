"""What a desk keeps for how long, over REST."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.inputs import Input, StrictInteger, caller, edited_version, require_role, version_headers
from claims.api.permissions import HasScope
from claims.api.schema import EDITED
from claims.api.viewsets import ApiViewSet
from claims.models import Desk, Role, Scope
from reviews import forgetting, retention, services
from reviews.models import Forgetting, Retention
from reviews.models.retention import LONGEST

LATELY = 20  # notes of what was forgotten


def _days(what: str) -> StrictInteger:
    return StrictInteger(
        required=False, allow_null=True, min_value=1, max_value=LONGEST, help_text=f"{what}; null: kept."
    )


class RetentionInput(Input):
    """After how many days what is forgotten. What is left out stays as it is."""

    article_days = _days("Texts of articles from which no claim was ever accepted")
    abandoned_days = _days("Drafts, copies and files of reviews that were given up")
    notice_days = _days("Lines in people's inboxes")
    request_days = _days("Readers' requests that wait for nothing")


class ForgettingOutput(serializers.ModelSerializer[Forgetting]):
    """So much was forgotten by one rule, at one time."""

    class Meta:
        model = Forgetting
        fields = ("rule", "days", "number", "forgotten_at")
        read_only_fields = fields


class RetentionOutput(serializers.ModelSerializer[Retention]):
    """A desk's rules, in days; `version` is 0 while it has chosen nothing and keeps everything.

    `would_go` has for each rule how many it would forget now, 10,000 at most; `lately` what was forgotten last.
    """

    desk = serializers.SlugRelatedField[Desk](slug_field="slug", read_only=True)
    would_go = serializers.SerializerMethodField()
    lately = serializers.SerializerMethodField()

    class Meta:
        model = Retention
        fields = (
            "desk", "article_days", "abandoned_days", "notice_days", "request_days", "would_go", "lately", "version",
        )  # fmt: skip
        read_only_fields = fields

    def get_would_go(self, rules: Retention) -> dict[str, int]:
        days = {rule.name: getattr(rules, rule.name) for rule in forgetting.RULES}
        return forgetting.would_go(rules.desk, days)

    @extend_schema_field(ForgettingOutput(many=True))
    def get_lately(self, rules: Retention) -> Any:
        return ForgettingOutput(Forgetting.objects.filter(desk=rules.desk)[:LATELY], many=True).data


class DeskRetentionViewSet(ApiViewSet[Desk]):
    """What a desk keeps for how long."""

    permission_classes = (IsAuthenticated, HasScope)
    write_scope = Scope.ADMIN
    serializer_class = RetentionOutput  # type: ignore[assignment]
    filter_backends = ()
    pagination_class = None

    def get_queryset(self) -> QuerySet[Desk]:
        return Desk.objects.visible_to(caller(self.request))

    @extend_schema(responses=RetentionOutput)
    @action(detail=True)
    def retention(self, request: Request, pk: str) -> Response:
        """After how many days the desk forgets what. Its ETag is its version, for `If-Match`."""
        return self._answer(retention.of(self.get_object()))

    @extend_schema(parameters=[EDITED], request=RetentionInput, responses=RetentionOutput)
    @retention.mapping.patch
    def change_retention(self, request: Request, pk: str) -> Response:
        """Choose after how many days the desk forgets what. Forgetting begins within minutes and cannot be undone."""
        desk = self.get_object()
        require_role(caller(request), desk, Role.ADMIN)
        given = RetentionInput(data=request.data)
        given.is_valid(raise_exception=True)
        expected = edited_version(request)
        return self._answer(services.set_retention(desk, by=caller(request), expected=expected, **given.validated_data))

    def _answer(self, rules: Retention) -> Response:
        return Response(RetentionOutput(rules).data, headers=version_headers(rules.version))
