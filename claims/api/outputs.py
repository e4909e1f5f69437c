"""What the REST API shows of articles and claims."""

from typing import Any, TypeVar, cast

from django.db.models import F, Prefetch, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims import triage
from claims.detection import DIMENSIONS
from claims.models import (
    Appearance,
    Article,
    Claim,
    Claimant,
    ClaimEvent,
    ClaimTopic,
    Desk,
    Extraction,
    Membership,
    Revision,
    Role,
    User,
)  # fmt: skip
from claims.services import Submission

Row = TypeVar("Row")
_MADE: dict[type[serializers.BaseSerializer[Any]], serializers.BaseSerializer[Any]] = {}


def shown(output: type[serializers.BaseSerializer[Row]], row: Row) -> dict[str, Any]:
    """What `output` says of one row, where it needs to know nothing else, such as who asks.

    Its fields are made once a process: making them takes as long as a statement, and in a list one for each row.
    """
    if output not in _MADE:
        _MADE[output] = output()
    return dict(_MADE[output].to_representation(row))


class DeskOutput(serializers.ModelSerializer[Desk]):
    """A desk. `language_model_tokens` is its own limit for a day; null means the installation's, 0 that it is off."""

    class Meta:
        model = Desk
        fields = (
            "id", "slug", "name", "language", "website", "language_model_tokens", "is_second_factor_required",
            "version",
        )  # fmt: skip
        read_only_fields = fields


class ExtractionOutput(serializers.ModelSerializer[Extraction]):
    """One run of a detector on one revision.

    `detector_version` is the one that was chosen. Where another one read the text or part of it, `notice` says why;
    each claim names the detector that found it.
    """

    class Meta:
        model = Extraction
        fields = (
            "id", "revision", "detector_version", "state", "attempts", "crashes", "reason", "notice", "found",
            "dropped", "created_at", "finished_at",
        )  # fmt: skip
        read_only_fields = fields


class RevisionRowOutput(serializers.ModelSerializer[Revision]):
    """One text of an article in a list, without its words: a page of those may have fifty million letters."""

    class Meta:
        model = Revision
        fields: tuple[str, ...] = ("id", "article", "number", "digest", "created_at", "forgotten_at")
        read_only_fields = fields


class RevisionOutput(RevisionRowOutput):
    """One text of an article. Offsets of appearances count its code points."""

    class Meta(RevisionRowOutput.Meta):
        fields = ("id", "article", "number", "text", "digest", "created_at", "forgotten_at")
        read_only_fields = fields


class ArticleOutput(serializers.ModelSerializer[Article]):
    """An article with its newest revision's number and how its extraction stands."""

    desk = serializers.SlugRelatedField[Desk](slug_field="slug", read_only=True)
    source = serializers.CharField(source="source.name", read_only=True, default=None, allow_null=True)  # type: ignore[assignment]
    revision = serializers.SerializerMethodField()
    revision_number = serializers.SerializerMethodField()
    extraction = serializers.SerializerMethodField()

    class Meta:
        model = Article
        fields = (
            "id", "desk", "title", "byline", "published_on", "url", "language", "source", "origin", "created_at",
            "revision", "revision_number", "extraction",
        )  # fmt: skip
        read_only_fields = fields

    def get_revision(self, article: Article) -> int:
        return _newest(article).pk

    def get_revision_number(self, article: Article) -> int:
        return _newest(article).number

    @extend_schema_field(ExtractionOutput(allow_null=True))
    def get_extraction(self, article: Article) -> dict[str, Any] | None:
        extractions = _newest(article).shown_extractions  # type: ignore[attr-defined]
        return shown(ExtractionOutput, extractions[-1]) if extractions else None


class SubmissionOutput(ArticleOutput):
    """An article as it was handed in: new, revised (its text changed) or unchanged."""

    outcome = serializers.ChoiceField(
        choices=["new", "revised", "unchanged"], source="submission.stored.outcome", read_only=True
    )

    class Meta:
        model = Article
        fields = (*ArticleOutput.Meta.fields, "outcome")
        read_only_fields = fields

    @classmethod
    def of(cls, submission: Submission) -> dict[str, Any]:
        """What was stored; nothing is read again."""
        article = submission.stored.article
        article.submission = submission  # type: ignore[attr-defined]
        return shown(cls, article)

    def get_revision(self, article: Article) -> int:
        return _submission_of(article).stored.revision.pk

    def get_revision_number(self, article: Article) -> int:
        return _submission_of(article).stored.revision.number

    @extend_schema_field(ExtractionOutput)
    def get_extraction(self, article: Article) -> dict[str, Any]:
        return shown(ExtractionOutput, _submission_of(article).extraction)


