"""Images, videos and recordings of a review, and the copies that verdicts keep of what was said of them."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reviews', '0010_set_up_over_rest'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MediaItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ('kind', models.CharField(choices=[('image', 'Image'), ('video', 'Video'), ('audio', 'Recording')], max_length=8)),
                ('description', models.CharField(help_text='What it shows, for readers.', max_length=500)),
                ('categories', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('original', 'Original'), ('missing_context', 'Missing context'), ('edited', 'Edited or cropped'), ('transformed', 'Altered'), ('staged', 'Staged'), ('satire', 'Satire or parody')], max_length=20), blank=True, default=list, size=None)),
                ('original_url', models.URLField(blank=True, help_text='Where the original can be seen or heard.', max_length=2000, validators=[django.core.validators.URLValidator(schemes=['http', 'https'])])),
                ('original_context', models.TextField(blank=True, help_text='Where it comes from: where and when it was made, by whom, and what it shows there.')),
                ('appearances', models.JSONField(blank=True, default=list, help_text='Where it appears: url, content_url (the file), archived_url, description, start and end (HH:MM:SS).')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='media', to='reviews.claimreview')),
            ],
            options={
                'ordering': ('review', 'id'),
            },
        ),
        migrations.AddField(
            model_name='verdict',
            name='media',
            field=models.JSONField(blank=True, db_default=[], default=list, help_text='The images, videos and recordings as they were described then (see `reviews.media.Facts`).'),
        ),
        migrations.AddIndex(
            model_name='verdict',
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['media'], name='verdict_media', opclasses=['jsonb_path_ops']),
        ),
        migrations.AddConstraint(
            model_name='mediaitem',
            constraint=models.CheckConstraint(condition=models.Q(('description', ''), _negated=True), name='media_item_has_a_description'),
        ),
        migrations.AddConstraint(
            model_name='mediaitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('categories__contains', ['original']), _negated=True), models.Q(('categories__overlap', ['edited', 'transformed', 'staged']), _negated=True), _connector='OR'), name='media_item_original_was_not_altered'),
        ),
    ]
