"""Rating scales: the labels a verdict may give, with or without a place between worst and best."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from claims.models import Desk, User, desk_ids_of


class RatingScaleQuerySet(models.QuerySet["RatingScale"]):
    def visible_to(self, user: User) -> Self:
        """The scales that every desk shares, and those of the desks `user` belongs to."""
        if user.is_superuser:
            return self
        return self.filter(Q(desk__isnull=True) | Q(desk__in=desk_ids_of(user)))

    def usable_by(self, desk: Desk) -> Self:
        """The scales a verdict of `desk` may use."""
        return self.filter(Q(desk__isnull=True) | Q(desk=desk), retired_at=None)


class RatingScale(models.Model):
    """A set of ratings. The numeric ones run from `worst` to `best`; nearer to `best` is truer."""

    desk = models.ForeignKey(
        Desk, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="Empty: shared by all desks."
    )
    name = models.CharField(max_length=100)
    worst = models.PositiveSmallIntegerField(default=1)
    best = models.PositiveSmallIntegerField(default=5)
    edition = models.PositiveSmallIntegerField(
        default=1,
        db_default=1,
        help_text="Rises when the scale is revised; verdicts keep the edition they were given by.",
    )
    retired_at = models.DateTimeField(null=True, blank=True, help_text="Since when no new verdict may use it.")

    objects = RatingScaleQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=["desk", "name", "edition"], nulls_distinct=False, name="scale_one_per_desk_name_and_edition"
            ),
            models.CheckConstraint(
                condition=Q(worst__gte=1, best__gt=F("worst")), name="scale_runs_from_worst_to_best"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Rating(models.Model):
    """A step of a scale; a label without a value (Unproven, Satire) stands beside the scale's numbers."""

    scale = models.ForeignKey(RatingScale, on_delete=models.PROTECT, related_name="ratings")
    label = models.CharField(max_length=60)
    value = models.PositiveSmallIntegerField(null=True, blank=True)
    meaning = models.CharField(max_length=300, blank=True, help_text="What the label says, for readers.")
    position = models.PositiveSmallIntegerField(default=0)
    labels = models.JSONField(
        default=dict, db_default={}, blank=True,
        help_text="Label and meaning in further languages, by BCP 47 tag: {“de”: {“label”: …, “meaning”: …}}.",
    )  # fmt: skip

    class Meta:
        ordering = ("scale", "position", "id")
        constraints = (models.UniqueConstraint(fields=["scale", "label"], name="rating_one_per_scale_and_label"),)

    def __str__(self) -> str:
        return self.label

    def in_language(self, language: str) -> tuple[str, str]:
        """Label and meaning for readers of `language`: as the scale gives them where nobody put them in other words."""
        told = self.labels.get(language) or self.labels.get(language.partition("-")[0]) or {}
        return told.get("label") or self.label, told.get("meaning", self.meaning)

    @property
    def common(self) -> float | None:
        """Its place between 1 (false) and 5 (true), whatever the scale; None for a label without a value."""
        if self.value is None:
            return None
        return 1 + 4 * (self.value - self.scale.worst) / (self.scale.best - self.scale.worst)

    def clean(self) -> None:
        """A value lies on its scale, and what a verdict gave stays what it was (held by a trigger as well)."""
        if self.value is not None and not self.scale.worst <= self.value <= self.scale.best:
            raise ValidationError({"value": f"Give a value from {self.scale.worst} to {self.scale.best}, or none."})
        given = Rating.objects.filter(pk=self.pk).exclude(label=self.label, value=self.value).first()
        if given and given.verdicts.exists():
            raise ValidationError("Verdicts have given this rating: make a new one instead of changing it.")
