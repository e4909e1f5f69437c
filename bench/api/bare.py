"""What the API is measured beside: views that do as little as a list of claims can, for anybody who asks."""

from typing import Any

from django.db import connection
from django.db.models import Prefetch
from django.http import HttpRequest, JsonResponse
from rest_framework import generics, serializers
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import AllowAny

from claims.models import Appearance, Claim, Claimant

PAGE = 50
# Word by word what the index is for; limited like a page.
SEARCH = "SELECT id, state, text, check_worthiness FROM claims_claim WHERE text ILIKE %s ORDER BY id DESC LIMIT 50"


def plain(request: HttpRequest) -> JsonResponse:
    """The newest claims by Django alone: one statement, JSON, nothing nested."""
    rows = Claim.objects.order_by("-pk").values("id", "desk_id", "state", "version", "text", "kind", "created_at")
    return JsonResponse({"results": list(rows[:PAGE])})


def search(request: HttpRequest) -> JsonResponse:
    """The newest claims that hold some letters, by the trigram index alone."""
    with connection.cursor() as cursor:
        cursor.execute(SEARCH, [f"%{request.GET['q']}%"])
        return JsonResponse({"results": cursor.fetchall()})


class Pages(CursorPagination):
    page_size = PAGE
    ordering = "-pk"


class RowOutput(serializers.ModelSerializer[Claim]):
    """A claim's own columns."""

    class Meta:
        model = Claim
        exclude = ("words",)


class BareList(generics.ListAPIView[Claim]):
    """The bare keyset list: what the framework makes of the table."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    pagination_class = Pages
    filter_backends = ()
    throttle_classes = ()
    queryset = Claim.objects.defer("words").all()
    serializer_class: Any = RowOutput


class BareAppearance(serializers.ModelSerializer[Appearance]):
    article = serializers.IntegerField(source="revision.article_id")

    class Meta:
        model = Appearance
        fields = ("id", "claim", "article", "revision", "extraction", "start", "end", "quote", "created_at")


class BareClaimant(serializers.ModelSerializer[Claimant]):
    class Meta:
        model = Claimant
        fields = ("id", "name", "kind")


class SameOutput(RowOutput):
    """The same members as ours has."""

    desk: Any = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    claimant = BareClaimant()
    appearances = BareAppearance(many=True)


class SameList(BareList):
    """The bare keyset list of rows as whole as ours: with desk, claimant and appearances."""

    queryset = (
        Claim.objects.defer("words")
        .select_related("desk", "claimant")
        .prefetch_related(
            Prefetch("appearances", Appearance.objects.select_related("revision").defer("revision__text"))
        )
    )
    serializer_class = SameOutput


class SearchList(SameList):
    """The same rows where the letters asked for are in the text, found by the trigram index."""

    def get_queryset(self) -> Any:
        """Those that hold them."""
        return super().get_queryset().filter(text__holds=self.request.query_params["q"])
