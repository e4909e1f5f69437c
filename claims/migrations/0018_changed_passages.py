"""What became of claims' passages when their article's text was changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


NOTE = """
CREATE FUNCTION claimdesk_revision_is_uncompared() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO claims_uncomparedrevision (revision_id) SELECT id FROM added WHERE number > 1;
    RETURN NULL;
END $$;
CREATE TRIGGER claims_revision_is_uncompared AFTER INSERT ON claims_revision
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION claimdesk_revision_is_uncompared();
"""
NOTE_NO_MORE = """
DROP TRIGGER claims_revision_is_uncompared ON claims_revision;
DROP FUNCTION claimdesk_revision_is_uncompared();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0017_watched_sources'),
    ]

    operations = [
        migrations.CreateModel(
            name='UncomparedRevision',
            fields=[
                ('revision', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='claims.revision')),
            ],
        ),
        migrations.CreateModel(
            name='PassageChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start', models.PositiveIntegerField(blank=True, null=True)),
                ('end', models.PositiveIntegerField(blank=True, null=True)),
                ('quote', models.TextField(blank=True)),
                ('told_at', models.DateTimeField(blank=True, help_text='When the desk was told, or need not be.', null=True)),
                ('seen_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('before', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='claims.appearance')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='passage_changes', to='claims.revision')),
                ('seen_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-id',),
                'indexes': [models.Index(condition=models.Q(('seen_at', None)), fields=['-id'], name='passage_change_unseen'), models.Index(condition=models.Q(('told_at', None)), fields=['id'], name='passage_change_untold')],
                'constraints': [models.UniqueConstraint(fields=('before', 'revision'), name='passage_change_one_per_place_and_text'), models.CheckConstraint(condition=models.Q(models.Q(('end', None), ('quote', ''), ('start', None)), models.Q(('end__gt', models.F('start')), models.Q(('quote', ''), _negated=True)), _connector='OR'), name='passage_change_has_a_place_or_none'), models.CheckConstraint(condition=models.Q(models.Q(('seen_at', None), ('seen_by', None)), models.Q(('seen_at__isnull', False), ('seen_by__isnull', False)), _connector='OR'), name='passage_change_is_seen_by_somebody')],
            },
        ),
        migrations.RunSQL(NOTE, NOTE_NO_MORE),
    ]
