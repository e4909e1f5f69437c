"""A desk's practice and the lines of its checklist know their version, so that two admins overwrite nothing unseen."""

from django.db import migrations, models


def version() -> models.PositiveIntegerField:
    return models.PositiveIntegerField(db_default=1, default=1, editable=False)


class Migration(migrations.Migration):
    dependencies = [("reviews", "0009_labels_in_languages"), ("claims", "0014_set_up_over_rest")]

    operations = [
        migrations.AlterField("claimreview", "version", version()),
        migrations.AddField("criterion", "version", version()),
        migrations.AddField("practice", "version", version()),
    ]
