"""The images, videos and recordings that a claim is made by or about, and what was done to each."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from claims.models import User, desk_ids_of
from claims.models.article import WEB_ADDRESS
from claims.models.history import Numbered
from reviews.models.review import ClaimReview


class MediaItemQuerySet(models.QuerySet["MediaItem"]):
    def visible_to(self, user: User) -> Self:
        """What the reviews of the desks `user` belongs to look at."""
        return self if user.is_superuser else self.filter(review__claim__desk__in=desk_ids_of(user))


class MediaItem(Numbered):
    """One image, video or recording of a review, as it is described now; each verdict keeps a copy of its own."""

    class Kind(models.TextChoices):
        IMAGE = "image", "Image"
        VIDEO = "video", "Video"
        AUDIO = "audio", "Recording"

    class Category(models.TextChoices):
        """What was done to it, after schema.org/MediaManipulationRatingEnumeration; several may hold at once."""

        ORIGINAL = "original", "Original"
        MISSING_CONTEXT = "missing_context", "Missing context"
        EDITED = "edited", "Edited or cropped"
        TRANSFORMED = "transformed", "Altered"
        STAGED = "staged", "Staged"
        SATIRE = "satire", "Satire or parody"

    review = models.ForeignKey(ClaimReview, on_delete=models.PROTECT, related_name="media")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    description = models.CharField(max_length=500, help_text="What it shows, for readers.")
    categories = ArrayField(models.CharField(max_length=20, choices=Category.choices), default=list, blank=True)
    original_url = models.URLField(
        max_length=2000, blank=True, validators=[WEB_ADDRESS], help_text="Where the original can be seen or heard."
    )
    original_context = models.TextField(
        blank=True, help_text="Where it comes from: where and when it was made, by whom, and what it shows there."
    )
    appearances = models.JSONField(
        default=list, blank=True,
        help_text="Where it appears: url, content_url (the file), archived_url, description, start and end (HH:MM:SS).",
    )  # fmt: skip
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MediaItemQuerySet.as_manager()

    class Meta:
        ordering = ("review", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(description=""), name="media_item_has_a_description"),
            models.CheckConstraint(
                condition=~Q(categories__contains=["original"])
                | ~Q(categories__overlap=["edited", "transformed", "staged"]),
                name="media_item_original_was_not_altered",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} “{self.description}”"
