"""What changed last is found by an index: feeds begin with it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('publishing', '0005_webhooks'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='factcheck',
            index=models.Index(fields=['-modified_at', '-id'], name='fact_check_changed'),
        ),
    ]
