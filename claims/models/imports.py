"""What was handed over to be imported: files and addresses, how far they are, and what of them was refused."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from claims.models.article import WEB_ADDRESS
from claims.models.desk import Desk, desk_ids_of
from claims.models.history import Event, Versioned
from claims.models.people import User


class ImportQuerySet(models.QuerySet["Import"]):
    def visible_to(self, user: User) -> Self:
        """The imports of the desks `user` belongs to."""
        return self if user.is_superuser else self.filter(desk__in=desk_ids_of(user))


class Import(Versioned):
    """One file or address that is read in the background, entry by entry: the row says how far it is.

    Its version rises with what people do to it, not with every entry that a worker has read.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Queued"
        RUNNING = "running", "Reading"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="imports")
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200, help_text="Of the file, or the address.")
    url = models.URLField(max_length=2000, blank=True, validators=[WEB_ADDRESS], help_text="Empty for a file.")
    has_key = models.BooleanField(
        default=False, db_default=False, help_text="Whether the address came with a key to the server it is on."
    )
    sealed_key = models.TextField(
        blank=True, default="", db_default="", help_text="The key, sealed, until all is read; of what failed, a week."
    )
    file = models.FileField(
        max_length=200, blank=True, help_text="What was given or fetched, until it is read; of what failed, for a week."
    )
    published_on = models.DateField(null=True, blank=True, help_text="For documents that do not say their day.")
    kind = models.CharField(max_length=12, blank=True, help_text="What it turned out to be; empty before it is opened.")
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    reason = models.TextField(blank=True, help_text="Why it failed, in words.")
    seen = models.PositiveIntegerField(
        default=0, help_text="Entries that were read: the next step goes on behind them."
    )
    pages = models.PositiveIntegerField(
        default=0, db_default=0, help_text="Pages that were read, of an address that answers page by page."
    )
    page_token = models.TextField(
        blank=True, default="", db_default="", help_text="What leads to the next page; empty where none follows."
    )
    earlier_token = models.TextField(
        blank=True, default="", db_default="", help_text="One met before: what leads to it again leads nowhere."
    )
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0, help_text="Turns that workers took since it last got on.")
    crashes = models.PositiveIntegerField(default=0)
    lease_token = models.PositiveBigIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    next_attempt_at = models.DateTimeField()
    nudged_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(finished_at__isnull=False) | ~Q(state__in=["done", "failed"]),
                name="import_ended_has_a_time",
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(reason=""), name="import_failed_has_a_reason"),
        )
        indexes = (
            models.Index(
                fields=["next_attempt_at", "id"], condition=Q(state__in=["queued", "running"]), name="import_open"
            ),
            models.Index(fields=["desk", "-id"], name="import_of_desk"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_settled(self) -> bool:
        """Whether nothing more is to be expected."""
        return self.state in {Import.State.DONE, Import.State.FAILED}

    @property
    def is_retriable(self) -> bool:
        """Whether it failed, and there still is what it would be read from."""
        return self.state == Import.State.FAILED and bool(self.url or self.file) and not self.is_without_its_key

    @property
    def is_without_its_key(self) -> bool:
        """Whether it came with a key that is not kept any more."""
        return self.has_key and not self.sealed_key


class ImportEvent(Event):
    """One thing that somebody did to an import after handing it over."""

    of = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="events")

    class Meta:
        ordering = ("of", "version")
        constraints = (models.UniqueConstraint(fields=["of", "version"], name="import_event_one_per_version"),)


class ImportRefusal(models.Model):
    """One entry of an import that was not taken, and why. The first thousand of an import are kept."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="refusals")
    entry = models.PositiveIntegerField(help_text="Counted from 1.")
    reason = models.TextField()

    class Meta:
        ordering = ("entry",)
        constraints = (models.UniqueConstraint(fields=["of", "entry"], name="import_refusal_one_per_entry"),)

    def __str__(self) -> str:
        return f"{self.entry}: {self.reason}"
