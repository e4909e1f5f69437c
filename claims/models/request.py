"""Requests that their callers may repeat without doing anything twice."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class KeyedRequest(models.Model):
    """One request that came with a key: who sent it, what it asked, whether its work is done, what it was answered.

    `has_happened` is written in the transaction of the work itself, so it is true exactly if the work is committed.
    The answer follows in a transaction of its own; it is sealed, since it may show a secret.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of method, address and payload.")
    token = models.PositiveIntegerField(default=1, help_text="Rises with every attempt; an older one writes nothing.")
    lease_until = models.DateTimeField()
    has_happened = models.BooleanField(default=False)
    code = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    sealed_body = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(name="keyed_request_once_per_person_and_key", fields=["user", "key"]),
            models.CheckConstraint(
                name="keyed_request_answered_after_it_happened", condition=Q(code=None) | Q(has_happened=True)
            ),
        )

    def __str__(self) -> str:
        return f"{self.key} of {self.user_id}"
