"""Feeds and pages of links that are watched, the pages of articles, and the hosts they are on."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0016_vectors"),
    ]

    operations = [
        migrations.CreateModel(
            name="WebHost",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(help_text="Scheme, host and port.", max_length=300, unique=True)),
                ("robots", models.TextField(blank=True)),
                ("is_silent", models.BooleanField(default=False, help_text="It did not answer for its robots.txt.")),
                ("robots_until", models.DateTimeField(blank=True, help_text="When to ask for it again.", null=True)),
                ("free_at", models.DateTimeField()),
            ],
            options={
                "ordering": ("name",),
            },
        ),
        migrations.AlterField(
            model_name="article",
            name="origin",
            field=models.CharField(
                choices=[
                    ("paste", "Pasted text"),
                    ("file", "Text file"),
                    ("url", "Web address"),
                    ("bulk", "In bulk"),
                    ("import", "Import"),
                    ("watch", "Watched source"),
                ],
                max_length=8,
            ),
        ),
        migrations.CreateModel(
            name="Watch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("name", models.CharField(help_text="What the desk calls it.", max_length=200)),
                (
                    "url",
                    models.URLField(
                        max_length=2000, validators=[django.core.validators.URLValidator(schemes=["http", "https"])]
                    ),
                ),
                ("identity", models.CharField(editable=False, help_text="SHA-256 of the address.", max_length=64)),
                (
                    "feed",
                    models.URLField(
                        blank=True,
                        help_text="The feed that the page names, which is read in its place.",
                        max_length=2000,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[("feed", "Feed"), ("page", "Page of links")],
                        help_text="Empty before the first look.",
                        max_length=4,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("watched", "Watched"), ("paused", "Paused"), ("ended", "Removed")],
                        default="watched",
                        max_length=7,
                    ),
                ),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        default=30,
                        help_text="Between two looks.",
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(10080),
                        ],
                    ),
                ),
                ("etag", models.CharField(blank=True, max_length=200)),
                ("last_modified", models.CharField(blank=True, max_length=200)),
                ("failures", models.PositiveIntegerField(default=0, help_text="Looks since the last that succeeded.")),
                ("reason", models.TextField(blank=True, help_text="Why the last look failed, in words.")),
                ("next_look_at", models.DateTimeField()),
                ("nudged_at", models.DateTimeField()),
                ("looked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "new_at",
                    models.DateTimeField(blank=True, help_text="When a look last found something new.", null=True),
                ),
                ("lease_token", models.PositiveBigIntegerField(default=0, help_text="Of the last one who set out.")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="watches", to="claims.desk"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="watches",
                        to="claims.source",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "watches",
                "ordering": ("name", "id"),
            },
        ),
        migrations.CreateModel(
            name="WatchedPage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "url",
                    models.URLField(
                        max_length=2000, validators=[django.core.validators.URLValidator(schemes=["http", "https"])]
                    ),
                ),
                ("identity", models.CharField(editable=False, help_text="SHA-256 of the address.", max_length=64)),
                ("title", models.CharField(blank=True, help_text="What the feed calls it.", max_length=500)),
                ("published_on", models.DateField(blank=True, help_text="The day the feed says.", null=True)),
                ("etag", models.CharField(blank=True, max_length=200)),
                ("last_modified", models.CharField(blank=True, max_length=200)),
                (
                    "failures",
                    models.PositiveIntegerField(default=0, help_text="Fetches since the last that succeeded."),
                ),
                ("reason", models.TextField(blank=True, help_text="Why it could not be read the last time, in words.")),
                (
                    "next_fetch_at",
                    models.DateTimeField(blank=True, help_text="Empty where it is fetched no more.", null=True),
                ),
                ("nudged_at", models.DateTimeField()),
                ("fetched_at", models.DateTimeField(blank=True, null=True)),
                (
                    "changed_at",
                    models.DateTimeField(blank=True, help_text="When its text was last seen to differ.", null=True),
                ),
                ("lease_token", models.PositiveBigIntegerField(default=0, help_text="Of the last one who set out.")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "article",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pages",
                        to="claims.article",
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.desk"),
                ),
                (
                    "watch",
                    models.ForeignKey(
                        blank=True,
                        help_text="Where it was found; empty for an address that somebody handed in.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pages",
                        to="claims.watch",
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="WatchEvent",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="claims.watch"
                    ),
                ),
            ],
            options={
                "ordering": ("of", "version"),
            },
        ),
        migrations.AddIndex(
            model_name="watch",
            index=models.Index(
                condition=models.Q(("state", "watched")), fields=["next_look_at", "id"], name="watch_by_next_look"
            ),
        ),
        migrations.AddConstraint(
            model_name="watch",
            constraint=models.UniqueConstraint(fields=("desk", "identity"), name="watch_one_per_desk_and_address"),
        ),
        migrations.AddConstraint(
            model_name="watch",
            constraint=models.CheckConstraint(
                condition=models.Q(("minutes__gte", 5), ("minutes__lte", 10080)), name="watch_minutes_in_bounds"
            ),
        ),
        migrations.AddConstraint(
            model_name="watch",
            constraint=models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="watch_has_a_name"),
        ),
        migrations.AddIndex(
            model_name="watchedpage",
            index=models.Index(
                condition=models.Q(("next_fetch_at__isnull", False)),
                fields=["next_fetch_at", "id"],
                name="watched_page_by_turn",
            ),
        ),
        migrations.AddIndex(
            model_name="watchedpage",
            index=models.Index(fields=["watch", "-id"], name="watched_page_of_watch"),
        ),
        migrations.AddConstraint(
            model_name="watchedpage",
            constraint=models.UniqueConstraint(
                fields=("desk", "identity"), name="watched_page_one_per_desk_and_address"
            ),
        ),
        migrations.AddConstraint(
            model_name="watchevent",
            constraint=models.UniqueConstraint(fields=("of", "version"), name="watch_event_one_per_version"),
        ),
        migrations.RunSQL(
            "CREATE TRIGGER claims_watchevent_is_append_only BEFORE UPDATE OR DELETE ON claims_watchevent "
            "FOR EACH ROW EXECUTE FUNCTION claimdesk_refuse_change()",
            "DROP TRIGGER claims_watchevent_is_append_only ON claims_watchevent",
        ),
    ]
