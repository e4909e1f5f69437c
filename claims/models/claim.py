"""Claims, who made them, where they appeared, and what happened to them."""

from typing import Self

from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from claims.models.article import WEB_ADDRESS, Extraction, Revision
from claims.models.desk import Desk, desk_ids_of
from claims.models.history import Event, Numbered, Versioned
from claims.models.people import User
from claims.models.words import words_of


class ClaimantQuerySet(models.QuerySet["Claimant"]):
    def visible_to(self, user: User) -> Self:
        """The claimants that the desks of `user` know."""
        return self if user.is_superuser else self.filter(desk__in=desk_ids_of(user))


class Claimant(Numbered):
    """The person or organisation that made claims, as one desk knows them."""

    class Kind(models.TextChoices):
        UNKNOWN = "", "Not known"
        PERSON = "person", "Person"
        ORGANISATION = "organisation", "Organisation"

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="claimants")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind.choices, blank=True, default=Kind.UNKNOWN)
    same_as = models.URLField(
        max_length=500, blank=True, validators=[WEB_ADDRESS],
        help_text="A page that says who this is, such as an encyclopaedia entry.",
    )  # fmt: skip

    objects = ClaimantQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=["desk", "name"], name="claimant_one_per_desk_and_name"),)

    def __str__(self) -> str:
        return self.name


class ClaimQuerySet(models.QuerySet["Claim"]):
    def visible_to(self, user: User) -> Self:
        """The claims of the desks `user` belongs to."""
        return self if user.is_superuser else self.filter(desk__in=desk_ids_of(user))

    def in_language(self, language: str) -> Self:
        """Those that appear in an article in this language, as a code such as `en`; in any case."""
        there = Appearance.objects.filter(claim=OuterRef("pk"), revision__article__language=language.lower())
        return self.filter(Exists(there))

    def awaiting_triage(self) -> Self:
        """Candidates, the most check-worthy first."""
        return self.filter(state=Claim.State.CANDIDATE).order_by("-check_worthiness", "-id")


