"""Pairs of a desk's claims that may be the same, kept for the list of the desk; and what is still to be compared."""

from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from claims.models.claim import Appearance, Claim
from claims.models.desk import Desk, desk_ids_of
from claims.models.people import User
from claims.models.topics import ClaimTopic

OF_EITHER = Q(claim=OuterRef("earlier")) | Q(claim=OuterRef("later"))


class ClaimPairQuerySet(models.QuerySet["ClaimPair"]):
    def visible_to(self, user: User) -> Self:
        """Those of the desks `user` belongs to."""
        return self if user.is_superuser else self.filter(desk__in=desk_ids_of(user))

    def waiting(self) -> Self:
        """Those that nobody has decided: both claims are live, and nobody has told them apart."""
        return self.filter(is_open=True)

    def in_language(self, language: str) -> Self:
        """Those of which either claim appears in an article in this language, as a code such as `en`; in any case."""
        return self.filter(Exists(Appearance.objects.filter(OF_EITHER, revision__article__language=language.lower())))

    def of_topic(self, topic: int) -> Self:
        """Those of which either claim belongs to the topic."""
        return self.filter(Exists(ClaimTopic.objects.in_force().filter(OF_EITHER, topic=topic)))


class ClaimPair(models.Model):
    """Two claims of a desk that may be the same, with how likely that is. It says so; it decides nothing.

    The claim with the lower id is `earlier`. Triggers keep `is_open` true to the claims' states and to what people have
    told apart, and take the pair away when either sentence is reworded.
    """

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="+")
    earlier = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="+")
    later = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="+")
    score = models.FloatField(help_text="0 to 1: how likely it is that they are the same.")
    is_open = models.BooleanField(help_text="Both claims are live, and nobody has told them apart.")

    objects = ClaimPairQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["earlier", "later"], name="claim_pair_once"),
            models.CheckConstraint(condition=Q(earlier__lt=F("later")), name="claim_pair_in_order"),
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=1), name="claim_pair_score_between_0_and_1"),
        )
        indexes = (
            models.Index(fields=["desk", "-score", "-id"], condition=Q(is_open=True), name="claim_pair_waiting"),
        )

    def __str__(self) -> str:
        return f"{self.earlier_id} and {self.later_id}"

    @property
    def sides(self) -> tuple[Claim, Claim]:
        """The claim that repeats the other, and the one that stays: an accepted one, else the earlier.

        Once they are merged, as they were merged.
        """
        is_earlier_merged = self.earlier.duplicate_of_id == self.later_id
        states = (self.earlier.state, self.later.state)
        if is_earlier_merged or states == (Claim.State.CANDIDATE, Claim.State.ACCEPTED):
            return self.earlier, self.later
        return self.later, self.earlier

    @property
    def claim(self) -> Claim:
        """The one that repeats the other."""
        return self.sides[0]

    @property
    def known(self) -> Claim:
        """The one that stays."""
        return self.sides[1]


class UncomparedClaim(models.Model):
    """A claim that has its vector now, or is live again: which claims of its desk it may repeat is to be looked up."""

    claim = models.OneToOneField(Claim, on_delete=models.CASCADE, primary_key=True, related_name="+")

    def __str__(self) -> str:
        return f"claim {self.pk}"
