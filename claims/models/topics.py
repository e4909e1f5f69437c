"""Which topics claims belong to and why, the examples that a topic is told by, and what is still to be looked at."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from claims.models.claim import Claim
from claims.models.desk import Desk, Topic, desk_ids_of
from claims.models.people import User


class TopicExample(models.Model):
    """A claim that an editor named as an example of a topic: claims that mean nearly the same belong to it as well."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="examples")
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="+")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["topic", "claim"], name="topic_example_once"),)

    def __str__(self) -> str:
        return f"{self.claim_id} for {self.topic_id}"


class ClaimTopicQuerySet(models.QuerySet["ClaimTopic"]):
    def visible_to(self, user: User) -> Self:
        """Those of claims of the desks `user` belongs to."""
        return self if user.is_superuser else self.filter(claim__desk__in=desk_ids_of(user))

    def in_force(self) -> Self:
        """Without the topics that a person took off."""
        return self.filter(is_off=False)


class ClaimTopic(models.Model):
    """That a claim belongs to a topic, and why; or that a person said that it does not."""

    class Origin(models.TextChoices):
        KEYWORD = "keyword", "One of the topic's keywords stands in it"
        EXAMPLE = "example", "It is like one of the topic's examples"
        HAND = "hand", "A person decided it"

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="topics")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="+")
    origin = models.CharField(max_length=8, choices=Origin.choices)
    why = models.CharField(max_length=120, blank=True, help_text="In words; empty where a person decided.")
    is_off = models.BooleanField(default=False, help_text="A person took the topic off; nothing puts it on again.")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField(auto_now=True)

    objects = ClaimTopicQuerySet.as_manager()

    class Meta:
        ordering = ("claim", "topic")
        constraints = (
            models.UniqueConstraint(fields=["claim", "topic"], name="claim_topic_once"),
            models.CheckConstraint(
                condition=Q(origin="hand", decided_by__isnull=False)
                | (~Q(origin="hand") & Q(decided_by__isnull=True, is_off=False)),
                name="claim_topic_is_off_by_a_person_alone",
            ),
        )
        indexes = (models.Index(fields=["topic", "claim"], condition=Q(is_off=False), name="claim_topic_in_force"),)

    def __str__(self) -> str:
        return f"{self.claim_id} {'not ' if self.is_off else ''}of {self.topic_id}"


class UnsortedClaim(models.Model):
    """A claim that is new, or says something new, or has its vector now: its topics are to be worked out."""

    claim = models.OneToOneField(Claim, on_delete=models.CASCADE, primary_key=True, related_name="+")

    def __str__(self) -> str:
        return f"claim {self.pk}"


class UnsortedDesk(models.Model):
    """A desk whose keywords or examples have changed: its claims below an id are to be sorted anew, from the top."""

    desk = models.OneToOneField(Desk, on_delete=models.CASCADE, primary_key=True, related_name="+")
    below = models.BigIntegerField(help_text="Every claim of a smaller id is still to be looked at.")

    def __str__(self) -> str:
        return f"desk {self.pk} below {self.below}"
