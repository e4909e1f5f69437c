"""The work of checking one claim: the review, its evidence, its verdicts and its history."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.safestring import SafeString

from claims.models import Claim, Claimant, User, desk_ids_of
from claims.models.article import WEB_ADDRESS
from claims.models.history import Event, Versioned
from claims.models.words import words_of
from reviews import richtext
from reviews.models.scale import Rating

UNFINISHED = ("draft", "returned", "submitted", "approved")  # these reviews are few, however long the archive is


class ReviewQuerySet(models.QuerySet["ClaimReview"]):
    def visible_to(self, user: User) -> Self:
        """The reviews of the desks `user` belongs to."""
        return self if user.is_superuser else self.filter(claim__desk__in=desk_ids_of(user))

    def under_way(self) -> Self:
        """Neither abandoned nor retracted: the reviews that stand in the way of another one on their claim."""
        return self.exclude(state__in=["retracted", "abandoned"])

    def open_on(self, claim: Claim) -> Self:
        """The review of `claim` that is under way, if there is one."""
        return self.under_way().filter(claim=claim)

    def awaiting_approval_by(self, user: User) -> Self:
        """What `user` could approve: submitted, visible to them, and not their own work."""
        return self.visible_to(user).filter(state=ClaimReview.State.SUBMITTED).exclude(reviewer=user)


class ClaimReview(Versioned):
    """The work of checking one claim."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Submitted"
        RETURNED = "returned", "Returned"
        APPROVED = "approved", "Approved"
        PUBLISHED = "published", "Published"
        RETRACTED = "retracted", "Retracted"
        ABANDONED = "abandoned", "Abandoned"

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    verdict = models.ForeignKey(
        "Verdict", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="The verdict in force: the one submitted, approved or published.",
    )  # fmt: skip
    override_reason = models.TextField(
        blank=True, default="", db_default="",
        help_text="Why a desk admin approved it in an emergency without a second person; readers see it.",
    )  # fmt: skip
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=["claim"],
                condition=~Q(state__in=["retracted", "abandoned"]),
                name="review_one_open_per_claim",
            ),
            models.CheckConstraint(
                condition=Q(approver__isnull=True) | ~Q(approver=F("reviewer")) | ~Q(override_reason=""),
                name="review_approver_is_not_its_reviewer",
            ),
            models.CheckConstraint(
                condition=Q(approver__isnull=False) | ~Q(state__in=["approved", "published", "retracted"]),
                name="review_approved_has_an_approver",
            ),
            models.CheckConstraint(
                condition=Q(verdict__isnull=False) | Q(state__in=["draft", "abandoned"]),
                name="review_submitted_has_a_verdict",
            ),
        )
        indexes = (models.Index(fields=["state", "id"], condition=Q(state__in=UNFINISHED), name="review_unfinished"),)

    def __str__(self) -> str:
        return f"Review of “{self.claim}”"


class Evidence(models.Model):
    """A source with a stance on the claim, and the passage that shows it."""

    class Stance(models.TextChoices):
        SUPPORTS = "supports", "Supports the claim"
        REFUTES = "refutes", "Refutes the claim"
        CONTEXT = "context", "Gives context"

    class Order(models.TextChoices):
        UNKNOWN = "", "Not said"
        PRIMARY = "primary", "Primary: the thing itself"
        SECONDARY = "secondary", "Secondary: somebody tells of it"

    review = models.ForeignKey(ClaimReview, on_delete=models.PROTECT, related_name="evidence")
    url = models.URLField(max_length=2000, blank=True, validators=[WEB_ADDRESS], help_text="Empty for a file.")
    title = models.CharField(max_length=300, blank=True)
    quote = models.TextField(blank=True, help_text="The passage, word for word.")
    stance = models.CharField(max_length=12, choices=Stance.choices)
    note = models.TextField(blank=True, help_text="Why it matters here.")
    order = models.CharField(
        "primary or secondary", max_length=10, choices=Order.choices, blank=True, default=Order.UNKNOWN, db_default="",
        help_text="Whether it is the thing itself (a statute, the figures) or somebody's account of it.",
    )  # fmt: skip
    interests = models.CharField(
        max_length=500, blank=True, default="", db_default="",
        help_text="What the source has to gain or lose, and who pays for it.",
    )  # fmt: skip
    accessed_on = models.DateField(default=timezone.localdate)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("review", "id")
        verbose_name_plural = "evidence"

    def __str__(self) -> str:
        return f"{self.title or self.url} ({self.get_stance_display().lower()})"


class Verdict(models.Model):
    """A rating with its explanation, signed and dated. Appended, never altered: a correction is another verdict."""

    review = models.ForeignKey(ClaimReview, on_delete=models.PROTECT, related_name="verdicts")
    number = models.PositiveIntegerField()
    claim_text = models.TextField(help_text="The claim sentence as it stood when the verdict was given.")
    claimant = models.ForeignKey(
        Claimant, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="As it stood then, too."
    )
    said_on = models.DateField(null=True, blank=True)
    said_until = models.DateField(null=True, blank=True)
    rating = models.ForeignKey(Rating, on_delete=models.PROTECT, related_name="verdicts")
    headline = models.CharField(max_length=200)
    explanation = models.TextField(help_text="Markdown.")
    evidence = models.ManyToManyField(Evidence, related_name="verdicts", help_text="What the verdict rests on.")
    media = models.JSONField(
        default=list, blank=True, db_default=[],
        help_text="The images, videos and recordings as they were described then (see `reviews.media.Facts`).",
    )  # fmt: skip
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    words = words_of("headline", "claim_text", "explanation")

    class Meta:
        ordering = ("review", "number")
        constraints = (
            models.UniqueConstraint(fields=["review", "number"], name="verdict_one_per_number"),
            models.CheckConstraint(condition=~Q(headline=""), name="verdict_has_a_headline"),
            models.CheckConstraint(condition=~Q(explanation=""), name="verdict_has_an_explanation"),
        )
        indexes = (
            models.Index(fields=["author", "created_at"], condition=Q(number=1), name="verdict_first_of_author"),
            GinIndex(fields=["words"], fastupdate=False, name="verdict_words"),
            GinIndex(fields=["headline"], opclasses=["gin_trgm_ops"], name="verdict_headline_trigrams"),
            GinIndex(fields=["media"], opclasses=["jsonb_path_ops"], fastupdate=False, name="verdict_media"),
        )

    def __str__(self) -> str:
        return f"{self.rating}: {self.headline}"

    @property
    def explanation_html(self) -> SafeString:
        """The explanation as readers see it."""
        return richtext.render(self.explanation)


class ReviewEvent(Event):
    """One change of one claim review."""

    review = models.ForeignKey(ClaimReview, on_delete=models.PROTECT, related_name="events")

    class Meta:
        ordering = ("review", "version")
        constraints = (models.UniqueConstraint(fields=["review", "version"], name="review_event_one_per_version"),)
