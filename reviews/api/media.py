"""Images, videos and recordings that a claim is made by or about, over REST: described, described anew, removed."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.inputs import (
    Input,
    StrictText,
    caller,
    edited_version,
    expected_version,
    require_role,
    version_headers,
)
from claims.api.permissions import HasScope
from claims.api.schema import EDITED, MOVED
from claims.api.viewsets import ApiViewSet
from claims.models import Role, Scope
from claims.models.article import WEB_ADDRESS
from reviews import blind, media, services
from reviews.api.outputs import MediaPlaceOutput
from reviews.models import ClaimReview, MediaItem


def _address(help_text: str) -> StrictText:
    return StrictText(
        required=False, default="", allow_blank=True, max_length=2000, validators=[WEB_ADDRESS], help_text=help_text
    )


def _moment(help_text: str) -> StrictText:
    return StrictText(
        required=False, default="", allow_blank=True, max_length=8, validators=[media.A_TIME], help_text=help_text
    )


class MediaPlaceInput(Input):
    """Where it appears."""

    url = StrictText(max_length=2000, validators=[WEB_ADDRESS], help_text="The page or the post.")
    content_url = _address("The file itself, where it has an address.")
    archived_url = _address("A copy at a public archive.")
    description = StrictText(required=False, default="", allow_blank=True, max_length=500, help_text="Who shared it.")
    start = _moment("HH:MM:SS; where the part that matters begins. Not for images.")
    end = _moment("HH:MM:SS; where it ends.")


class MediaInput(Input):
    """All that is said of one image, video or recording. What is left out is empty."""

    kind = serializers.ChoiceField(choices=MediaItem.Kind.choices)
    description = StrictText(max_length=500, help_text="What it shows, for readers.")
    categories = serializers.ListField(
        child=serializers.ChoiceField(choices=MediaItem.Category.choices), required=False, default=list, max_length=6,
        help_text="What was done to it. At least one before a verdict is submitted; not *original* and altered.",
    )  # fmt: skip
    original_url = _address("Where the original can be seen or heard.")
    original_context = StrictText(
        required=False, default="", allow_blank=True, max_length=5000,
        help_text="Where it comes from. Needed for *missing_context* before a verdict is submitted.",
    )  # fmt: skip
    appearances = MediaPlaceInput(  # type: ignore[call-arg]
        many=True, required=False, default=list, max_length=media.MOST_PLACES,
        help_text="At least one before a verdict is submitted.",
    )  # fmt: skip


class MediaItemOutput(serializers.ModelSerializer[MediaItem]):
    """An image, a video or a recording of a review, as it is described now.

    What was done to it, and what is said of the original, is empty to whoever must not see the verdict yet.
    """

    appearances = MediaPlaceOutput(many=True, read_only=True)
    added_by = serializers.CharField(source="added_by.username", read_only=True)

    class Meta:
        model = MediaItem
        fields = (
            "id", "review", "version", "kind", "description", "categories", "original_url", "original_context",
            "appearances", "added_by", "created_at",
        )  # fmt: skip
        read_only_fields = fields


def facts_from(given: dict[str, Any]) -> media.Facts:
    """What a service takes, from the members of a `MediaInput`."""
    places = tuple(media.Place(**place) for place in given["appearances"])
    return media.Facts(**(given | {"appearances": places, "categories": tuple(given["categories"])}))


def _shown(item: MediaItem, *, is_hidden: bool) -> MediaItem:
    if is_hidden:
        item.categories, item.original_url, item.original_context = [], "", ""
    return item


class ReviewMediaViewSet(ApiViewSet[ClaimReview]):
    """The images, videos and recordings of one review."""

    permission_classes = (IsAuthenticated, HasScope)
    write_scope = Scope.REVIEWS_WRITE
    serializer_class = MediaItemOutput  # type: ignore[assignment]
    filter_backends = ()
    pagination_class = None

    def get_queryset(self) -> QuerySet[ClaimReview]:
        return ClaimReview.objects.visible_to(caller(self.request)).select_related("claim__desk", "reviewer")

    @extend_schema(methods=["get"], responses=MediaItemOutput(many=True))
    @extend_schema(parameters=[MOVED], methods=["post"], request=MediaInput, responses={201: MediaItemOutput})
    @action(detail=True, methods=["get", "post"])
    def media(self, request: Request, pk: str) -> Response:
        """What the claim is made by or about besides words; POST adds an image, a video or a recording."""
        review = self.get_object()
        if request.method == "GET":
            is_hidden = blind.hides_draft(review, caller(request))
            rows = review.media.select_related("added_by").order_by("pk")
            return Response(MediaItemOutput([_shown(one, is_hidden=is_hidden) for one in rows], many=True).data)
        require_role(caller(request), review.claim.desk, Role.REVIEWER)
        given = MediaInput(data=request.data)
        given.is_valid(raise_exception=True)
        facts, expected = facts_from(dict(given.validated_data)), expected_version(request)
        item = services.add_media(review, facts, by=caller(request), expected=expected)
        item.refresh_from_db()
        return Response(MediaItemOutput(item).data, status=201, headers=version_headers(item.version))


class MediaItemViewSet(mixins.RetrieveModelMixin, ApiViewSet[MediaItem]):
    """Single images, videos and recordings."""

    permission_classes = (IsAuthenticated, HasScope)
    write_scope = Scope.REVIEWS_WRITE
    serializer_class = MediaItemOutput

    def get_queryset(self) -> QuerySet[MediaItem]:
        rows = MediaItem.objects.visible_to(caller(self.request))
        return rows.select_related("added_by", "review__claim__desk", "review__reviewer")

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One image, video or recording. Its ETag is its version, for `If-Match`."""
        item = self.get_object()
        return self._answer(item, is_hidden=blind.hides_draft(item.review, caller(request)))

    @extend_schema(parameters=[EDITED], request=MediaInput, responses=MediaItemOutput)
    def update(self, request: Request, pk: str) -> Response:
        """Describe it anew, all of it. Verdicts keep what they said."""
        item = self.get_object()
        require_role(caller(request), item.review.claim.desk, Role.REVIEWER)
        expected = edited_version(request)
        given = MediaInput(data=request.data)
        given.is_valid(raise_exception=True)
        facts = facts_from(dict(given.validated_data))
        services.change_media(item, facts, by=caller(request), expected=expected)
        return self._answer(self.get_object())

    @extend_schema(parameters=[MOVED], responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Take it away. What was published keeps it until a correction is approved."""
        item = self.get_object()
        require_role(caller(request), item.review.claim.desk, Role.REVIEWER)
        services.remove_media(item, by=caller(request), expected=expected_version(request))
        return Response(status=204)

    def _answer(self, item: MediaItem, *, is_hidden: bool = False) -> Response:
        row = _shown(item, is_hidden=is_hidden)
        return Response(MediaItemOutput(row).data, headers=version_headers(row.version))
