"""Ratings have labels in further languages."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reviews', '0007_the_desk_at_any_size'),
    ]

    operations = [
        migrations.AddField(
            model_name='rating',
            name='labels',
            field=models.JSONField(blank=True, db_default={}, default=dict, help_text='Label and meaning in further languages, by BCP 47 tag: {“de”: {“label”: …, “meaning”: …}}.'),
        ),
    ]
