"""Requests that may be repeated under a key."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0010_intake'),
    ]

    operations = [
        migrations.CreateModel(
            name='KeyedRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=255)),
                ('fingerprint', models.CharField(help_text='SHA-256 of method, address and payload.', max_length=64)),
                ('token', models.PositiveIntegerField(default=1, help_text='Rises with every attempt; an older one writes nothing.')),
                ('lease_until', models.DateTimeField()),
                ('has_happened', models.BooleanField(default=False)),
                ('code', models.PositiveSmallIntegerField(null=True)),
                ('headers', models.JSONField(default=dict)),
                ('sealed_body', models.TextField(blank=True)),
                ('created_at', models.DateTimeField(auto_now_add=True, db_index=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'key'), name='keyed_request_once_per_person_and_key'), models.CheckConstraint(condition=models.Q(('code', None), ('has_happened', True), _connector='OR'), name='keyed_request_answered_after_it_happened')],
            },
        ),
    ]
