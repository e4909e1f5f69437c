"""What sentences mean, as vectors: one for each sentence and encoder, and which encoder's are searched.

A row without a vector is work to be done. Triggers add such rows with the claims and fact-checks they are of, and take
the vector away when the sentence changes.
"""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from claims.models.claim import Claim
from claims.models.desk import Desk
from claims.models.known import KnownFactCheck


class HalfVectorField(models.Field):  # type: ignore[type-arg]  # not subscriptable at run time
    """Numbers of two bytes, as many as the encoder gives: `halfvec` of the extension pgvector."""

    def db_type(self, connection: Any) -> str:
        return "halfvec"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> str | None:
        return None if value is None else as_text(value)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> list[float] | None:
        return None if value is None else [float(number) for number in value.strip("[]").split(",")]


def as_text(vector: list[float]) -> str:
    """A vector as PostgreSQL reads it."""
    return f"[{','.join(f'{number:.5g}' for number in vector)}]"


class Encoder(models.Model):
    """One version of a sentence encoder. Vectors of different ones are never compared."""

    name = models.CharField(max_length=80, unique=True, help_text="Its VERSION, such as use-multilingual-3/0.2.1.")
    module = models.CharField(max_length=200, help_text="Where its code is.")
    dimensions = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField(null=True, blank=True, help_text="When a row was there for every sentence.")
    served_at = models.DateTimeField(
        null=True, blank=True, help_text="When all vectors were made and indexed: the search uses the latest."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-served_at", "-id")
        constraints = (
            models.CheckConstraint(condition=Q(dimensions__gte=1, dimensions__lte=4000), name="encoder_can_be_indexed"),
        )

    def __str__(self) -> str:
        return self.name


class Vector(models.Model):
    """A sentence's vector by one encoder; empty until a worker has made it. Each kind of sentence has its table."""

    text_path: ClassVar[str]  # from the row to its sentence

    encoder = models.ForeignKey(Encoder, on_delete=models.PROTECT, related_name="+")
    vector = HalfVectorField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.pk} by {self.encoder_id}"


class ClaimVector(Vector):
    """What a claim sentence means: claims are asked with it, and what they may repeat is found by it."""

    text_path = "claim__text"

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["claim", "encoder"], name="claim_vector_one_per_encoder"),)
        indexes = (
            models.Index(fields=["encoder", "id"], condition=Q(vector__isnull=True), name="claim_vector_to_make"),
        )


class KnownVector(Vector):
    """What the claim of somebody else's fact-check means, with the desk that knows it: a search reads no more."""

    text_path = "known__claim_reviewed"

    known = models.ForeignKey(KnownFactCheck, on_delete=models.CASCADE, related_name="+")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["known", "encoder"], name="known_vector_one_per_encoder"),)
        indexes = (
            models.Index(fields=["encoder", "id"], condition=Q(vector__isnull=True), name="known_vector_to_make"),
            models.Index(fields=["desk", "encoder"], name="known_vector_of_desk"),
        )
