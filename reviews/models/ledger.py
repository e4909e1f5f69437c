"""The evidence ledger: kept copies of what was cited, what became of the links, and uploaded files."""

from typing import Self

from django.db import models
from django.db.models import Q

from claims.models import User, desk_ids_of
from reviews.models.review import Evidence


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    def visible_to(self, user: User) -> Self:
        """The copies that the desks `user` belongs to keep."""
        return self if user.is_superuser else self.filter(evidence__review__claim__desk__in=desk_ids_of(user))


class Snapshot(models.Model):
    """One copy of a web page that evidence cites: made in the background, kept as WARC and as text."""

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting to be fetched"
        RUNNING = "running", "Being fetched"
        KEPT = "kept", "Kept"
        FAILED = "failed", "Could not be fetched"

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="snapshots")
    number = models.PositiveIntegerField(
        help_text="1 is the copy made when the evidence was added; later ones re-check."
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveIntegerField(default=0)
    lease_token = models.PositiveBigIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    next_attempt_at = models.DateTimeField()
    nudged_at = models.DateTimeField()
    reason = models.TextField(blank=True, help_text="Why it could not be fetched, in words.")
    final_url = models.URLField(max_length=2000, blank=True)
    http_code = models.PositiveSmallIntegerField(null=True, blank=True)
    content_type = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True, help_text="The readable text of the page; offsets count code points.")
    sha256 = models.CharField(max_length=64, blank=True, help_text="Of the body as it was sent, in hexadecimal.")
    warc = models.FileField(blank=True, upload_to="snapshots/%Y/%m/")
    captured_at = models.DateTimeField(null=True, blank=True)
    drift = models.FloatField(
        null=True, blank=True, help_text="0 to 1: the share of the first copy's words that this one has lost."
    )
    quote_start = models.PositiveIntegerField(
        null=True, blank=True, help_text="Where the quoted passage stands in text."
    )
    quote_end = models.PositiveIntegerField(null=True, blank=True)
    public_copy = models.URLField(
        max_length=2000, blank=True, help_text="At the public web archive, where it was asked."
    )
    public_attempt_at = models.DateTimeField(
        null=True, blank=True, help_text="When the public web archive is asked, or asked again; empty: it is not."
    )
    recheck_at = models.DateTimeField(
        null=True, blank=True, help_text="When the link is looked at again; empty for a copy that has a successor."
    )

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        ordering = ("evidence", "number")
        constraints = (
            models.UniqueConstraint(fields=["evidence", "number"], name="snapshot_one_per_number"),
            models.CheckConstraint(
                condition=~Q(state="kept") | (~Q(sha256="") & Q(captured_at__isnull=False)),
                name="snapshot_kept_has_a_digest",
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(reason=""), name="snapshot_failed_has_a_reason"),
        )
        indexes = (
            models.Index(
                fields=["next_attempt_at", "id"], condition=Q(state__in=["queued", "running"]), name="snapshot_open"
            ),
            models.Index(fields=["recheck_at"], condition=Q(recheck_at__isnull=False), name="snapshot_to_recheck"),
            models.Index(
                fields=["public_attempt_at"], condition=Q(public_attempt_at__isnull=False), name="snapshot_to_publish"
            ),
        )

    def __str__(self) -> str:
        return f"{self.evidence}, copy {self.number}"


class Upload(models.Model):
    """A file that serves as evidence: a PDF or an image, known by its content and not by its name."""

    evidence = models.OneToOneField(Evidence, on_delete=models.CASCADE, related_name="upload")
    file = models.FileField(upload_to="evidence/%Y/%m/")
    name = models.CharField(max_length=200, help_text="As it was called when it was handed in.")
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.name
