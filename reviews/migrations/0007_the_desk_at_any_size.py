"""Indexes over what is free, what is with somebody and which reviews are unfinished: few rows in any archive."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reviews', '0006_saved_searches'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='readerrequest',
            index=models.Index(fields=['decided_at'], name='reader_request_decided'),
        ),
        migrations.AddIndex(
            model_name='readerrequest',
            index=models.Index(fields=['created_at'], name='reader_request_came'),
        ),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(models.F('desk'), models.OrderBy(models.F('priority'), descending=True), models.F('id'), condition=models.Q(('assigned_to', None), ('is_open', True)), name='assignment_free'),
        ),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(condition=models.Q(('assigned_to', None), ('is_open', True)), fields=['desk', 'id'], name='assignment_oldest_free'),
        ),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(models.F('desk'), models.OrderBy(models.F('priority'), descending=True), models.F('id'), condition=models.Q(models.Q(('holder__isnull', False), ('assigned_to__isnull', False), _connector='OR'), ('is_open', True)), name='assignment_with_somebody'),
        ),
        migrations.AddIndex(
            model_name='claimreview',
            index=models.Index(condition=models.Q(('state__in', ('draft', 'returned', 'submitted', 'approved'))), fields=['state', 'id'], name='review_unfinished'),
        ),
    ]
