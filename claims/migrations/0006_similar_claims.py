"""An index over the trigrams of claim sentences, to find claims that resemble each other."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("claims", "0005_priorities_and_second_factor")]

    operations = [
        TrigramExtension(),
        migrations.AddIndex(
            model_name="claim",
            index=GinIndex(fields=["text"], name="claim_text_trigrams", opclasses=["gin_trgm_ops"]),
        ),
    ]
