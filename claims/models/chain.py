"""The chain that makes the history of a desk tamper-evident: events that are sealed, and those that wait to be."""

from django.db import models
from django.utils import timezone

from claims.models.desk import Desk


class UnsealedEvent(models.Model):
    """An event that is not in its desk's chain yet. Added by a trigger, in the transaction of the change.

    `head` and `private` are what was true then: an event that is altered before it is sealed does not fit its seal.
    """

    desk = models.ForeignKey(Desk, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    log = models.CharField(max_length=60, help_text="The table of the event.")
    event_id = models.BigIntegerField()
    head = models.TextField(help_text="What of the event is never erased, as a JSON array.")
    salt = models.BinaryField()
    private = models.BinaryField(help_text="SHA-256 of the salt and the rest of the event: its note and its data.")
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.log} {self.event_id}"


class SealedEvent(models.Model):
    """One link of a desk's chain: `hash` is SHA-256 of the hash before it, `private`, and the event's head.

    The salt goes when a person's data is erased from the event; nothing else of a link ever changes (by a trigger).
    """

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, db_index=False, related_name="+")
    number = models.PositiveBigIntegerField(help_text="From 1, without gaps, for each desk.")
    log = models.CharField(max_length=60, help_text="The table of the event.")
    event_id = models.BigIntegerField()
    salt = models.BinaryField(null=True)
    private = models.BinaryField(help_text="SHA-256 of the salt and of the event's note and data.")
    hash = models.BinaryField()
    sealed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("desk", "number")
        constraints = (
            models.UniqueConstraint(fields=["desk", "number"], name="sealed_event_one_per_number"),
            models.UniqueConstraint(fields=["log", "event_id"], name="sealed_event_once"),
        )

    def __str__(self) -> str:
        return f"{self.log} {self.event_id}"
