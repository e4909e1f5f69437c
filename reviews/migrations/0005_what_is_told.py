"""What must be told is noted by triggers; readers' requests remember who decided; wordings that are the same are found."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

NOTE = """
CREATE FUNCTION claimdesk_event_is_untold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO reviews_untoldevent (event_id) SELECT id FROM added;
    RETURN NULL;
END $$;
CREATE TRIGGER reviews_reviewevent_is_untold AFTER INSERT ON reviews_reviewevent
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION claimdesk_event_is_untold();

CREATE FUNCTION claimdesk_appearance_is_untold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO reviews_untoldappearance (appearance_id) SELECT id FROM added;
    RETURN NULL;
END $$;
CREATE TRIGGER claims_appearance_is_untold AFTER INSERT ON claims_appearance
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION claimdesk_appearance_is_untold();
"""
NOTE_NO_MORE = """
DROP TRIGGER claims_appearance_is_untold ON claims_appearance;
DROP FUNCTION claimdesk_appearance_is_untold();
DROP TRIGGER reviews_reviewevent_is_untold ON reviews_reviewevent;
DROP FUNCTION claimdesk_event_is_untold();
"""

# Two wordings with the same digest say the same, but for case, spaces and punctuation. A minus, a per cent sign and a
# currency stay, since they are part of what is claimed. Only what PostgreSQL itself knows is called: a restore must work.
COMPARE = r"""
CREATE FUNCTION claimdesk_wording(words text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT pg_catalog.md5(pg_catalog.btrim(pg_catalog.lower(pg_catalog.regexp_replace(
        words, '[\s!"#&''()*,./:;<=>?@\[\\\]^_`{|}~–—…“”‘’«»„‚‹›\u00a0\u202f]+', ' ', 'g'))))
$$;
CREATE INDEX reviews_verdict_wording ON reviews_verdict (claimdesk_wording(claim_text));
CREATE INDEX claims_appearance_wording ON claims_appearance (claimdesk_wording(quote));
"""
COMPARE_NO_MORE = """
DROP INDEX claims_appearance_wording;
DROP INDEX reviews_verdict_wording;
DROP FUNCTION claimdesk_wording(text);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0006_similar_claims'),
        ('reviews', '0004_worklist'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='NoticeSetting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('digest', models.CharField(choices=[('daily', 'Once a day, when there is something new'), ('off', 'Never')], default='daily', max_length=8)),
                ('digested_on', models.DateField(blank=True, help_text='The day of the last digest.', null=True)),
            ],
        ),
        migrations.CreateModel(
            name='UntoldAppearance',
            fields=[
                ('appearance', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='claims.appearance')),
            ],
        ),
        migrations.CreateModel(
            name='UntoldEvent',
            fields=[
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='reviews.reviewevent')),
            ],
        ),
        migrations.AddField(
            model_name='readerrequest',
            name='decided_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='readerrequest',
            name='decided_by',
            field=models.ForeignKey(blank=True, help_text='Who put it with a claim, or did not take it up.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='readerrequest',
            index=models.Index(condition=models.Q(models.Q(('email', ''), _negated=True), ('confirmed_at', None)), fields=['created_at'], name='reader_request_to_confirm'),
        ),
        migrations.AddIndex(
            model_name='readerrequest',
            index=models.Index(condition=models.Q(models.Q(('email', ''), _negated=True), ('state', 'grouped')), fields=['claim'], name='reader_request_to_tell'),
        ),
        migrations.AddIndex(
            model_name='replyrequest',
            index=models.Index(condition=models.Q(('outcome', 'waiting')), fields=['answer_until'], name='reply_request_waiting'),
        ),
        migrations.AddIndex(
            model_name='snapshot',
            index=models.Index(condition=models.Q(('recheck_at__isnull', False)), fields=['recheck_at'], name='snapshot_to_recheck'),
        ),
        migrations.AddIndex(
            model_name='snapshot',
            index=models.Index(condition=models.Q(('public_attempt_at__isnull', False)), fields=['public_attempt_at'], name='snapshot_to_publish'),
        ),
        migrations.AddConstraint(
            model_name='readerrequest',
            constraint=models.CheckConstraint(condition=models.Q(('email', ''), ('state__in', ['new', 'grouped']), _connector='OR'), name='reader_request_settled_keeps_no_address'),
        ),
        migrations.RunSQL(NOTE, NOTE_NO_MORE),
        migrations.RunSQL(COMPARE, COMPARE_NO_MORE),
    ]
