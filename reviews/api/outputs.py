"""What the REST API shows of claim reviews."""

from typing import Any

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.api.outputs import shown
from claims.models import Claim, Desk
from reviews import workflow
from reviews.models import (
    ClaimReview,
    Evidence,
    MediaItem,
    Rating,
    RatingScale,
    ReviewEvent,
    Snapshot,
    Upload,
    Verdict,
)

COPIES = Prefetch("snapshots", Snapshot.objects.defer("text"))
EVIDENCE = Prefetch("evidence", Evidence.objects.select_related("added_by", "upload").prefetch_related(COPIES))


class RatingNameOutput(serializers.Serializer[Any]):
    """What a rating is called and says in one further language; an empty `meaning` says nothing there."""

    language = serializers.CharField(read_only=True, help_text="BCP 47 tag.")
    label = serializers.CharField(read_only=True)  # type: ignore[assignment]
    meaning = serializers.CharField(read_only=True)


class RatingOutput(serializers.ModelSerializer[Rating]):
    """A rating; `names` are what readers of translations see, by language."""

    names = serializers.SerializerMethodField()

    class Meta:
        model = Rating
        fields = ("id", "label", "value", "meaning", "names")
        read_only_fields = fields

    @extend_schema_field(RatingNameOutput(many=True))
    def get_names(self, rating: Rating) -> list[dict[str, str]]:
        return [{"language": language, "meaning": "", **told} for language, told in sorted(rating.labels.items())]


class RatingScaleOutput(serializers.ModelSerializer[RatingScale]):
    """A scale from `worst` to `best`; ratings without a value stand beside the numbers.

    `edition` rises when a scale is revised. `retired_at` is since when no new verdict may use this one; null: it may.
    """

    desk = serializers.SlugRelatedField[Desk](slug_field="slug", read_only=True, allow_null=True)
    ratings = RatingOutput(many=True, read_only=True)

    class Meta:
        model = RatingScale
        fields = ("id", "desk", "name", "edition", "worst", "best", "retired_at", "ratings")
        read_only_fields = fields


class SnapshotOutput(serializers.ModelSerializer[Snapshot]):
    """One copy of a page: its digest, where the quoted passage stands in its text, and what the page lost since."""

    class Meta:
        model = Snapshot
        fields = (
            "id", "number", "state", "attempts", "reason", "final_url", "http_code", "content_type", "title", "sha256",
            "captured_at", "drift", "quote_start", "quote_end", "public_copy",
        )  # fmt: skip
        read_only_fields = fields


class UploadOutput(serializers.ModelSerializer[Upload]):
    class Meta:
        model = Upload
        fields = ("name", "content_type", "size", "sha256")
        read_only_fields = fields


class EvidenceOutput(serializers.ModelSerializer[Evidence]):
    """A source. `url` is empty for a file, and `file` null for a page; `copies` are those of the page, oldest first."""

    added_by = serializers.CharField(source="added_by.username", read_only=True)
    file = UploadOutput(source="upload", read_only=True, allow_null=True, default=None)
    copies = SnapshotOutput(source="snapshots", many=True, read_only=True)

    class Meta:
        model = Evidence
        fields = (
            "id", "url", "file", "title", "quote", "stance", "note", "order", "interests", "accessed_on", "added_by",
            "created_at", "copies",
        )  # fmt: skip
        read_only_fields = fields


class MediaPlaceOutput(serializers.Serializer[Any]):
    """Where an image, a video or a recording appears; `start` and `end` are HH:MM:SS. What is not known is empty."""

    url = serializers.CharField(read_only=True)
    content_url = serializers.CharField(read_only=True)
    archived_url = serializers.CharField(read_only=True)
    description = serializers.CharField(read_only=True)
    start = serializers.CharField(read_only=True)
    end = serializers.CharField(read_only=True)


class MediaFactsOutput(serializers.Serializer[Any]):
    """An image, a video or a recording as a verdict describes it."""

    kind = serializers.ChoiceField(choices=MediaItem.Kind.choices, read_only=True)
    description = serializers.CharField(read_only=True)
    categories = serializers.ListField(
        child=serializers.ChoiceField(choices=MediaItem.Category.choices), read_only=True
    )
    original_url = serializers.CharField(read_only=True)
    original_context = serializers.CharField(read_only=True)
    appearances = MediaPlaceOutput(many=True, read_only=True)


class VerdictOutput(serializers.ModelSerializer[Verdict]):
    rating = RatingOutput(read_only=True)
    media = MediaFactsOutput(many=True, read_only=True)
    author = serializers.CharField(source="author.username", read_only=True)

    class Meta:
        model = Verdict
        fields = ("id", "number", "claim_text", "rating", "headline", "explanation", "media", "author", "created_at")
        read_only_fields = fields


class ReviewOutput(serializers.ModelSerializer[ClaimReview]):
    claim = serializers.PrimaryKeyRelatedField[Claim](read_only=True)
    claim_text = serializers.CharField(source="claim.text", read_only=True)
    desk = serializers.CharField(source="claim.desk.slug", read_only=True)
    reviewer = serializers.CharField(source="reviewer.username", read_only=True)
    approver = serializers.CharField(source="approver.username", read_only=True, default=None, allow_null=True)
    verdict = serializers.SerializerMethodField()
    is_verdict_hidden = serializers.BooleanField(
        read_only=True, help_text="The desk approves blind: give your own rating, and the verdict is shown."
    )
    evidence = EvidenceOutput(many=True, read_only=True)
    moves = serializers.SerializerMethodField()

    class Meta:
        model = ClaimReview
        fields = (
            "id", "claim", "claim_text", "desk", "state", "version", "reviewer", "approver", "verdict",
            "is_verdict_hidden", "override_reason", "evidence", "created_at", "moves",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(VerdictOutput(allow_null=True))
    def get_verdict(self, review: ClaimReview) -> dict[str, Any] | None:
        """The verdict in force; null also to whoever is to give theirs first."""
        is_hidden = review.is_verdict_hidden  # type: ignore[attr-defined]
        return None if review.verdict is None or is_hidden else shown(VerdictOutput, review.verdict)

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
