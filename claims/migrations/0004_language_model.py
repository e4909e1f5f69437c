"""A desk's daily limit for the language model and what it used, and the notice of an extraction that fell back."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0003_explain_the_score")]

    operations = [
        migrations.AddField(
            model_name="extraction",
            name="notice",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="Why another detector than the chosen one read the text, or part of it, in words.",
            ),
        ),
        migrations.AddField(
            model_name="desk",
            name="language_model_tokens",
            field=models.PositiveIntegerField(
                blank=True,
                help_text="What the language model may use for this desk in a day, question and answer together. 0 "
                "switches it off for this desk; empty means the installation's own limit.",
                null=True,
                verbose_name="language model: tokens a day",
            ),
        ),
        migrations.CreateModel(
            name="LanguageModelUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="language_model_uses",
                        to="claims.desk",
                    ),
                ),
                ("used_on", models.DateField()),
                ("requests", models.PositiveIntegerField(default=0)),
                ("input_tokens", models.PositiveBigIntegerField(default=0)),
                ("output_tokens", models.PositiveBigIntegerField(default=0)),
                ("reserved_tokens", models.PositiveBigIntegerField(default=0)),
            ],
            options={"ordering": ("-used_on", "desk")},
        ),
        migrations.AddConstraint(
            model_name="languagemodeluse",
            constraint=models.UniqueConstraint(
                fields=("desk", "used_on"), name="language_model_use_one_per_desk_and_day"
            ),
        ),
    ]
