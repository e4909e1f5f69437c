"""Indexes for what screens and sweeps ask: the oldest candidate, what was decided or came lately, what is not read yet."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0011_keyed_requests")]

    operations = [
        migrations.AddIndex(
            model_name="appearance",
            index=BrinIndex(fields=["created_at"], name="appearance_lately", pages_per_range=32),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                condition=models.Q(("state", "candidate")), fields=["desk", "id"], name="claim_oldest_candidate"
            ),
        ),
        migrations.AddIndex(
            model_name="claimevent",
            index=models.Index(
                condition=models.Q(("name__in", ["accept", "dismiss", "merge"])),
                fields=["created_at"],
                name="claim_event_decisions",
            ),
        ),
        migrations.AddIndex(
            model_name="extraction",
            index=models.Index(
                condition=models.Q(("state__in", ["queued", "running", "quarantined"])),
                fields=["state", "revision"],
                name="extraction_not_done",
            ),
        ),
    ]
