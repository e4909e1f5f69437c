"""What readers ask a desk to check."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from claims.models import Claim, Desk, User, desk_ids_of
from claims.models.article import WEB_ADDRESS


class ReaderRequestQuerySet(models.QuerySet["ReaderRequest"]):
    def visible_to(self, user: User) -> Self:
        """What the desks `user` belongs to were asked."""
        return self if user.is_superuser else self.filter(desk__in=desk_ids_of(user))


class ReaderRequest(models.Model):
    """One reader's wish that something be checked: a claim in their words, a link, or both."""

    class State(models.TextChoices):
        NEW = "new", "New"
        GROUPED = "grouped", "With a claim"
        DECLINED = "declined", "Not taken up"
        TOLD = "told", "Told the result"

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(blank=True, max_length=2000)
    url = models.URLField(max_length=2000, blank=True, validators=[WEB_ADDRESS])
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    claim = models.ForeignKey(Claim, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    email = models.EmailField(blank=True, help_text="Where to tell the result; forgotten once told or declined.")
    confirmed_at = models.DateTimeField(null=True, blank=True, help_text="When the reader confirmed the address.")
    mailed_at = models.DateTimeField(null=True, blank=True, help_text="When the reader was asked to confirm it.")
    told_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="Who put it with a claim, or did not take it up.",
    )  # fmt: skip
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ReaderRequestQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=~Q(text="", url=""), name="reader_request_says_something"),
            models.CheckConstraint(
                condition=~Q(state="grouped") | Q(claim__isnull=False), name="reader_request_grouped_has_a_claim"
            ),
            models.CheckConstraint(
                condition=Q(email="") | Q(state__in=["new", "grouped"]), name="reader_request_settled_keeps_no_address"
            ),
        )
        indexes = (
            models.Index(fields=["desk", "state", "-id"], name="reader_request_queue"),
            models.Index(
                fields=["created_at"], condition=~Q(email="") & Q(confirmed_at=None), name="reader_request_to_confirm"
            ),
            models.Index(fields=["claim"], condition=~Q(email="") & Q(state="grouped"), name="reader_request_to_tell"),
            models.Index(fields=["decided_at"], name="reader_request_decided"),
            models.Index(fields=["created_at"], name="reader_request_came"),
        )

    def __str__(self) -> str:
        return self.text[:100] or self.url
