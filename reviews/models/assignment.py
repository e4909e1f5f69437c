"""The desk's worklist: every claim that waits for a review, how urgent it is, and who holds it until when."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now

from claims.models import Appearance, Claim, Desk, User, desk_ids_of


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def visible_to(self, user: User) -> Self:
        """The assignments of the desks `user` belongs to."""
        return self if user.is_superuser else self.filter(desk__in=desk_ids_of(user))

    def in_language(self, language: str) -> Self:
        """Those whose claim appears in an article in this language, as a code such as `en`; in any case."""
        article = "revision__article__language"
        return self.filter(Exists(Appearance.objects.filter(**{article: language.lower()}, claim=OuterRef("claim"))))

    def free(self) -> Self:
        """Those that wait and are nobody's work; somebody may hold one for the moment."""
        return self.filter(is_open=True, assigned_to=None)

    def with_somebody(self) -> Self:
        """Those that wait and are somebody's work, or that somebody holds or was the last to hold."""
        return self.filter(Q(holder__isnull=False) | Q(assigned_to__isnull=False), is_open=True)

    def held(self) -> Self:
        """Those that somebody holds at this moment, by the database's clock."""
        return self.filter(held_until__gt=Now())


class Assignment(models.Model):
    """An accepted claim in its desk's worklist, and the lease on it.

    A trigger adds the row when a claim is accepted, and closes it when the claim stops being accepted. Who holds a
    lease shows `token`; it rises with every lease, so that work under an older one is refused.
    """

    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    is_open = models.BooleanField(
        default=True, db_default=True, help_text="The claim is accepted, and no verdict on it has been submitted."
    )
    priority = models.FloatField(default=0, db_default=0, help_text="Higher comes first; see `parts`.")
    parts = models.JSONField(default=list, db_default=[], help_text="What the priority is the sum of, with reasons.")
    ranked_at = models.DateTimeField(null=True, blank=True, help_text="When the priority was worked out; empty: never.")
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    held_until = models.DateTimeField(null=True, blank=True)
    token = models.PositiveBigIntegerField(default=0, db_default=0, help_text="Of the latest lease.")
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="Whose work it is: given by an editor, or begun. Nobody else is offered it.",
    )  # fmt: skip
    due_on = models.DateField(null=True, blank=True)
    embargo_until = models.DateTimeField(null=True, blank=True, help_text="Nothing about it is published before.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ("-priority", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(holder__isnull=True, held_until__isnull=True)
                | Q(holder__isnull=False, held_until__isnull=False),
                name="assignment_held_by_somebody_until_some_time",
            ),
        )
        indexes = (
            models.Index("desk", F("priority").desc(), "id", condition=Q(is_open=True), name="assignment_worklist"),
            models.Index(fields=["desk", "id"], condition=Q(is_open=True, ranked_at=None), name="assignment_unranked"),
            models.Index(
                "desk", F("priority").desc(), "id", condition=Q(is_open=True, assigned_to=None), name="assignment_free"
            ),
            models.Index(
                fields=["desk", "id"], condition=Q(is_open=True, assigned_to=None), name="assignment_oldest_free"
            ),
            models.Index(
                "desk",
                F("priority").desc(),
                "id",
                name="assignment_with_somebody",
                condition=Q(Q(holder__isnull=False) | Q(assigned_to__isnull=False), is_open=True),
            ),
            models.Index(fields=["assigned_to", "due_on"], condition=Q(is_open=True), name="assignment_of_somebody"),
            # Before version 18, PostgreSQL does not look for days in the index above without a person.
            models.Index(
                fields=["desk", "due_on"], condition=Q(is_open=True, due_on__isnull=False), name="assignment_due"
            ),
        )

    def __str__(self) -> str:
        return f"{self.claim} ({self.priority:.1f})"


class Skip(models.Model):
    """A reviewer passed over a claim and said why; they are not offered it again."""

    class Reason(models.TextChoices):
        INTEREST = "interest", "I have an interest in it"
        EXPERTISE = "expertise", "It needs somebody who knows the subject"
        TIME = "time", "No time for it now"
        OTHER = "other", "Another reason"

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="skips")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=12, choices=Reason.choices)
    note = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=["assignment", "reviewer"], name="skip_one_per_assignment_and_reviewer"),
        )

    def __str__(self) -> str:
        return f"{self.reviewer}: {self.get_reason_display()}"
