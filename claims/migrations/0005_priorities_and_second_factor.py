"""A source's reach and a desk's topics, which count in a claim's priority; a second factor that a desk may require; counters."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


COUNTERS = """
CREATE TABLE claimdesk_cache (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
CREATE INDEX claimdesk_cache_expires ON claimdesk_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0004_language_model"),
    ]

    operations = [
        migrations.AddField(
            model_name="desk",
            name="is_second_factor_required",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Members sign in with a one-time code as well, before they see anything of this desk.",
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="reach",
            field=models.PositiveSmallIntegerField(
                db_default=1,
                default=1,
                help_text="How many people it reaches: 0 hardly any, 1 some, 2 many, 3 most of the country. Counts in the priority of its claims.",
                validators=[django.core.validators.MaxValueValidator(3)],
            ),
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                (
                    "keywords",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60),
                        help_text="Words or phrases, whole and in any case; any one of them is enough.",
                        size=None,
                    ),
                ),
                (
                    "weight",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="Points it adds to a claim's priority: 0 to 5.",
                        validators=[django.core.validators.MaxValueValidator(5)],
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="topics", to="claims.desk"
                    ),
                ),
            ],
            options={
                "ordering": ("name",),
                "constraints": [
                    models.UniqueConstraint(fields=("desk", "name"), name="topic_one_per_desk_and_name"),
                    models.CheckConstraint(condition=models.Q(("weight__lte", 5)), name="topic_weight_up_to_5"),
                ],
            },
        ),
        migrations.RunSQL(COUNTERS, "DROP TABLE claimdesk_cache"),
    ]
