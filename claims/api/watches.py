"""Watched sources over REST: which feeds and pages of links a desk watches, how they fare, and what they brought."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from claims import services, watching
from claims.api.filters import WatchFilter
from claims.api.inputs import (
    Input,
    StrictInteger,
    StrictText,
    caller,
    desk_for,
    edited_version,
    expected_version,
    require_no_input,
    require_role,
    version_headers,
)
from claims.api.permissions import HasScope
from claims.api.schema import EDITED, MOVED
from claims.api.viewsets import ApiViewSet
from claims.models import Desk, Role, Scope, Watch, WatchedPage, WatchEvent
from claims.models.article import WEB_ADDRESS
from claims.models.watching import LONGEST, SHORTEST


class EditWatchInput(Input):
    """What is left out stays as it is."""

    name = StrictText(required=False, max_length=200)
    minutes = StrictInteger(required=False, min_value=SHORTEST, max_value=LONGEST, help_text="Between two looks.")


class WatchInput(Input):
    """A feed, or a page of links such as a front page; a page that names a feed is read by its feed."""

    desk = StrictText(required=False, default="", help_text="Slug; needed by members of several desks.")
    url = StrictText(max_length=2000)
    name = StrictText(required=False, default="", allow_blank=True, max_length=200, help_text="Else its host's.")
    minutes = StrictInteger(required=False, default=30, min_value=SHORTEST, max_value=LONGEST)

    def validate_url(self, value: str) -> str:
        WEB_ADDRESS(value)
        return value


class WatchOutput(serializers.ModelSerializer[Watch]):
    """How a watched source fares. `reason` says what was wrong with the last look, and is empty where nothing was."""

    desk = serializers.SlugRelatedField[Desk](slug_field="slug", read_only=True)
    kind = serializers.ChoiceField(
        choices=Watch.Kind.choices, read_only=True, allow_blank=True, help_text="Empty before the first look."
    )
    articles = serializers.IntegerField(read_only=True, help_text="That came in from here.")
    refused = serializers.IntegerField(read_only=True, help_text="Pages that could not be read so far.")

    class Meta:
        model = Watch
        fields = (
            "id", "desk", "name", "url", "feed", "kind", "state", "minutes", "articles", "refused", "failures",
            "reason", "looked_at", "new_at", "next_look_at", "created_at", "version",
        )  # fmt: skip
        read_only_fields = fields


class WatchedPageOutput(serializers.ModelSerializer[WatchedPage]):
    """One address that a watched source named. `next_fetch_at` is null where it is fetched no more."""

    class Meta:
        model = WatchedPage
        fields = (
            "id", "url", "title", "article", "failures", "reason", "fetched_at", "changed_at", "next_fetch_at",
            "created_at",
        )  # fmt: skip
        read_only_fields = fields


class WatchEventOutput(serializers.ModelSerializer[WatchEvent]):
    """What somebody did to a watch."""

    actor = serializers.CharField(source="actor.username", read_only=True, default=None, allow_null=True)
    data = serializers.DictField(read_only=True)  # type: ignore[assignment]

    class Meta:
        model = WatchEvent
        fields = ("version", "name", "actor", "note", "data", "created_at")
        read_only_fields = fields


class WatchViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet[Watch]):
    """Feeds and pages of links that your desks watch."""

    permission_classes = (IsAuthenticated, HasScope)
    write_scope = Scope.CLAIMS_WRITE
    serializer_class = WatchOutput
    filterset_class = WatchFilter
    orderings = ("-id", "id")

    def get_queryset(self) -> QuerySet[Watch]:
        return Watch.objects.visible_to(caller(self.request)).counted().select_related("desk")

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One watch. Its ETag is its version, for `If-Match`."""
        return self._told(self.get_object())

    @extend_schema(request=WatchInput, responses={201: WatchOutput})
    def create(self, request: Request) -> Response:
        """Watch an address from now on. Of a feed the newest entries come in at once, of a page what appears later."""
        form = WatchInput(data=request.data)
        form.is_valid(raise_exception=True)
        given = dict(form.validated_data)
        desk = desk_for(caller(request), given.pop("desk"), Role.EDITOR)
        watch = services.watch_address(given.pop("url"), desk=desk, by=caller(request), **given)
        return self._told(self.get_queryset().get(pk=watch.pk), 201)

    @extend_schema(parameters=[EDITED], request=EditWatchInput, responses=WatchOutput)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change its name, or the minutes between two looks."""
        watch, form = self._watch(), EditWatchInput(data=request.data)
        form.is_valid(raise_exception=True)
        services.edit_watch(watch, by=caller(request), expected=edited_version(request), **form.validated_data)
        return self._answer(watch)

    @extend_schema(parameters=[MOVED], request=Input, responses=WatchOutput)
    @action(detail=True, methods=["post"])
    def pause(self, request: Request, pk: str) -> Response:
        """Look no more until it is resumed; what came in stays."""
        watch = self._watch()
        require_no_input(request)
        services.pause_watch(watch, by=caller(request), expected=expected_version(request))
        return self._answer(watch)

    @extend_schema(parameters=[MOVED], request=Input, responses=WatchOutput)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, pk: str) -> Response:
        """Look again, also at what was removed."""
        watch = self._watch()
        require_no_input(request)
        services.resume_watch(watch, by=caller(request), expected=expected_version(request))
        return self._answer(watch)

    @extend_schema(parameters=[MOVED], request=Input, responses=WatchOutput)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:
        """Take it off the list; what came in stays."""
        watch = self._watch()
        require_no_input(request)
        services.end_watch(watch, by=caller(request), expected=expected_version(request))
        return self._answer(watch)

    @extend_schema(request=Input, responses={202: WatchOutput})
    @action(detail=True, methods=["post"])
    def look(self, request: Request, pk: str) -> Response:
        """Have the next look now. It happens in the background."""
        watch = self._watch()
        require_no_input(request)
        services.look_now(watch, by=caller(request))
        return self._told(self.get_queryset().get(pk=watch.pk), 202)

    @extend_schema(responses=WatchedPageOutput(many=True), filters=False)
    @action(detail=True, pagination_class=None, filter_backends=[])
    def pages(self, request: Request, pk: str) -> Response:
        """The newest hundred addresses it named, and what became of each."""
        return Response(WatchedPageOutput(self.get_object().pages.order_by("-pk")[:100], many=True).data)

    @extend_schema(responses=WatchEventOutput(many=True), filters=False)
    @action(detail=True, pagination_class=None, filter_backends=[])
    def events(self, request: Request, pk: str) -> Response:
        """What people did to it, the oldest first."""
        return Response(WatchEventOutput(self.get_object().events.select_related("actor"), many=True).data)

    def _watch(self) -> Watch:
        watch = self.get_object()
        require_role(caller(self.request), watch.desk, watching.PAUSE.role)
        return watch

    def _answer(self, watch: Watch) -> Response:
        return self._told(self.get_queryset().get(pk=watch.pk))

    def _told(self, watch: Watch, status: int = 200) -> Response:
        return Response(WatchOutput(watch).data, status=status, headers=version_headers(watch.version))
