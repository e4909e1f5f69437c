"""What became of claims' passages when their article's text was changed."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from claims.models.article import Revision
from claims.models.claim import Appearance
from claims.models.desk import desk_ids_of
from claims.models.people import User


class UncomparedRevision(models.Model):
    """A later text of an article whose claims' passages were not followed yet. Added by a trigger, with the text."""

    revision = models.OneToOneField(Revision, primary_key=True, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return str(self.revision)


class PassageChangeQuerySet(models.QuerySet["PassageChange"]):
    def visible_to(self, user: User) -> Self:
        """The changes in articles of the desks `user` belongs to."""
        return self if user.is_superuser else self.filter(before__claim__desk__in=desk_ids_of(user))

    def unseen(self) -> Self:
        """Nobody has looked at it yet."""
        return self.filter(seen_at=None)


class PassageChange(models.Model):
    """A claim's passage that reads otherwise in a later text of its article, or is gone from it.

    `before` is where the claim stood. `quote` is the later text from `start` to `end`, in code points, half-open; all
    three are empty where nothing like it is left.
    """

    before = models.ForeignKey(Appearance, on_delete=models.PROTECT, related_name="changes")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="passage_changes")
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    quote = models.TextField(blank=True)
    told_at = models.DateTimeField(null=True, blank=True, help_text="When the desk was told, or need not be.")
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    seen_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PassageChangeQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=["before", "revision"], name="passage_change_one_per_place_and_text"),
            models.CheckConstraint(
                condition=Q(start=None, end=None, quote="") | (Q(end__gt=F("start")) & ~Q(quote="")),
                name="passage_change_has_a_place_or_none",
            ),
            models.CheckConstraint(
                condition=Q(seen_at=None, seen_by=None) | Q(seen_at__isnull=False, seen_by__isnull=False),
                name="passage_change_is_seen_by_somebody",
            ),
        )
        indexes = (
            models.Index(fields=["-id"], condition=Q(seen_at=None), name="passage_change_unseen"),
            models.Index(fields=["id"], condition=Q(told_at=None), name="passage_change_untold"),
        )

    def __str__(self) -> str:
        return f"“{self.before.quote}” in {self.revision}"

    @property
    def is_gone(self) -> bool:
        """Whether nothing like it is left."""
        return not self.quote
