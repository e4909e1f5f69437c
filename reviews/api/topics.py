"""The topics of a desk over REST: every member reads them, desk admins change them, and the worklist follows."""

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from claims import services as claim_services
from claims.api.filters import Filters
from claims.api.inputs import (
    Input,
    RawText,
    StrictInteger,
    StrictText,
    caller,
    desk_for,
    edited_version,
    require_no_input,
    require_role,
    version_headers,
)
from claims.api.permissions import HasScope
from claims.api.schema import EDITED
from claims.api.viewsets import ApiViewSet
from claims.models import Claim, Desk, Role, Scope, Topic, TopicExample
from claims.sorting import MOST_EXAMPLES, Preview, preview
from reviews import services
from reviews.topics import LONGEST_KEYWORD, MOST_KEYWORDS

HEAVIEST = 5


def _keywords(**more: Any) -> serializers.ListField:
    return serializers.ListField(
        child=StrictText(max_length=LONGEST_KEYWORD), required=False, max_length=MOST_KEYWORDS,
        help_text="Words or phrases, whole and in any case; any one of them is enough. None where examples tell it.",
        **more,
    )  # fmt: skip


class ChangeTopicInput(Input):
    """What may be changed about a topic. What is left out stays as it is."""

    name = StrictText(required=False, max_length=80)
    keywords = _keywords()
    weight = StrictInteger(required=False, min_value=0, max_value=HEAVIEST, help_text="Points for a claim's priority.")


class TopicInput(Input):
    """A topic is told by keywords, by examples, or by both."""

    desk = RawText(required=False, default="", allow_blank=True, help_text="Its slug; for members of several desks.")
    name = StrictText(max_length=80)
    keywords = _keywords(default=list)
    examples = serializers.ListField(
        child=StrictInteger(min_value=1), required=False, default=list, max_length=MOST_EXAMPLES,
        help_text="Ids of claims of the desk: claims that mean nearly the same get the topic.",
    )  # fmt: skip
    weight = StrictInteger(
        required=False, default=1, min_value=0, max_value=HEAVIEST, help_text="Points for a claim's priority."
    )


class TopicOutput(serializers.ModelSerializer[Topic]):
    """What a desk cares about: claims that hold a keyword or are like its examples come earlier, by `weight`."""

    desk = serializers.SlugRelatedField[Desk](slug_field="slug", read_only=True)
    keywords = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Topic
        fields = ("id", "desk", "name", "keywords", "weight", "version")
        read_only_fields = fields


class TopicExampleInput(Input):
    claim = StrictInteger(min_value=1, help_text="Id of a claim of the topic's desk.")


class TopicExampleOutput(serializers.ModelSerializer[TopicExample]):
    """A claim that is an example of a topic: claims that mean nearly the same are given the topic as well."""

    text = serializers.CharField(source="claim.text", read_only=True)
    added_by = serializers.CharField(source="added_by.username", read_only=True)

    class Meta:
        model = TopicExample
        fields = ("claim", "text", "added_by", "created_at")
        read_only_fields = fields


class TopicPreviewOutput(serializers.Serializer[Any]):
    """What a topic takes of the newest claims of its desk: by a keyword, by likeness to its examples, by either."""

    looked_at = serializers.IntegerField(read_only=True)
    by_keyword = serializers.SerializerMethodField()
    by_example = serializers.SerializerMethodField()
    taken = serializers.IntegerField(read_only=True)

    def get_by_keyword(self, found: Preview) -> int:
        return len(found.worded)

    def get_by_example(self, found: Preview) -> int:
        return len(found.near)


class TopicFilter(Filters):
    desk = filters.CharFilter(field_name="desk__slug")

    class Meta:
        model = Topic
        fields: tuple[str, ...] = ()


class TopicViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet[Topic]):
    """What your desks care about. Each change has the claims that wait ranked anew."""

    permission_classes = (IsAuthenticated, HasScope)
    write_scope = Scope.ADMIN
    serializer_class = TopicOutput
    filterset_class = TopicFilter
    orderings = ("id", "-id", "name")

    def get_queryset(self) -> QuerySet[Topic]:
        return Topic.objects.visible_to(caller(self.request)).select_related("desk")

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One topic. Its ETag is its version, for `If-Match`."""
        return self._answer(self.get_object())

    @extend_schema(request=TopicInput, responses={201: TopicOutput})
    def create(self, request: Request) -> Response:
        """Add a topic."""
        given = TopicInput(data=request.data)
        given.is_valid(raise_exception=True)
        wanted = dict(given.validated_data)
        desk = desk_for(caller(request), wanted.pop("desk"), Role.ADMIN)
        named = Claim.objects.visible_to(caller(request)).filter(desk=desk).in_bulk(wanted["examples"])
        if len(named) != len(set(wanted["examples"])):
            raise serializers.ValidationError({"examples": ["The desk has no such claim."]})
        wanted["examples"] = list(named.values())
        return self._answer(services.add_topic(desk, by=caller(request), **wanted), status=201)

    @extend_schema(parameters=[EDITED], request=ChangeTopicInput, responses=TopicOutput)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change the name, the keywords or the weight of a topic."""
        topic = self._own()
        given = ChangeTopicInput(data=request.data)
        given.is_valid(raise_exception=True)
        services.change_topic(topic, by=caller(request), expected=edited_version(request), **given.validated_data)
        return self._answer(topic)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Take a topic away."""
        topic = self._own()
        require_no_input(request)
        services.remove_topic(topic, by=caller(request))
        return Response(status=204)

    @extend_schema(responses=TopicExampleOutput(many=True), filters=False)
    @action(detail=True, pagination_class=None, filter_backends=[])
    def examples(self, request: Request, pk: str) -> Response:
        """The claims that are examples of the topic, in the order in which they were named."""
        return self._answer_examples(self.get_object())

    @extend_schema(request=TopicExampleInput, responses=TopicExampleOutput(many=True))
    @action(detail=True, methods=["post"], url_path="add-example", pagination_class=None, filter_backends=[])
    def add_example(self, request: Request, pk: str) -> Response:
        """Name a claim as an example of the topic; the desk's claims are sorted anew in the background."""
        topic, claim = self._with_example()
        claim_services.add_example(topic, claim=claim, by=caller(request))
        return self._answer_examples(topic)

    @extend_schema(request=TopicExampleInput, responses=TopicExampleOutput(many=True))
    @action(detail=True, methods=["post"], url_path="remove-example", pagination_class=None, filter_backends=[])
    def remove_example(self, request: Request, pk: str) -> Response:
        """A claim is an example of the topic no longer; what it alone had drawn leaves the topic."""
        topic, claim = self._with_example()
        claim_services.remove_example(topic, claim=claim, by=caller(request))
        return self._answer_examples(topic)

    @extend_schema(responses=TopicPreviewOutput, filters=False)
    @action(detail=True, pagination_class=None, filter_backends=[])
    def preview(self, request: Request, pk: str) -> Response:
        """How many of the newest claims of the desk the topic takes; what people decided is not counted."""
        topic = self.get_object()
        examples = topic.examples.values_list("claim", flat=True)
        return Response(TopicPreviewOutput(preview(topic.desk, keywords=topic.keywords, examples=examples)).data)

    def _with_example(self) -> tuple[Topic, Claim]:
        """The topic, of a desk where the caller is an editor, and the claim in what was sent."""
        topic = self.get_object()
        require_role(caller(self.request), topic.desk, Role.EDITOR)
        given = TopicExampleInput(data=self.request.data)
        given.is_valid(raise_exception=True)
        claims = Claim.objects.visible_to(caller(self.request)).filter(pk=given.validated_data["claim"])
        claim = claims.filter(desk=topic.desk_id).first()
        if claim is None:
            raise serializers.ValidationError({"claim": ["The topic's desk has no such claim."]})
        return topic, claim

    def _answer_examples(self, topic: Topic) -> Response:
        return Response(TopicExampleOutput(topic.examples.select_related("claim", "added_by"), many=True).data)

    def _own(self) -> Topic:
        """The topic, of a desk whose desk admin the caller is."""
        topic = self.get_object()
        require_role(caller(self.request), topic.desk, Role.ADMIN)
        return topic

    def _answer(self, topic: Topic, status: int = 200) -> Response:
        return Response(TopicOutput(topic).data, status=status, headers=version_headers(topic.version))
