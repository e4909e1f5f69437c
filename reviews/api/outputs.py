"""What the REST API shows of claim reviews."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.models import Claim, Desk
from reviews import workflow
from reviews.models import ClaimReview, Evidence, Rating, RatingScale, ReviewEvent, Verdict


class RatingOutput(serializers.ModelSerializer[Rating]):
    class Meta:
        model = Rating
        fields = ("id", "label", "value", "meaning")
        read_only_fields = fields


class RatingScaleOutput(serializers.ModelSerializer[RatingScale]):
    """A scale from `worst` to `best`; ratings without a value stand beside the numbers."""

    desk = serializers.SlugRelatedField[Desk](slug_field="slug", read_only=True, allow_null=True)
    ratings = RatingOutput(many=True, read_only=True)

    class Meta:
        model = RatingScale
        fields = ("id", "desk", "name", "worst", "best", "ratings")
        read_only_fields = fields


class EvidenceOutput(serializers.ModelSerializer[Evidence]):
    added_by = serializers.CharField(source="added_by.username", read_only=True)

    class Meta:
        model = Evidence
        fields = ("id", "url", "title", "quote", "stance", "note", "accessed_on", "added_by", "created_at")
        read_only_fields = fields


class VerdictOutput(serializers.ModelSerializer[Verdict]):
    rating = RatingOutput(read_only=True)
    author = serializers.CharField(source="author.username", read_only=True)

    class Meta:
        model = Verdict
        fields = ("id", "number", "claim_text", "rating", "headline", "explanation", "author", "created_at")
        read_only_fields = fields


class ReviewOutput(serializers.ModelSerializer[ClaimReview]):
    claim = serializers.PrimaryKeyRelatedField[Claim](read_only=True)
    claim_text = serializers.CharField(source="claim.text", read_only=True)
    desk = serializers.CharField(source="claim.desk.slug", read_only=True)
    reviewer = serializers.CharField(source="reviewer.username", read_only=True)
    approver = serializers.CharField(source="approver.username", read_only=True, default=None, allow_null=True)
    verdict = VerdictOutput(read_only=True, allow_null=True)
    evidence = EvidenceOutput(many=True, read_only=True)
    moves = serializers.SerializerMethodField()

    class Meta:
        model = ClaimReview
        fields = (
            "id", "claim", "claim_text", "desk", "state", "version", "reviewer", "approver", "verdict", "evidence",
            "created_at", "moves",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(choices=list(workflow.MOVES))))
    def get_moves(self, review: ClaimReview) -> list[str]:
        """The moves that its state allows."""
        return [name for name, move in workflow.MOVES.items() if move.starts_from(review.state)]


class ReviewEventOutput(serializers.ModelSerializer[ReviewEvent]):
    actor = serializers.CharField(source="actor.username", read_only=True, default=None, allow_null=True)
    data = serializers.DictField(read_only=True)  # type: ignore[assignment]

    class Meta:
        model = ReviewEvent
        fields = ("version", "name", "actor", "note", "data", "created_at")
        read_only_fields = fields
