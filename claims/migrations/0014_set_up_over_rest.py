"""Desks, topics, claimants and imports know their version; what people do to an import is told by events."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SCOPES = [
    ("claims:read", "Read articles, claims and reviews"),
    ("claims:write", "Hand in articles and triage claims"),
    ("reviews:write", "Work on reviews and approve them"),
    ("publish", "Publish, correct and retract"),
    ("admin", "Set up a desk: itself, members, scales, checklist, topics, webhooks"),
]


def version() -> models.PositiveIntegerField:
    return models.PositiveIntegerField(db_default=1, default=1, editable=False)


class Migration(migrations.Migration):
    dependencies = [("claims", "0013_say_what_admin_is_for")]

    operations = [
        migrations.AlterField(
            "apitoken",
            "scopes",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(choices=SCOPES, max_length=20), size=None
            ),
        ),
        migrations.AlterField("claim", "version", version()),
        migrations.AddField("claimant", "version", version()),
        migrations.AddField("desk", "version", version()),
        migrations.AddField("import", "version", version()),
        migrations.AddField("topic", "version", version()),
        migrations.AlterField(
            "desk",
            "language",
            models.CharField(
                default="en",
                help_text="BCP 47 tag of what the desk publishes.",
                max_length=12,
                validators=[
                    django.core.validators.RegexValidator(
                        "\\A[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*\\Z",
                        "Give a language as a BCP 47 tag, such as en or pt-BR.",
                    )
                ],
            ),
        ),
        migrations.AlterField(
            "import",
            "file",
            models.FileField(
                blank=True,
                help_text="What was given or fetched, until it is read; of what failed, for a week.",
                max_length=200,
                upload_to="",
            ),
        ),
        migrations.CreateModel(
            name="ImportEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "version",
                    models.PositiveIntegerField(help_text="The row's version after this change: one event a version."),
                ),
                ("name", models.CharField(max_length=40)),
                ("note", models.TextField(blank=True)),
                ("data", models.JSONField(blank=True, default=dict)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty when a detector did it.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="claims.import"
                    ),
                ),
            ],
            options={
                "ordering": ("of", "version"),
                "constraints": [
                    models.UniqueConstraint(fields=("of", "version"), name="import_event_one_per_version")
                ],
            },
        ),
        migrations.RunSQL(
            "CREATE TRIGGER claims_importevent_is_append_only BEFORE UPDATE OR DELETE ON claims_importevent "
            "FOR EACH ROW EXECUTE FUNCTION claimdesk_refuse_change()",
            "DROP TRIGGER claims_importevent_is_append_only ON claims_importevent",
        ),
    ]
