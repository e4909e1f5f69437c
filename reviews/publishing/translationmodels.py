"""The words of a published fact-check in further languages. Rating, evidence and corrections stay with its review."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.safestring import SafeString

from claims.models import User, desk_ids_of
from claims.models.history import Event, Versioned
from reviews import richtext
from reviews.models import Verdict


class TranslationQuerySet(models.QuerySet["Translation"]):
    def visible_to(self, user: User) -> Self:
        """The translations of the desks `user` belongs to; their published pages are for everyone."""
        return self if user.is_superuser else self.filter(fact_check__review__claim__desk__in=desk_ids_of(user))

    def ever_shown(self) -> Self:
        """What readers could open once: its address never goes, also when the words were withdrawn."""
        return self.filter(shown__isnull=False).select_related("shown__verdict").defer("document")

    def with_a_page(self) -> Self:
        """What readers can open, with its words, in the order of the languages' tags."""
        return self.ever_shown().filter(withdrawn_at=None).order_by("language")

    def in_force(self) -> Self:
        """What is passed on to machines: of fact-checks in force, with words that argue for the rating in force."""
        is_same_rating = Q(shown__verdict__rating=F("fact_check__review__verdict__rating"))
        return self.filter(is_same_rating, shown__isnull=False, withdrawn_at=None, fact_check__retracted_at=None)


class Translation(Versioned):
    """One fact-check in one further language: the words being written, and those that readers see (`shown`)."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Submitted"
        RETURNED = "returned", "Returned"
        PUBLISHED = "published", "Published"
        WITHDRAWN = "withdrawn", "Withdrawn"

    fact_check = models.ForeignKey("publishing.FactCheck", on_delete=models.PROTECT, related_name="translations")
    language = models.CharField(max_length=12, help_text="BCP 47 tag.")
    slug = models.SlugField(max_length=100, help_text="Of its page; stays as it is once there is one.")
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    verdict = models.ForeignKey(
        Verdict, on_delete=models.PROTECT, related_name="+", help_text="The version whose words are being translated."
    )
    headline = models.CharField(max_length=200, blank=True)
    claim_text = models.TextField(blank=True)
    explanation = models.TextField(blank=True, help_text="Markdown.")
    notes = models.JSONField(default=dict, blank=True, help_text="Notes of corrections, by the id of the correction.")
    shown = models.ForeignKey(
        "TranslatedText", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="What readers see; an approved text (held by a trigger).",
    )  # fmt: skip
    published_at = models.DateTimeField(null=True, blank=True)
    modified_at = models.DateTimeField(null=True, blank=True, help_text="When readers were shown other words last.")
    withdrawn_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when readers see, in place of the words, that they were withdrawn."
    )
    withdrawn_note = models.TextField(blank=True, default="", db_default="", help_text="Why, for readers.")
    document = SearchVectorField(null=True, editable=False, help_text="What search finds it by; kept by a trigger.")

    objects = TranslationQuerySet.as_manager()

    class Meta:
        ordering = ("fact_check", "language")
        constraints = (
            models.UniqueConstraint(
                fields=["fact_check", "language"], name="translation_one_per_fact_check_and_language"
            ),
            models.UniqueConstraint(fields=["language", "slug"], name="translation_one_per_language_and_slug"),
            models.CheckConstraint(
                condition=Q(shown__isnull=True, published_at__isnull=True, modified_at__isnull=True)
                | Q(shown__isnull=False, published_at__isnull=False, modified_at__gte=F("published_at")),
                name="translation_with_words_to_show_was_published",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(shown__isnull=False), name="translation_published_shows_words"
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(withdrawn_at__isnull=True),
                name="translation_published_is_not_withdrawn",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | Q(shown__isnull=True) | Q(withdrawn_at__isnull=False),
                name="translation_withdrawn_is_not_shown",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_note=""),
                name="translation_withdrawn_says_why",
            ),
        )
        indexes = (
            models.Index(fields=["-published_at", "-id"], condition=Q(shown__isnull=False), name="translation_newest"),
            GinIndex(fields=["document"], name="translation_document"),
        )

    def __str__(self) -> str:
        return f"{self.fact_check} in {self.language}"

    def get_absolute_url(self) -> str:
        """The path of its public page."""
        return f"/fact-checks/{self.language}/{self.slug}/"

    @property
    def explanation_html(self) -> SafeString:
        """The explanation that is being written as readers would see it."""
        return richtext.render(self.explanation)


class TranslatedText(models.Model):
    """The words as they were submitted once. They stay as they are; somebody else than their author approves them."""

    translation = models.ForeignKey(Translation, on_delete=models.PROTECT, related_name="texts")
    number = models.PositiveIntegerField()
    verdict = models.ForeignKey(
        Verdict, on_delete=models.PROTECT, related_name="+", help_text="The version that it says in another language."
    )
    headline = models.CharField(max_length=200)
    claim_text = models.TextField()
    explanation = models.TextField(help_text="Markdown.")
    notes = models.JSONField(default=dict, blank=True, help_text="Notes of corrections, by the id of the correction.")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("translation", "number")
        constraints = (
            models.UniqueConstraint(fields=["translation", "number"], name="translated_text_one_per_number"),
            models.CheckConstraint(
                condition=Q(approver__isnull=True) | ~Q(approver=F("author")),
                name="translated_text_approved_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(approver__isnull=True, approved_at__isnull=True)
                | Q(approver__isnull=False, approved_at__isnull=False),
                name="translated_text_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=~(Q(headline="") | Q(claim_text="") | Q(explanation="")),
                name="translated_text_has_all_words",
            ),
        )

    def __str__(self) -> str:
        return self.headline


class TranslationEvent(Event):
    """One change of one translation."""

    translation = models.ForeignKey(Translation, on_delete=models.PROTECT, related_name="events")

    class Meta:
        ordering = ("translation", "version")
        constraints = (
            models.UniqueConstraint(fields=["translation", "version"], name="translation_event_one_per_version"),
        )


class UntoldTranslationEvent(models.Model):
    """A change of a translation that nobody was told of yet. Added by a trigger, in the transaction of the change."""

    event = models.OneToOneField(TranslationEvent, primary_key=True, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return str(self.event)
