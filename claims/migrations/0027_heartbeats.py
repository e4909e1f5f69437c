"""When each worker last said that it works."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0026_signed_in")]

    operations = [
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("worker", models.CharField(max_length=255, primary_key=True, serialize=False)),
                ("queues", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=100), size=None)),
                ("beaten_at", models.DateTimeField()),
            ],
            options={"ordering": ("worker",)},
        ),
    ]
