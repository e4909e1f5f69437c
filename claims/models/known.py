"""Fact-checks that others have published, as a desk knows them."""

from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, OuterRef, Q

from claims.models.article import WEB_ADDRESS
from claims.models.desk import Desk, desk_ids_of
from claims.models.people import User
from claims.models.words import words_of


class KnownFactCheckQuerySet(models.QuerySet["KnownFactCheck"]):
    def visible_to(self, user: User) -> Self:
        """The known fact-checks of the desks `user` belongs to."""
        return self if user.is_superuser else self.filter(desk__in=desk_ids_of(user))

    def once_each(self) -> Self:
        """Each fact-check once, however many desks know it."""
        earlier = KnownFactCheck.objects.filter(identity=OuterRef("identity"), pk__lt=OuterRef("pk")).order_by()
        return self.filter(~Exists(earlier))


class KnownFactCheck(models.Model):
    """A fact-check of somebody else: what its ClaimReview says, imported and never written by hand."""

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="known_fact_checks")
    url = models.URLField(max_length=2000, validators=[WEB_ADDRESS])
    claim_reviewed = models.TextField()
    publisher = models.CharField(max_length=200)
    publisher_site = models.CharField(max_length=253, blank=True, help_text="Bare host name, without www.")
    claimant = models.CharField(max_length=200, blank=True)
    said_on = models.DateField(null=True, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    rating_label = models.CharField(max_length=300, blank=True)
    rating_value = models.FloatField(null=True, blank=True, help_text="As given, on the publisher's own scale.")
    rating_best = models.FloatField(null=True, blank=True)
    rating_worst = models.FloatField(null=True, blank=True)
    rating_of_five = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Where the value stands on its scale: 1 false to 5 true; empty if it has none."
    )
    title = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=12, blank=True)
    identity = models.CharField(
        max_length=64, editable=False, help_text="Digest of its address, the claim and who published it."
    )
    listed_at = models.DateTimeField(help_text="When it was published, or else imported: lists go by this.")
    created_at = models.DateTimeField(auto_now_add=True)
    words = words_of("claim_reviewed", "title", "claimant")

    objects = KnownFactCheckQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=["desk", "identity"], name="known_fact_check_one_per_desk_and_identity"),
            models.CheckConstraint(condition=~Q(claim_reviewed=""), name="known_fact_check_has_a_claim"),
            models.CheckConstraint(
                condition=Q(rating_of_five__isnull=True) | Q(rating_of_five__gte=1, rating_of_five__lte=5),
                name="known_fact_check_rating_from_1_to_5",
            ),
        )
        indexes = (
            models.Index(fields=["identity", "id"], name="known_fact_check_identity"),
            models.Index(fields=["listed_at", "id"], name="known_fact_check_listed"),
            models.Index(fields=["publisher_site", "listed_at", "id"], name="known_fact_check_site"),
            GinIndex(fields=["words"], fastupdate=False, name="known_fact_check_words"),
        )

    def __str__(self) -> str:
        return self.title or self.claim_reviewed[:80]
