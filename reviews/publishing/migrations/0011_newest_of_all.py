"""What was published last is found by an index, the retracted with the others and alone. Built while it is written to."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

PATIENT = "SET statement_timeout = 0; SET lock_timeout = 0"
AS_BEFORE = "RESET statement_timeout; RESET lock_timeout"


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("publishing", "0010_translations_withdrawn")]

    operations = [
        migrations.RunSQL(PATIENT, AS_BEFORE),
        AddIndexConcurrently(
            model_name="factcheck",
            index=models.Index(fields=["-published_at", "-id"], name="fact_check_newest"),
        ),
        AddIndexConcurrently(
            model_name="factcheck",
            index=models.Index(
                condition=models.Q(("retracted_at__isnull", False)),
                fields=["-published_at", "-id"],
                name="fact_check_retracted",
            ),
        ),
        migrations.RunSQL(AS_BEFORE, PATIENT),
    ]
