"""Pairs of a desk's claims that may be the same, kept for the list of the desk; and what is still to be compared."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from claims.models.article import Article
from claims.models.claim import Appearance, Claim
from claims.models.desk import Desk, desk_ids_of
from claims.models.people import User
from claims.models.topics import ClaimTopic

OF_EITHER = Q(claim=OuterRef("earlier")) | Q(claim=OuterRef("later"))
FEW = 500  # claims, whose pairs are looked up; of more, some soon come along in the order of the score


class ClaimPairQuerySet(models.QuerySet["ClaimPair"]):
    def visible_to(self, user: User) -> Self:
        """Those of the desks `user` belongs to."""
        return self if user.is_superuser else self.filter(desk__in=desk_ids_of(user))

    def waiting(self) -> Self:
        """Those that nobody has decided: both claims are live, and nobody has told them apart."""
        return self.filter(is_open=True)

    def in_language(self, language: str) -> Self:
        """Those of which either claim appears in an article in this language, as a code such as `en`; in any case."""
        rare = Article.objects.in_language(language).filter(desk__in=Desk.objects.all())  # the index begins with it
        articles = list(rare.order_by().values_list("pk", flat=True)[: FEW + 1])
        if len(articles) > FEW:
            there = Appearance.objects.filter(revision__article__language=language.lower())
            return self.filter(Exists(there.filter(OF_EITHER)))
        return self._of_some(Appearance.objects.filter(revision__article__in=articles))

    def of_topic(self, topic: int) -> Self:
        """Those of which either claim belongs to the topic."""
        return self._of_some(ClaimTopic.objects.in_force().filter(topic=topic))

    def _of_some(self, rows: models.QuerySet[Any]) -> Self:
        """Those of which either claim has one of `rows`. How many there are is asked first: the planner cannot know."""
        claims = list(rows.order_by().values_list("claim", flat=True).distinct()[: FEW + 1])
        if len(claims) > FEW:
            return self.filter(Exists(rows.filter(OF_EITHER)))
        sides = (ClaimPair.objects.filter(earlier__in=claims), ClaimPair.objects.filter(later__in=claims))
        return self.filter(pk__in={pk for side in sides for pk in side.values_list("pk", flat=True)})


class ClaimPair(models.Model):
    """Two claims of a desk that may be the same, with how likely that is. It says so; it decides nothing.

    The claim with the lower id is `earlier`. Triggers keep `is_open` true to the claims' states and to what people have
    told apart, and take the pair away when either sentence is reworded. Once another encoder serves, the score is made
    anew in the background, as long as nobody has decided.
    """

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="+")
    earlier = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="+")
    later = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="+")
    score = models.FloatField(help_text="0 to 1: how likely it is that they are the same.")
    is_open = models.BooleanField(help_text="Both claims are live, and nobody has told them apart.")
    encoder = models.CharField(
        max_length=80, blank=True, db_default="", help_text="The version of the encoder that the score rests on."
    )

    objects = ClaimPairQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["earlier", "later"], name="claim_pair_once"),
            models.CheckConstraint(condition=Q(earlier__lt=F("later")), name="claim_pair_in_order"),
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=1), name="claim_pair_score_between_0_and_1"),
        )
        indexes = (
            models.Index(fields=["desk", "-score", "-id"], condition=Q(is_open=True), name="claim_pair_waiting"),
            models.Index(fields=["encoder"], condition=Q(is_open=True), name="claim_pair_scored_by"),
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
