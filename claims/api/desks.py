"""Desks over REST: every member reads theirs, desk admins change it."""

from typing import Any

from django.core.validators import URLValidator, validate_slug
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from claims import budget, detectors, services
from claims.api.inputs import (
    Input,
    StrictBoolean,
    StrictInteger,
    StrictText,
    caller,
    edited_version,
    require_role,
    version_headers,
)
from claims.api.outputs import DeskOutput
from claims.api.permissions import HasScope
from claims.api.schema import EDITED
from claims.api.viewsets import ApiViewSet
from claims.models import Desk, Role, Scope
from claims.models.desk import LANGUAGE_TAG

LARGEST = 2**31 - 1


class ChangeDeskInput(Input):
    """What desk admins may change about their desk. What is left out stays as it is."""

    name = StrictText(required=False, max_length=120, help_text="Readers see it as the author's name.")
    slug = StrictText(
        required=False, max_length=50, validators=[validate_slug],
        help_text="Its short name here and in the addresses of its public lists, which change with it.",
    )  # fmt: skip
    language = StrictText(required=False, max_length=12, validators=[LANGUAGE_TAG], help_text="BCP 47 tag.")
    website = StrictText(
        required=False, allow_blank=True, max_length=200, validators=[URLValidator(schemes=["http", "https"])]
    )
    language_model_tokens = StrictInteger(
        required=False, allow_null=True, min_value=0, max_value=LARGEST,
        help_text="A day; 0 switches it off for the desk, null means the installation's own limit.",
    )  # fmt: skip
    is_second_factor_required = StrictBoolean(
        required=False, help_text="Members sign in with a one-time code as well. Tokens are not concerned."
    )


class LanguageModelOutput(serializers.Serializer[Any]):
    """What the language model used for the desk today. `limit` is 0 where it is off, `is_set_up` false without any."""

    is_set_up = serializers.BooleanField(read_only=True)
    limit = serializers.IntegerField(read_only=True)
    tokens = serializers.IntegerField(read_only=True, help_text="Spent and held together: what counts for the limit.")
    reserved_tokens = serializers.IntegerField(read_only=True, help_text="Held by requests under way.")
    requests = serializers.IntegerField(read_only=True)


class DeskViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet[Desk]):
    """Your desks."""

    permission_classes = (IsAuthenticated, HasScope)
    write_scope = Scope.ADMIN
    serializer_class = DeskOutput
    orderings = ("name",)

    def get_queryset(self) -> QuerySet[Desk]:
        return Desk.objects.visible_to(caller(self.request))

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One desk. Its ETag is its version, for `If-Match`."""
        return self._answer(self.get_object())

    @extend_schema(parameters=[EDITED], request=ChangeDeskInput, responses=DeskOutput)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change the desk itself."""
        desk = self.get_object()
        require_role(caller(request), desk, Role.ADMIN)
        given = ChangeDeskInput(data=request.data)
        given.is_valid(raise_exception=True)
        services.change_desk(desk, by=caller(request), expected=edited_version(request), **given.validated_data)
        return self._answer(desk)

    @extend_schema(responses=LanguageModelOutput, filters=False)
    @action(detail=True, url_path="language-model", pagination_class=None, filter_backends=[])
    def language_model(self, request: Request, pk: str) -> Response:
        """What the language model used for the desk today, and its limit."""
        desk = self.get_object()
        use, is_set_up = budget.used_today(desk), detectors.endpoint() is not None
        counts = {"tokens": use.tokens, "reserved_tokens": use.reserved_tokens, "requests": use.requests}
        found = {"is_set_up": is_set_up, "limit": budget.limit_of(desk) if is_set_up else 0} | counts
        return Response(LanguageModelOutput(found).data)

    def _answer(self, desk: Desk) -> Response:
        return Response(DeskOutput(desk).data, headers=version_headers(desk.version))
