"""The second person's moves that are not everyday ones, and a review that changes hands, over REST."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.inputs import Input, MoveInput, StrictInteger, StrictText, caller, expected_version
from claims.api.permissions import HasScope
from claims.api.schema import MOVED
from claims.models import Role, Scope
from reviews import services, workflow
from reviews.api.inputs import rating_for
from reviews.api.outputs import ReviewOutput
from reviews.api.reviews import ReviewsOfDesks
from reviews.api.worklist import member_called


class OverrideInput(Input):
    reason = StrictText(max_length=5000, help_text="Why it cannot wait for a second person. Readers see it.")


class SecondVerdictInput(Input):
    rating = StrictInteger(min_value=1, help_text="Id of a rating.")
    reasoning = StrictText(max_length=5000, help_text="Why, in a few sentences.")


class ReassignInput(MoveInput):
    to = StrictText(max_length=150, help_text="User name of the new reviewer.")


class ApprovalViewSet(ReviewsOfDesks):
    """Blind second verdicts, emergencies, and reviews that change hands."""

    permission_classes = (IsAuthenticated, HasScope)
    write_scope = Scope.REVIEWS_WRITE
    serializer_class = ReviewOutput
    filter_backends = ()
    pagination_class = None

    @extend_schema(parameters=[MOVED], request=OverrideInput, responses=ReviewOutput)
    @action(detail=True, methods=["post"])
    def override(self, request: Request, pk: str) -> Response:
        """Approve in an emergency without a second person, as a desk admin. The public page says so and why."""
        review, given = self.prepare(workflow.OVERRIDE.role, OverrideInput)
        services.override_review(review, by=caller(request), expected=expected_version(request), **given)
        return self.answer(review)

    @extend_schema(parameters=[MOVED], request=SecondVerdictInput, responses=ReviewOutput)
    @action(detail=True, methods=["post"], url_path="second-verdict")
    def second_verdict(self, request: Request, pk: str) -> Response:
        """Rate the claim before you see the verdict, on a desk that approves blind. The answer shows it to you."""
        review, given = self.prepare(Role.REVIEWER, SecondVerdictInput)
        given["rating"] = rating_for(caller(request), given["rating"])
        services.give_second_verdict(review, by=caller(request), expected=expected_version(request), **given)
        return self.answer(review)

    @extend_schema(parameters=[MOVED], request=ReassignInput, responses=ReviewOutput)
    @action(detail=True, methods=["post"])
    def reassign(self, request: Request, pk: str) -> Response:
        """Give a review that is being written to another reviewer."""
        review, given = self.prepare(Role.EDITOR, ReassignInput)
        words: dict[str, Any] = given | {"to": member_called(review.claim.desk, given["to"])}
        services.reassign_review(review, by=caller(request), expected=expected_version(request), **words)
        return self.answer(review)
