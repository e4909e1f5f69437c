"""What the claims of published fact-checks mean, as vectors."""

from django.db import models
from django.db.models import Q

from claims.models import Vector


class FactCheckVector(Vector):
    """The vector of the claim sentence in the verdict that is in force. A trigger takes it away with a correction."""

    text_path = "fact_check__review__verdict__claim_text"

    fact_check = models.ForeignKey("publishing.FactCheck", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["fact_check", "encoder"], name="fact_check_vector_one_per_encoder"),
        )
        indexes = (
            models.Index(fields=["encoder", "id"], condition=Q(vector__isnull=True), name="fact_check_vector_to_make"),
        )
