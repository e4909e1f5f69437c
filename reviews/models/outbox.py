"""What has happened and was not told yet: rows that triggers add, and that go when somebody was told."""

from django.db import models

from claims.models import Appearance
from reviews.models.review import ReviewEvent


class UntoldEvent(models.Model):
    """A change of a review that nobody was told of yet. Added by a trigger, in the transaction of the change."""

    event = models.OneToOneField(ReviewEvent, primary_key=True, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return str(self.event)


class UntoldAppearance(models.Model):
    """An appearance that was not yet compared with what is published. Added by a trigger, like the events."""

    appearance = models.OneToOneField(Appearance, primary_key=True, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return str(self.appearance)
