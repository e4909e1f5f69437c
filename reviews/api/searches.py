"""Saved searches over REST: a person's own and nobody else's."""

import django_filters as filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.filters import Filters
from claims.api.inputs import Input, RawText, StrictBoolean, StrictText, caller, desk_for, require_no_input
from claims.api.permissions import HasScope
from claims.api.viewsets import ApiViewSet
from claims.models import Desk, Role, Scope
from reviews import services
from reviews.models import SavedSearch


class SaveSearchInput(Input):
    """A name, and what the desk's search page has behind the question mark: `q=harbour+wall&state=published`."""

    desk = RawText(required=False, default="", allow_blank=True, help_text="Its slug; for members of several desks.")
    name = StrictText(max_length=80)
    query = StrictText(max_length=2000)


class AlertInput(Input):
    is_alerting = StrictBoolean(
        required=False,
        help_text="Whether you are told of claims that come from now on and that it finds: a line in your inbox.",
    )


class SavedSearchOutput(serializers.ModelSerializer[SavedSearch]):
    desk = serializers.SlugRelatedField[Desk](slug_field="slug", read_only=True)

    class Meta:
        model = SavedSearch
        fields = ("id", "desk", "name", "query", "is_alerting", "created_at")
        read_only_fields = fields


class SavedSearchFilter(Filters):
    desk = filters.CharFilter(field_name="desk__slug")

    class Meta:
        model = SavedSearch
        fields: tuple[str, ...] = ()


class SavedSearchViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet[SavedSearch]):
    """What you search for again and again."""

    permission_classes = (IsAuthenticated, HasScope)
    write_scope = Scope.REVIEWS_WRITE
    serializer_class = SavedSearchOutput
    filterset_class = SavedSearchFilter
    orderings = ("id", "-id", "name")

    def get_queryset(self) -> QuerySet[SavedSearch]:
        return SavedSearch.objects.visible_to(caller(self.request)).select_related("desk")

    @extend_schema(request=SaveSearchInput, responses={201: SavedSearchOutput})
    def create(self, request: Request) -> Response:
        """Keep a search under a name; one of yours on this desk that had the name gives way."""
        given = SaveSearchInput(data=request.data)
        given.is_valid(raise_exception=True)
        wanted = dict(given.validated_data)
        desk = desk_for(caller(request), wanted.pop("desk"), Role.VIEWER)
        saved = services.save_search(desk, by=caller(request), **wanted)
        return Response(SavedSearchOutput(saved).data, status=201)

    @extend_schema(request=AlertInput, responses=SavedSearchOutput)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Switch on or off that you are told of new claims which it finds."""
        saved = self.get_object()
        given = AlertInput(data=request.data)
        given.is_valid(raise_exception=True)
        if given.validated_data:
            services.set_alert(saved, by=caller(request), **given.validated_data)
        return Response(SavedSearchOutput(saved).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Forget a search."""
        saved = self.get_object()
        require_no_input(request)
        services.forget_search(saved, by=caller(request))
        return Response(status=204)
