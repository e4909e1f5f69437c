"""What people say to each other about a review, what they are told, and what the claimant was asked."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from claims.models import Claim, Desk, User, desk_ids_of
from reviews.models.review import ClaimReview


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible_to(self, user: User) -> Self:
        """The comments on the reviews of the desks `user` belongs to."""
        return self if user.is_superuser else self.filter(review__claim__desk__in=desk_ids_of(user))


class Comment(models.Model):
    """A remark on a review, or on a passage of its claim, headline or explanation; open until somebody resolves it."""

    class Place(models.TextChoices):
        REVIEW = "review", "The review"
        CLAIM = "claim", "The claim"
        HEADLINE = "headline", "The headline"
        EXPLANATION = "explanation", "The explanation"
        EVIDENCE = "evidence", "The evidence"

    review = models.ForeignKey(ClaimReview, on_delete=models.PROTECT, related_name="comments")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replies")
    place = models.CharField(max_length=12, choices=Place.choices, default=Place.REVIEW)
    passage = models.TextField(blank=True, help_text="The words it is about, as they stood then.")
    body = models.TextField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ("review", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(body=""), name="comment_has_a_body"),
            models.CheckConstraint(
                condition=Q(resolved_by__isnull=True, resolved_at__isnull=True)
                | Q(resolved_by__isnull=False, resolved_at__isnull=False),
                name="comment_resolved_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return self.body if len(self.body) <= 80 else f"{self.body[:79]}…"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def of(self, user: User) -> Self:
        """What `user` was told on the desks they still belong to."""
        return self.filter(recipient_id=user.pk, desk__in=Desk.objects.visible_to(user))

    def visible_to(self, user: User) -> Self:
        """The same: an inbox is its owner's alone."""
        return self.of(user)

    def unread(self) -> Self:
        """Not yet looked at."""
        return self.filter(read_at=None)


class Notice(models.Model):
    """One line in a person's inbox."""

    class Kind(models.TextChoices):
        MENTION = "mention", "You were mentioned"
        COMMENT = "comment", "Comment"
        ASSIGNED = "assigned", "Given to you"
        RELEASED = "released", "Taken back"
        SUBMITTED = "submitted", "Waiting for approval"
        RETURNED = "returned", "Returned"
        APPROVED = "approved", "Approved"
        PUBLISHED = "published", "Published"
        DISAGREEMENT = "disagreement", "Verdicts differ"
        LINK = "link", "A link changed or died"
        REPEATED = "repeated", "This claim came back"
        EDITED = "edited", "A passage was changed"
        AGAIN = "again", "Time to look again"
        OVERRIDE = "override", "Approved in an emergency"
        REQUEST = "request", "Readers ask"
        WEBHOOK = "webhook", "A webhook was switched off"
        ALERT = "alert", "New for your search"

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    review = models.ForeignKey(ClaimReview, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    claim = models.ForeignKey(Claim, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=500, help_text="What happened, in a sentence.")
    query = models.TextField(
        blank=True,
        default="",
        db_default="",
        help_text="Of the search that it leads to: what follows the question mark.",
    )
    key = models.CharField(max_length=120, blank=True, help_text="What it tells of: nobody is told the same twice.")
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True, help_text="When a digest carried it.")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=["recipient", "key"], condition=~Q(key=""), name="notice_once_per_person_and_key"
            ),
        )
        indexes = (
            models.Index(fields=["recipient", "-id"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(fields=["created_at"], condition=Q(read_at=None, mailed_at=None), name="notice_to_mail"),
        )

    def __str__(self) -> str:
        return self.text


class NoticeSetting(models.Model):
    """How a person wants to hear of what is in their inbox. A person without a row gets the daily digest."""

    class Digest(models.TextChoices):
        DAILY = "daily", "Once a day, when there is something new"
        OFF = "off", "Never"

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=8, choices=Digest.choices, default=Digest.DAILY)
    digested_on = models.DateField(null=True, blank=True, help_text="The day of the last digest.")

    def __str__(self) -> str:
        return f"{self.user}: {self.get_digest_display()}"


class ReplyRequestQuerySet(models.QuerySet["ReplyRequest"]):
    def visible_to(self, user: User) -> Self:
        """What the desks `user` belongs to asked for."""
        return self if user.is_superuser else self.filter(review__claim__desk__in=desk_ids_of(user))

    def overdue(self) -> Self:
        """Without an answer, and past the deadline by the database's clock; the longest overdue first."""
        return self.filter(outcome="waiting", answer_until__lt=Now()).order_by("answer_until", "id")


class ReplyRequest(models.Model):
    """That somebody a fact-check is about was asked to reply: when, how, until when, and what came of it."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", "No answer yet"
        ANSWERED = "answered", "Answered"
        DECLINED = "declined", "Declined to comment"
        UNREACHED = "unreached", "Could not be reached"

    review = models.ForeignKey(ClaimReview, on_delete=models.PROTECT, related_name="reply_requests")
    asked = models.CharField(max_length=200, help_text="The person or organisation.")
    channel = models.CharField(max_length=100, blank=True, help_text="How: e-mail, telephone, in person.")
    asked_at = models.DateTimeField()
    answer_until = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.WAITING)
    answer = models.TextField(blank=True, help_text="In their own words.")
    answered_at = models.DateTimeField(null=True, blank=True)
    logged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ReplyRequestQuerySet.as_manager()

    class Meta:
        ordering = ("review", "id")
        constraints = (
            models.CheckConstraint(
                condition=~Q(outcome="answered") | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="reply_answered_has_the_answer",
            ),
            models.CheckConstraint(
                condition=Q(answer_until__gte=models.F("asked_at")), name="reply_deadline_after_asking"
            ),
        )
        indexes = (models.Index(fields=["answer_until"], condition=Q(outcome="waiting"), name="reply_request_waiting"),)

    def __str__(self) -> str:
        return f"{self.asked}: {self.get_outcome_display()}"
