"""Claims and their moves over REST."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from claims import services, similarity, triage
from claims.api.filters import ClaimFilter
from claims.api.inputs import (
    Input,
    MoveInput,
    StrictInteger,
    StrictText,
    caller,
    edited_version,
    expected_version,
    require_role,
    version_headers,
)
from claims.api.outputs import (
    ClaimEventOutput,
    ClaimOutput,
    ClaimTopicOutput,
    ResemblanceOutput,
    shown,
    shown_claim,
    shown_claims,
)
from claims.api.permissions import HasScope
from claims.api.schema import EDITED, MOVED
from claims.api.shaping import Expansion
from claims.api.viewsets import ApiViewSet
from claims.models import Claim, Revision, Role, Scope, Topic


class AddClaimInput(Input):
    """A passage of a revision that the detector missed."""

    revision = StrictInteger(min_value=1)
    start = StrictInteger(min_value=0, help_text="Code points from the beginning of the text.")
    end = StrictInteger(min_value=1, help_text="Code points, exclusive.")
    text = StrictText(required=False, default="", allow_blank=True, max_length=2000, help_text="The claim sentence.")
    claimant = StrictText(required=False, default="", allow_blank=True, max_length=200)


class EditClaimInput(Input):
    """What people may change about a claim. What is left out stays as it is."""

    text = StrictText(required=False, max_length=2000)
    kind = serializers.ChoiceField(required=False, choices=Claim.Kind.choices)
    claimant = StrictText(required=False, allow_blank=True, max_length=200)
    said_on = serializers.DateField(required=False, allow_null=True)


class DismissClaimInput(MoveInput):
    reason = serializers.ChoiceField(choices=Claim.DismissReason.choices)


class MergeClaimInput(MoveInput):
    into = StrictInteger(min_value=1, help_text="Id of the claim that stays.")


class ClaimTopicInput(Input):
    topic = StrictInteger(min_value=1, help_text="Id of a topic of the claim's desk.")


class ClaimViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet[Claim]):
    """Claims of your desks, each anchored to the printed words."""

    permission_classes = (IsAuthenticated, HasScope)
    write_scope = Scope.CLAIMS_WRITE
    serializer_class = ClaimOutput
    filterset_class = ClaimFilter
    orderings = ("-id", "id", "-check_worthiness")
    expansions: ClassVar = {"duplicate_of": Expansion(Claim, ClaimOutput, shown_claims)}

    def get_queryset(self) -> QuerySet[Claim]:
        rows = Claim.objects.visible_to(caller(self.request))
        if self.action not in {"list", "retrieve"}:  # what is changed is read anew by whatever changes it
            return rows.select_related("desk", "claimant")
        shown = shown_claims(rows, caller(self.request))
        return shown if self.shape.wants("appearances") else shown.prefetch_related(None)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One claim. Its ETag is its version, for `If-Match`."""
        return _told(self.get_object())

    @extend_schema(request=AddClaimInput, responses={201: ClaimOutput})
    def create(self, request: Request) -> Response:
        """Add by hand a claim that the detector missed."""
        given = AddClaimInput(data=request.data)
        given.is_valid(raise_exception=True)
        data = dict(given.validated_data)
        revision = Revision.objects.visible_to(caller(request)).filter(pk=data.pop("revision")).first()
        if revision is None:
            raise serializers.ValidationError({"revision": ["There is no such revision."]})
        require_role(caller(request), revision.article.desk, Role.REVIEWER)
        return self._answer(services.add_claim(revision, by=caller(request), **data), status=201)

    @extend_schema(parameters=[EDITED], request=EditClaimInput, responses=ClaimOutput)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change the claim sentence, kind, claimant or day; the printed quote stays as it is."""
        claim = self.get_object()
        require_role(caller(request), claim.desk, Role.REVIEWER)
        given = EditClaimInput(data=request.data)
        given.is_valid(raise_exception=True)
        services.edit_claim(claim, by=caller(request), expected=edited_version(request), **given.validated_data)
        return self._answer(claim)

    @extend_schema(parameters=[MOVED], request=MoveInput, responses=ClaimOutput)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: str) -> Response:
        """Accept a candidate: it deserves a review."""
        claim, given = self._prepare(triage.ACCEPT.role, MoveInput)
        services.accept_claim(claim, by=caller(request), expected=expected_version(request), **given)
        return self._answer(claim)

    @extend_schema(parameters=[MOVED], request=DismissClaimInput, responses=ClaimOutput)
    @action(detail=True, methods=["post"])
    def dismiss(self, request: Request, pk: str) -> Response:
        """Dismiss a claim, with a reason."""
        claim, given = self._prepare(triage.DISMISS.role, DismissClaimInput)
        services.dismiss_claim(claim, by=caller(request), expected=expected_version(request), **given)
        return self._answer(claim)

    @extend_schema(parameters=[MOVED], request=MergeClaimInput, responses=ClaimOutput)
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, pk: str) -> Response:
        """Merge a claim into another one of its desk."""
        claim, given = self._prepare(triage.MERGE.role, MergeClaimInput)
        into = Claim.objects.visible_to(caller(request)).filter(pk=given.pop("into")).first()
        if into is None:
            raise serializers.ValidationError({"into": ["There is no such claim."]})
        services.merge_claim(claim, into=into, by=caller(request), expected=expected_version(request), **given)
        return self._answer(claim)

    @extend_schema(parameters=[MOVED], request=MoveInput, responses=ClaimOutput)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: str) -> Response:
        """Make a dismissed or merged claim a candidate again."""
        claim, given = self._prepare(triage.REOPEN.role, MoveInput)
        services.reopen_claim(claim, by=caller(request), expected=expected_version(request), **given)
        return self._answer(claim)

    @extend_schema(parameters=[MOVED], request=Input, responses=ClaimOutput)
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: str) -> Response:
        """Take back your own latest decision on the claim, within a day, where nothing has happened to it since."""
        claim, _ = self._prepare(triage.REOPEN.role, Input)
        services.undo_decision(claim, by=caller(request), expected=expected_version(request))
        return self._answer(claim)

    @extend_schema(responses=ResemblanceOutput(many=True), filters=False)
    @action(detail=True, pagination_class=None, filter_backends=[])
    def similar(self, request: Request, pk: str) -> Response:
        """The claims of the desk that say nearly the same, the likest first; at most five."""
        claim = self.get_object()
        found = similarity.resembling([claim], user=caller(request))
        return Response(ResemblanceOutput(found[claim.pk], many=True).data)

    @extend_schema(responses=ClaimTopicOutput(many=True), filters=False)
    @action(detail=True, pagination_class=None, filter_backends=[])
    def topics(self, request: Request, pk: str) -> Response:
        """The claim's topics with why it has each, and those that a person took off."""
        return self._answer_topics(self.get_object())

    @extend_schema(parameters=[MOVED], request=ClaimTopicInput, responses=ClaimTopicOutput(many=True))
    @action(detail=True, methods=["post"], url_path="put-on-topic", pagination_class=None, filter_backends=[])
    def put_on_topic(self, request: Request, pk: str) -> Response:
        """Put a topic on the claim for good."""
        claim, topic = self._with_topic()
        services.put_on_topic(claim, topic=topic, by=caller(request), expected=expected_version(request))
        return self._answer_topics(claim)

    @extend_schema(parameters=[MOVED], request=ClaimTopicInput, responses=ClaimTopicOutput(many=True))
    @action(detail=True, methods=["post"], url_path="take-off-topic", pagination_class=None, filter_backends=[])
    def take_off_topic(self, request: Request, pk: str) -> Response:
        """Take a topic off the claim for good: neither keywords nor examples put it on again."""
        claim, topic = self._with_topic()
        services.take_off_topic(claim, topic=topic, by=caller(request), expected=expected_version(request))
        return self._answer_topics(claim)

    @extend_schema(parameters=[MOVED], request=ClaimTopicInput, responses=ClaimTopicOutput(many=True))
    @action(detail=True, methods=["post"], url_path="put-back-topic", pagination_class=None, filter_backends=[])
    def put_back_topic(self, request: Request, pk: str) -> Response:
        """Take back what a person decided about a topic: the claim's words and the topic's examples tell again."""
        claim, topic = self._with_topic()
        services.put_back_topic(claim, topic=topic, by=caller(request), expected=expected_version(request))
        return self._answer_topics(claim)

    def _with_topic(self) -> tuple[Claim, Topic]:
        claim, given = self._prepare(Role.REVIEWER, ClaimTopicInput)
        topic = Topic.objects.visible_to(caller(self.request)).filter(pk=given["topic"], desk=claim.desk_id).first()
        if topic is None:
            raise serializers.ValidationError({"topic": ["The claim's desk has no such topic."]})
        return claim, topic

    def _answer_topics(self, claim: Claim) -> Response:
        rows = claim.topics.select_related("topic", "decided_by").order_by("topic__name")
        return Response(ClaimTopicOutput(rows, many=True).data, headers=version_headers(claim.version))

    @extend_schema(responses=ClaimEventOutput(many=True), filters=False)
    @action(detail=True, pagination_class=None, filter_backends=[])
    def events(self, request: Request, pk: str) -> Response:
        """The claim's whole history, oldest first."""
        rows = self.get_object().events.select_related("actor").order_by("version")
        return Response(ClaimEventOutput(rows, many=True).data)

    def _prepare(self, role: Role, form: type[Input]) -> tuple[Claim, dict[str, Any]]:
        claim = self.get_object()
        require_role(caller(self.request), claim.desk, role)
        given = form(data=self.request.data)
        given.is_valid(raise_exception=True)
        return claim, dict(given.validated_data)

    def _answer(self, claim: Claim, status: int = 200) -> Response:
        """The claim as this request has left it: whatever changes a row reads it anew."""
        return _told(shown_claim(claim), status)


def _told(row: Claim, status: int = 200) -> Response:
    return Response(shown(ClaimOutput, row), status=status, headers=version_headers(row.version))
