"""Articles in bulk with a queue of their own, imports, and the fact-checks that others have published."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Left

ORIGINS = [
    ("paste", "Pasted text"),
    ("file", "Text file"),
    ("url", "Web address"),
    ("bulk", "In bulk"),
    ("import", "Import"),
]

# Without a rebuild: an index takes these for what comes from now on.
SORT_IN_LATER = "ALTER INDEX article_title_words SET (fastupdate = on, gin_pending_list_limit = 256)"
SORT_IN_AT_ONCE = "ALTER INDEX article_title_words RESET (gin_pending_list_limit), SET (fastupdate = off)"
TITLE_WORDS = GinIndex(fields=["title_words"], fastupdate=True, gin_pending_list_limit=256, name="article_title_words")

WEB_ADDRESS = django.core.validators.URLValidator(schemes=["http", "https"])


def words(*fields):
    """A generated column with the words of `fields`: as written, and as English stems."""
    vectors = [
        SearchVector(Left(field, 50_000), weight=weight, config=config)
        for field, weight in zip(fields, "ABC")
        for config in ("simple", "english")
    ]
    whole = vectors[0]
    for vector in vectors[1:]:
        whole = whole + vector
    return models.GeneratedField(expression=whole, output_field=SearchVectorField(), db_persist=True, editable=False)


class Migration(migrations.Migration):
    dependencies = [("claims", "0008_admin_scope")]

    operations = [
        migrations.AlterField("article", "origin", models.CharField(choices=ORIGINS, max_length=8)),
        migrations.AddField(
            "extraction",
            "is_in_bulk",
            models.BooleanField(
                db_default=False,
                default=False,
                help_text="One of many that came at once: its turn comes as workers have room, after what people hand in.",
            ),
        ),
        migrations.AddIndex(
            "extraction",
            models.Index(
                fields=["is_in_bulk", "next_attempt_at", "id"],
                condition=Q(state__in=["queued", "running"]),
                name="extraction_open_by_turn",
            ),
        ),
        migrations.RemoveIndex("extraction", "extraction_open"),
        migrations.RunSQL(
            SORT_IN_LATER,
            SORT_IN_AT_ONCE,
            state_operations=[
                migrations.RemoveIndex("article", "article_title_words"),
                migrations.AddIndex("article", TITLE_WORDS),
            ],
        ),
        migrations.CreateModel(
            name="KnownFactCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("url", models.URLField(max_length=2000, validators=[WEB_ADDRESS])),
                ("claim_reviewed", models.TextField()),
                ("publisher", models.CharField(max_length=200)),
                (
                    "publisher_site",
                    models.CharField(blank=True, help_text="Bare host name, without www.", max_length=253),
                ),
                ("claimant", models.CharField(blank=True, max_length=200)),
                ("said_on", models.DateField(blank=True, null=True)),
                ("reviewed_on", models.DateField(blank=True, null=True)),
                ("rating_label", models.CharField(blank=True, max_length=300)),
                (
                    "rating_value",
                    models.FloatField(blank=True, help_text="As given, on the publisher's own scale.", null=True),
                ),
                ("rating_best", models.FloatField(blank=True, null=True)),
                ("rating_worst", models.FloatField(blank=True, null=True)),
                (
                    "rating_of_five",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Where the value stands on its scale: 1 false to 5 true; empty if it has none.",
                        null=True,
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=500)),
                ("language", models.CharField(blank=True, max_length=12)),
                (
                    "identity",
                    models.CharField(
                        editable=False,
                        help_text="Digest of its address, the claim and who published it.",
                        max_length=64,
                    ),
                ),
                (
                    "listed_at",
                    models.DateTimeField(help_text="When it was published, or else imported: lists go by this."),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("words", words("claim_reviewed", "title", "claimant")),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="known_fact_checks",
                        to="claims.desk",
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [
                    models.Index(fields=["identity", "id"], name="known_fact_check_identity"),
                    models.Index(fields=["listed_at", "id"], name="known_fact_check_listed"),
                    models.Index(fields=["publisher_site", "listed_at", "id"], name="known_fact_check_site"),
                    GinIndex(fastupdate=False, fields=["words"], name="known_fact_check_words"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("desk", "identity"), name="known_fact_check_one_per_desk_and_identity"
                    ),
                    models.CheckConstraint(
                        condition=~Q(claim_reviewed=""), name="known_fact_check_has_a_claim"
                    ),
                    models.CheckConstraint(
                        condition=Q(rating_of_five__isnull=True) | Q(rating_of_five__gte=1, rating_of_five__lte=5),
                        name="known_fact_check_rating_from_1_to_5",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Import",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(help_text="Of the file, or the address.", max_length=200)),
                (
                    "url",
                    models.URLField(
                        blank=True, help_text="Empty for a file.", max_length=2000, validators=[WEB_ADDRESS]
                    ),
                ),
                (
                    "file",
                    models.FileField(
                        blank=True, help_text="What was given or fetched, until it is read.", max_length=200, upload_to=""
                    ),
                ),
                (
                    "published_on",
                    models.DateField(blank=True, help_text="For documents that do not say their day.", null=True),
                ),
                (
                    "kind",
                    models.CharField(
                        blank=True, help_text="What it turned out to be; empty before it is opened.", max_length=12
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("queued", "Queued"), ("running", "Reading"), ("done", "Done"), ("failed", "Failed")],
                        default="queued",
                        max_length=8,
                    ),
                ),
                ("reason", models.TextField(blank=True, help_text="Why it failed, in words.")),
                (
                    "seen",
                    models.PositiveIntegerField(
                        default=0, help_text="Entries that were read: the next step goes on behind them."
                    ),
                ),
                ("new", models.PositiveIntegerField(default=0)),
                ("changed", models.PositiveIntegerField(default=0)),
                ("unchanged", models.PositiveIntegerField(default=0)),
                ("refused", models.PositiveIntegerField(default=0)),
                (
                    "attempts",
                    models.PositiveIntegerField(default=0, help_text="Turns that workers took since it last got on."),
                ),
                ("crashes", models.PositiveIntegerField(default=0)),
                ("lease_token", models.PositiveBigIntegerField(default=0)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("next_attempt_at", models.DateTimeField()),
                ("nudged_at", models.DateTimeField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="imports", to="claims.desk"
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [
                    models.Index(
                        fields=["next_attempt_at", "id"],
                        condition=Q(state__in=["queued", "running"]),
                        name="import_open",
                    ),
                    models.Index(fields=["desk", "-id"], name="import_of_desk"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(finished_at__isnull=False) | ~Q(state__in=["done", "failed"]),
                        name="import_ended_has_a_time",
                    ),
                    models.CheckConstraint(
                        condition=~Q(state="failed") | ~Q(reason=""), name="import_failed_has_a_reason"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportRefusal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("entry", models.PositiveIntegerField(help_text="Counted from 1.")),
                ("reason", models.TextField()),
                (
                    "of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="refusals", to="claims.import"
                    ),
                ),
            ],
            options={
                "ordering": ("entry",),
                "constraints": [
                    models.UniqueConstraint(fields=("of", "entry"), name="import_refusal_one_per_entry")
                ],
            },
        ),
    ]