def _submission_of(article: Article) -> Submission:
    return cast("Submission", article.submission)  # type: ignore[attr-defined]


class ClaimantOutput(serializers.ModelSerializer[Claimant]):
    class Meta:
        model = Claimant
        fields: tuple[str, ...] = ("id", "name", "kind", "same_as")
        read_only_fields = fields


class ClaimantRowOutput(ClaimantOutput):
    """A claimant by itself, with the desk that knows it."""

    desk = serializers.SlugRelatedField[Desk](slug_field="slug", read_only=True)

    class Meta(ClaimantOutput.Meta):
        fields = ("id", "desk", "name", "kind", "same_as", "version")
        read_only_fields = fields


class AppearanceOutput(serializers.ModelSerializer[Appearance]):
    """Where a claim was made: `quote` is the revision's text from `start` to `end`, in code points, half-open."""

    article = serializers.IntegerField(read_only=True)  # see `with_article`

    class Meta:
        model = Appearance
        fields: tuple[str, ...] = ("id", "article", "revision", "start", "end", "quote")
        read_only_fields = fields


class AppearanceRowOutput(AppearanceOutput):
    """An appearance by itself, with the claim that rests on it."""

    class Meta(AppearanceOutput.Meta):
        fields = ("id", "claim", "article", "revision", "extraction", "start", "end", "quote", "created_at")
        read_only_fields = fields


class MembershipOutput(serializers.ModelSerializer[Membership]):
    """One person's role on one desk."""

    desk = serializers.SlugRelatedField[Desk](slug_field="slug", read_only=True)
    user = serializers.SlugRelatedField[User](slug_field="username", read_only=True)
    name = serializers.CharField(source="user.get_full_name", read_only=True)
    role = serializers.ChoiceField(choices=Role.choices, read_only=True)

    class Meta:
        model = Membership
        fields = ("id", "desk", "user", "name", "role", "created_at")
        read_only_fields = fields


class WordingEditOutput(serializers.Serializer[Any]):
    """One change from the quote to the claim sentence: `quote[start:end]`, in code points, became `after`."""

    start = serializers.IntegerField(read_only=True)
    end = serializers.IntegerField(read_only=True)
    before = serializers.CharField(read_only=True)
    after = serializers.CharField(read_only=True)
    why = serializers.CharField(read_only=True)


class DimensionOutput(serializers.Serializer[Any]):
    """One side of a claim beyond its score: `value` from 0 to 1, and `why` in words."""

    name = serializers.CharField(read_only=True, help_text=f"Today one of: {', '.join(DIMENSIONS)}.")
    value = serializers.FloatField(read_only=True)
    why = serializers.CharField(read_only=True, allow_blank=True)


class LikelyOutput(serializers.Serializer[Any]):
    """The range, from 0 to 1, in which the true score probably lies. A wide one means that the detector is unsure."""

    low = serializers.FloatField(read_only=True)
    high = serializers.FloatField(read_only=True)


class ClaimOutput(serializers.ModelSerializer[Claim]):
    """A claim with where it was printed and why it was found.

    `check_worthiness` is the score, `likely` its range, null where the detector's score is not calibrated.
    `dimensions`, `reasons` and `features` explain it. A claim added by hand says so in `reasons` and has no
    `detector_version`.
    """

    desk = serializers.SlugRelatedField[Desk](slug_field="slug", read_only=True)
    claimant = ClaimantOutput(read_only=True, allow_null=True)
    appearances = AppearanceOutput(many=True, read_only=True, source="shown_appearances")
    wording_edits = WordingEditOutput(many=True, read_only=True)
    dismiss_reason = serializers.ChoiceField(choices=Claim.DismissReason.choices, read_only=True, allow_blank=True)
    reasons = serializers.ListField(child=serializers.CharField(), read_only=True)
    features = serializers.DictField(child=serializers.FloatField(), read_only=True)
    dimensions = DimensionOutput(many=True, read_only=True)
    likely = serializers.SerializerMethodField()
    moves = serializers.SerializerMethodField()

    class Meta:
        model = Claim
        fields = (
            "id", "desk", "state", "version", "text", "wording_edits", "kind", "claimant", "said_on", "said_until",
            "said_granularity", "said_as", "check_worthiness", "likely", "dimensions", "reasons", "features",
            "detector_version", "duplicate_of", "dismiss_reason", "created_at", "appearances", "moves",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(LikelyOutput(allow_null=True))
    def get_likely(self, claim: Claim) -> dict[str, float] | None:
        """The likely range of the score."""
        if claim.likely_low is None or claim.likely_high is None:
            return None
        return {"low": claim.likely_low, "high": claim.likely_high}

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(choices=list(triage.MOVES))))
    def get_moves(self, claim: Claim) -> list[str]:
        """The moves that its state allows."""
        return [name for name, move in triage.MOVES.items() if move.starts_from(claim.state)]


