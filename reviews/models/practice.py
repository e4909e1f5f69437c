"""How a desk works: what must be true before it publishes, and whether a second verdict is given blind."""

from typing import Self

from django.conf import settings
from django.db import models

from claims.models import Desk, User, desk_ids_of
from claims.models.history import Numbered
from reviews.models.review import ClaimReview, Verdict
from reviews.models.scale import Rating


class PracticeQuerySet(models.QuerySet["Practice"]):
    def visible_to(self, user: User) -> Self:
        """The practices of the desks `user` belongs to."""
        return self if user.is_superuser else self.filter(desk__in=desk_ids_of(user))


class Practice(Numbered):
    """The rules that a desk has chosen for its reviews. A desk without a row works by the defaults."""

    class SecondVerdict(models.TextChoices):
        NONE = "none", "The approver sees the verdict"
        BLIND = "blind", "The approver rates the claim before seeing the verdict"

    desk = models.OneToOneField(Desk, on_delete=models.CASCADE, related_name="+")
    second_verdict = models.CharField(max_length=8, choices=SecondVerdict.choices, default=SecondVerdict.NONE)
    reply_days = models.PositiveSmallIntegerField(
        default=2, help_text="Days that somebody who is asked for a reply gets, unless another deadline is given."
    )
    review_again_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Days after publishing when a fact-check is looked at again; empty: never."
    )
    is_archived_publicly = models.BooleanField(
        default=False, help_text="Ask the public web archive to keep a copy of each piece of evidence as well."
    )

    objects = PracticeQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Practice of {self.desk}"


class CriterionQuerySet(models.QuerySet["Criterion"]):
    def visible_to(self, user: User) -> Self:
        """The criteria of the desks `user` belongs to."""
        return self if user.is_superuser else self.filter(desk__in=desk_ids_of(user))


class Criterion(Numbered):
    """One line of a desk's checklist: a check that the program makes, or a sentence that a reviewer ticks."""

    class Level(models.TextChoices):
        REQUIRED = "required", "Required"
        ADVISED = "advised", "Advised"
        OFF = "off", "Not used"

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="+")
    code = models.SlugField(max_length=40, blank=True, help_text="Of the program's check; empty for a line to tick.")
    label = models.CharField(max_length=200, blank=True, help_text="The line to tick.")
    level = models.CharField(max_length=8, choices=Level.choices, default=Level.REQUIRED)
    position = models.PositiveSmallIntegerField(default=0)

    objects = CriterionQuerySet.as_manager()

    class Meta:
        ordering = ("desk", "position", "id")
        verbose_name_plural = "criteria"
        constraints = (
            models.UniqueConstraint(
                fields=["desk", "code"], condition=~models.Q(code=""), name="criterion_one_per_desk_and_code"
            ),
            models.CheckConstraint(
                condition=~models.Q(code="", label=""), name="criterion_is_a_check_or_a_line_to_tick"
            ),
        )

    def __str__(self) -> str:
        return self.label or self.code


class Draft(models.Model):
    """The verdict that a reviewer is writing: saved as they type, and seen by nobody's approval until submitted."""

    review = models.OneToOneField(ClaimReview, on_delete=models.CASCADE, related_name="draft")
    version = models.PositiveIntegerField(default=1)
    rating = models.ForeignKey(Rating, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    headline = models.CharField(max_length=200, blank=True)
    explanation = models.TextField(blank=True, help_text="Markdown.")
    ticked = models.ManyToManyField(Criterion, blank=True, related_name="+", help_text="Lines of the checklist.")
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"Draft of {self.review}"


class SecondVerdict(models.Model):
    """What a second person rated before they saw the first verdict, and how far the two agree."""

    verdict = models.ForeignKey(Verdict, on_delete=models.PROTECT, related_name="second_verdicts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    rating = models.ForeignKey(Rating, on_delete=models.PROTECT, related_name="+")
    reasoning = models.TextField(help_text="Why, in a few sentences.")
    is_agreement = models.BooleanField(help_text="The two ratings are the same, or one step of five apart at most.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["verdict", "author"], name="second_verdict_one_per_person"),)

    def __str__(self) -> str:
        return f"{self.author}: {self.rating}"
