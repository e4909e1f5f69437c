"""The version of a translation has a default in the database, as every row's that knows its version."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publishing", "0007_translations")]

    operations = [
        migrations.AlterField(
            "translation", "version", models.PositiveIntegerField(db_default=1, default=1, editable=False)
        ),
    ]
