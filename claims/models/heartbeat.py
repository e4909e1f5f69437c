"""That workers work, as they say themselves."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Heartbeat(models.Model):
    """One worker, by the name it was started with, and when it last said that it works."""

    worker = models.CharField(max_length=255, primary_key=True)
    queues = ArrayField(models.CharField(max_length=100))
    beaten_at = models.DateTimeField()

    class Meta:
        ordering = ("worker",)

    def __str__(self) -> str:
        return self.worker
