"""The words of verdicts, kept by PostgreSQL itself, with the indexes that a search needs; and the searches people save."""

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import migrations, models
from django.db.models.functions import Left


def vector(field, weight, config):
    return SearchVector(Left(field, 50_000), weight=weight, config=config)


WORDS = (
    vector("headline", "A", "simple") + vector("headline", "A", "english")
    + vector("claim_text", "B", "simple") + vector("claim_text", "B", "english")
    + vector("explanation", "C", "simple") + vector("explanation", "C", "english")
)

class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0007_search"),
        ("reviews", "0005_what_is_told"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="verdict",
            name="words",
            field=models.GeneratedField(
                expression=WORDS, output_field=SearchVectorField(), db_persist=True, editable=False
            ),
        ),
        migrations.AddIndex(
            model_name="verdict", index=GinIndex(fastupdate=False, fields=["words"], name="verdict_words")
        ),
        migrations.AddIndex(
            model_name="verdict",
            index=GinIndex(fields=["headline"], name="verdict_headline_trigrams", opclasses=["gin_trgm_ops"]),
        ),
        migrations.CreateModel(
            name="SavedSearch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("query", models.CharField(help_text="What follows the question mark.", max_length=2000)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="claims.desk"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("name", "id"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "desk", "name"), name="saved_search_once_per_person_desk_and_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True), models.Q(("query", ""), _negated=True)
                        ),
                        name="saved_search_has_a_name_and_a_query",
                    ),
                ],
            },
        ),
    ]
