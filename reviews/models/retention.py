"""What a desk keeps for how long, and what was forgotten by its rules."""

from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from claims.models import Desk, User, desk_ids_of
from claims.models.history import Numbered

LONGEST = 36_500  # days
DAYS = (MinValueValidator(1), MaxValueValidator(LONGEST))


class RetentionQuerySet(models.QuerySet["Retention"]):
    def visible_to(self, user: User) -> Self:
        """The rules of the desks `user` belongs to."""
        return self if user.is_superuser else self.filter(desk__in=desk_ids_of(user))


class Retention(Numbered):
    """After how many days a desk forgets what it does not need any more; an empty rule keeps."""

    desk = models.OneToOneField(Desk, on_delete=models.CASCADE, related_name="+")
    article_days = models.PositiveIntegerField(
        "articles that came to nothing", null=True, blank=True, validators=DAYS,
        help_text="Days after which the texts of articles are forgotten from which no claim was ever accepted, with "
        "what was found in them. Candidates in them are dismissed. Empty: they are kept.",
    )  # fmt: skip
    abandoned_days = models.PositiveIntegerField(
        "abandoned reviews", null=True, blank=True, validators=DAYS,
        help_text="Days after which the draft of a review that was given up is forgotten, with the copies of pages and "
        "the files of its evidence. Empty: they are kept.",
    )  # fmt: skip
    notice_days = models.PositiveIntegerField(
        "notices", null=True, blank=True, validators=DAYS,
        help_text="Days after which lines in people's inboxes are forgotten, read or not. Empty: they are kept.",
    )  # fmt: skip
    request_days = models.PositiveIntegerField(
        "readers' requests", null=True, blank=True, validators=DAYS,
        help_text="Days after which readers' requests are forgotten that nobody took up, that were declined, or whose "
        "result was told. Empty: they are kept.",
    )  # fmt: skip
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False,
        help_text="Who chose the rules last: what they dismiss is dismissed by this person.",
    )  # fmt: skip
    decided_at = models.DateTimeField(editable=False)
    looked_up_to = models.BigIntegerField(
        default=0, editable=False, help_text="The id of the article up to which the present round has come."
    )

    objects = RetentionQuerySet.as_manager()

    class Meta:
        ordering = ("desk",)
        verbose_name = "retention"
        verbose_name_plural = "retention"

    def __str__(self) -> str:
        return f"What {self.desk} keeps"


class ForgettingQuerySet(models.QuerySet["Forgetting"]):
    def visible_to(self, user: User) -> Self:
        """What the desks `user` belongs to have forgotten."""
        return self if user.is_superuser else self.filter(desk__in=desk_ids_of(user))


class Forgetting(models.Model):
    """That so much was forgotten by a rule: written in the same transaction, and never altered."""

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=20, help_text="The rule's name, as `article_days`.")
    days = models.PositiveIntegerField(help_text="What the rule said then.")
    number = models.PositiveIntegerField(help_text="How many articles, reviews, notices or requests.")
    forgotten_at = models.DateTimeField(auto_now_add=True)

    objects = ForgettingQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=["desk", "-id"], name="forgetting_of_desk"),)

    def __str__(self) -> str:
        return f"{self.number} by {self.rule}"
