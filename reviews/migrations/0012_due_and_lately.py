"""What is due, and what somebody wrote lately, is found by an index. Built while the tables are written to."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

PATIENT = "SET statement_timeout = 0; SET lock_timeout = 0"
AS_BEFORE = "RESET statement_timeout; RESET lock_timeout"


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("reviews", "0011_media")]

    operations = [
        migrations.RunSQL(PATIENT, AS_BEFORE),
        AddIndexConcurrently(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(("due_on__isnull", False), ("is_open", True)),
                fields=["desk", "due_on"],
                name="assignment_due",
            ),
        ),
        AddIndexConcurrently(
            model_name="verdict",
            index=models.Index(
                condition=models.Q(("number", 1)), fields=["author", "created_at"], name="verdict_first_of_author"
            ),
        ),
        migrations.RunSQL(AS_BEFORE, PATIENT),
    ]
