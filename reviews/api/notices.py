"""A person's inbox over REST: their own notices and nobody else's."""

import django_filters as filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.filters import Filters
from claims.api.inputs import Input, StrictInteger, caller, require_no_input
from claims.api.permissions import HasScope
from claims.api.viewsets import ApiViewSet
from claims.models import Desk, Scope
from reviews import services
from reviews.models import Notice, NoticeSetting


class NoticeOutput(serializers.ModelSerializer[Notice]):
    desk = serializers.SlugRelatedField[Desk](slug_field="slug", read_only=True)

    class Meta:
        model = Notice
        fields = ("id", "desk", "kind", "review", "claim", "text", "query", "created_at", "read_at")
        read_only_fields = fields


class ReadAllInput(Input):
    up_to = StrictInteger(required=False, allow_null=True, default=None, min_value=1, help_text="Id of the last seen.")


class ReadAllOutput(serializers.Serializer[None]):
    marked = serializers.IntegerField(read_only=True)


class NoticeSettingInput(Input):
    digest = serializers.ChoiceField(choices=NoticeSetting.Digest.choices)


class NoticeSettingOutput(serializers.ModelSerializer[NoticeSetting]):
    class Meta:
        model = NoticeSetting
        fields = ("digest",)
        read_only_fields = fields


class NoticeFilter(Filters):
    desk = filters.CharFilter(field_name="desk__slug")
    kind = filters.MultipleChoiceFilter(choices=Notice.Kind.choices, distinct=False)
    unread = filters.BooleanFilter(field_name="read_at", lookup_expr="isnull")

    class Meta:
        model = Notice
        fields: tuple[str, ...] = ()


class NoticeViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet[Notice]):
    """Your own notices, of the desks you belong to."""

    permission_classes = (IsAuthenticated, HasScope)
    write_scope = Scope.REVIEWS_WRITE
    serializer_class = NoticeOutput
    filterset_class = NoticeFilter
    orderings = ("-id", "id")

    def get_queryset(self) -> QuerySet[Notice]:
        return Notice.objects.visible_to(caller(self.request)).select_related("desk")

    @extend_schema(request=Input, responses=NoticeOutput)
    @action(detail=True, methods=["post"])
    def read(self, request: Request, pk: str) -> Response:
        """Mark one notice as read."""
        notice = self.get_object()
        require_no_input(request)
        services.mark_read(notice, by=caller(request))
        return Response(NoticeOutput(notice).data)

    @extend_schema(request=ReadAllInput, responses=ReadAllOutput)
    @action(detail=False, methods=["post"], url_path="read-all", pagination_class=None, filter_backends=[])
    def read_all(self, request: Request) -> Response:
        """Mark everything in your inbox as read, up to the notice you saw last."""
        given = ReadAllInput(data=request.data)
        given.is_valid(raise_exception=True)
        return Response({"marked": services.mark_all_read(by=caller(request), **given.validated_data)})


class NoticeSettingViewSet(ApiViewSet[NoticeSetting]):
    """How you hear of your inbox."""

    permission_classes = (IsAuthenticated, HasScope)
    write_scope = Scope.REVIEWS_WRITE
    serializer_class = NoticeSettingOutput

    def get_queryset(self) -> QuerySet[NoticeSetting]:
        return NoticeSetting.objects.filter(user=caller(self.request))

    def get_object(self) -> NoticeSetting:
        """One's own, or what holds as long as nothing was chosen."""
        return self.get_queryset().first() or NoticeSetting(user=caller(self.request))

    @extend_schema(responses=NoticeSettingOutput, filters=False)
    @action(detail=False, url_path="settings", pagination_class=None, filter_backends=[])
    def mail(self, request: Request) -> Response:
        """Whether you get a mail of what is unread: `daily`, when there is something new, or `off`."""
        return Response(NoticeSettingOutput(self.get_object()).data)

    @extend_schema(request=NoticeSettingInput, responses=NoticeSettingOutput)
    @mail.mapping.put
    def choose_mail(self, request: Request) -> Response:
        """Choose whether you get that mail."""
        given = NoticeSettingInput(data=request.data)
        given.is_valid(raise_exception=True)
        return Response(NoticeSettingOutput(services.choose_digest(by=caller(request), **given.validated_data)).data)