class Claim(Versioned):
    """A checkable statement of a desk; a candidate until somebody accepts it."""

    class State(models.TextChoices):
        CANDIDATE = "candidate", "Candidate"
        ACCEPTED = "accepted", "Accepted"
        DISMISSED = "dismissed", "Dismissed"
        DUPLICATE = "duplicate", "Duplicate"

    class Kind(models.TextChoices):
        QUANTITY = "quantity", "Quantity"
        EVENT = "event", "Event"
        QUOTE = "quote", "Quote"
        CAUSAL = "causal", "Cause and effect"
        COMPARISON = "comparison", "Comparison"
        PREDICTION = "prediction", "Prediction"
        LAW = "law", "Law or rule"
        POSITION = "position", "Position"
        OTHER = "other", "Other"

    class DismissReason(models.TextChoices):
        NOT_CHECKABLE = "not_checkable", "Cannot be checked"
        OPINION = "opinion", "Opinion"
        PREDICTION = "prediction", "Prediction"
        TRIVIAL = "trivial", "Not worth checking"
        ALREADY_CHECKED = "already_checked", "Already checked"
        NOT_A_CLAIM = "not_a_claim", "Not a claim"
        OTHER = "other", "Other"

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="claims")
    state = models.CharField(max_length=12, choices=State.choices, default=State.CANDIDATE)
    text = models.TextField(help_text="The claim sentence: understandable by itself. The printed words are the quote.")
    wording_edits = models.JSONField(
        default=list,
        blank=True,
        help_text="How the detector made the claim sentence of the quote; empty once a person did.",
    )
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.OTHER)
    claimant = models.ForeignKey(Claimant, null=True, blank=True, on_delete=models.PROTECT, related_name="claims")
    said_on = models.DateField(null=True, blank=True, help_text="The day, or the first day of the time, it was said.")
    said_until = models.DateField(null=True, blank=True, help_text="The last day of that time.")
    said_granularity = models.CharField(max_length=12, blank=True)
    said_as = models.CharField(max_length=200, blank=True, help_text="The printed time expression, if there was one.")
    check_worthiness = models.FloatField(
        help_text="0 to 1: how much the sentence deserves checking; calibrated where a likely range is given. 1 for a "
        "claim added by hand."
    )
    reasons = models.JSONField(default=list, blank=True, help_text="What moved the score, in words.")
    features = models.JSONField(default=dict, blank=True, help_text="What the detector measured.")
    dimensions = models.JSONField(
        default=list, db_default=[], blank=True,
        help_text="The sides of the claim beyond the one score: name, value (0 to 1), and why.",
    )  # fmt: skip
    likely_low = models.FloatField(
        null=True, blank=True, help_text="The score's likely range begins here; empty where there is no calibration."
    )
    likely_high = models.FloatField(null=True, blank=True, help_text="The score's likely range ends here.")
    detector_version = models.CharField(max_length=80, blank=True, help_text="Empty for a claim added by hand.")
    duplicate_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="duplicates")
    dismiss_reason = models.CharField(max_length=20, choices=DismissReason.choices, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    words = words_of("text")

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(state="duplicate", duplicate_of__isnull=False)
                | (~Q(state="duplicate") & Q(duplicate_of__isnull=True)),
                name="claim_duplicate_names_the_other",
            ),
            models.CheckConstraint(condition=~Q(duplicate_of=F("id")), name="claim_is_no_duplicate_of_itself"),
            models.CheckConstraint(
                condition=(Q(state="dismissed") & ~Q(dismiss_reason=""))
                | (~Q(state="dismissed") & Q(dismiss_reason="")),
                name="claim_dismissed_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(check_worthiness__gte=0, check_worthiness__lte=1), name="claim_worth_between_0_and_1"
            ),
            models.CheckConstraint(
                condition=Q(likely_low__isnull=True, likely_high__isnull=True)
                | Q(likely_low__isnull=False, likely_high__isnull=False)
                & Q(likely_low__gte=0, likely_low__lte=F("likely_high"), likely_high__lte=1),
                name="claim_likely_range_in_order",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="claim_has_text"),
            models.CheckConstraint(
                condition=Q(said_until__isnull=True) | Q(said_until__gte=F("said_on")), name="claim_said_in_order"
            ),
        )
        indexes = (
            models.Index(fields=["desk", "state", "-check_worthiness", "-id"], name="claim_queue"),
            models.Index(fields=["desk", "-id"], name="claim_newest"),
            models.Index(fields=["desk", "id"], condition=Q(state="candidate"), name="claim_oldest_candidate"),
            models.Index(
                fields=["desk", "kind", "-check_worthiness", "-id"],
                condition=Q(state="candidate"),
                name="claim_queue_of_a_kind",
            ),
            GinIndex(fields=["text"], opclasses=["gin_trgm_ops"], name="claim_text_trigrams"),
            GinIndex(fields=["words"], fastupdate=False, name="claim_words"),
        )

    def __str__(self) -> str:
        return self.text if len(self.text) <= 100 else f"{self.text[:99]}…"


class AppearanceQuerySet(models.QuerySet["Appearance"]):
    def visible_to(self, user: User) -> Self:
        """The appearances of claims of the desks `user` belongs to."""
        return self if user.is_superuser else self.filter(claim__desk__in=desk_ids_of(user))


class Appearance(models.Model):
    """Where a claim was made: the exact quote at its place in one revision, `text[start:end] == quote`.

    A trigger in the database refuses a quote that is not what the revision says at that place.
    """

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="appearances")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="appearances")
    extraction = models.ForeignKey(
        Extraction, null=True, blank=True, on_delete=models.PROTECT, related_name="appearances",
        help_text="Empty for a claim added by hand.",
    )  # fmt: skip
    start = models.PositiveIntegerField(help_text="Code points from the beginning of the text.")
    end = models.PositiveIntegerField(help_text="Code points, exclusive.")
    quote = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AppearanceQuerySet.as_manager()

    class Meta:
        ordering = ("revision", "start")
        constraints = (
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="appearance_is_not_empty"),
            models.UniqueConstraint(fields=["extraction", "start", "end"], name="appearance_once_per_extraction"),
            models.UniqueConstraint(fields=["claim", "revision", "start", "end"], name="appearance_once_per_claim"),
        )
        indexes = (BrinIndex(fields=["created_at"], pages_per_range=32, name="appearance_lately"),)

    def __str__(self) -> str:
        return f"“{self.quote}”"


class ClaimEvent(Event):
    """One change of one claim."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="events")

    class Meta:
        ordering = ("claim", "version")
        constraints = (models.UniqueConstraint(fields=["claim", "version"], name="claim_event_one_per_version"),)
        indexes = (
            models.Index(
                fields=["created_at"],
                condition=Q(name__in=["accept", "dismiss", "merge"]),
                name="claim_event_decisions",
            ),
        )
