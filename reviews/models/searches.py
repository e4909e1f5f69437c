"""What people search for again and again."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from claims.models import Desk, User


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    def visible_to(self, user: User) -> Self:
        """A person's own, of the desks they belong to."""
        return self.filter(user_id=user.pk, desk__in=Desk.objects.visible_to(user))

    def behind(self, claim_id: int) -> Self:
        """Those whose owners want to be told of new claims, and that were not looked at up to this one."""
        return self.filter(is_alerting=True, looked_up_to__lt=claim_id)


class SavedSearch(models.Model):
    """A search of one person on one desk, under a name: words and filters as they stand in the address."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=2000, help_text="What follows the question mark.")
    created_at = models.DateTimeField(auto_now_add=True)
    is_alerting = models.BooleanField(
        default=False, db_default=False, help_text="Whether its owner is told of new claims that it finds."
    )
    looked_up_to = models.BigIntegerField(
        default=0, db_default=0, editable=False, help_text="The id of the claim up to which that was done."
    )
    looked_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="When that was done last.")

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")
        indexes = (models.Index(fields=["looked_at"], condition=Q(is_alerting=True), name="saved_search_alerting"),)
        constraints = (
            models.UniqueConstraint(fields=["user", "desk", "name"], name="saved_search_once_per_person_desk_and_name"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(query=""), name="saved_search_has_a_name_and_a_query"),
        )

    def __str__(self) -> str:
        return self.name
