"""What the public sees of a review, and how it was corrected."""

from typing import Self, cast

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Prefetch, Q

from claims.models import Desk, Revision, User, desk_ids_of
from claims.models.article import WEB_ADDRESS
from reviews.models import ClaimReview, Snapshot, Verdict
from reviews.publishing import hookmodels  # noqa: F401  Django finds its tables through this module
from reviews.publishing.translationmodels import (
    TranslatedText,
    Translation,
    TranslationEvent,
    UntoldTranslationEvent,
)
from reviews.publishing.vectormodels import FactCheckVector

__all__ = [
    "Correction", "FactCheck", "FactCheckVector", "MarkupClaim", "MarkupPage", "TranslatedText", "Translation",
    "TranslationEvent", "UntoldTranslationEvent",
]  # fmt: skip


class FactCheckQuerySet(models.QuerySet["FactCheck"]):
    def visible_to(self, user: User) -> Self:
        """The fact-checks of the desks `user` belongs to; their published pages are for everyone."""
        return self if user.is_superuser else self.filter(review__claim__desk__in=desk_ids_of(user))

    def in_force(self) -> Self:
        """Published and not retracted, the latest first."""
        return self.filter(retracted_at__isnull=True).order_by("-published_at", "-id")

    def with_content(self) -> Self:
        """Everything a page or a feed entry needs, in a fixed number of statements."""
        return self.defer("document").select_related(
            "review__claim__desk", "review__verdict__claimant", "review__verdict__rating__scale",
            "review__reviewer", "review__approver",
        ).prefetch_related(
            "review__verdict__evidence__upload", "corrections", "review__claim__appearances",
            Prefetch("review__verdict__evidence__snapshots", Snapshot.objects.exclude(public_copy="").defer("text")),
            Prefetch("review__claim__appearances__revision", Revision.objects.defer("text")),
            "review__claim__appearances__revision__article__source",
            Prefetch("translations", Translation.objects.with_a_page()),
        )  # fmt: skip


class FactCheck(models.Model):
    """The published page of one claim review. Its address never changes; a retracted one stays as a tombstone."""

    review = models.OneToOneField(ClaimReview, on_delete=models.PROTECT, related_name="fact_check")
    slug = models.SlugField(max_length=100, unique=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()
    modified_at = models.DateTimeField()
    retracted_at = models.DateTimeField(null=True, blank=True)
    review_again_on = models.DateField(null=True, blank=True, help_text="When the desk looks at it again.")
    document = SearchVectorField(null=True, editable=False, help_text="What search finds it by; kept by a trigger.")

    objects = FactCheckQuerySet.as_manager()

    class Meta:
        ordering = ("-published_at", "-id")
        verbose_name = "fact-check"
        constraints = (
            models.CheckConstraint(
                condition=Q(modified_at__gte=F("published_at")), name="fact_check_modified_after_published"
            ),
        )
        indexes = (
            models.Index(
                fields=["-published_at", "-id"], condition=Q(retracted_at__isnull=True), name="fact_check_in_force"
            ),
            models.Index(fields=["-published_at", "-id"], name="fact_check_newest"),
            models.Index(
                fields=["-published_at", "-id"], condition=Q(retracted_at__isnull=False), name="fact_check_retracted"
            ),
            models.Index(fields=["-modified_at", "-id"], name="fact_check_changed"),
            GinIndex(fields=["document"], name="fact_check_document"),
        )

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        """The path of the public page."""
        return f"/fact-checks/{self.slug}/"

    @property
    def verdict(self) -> Verdict:
        """The verdict in force."""
        return cast(Verdict, self.review.verdict)  # by constraint: what was submitted once has a verdict


class Correction(models.Model):
    """A change of something published, visible for ever: a corrected verdict, or the retraction of all of it."""

    class Kind(models.TextChoices):
        CLARIFICATION = "clarification", "Clarification"
        CORRECTION = "correction", "Correction"
        RETRACTION = "retraction", "Retraction"

    class Reason(models.TextChoices):
        UNSAID = "", "Not said"
        ERROR = "error", "We made a mistake"
        SOURCE = "source", "A source changed or withdrew"
        NEW_FACTS = "new_facts", "New facts came to light"
        REPLY = "reply", "Somebody concerned replied"
        WORDING = "wording", "The wording was unclear"

    class Severity(models.TextChoices):
        UNSAID = "", "Not said"
        MINOR = "minor", "Minor: the rating stays"
        MAJOR = "major", "Major: the finding changes"

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        PUBLISHED = "published", "Published"
        DECLINED = "declined", "Declined"

    fact_check = models.ForeignKey(FactCheck, on_delete=models.PROTECT, related_name="corrections")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    reason = models.CharField(max_length=12, choices=Reason.choices, blank=True, default="", db_default="")
    severity = models.CharField(max_length=12, choices=Severity.choices, blank=True, default="", db_default="")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    note = models.TextField(help_text="What was wrong and what was changed, for readers.")
    before = models.ForeignKey(Verdict, on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey(
        Verdict, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="Empty for a retraction."
    )
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("fact_check", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["fact_check"], condition=Q(state="proposed"), name="correction_one_proposed_per_fact_check"
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(state="proposed") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="correction_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | ~Q(decided_by=F("proposed_by")) | Q(kind="retraction"),
                name="correction_published_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(kind="retraction", after__isnull=True) | (~Q(kind="retraction") & Q(after__isnull=False)),
                name="correction_has_a_new_verdict",
            ),
            models.CheckConstraint(condition=~Q(note=""), name="correction_has_a_note"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.fact_check}"


class MarkupPageQuerySet(models.QuerySet["MarkupPage"]):
    def visible_to(self, user: User) -> Self:
        """What the desks `user` belongs to marked up."""
        return self if user.is_superuser else self.filter(desk__in=desk_ids_of(user))


class MarkupPage(models.Model):
    """ClaimReview markup for a page of a desk's own site: it describes what stands there, and publishes nothing."""

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    url = models.URLField(max_length=2000, validators=[WEB_ADDRESS])
    version = models.PositiveIntegerField(default=1)
    body = models.JSONField(help_text="As it was written, in the shape of the Fact Check Tools API.")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    modified_at = models.DateTimeField(auto_now=True)

    objects = MarkupPageQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=["desk", "url"], name="markup_page_one_per_desk_and_url"),)

    def __str__(self) -> str:
        return self.url


class MarkupClaim(models.Model):
    """One claim that a markup page is about, as search finds it."""

    page = models.ForeignKey(MarkupPage, on_delete=models.CASCADE, related_name="claims")
    position = models.PositiveSmallIntegerField()
    url = models.URLField(max_length=2100, validators=[WEB_ADDRESS])
    text = models.TextField()
    claimant = models.CharField(max_length=300, blank=True)
    said_on = models.DateField(null=True, blank=True)
    rating = models.CharField(max_length=300)
    publisher = models.CharField(max_length=300)
    site = models.CharField(max_length=253, help_text="Bare host name, without www.")
    published_at = models.DateTimeField()
    document = SearchVectorField(null=True, editable=False, help_text="What search finds it by; kept by a trigger.")

    class Meta:
        ordering = ("page", "position")
        constraints = (models.UniqueConstraint(fields=["page", "position"], name="markup_claim_one_per_position"),)
        indexes = (
            models.Index(fields=["-published_at", "-id"], name="markup_claim_newest"),
            GinIndex(fields=["document"], name="markup_claim_document"),
        )

    def __str__(self) -> str:
        return self.text[:100]
