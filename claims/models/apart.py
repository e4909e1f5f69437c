"""Claims of which a person has said that they are not the same, however alike they look."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from claims.models.claim import Claim


class ToldApart(models.Model):
    """Two claims of a desk that a person has told apart: neither is suggested for the other any more.

    The pair is kept once, the claim with the lower id as `earlier`. Who takes it back deletes it; both are in the
    history of the claim where it was said.
    """

    earlier = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="+")
    later = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["earlier", "later"], name="told_apart_once"),
            models.CheckConstraint(condition=Q(earlier__lt=F("later")), name="told_apart_in_order"),
        )

    def __str__(self) -> str:
        return f"{self.earlier_id} and {self.later_id}"
