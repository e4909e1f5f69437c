"""Pairs know by which version of the encoder they were scored; those of before are scored once more in the background."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("claims", "0027_heartbeats")]

    operations = [
        migrations.AddField(
            model_name="claimpair",
            name="encoder",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text="The version of the encoder that the score rests on.",
                max_length=80,
            ),
        ),
        AddIndexConcurrently(
            model_name="claimpair",
            index=models.Index(condition=models.Q(("is_open", True)), fields=["encoder"], name="claim_pair_scored_by"),
        ),
    ]
