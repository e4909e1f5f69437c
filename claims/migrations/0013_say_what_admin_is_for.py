"""The scope `admin` is for a desk's members as well: its label says so."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0012_waiting_and_decided'),
    ]

    operations = [
        migrations.AlterField(
            model_name='apitoken',
            name='scopes',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('claims:read', 'Read articles, claims and reviews'), ('claims:write', 'Hand in articles and triage claims'), ('reviews:write', 'Work on reviews and approve them'), ('publish', 'Publish, correct and retract'), ('admin', 'Set up a desk: its members and webhooks')], max_length=20), size=None),
        ),
    ]