class ResemblanceOutput(serializers.Serializer[Any]):
    """A claim that is like the one asked about, and the figures that only the one or the other has."""

    id = serializers.IntegerField(source="claim.pk", read_only=True)
    text = serializers.CharField(source="claim.text", read_only=True)
    state = serializers.ChoiceField(source="claim.state", choices=Claim.State.choices, read_only=True)
    likeness = serializers.FloatField(read_only=True, help_text="Of the two sentences' trigrams, from 0 to 1.")
    only_here = serializers.ListField(child=serializers.CharField(), read_only=True)
    only_there = serializers.ListField(child=serializers.CharField(), read_only=True)


class ClaimEventOutput(serializers.ModelSerializer[ClaimEvent]):
    actor = serializers.CharField(source="actor.username", read_only=True, default=None, allow_null=True)
    data = serializers.DictField(read_only=True)  # type: ignore[assignment]

    class Meta:
        model = ClaimEvent
        fields = ("version", "name", "actor", "note", "data", "created_at")
        read_only_fields = fields


class ClaimTopicOutput(serializers.ModelSerializer[ClaimTopic]):
    """A topic of a claim with why it has it. `is_off`: a person took it off, and nothing puts it on again."""

    name = serializers.CharField(source="topic.name", read_only=True)
    why = serializers.CharField(read_only=True, allow_blank=True, help_text="In words; empty where a person decided.")
    decided_by = serializers.CharField(source="decided_by.username", read_only=True, default=None, allow_null=True)

    class Meta:
        model = ClaimTopic
        fields = ("topic", "name", "origin", "why", "is_off", "decided_by", "changed_at")
        read_only_fields = fields


def shown_claims(rows: QuerySet[Claim], user: User) -> QuerySet[Claim]:
    """Claims with all that is shown of them.

    Appearances are put into a list: for each claim whose manager is filled, Django copies the whole query.
    """
    return rows.select_related("desk", "claimant").prefetch_related(
        Prefetch("appearances", _shown_appearances(), to_attr="shown_appearances")
    )


def shown_claim(claim: Claim) -> Claim:
    """The same of one that has just been read or changed."""
    claim.shown_appearances = list(_shown_appearances().filter(claim=claim))  # type: ignore[attr-defined]
    return claim


def _shown_appearances() -> QuerySet[Appearance]:
    return with_article(Appearance.objects.order_by("-revision__article_id", "revision__number", "start"))


def with_article(rows: QuerySet[Appearance]) -> QuerySet[Appearance]:
    """Appearances that know the id of the article they were printed in."""
    return rows.annotate(article=F("revision__article_id"))


def shown_articles(rows: QuerySet[Article], user: User) -> QuerySet[Article]:
    """Articles with all that is shown of them, in lists as well."""
    extractions = Prefetch("extractions", Extraction.objects.order_by("pk"), to_attr="shown_extractions")
    revisions = Prefetch(
        "revisions", Revision.objects.defer("text").prefetch_related(extractions), to_attr="shown_revisions"
    )
    return rows.select_related("desk", "source").prefetch_related(revisions)


def _newest(article: Article) -> Revision:
    """Of the revisions of one of `shown_articles`, the one in force."""
    revisions: list[Revision] = article.shown_revisions  # type: ignore[attr-defined]
    return max(revisions, key=lambda revision: revision.number)
