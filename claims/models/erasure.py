"""That a person's data was erased: whose by number, by whom, when. Appended, and never altered."""

from django.conf import settings
from django.db import models


class Erasure(models.Model):
    """One person was taken out of the tables; their account stays as a number without a name."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    has_taken_words = models.BooleanField(
        default=False, help_text="Whether their comments and notes were taken away as well."
    )
    gone = models.JSONField(default=dict, help_text="How many rows of each table were deleted or emptied.")
    erased_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"person {self.person_id}"
