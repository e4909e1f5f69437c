"""Fact-checks in further languages: what was submitted stays, what readers see was approved, and search finds it."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Submitted words stay as they are; the approval is noted once. Translations and their history stay for ever.
THE_WORDS_STAND = """
CREATE FUNCTION claimdesk_translated_text_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.approver_id IS NOT NULL
       OR to_jsonb(NEW) - '{approver_id,approved_at}'::text[] <> to_jsonb(OLD) - '{approver_id,approved_at}'::text[] THEN
        RAISE EXCEPTION 'the words of a submitted translation stay: submit others'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER publishing_translatedtext_stands BEFORE UPDATE ON publishing_translatedtext
    FOR EACH ROW EXECUTE FUNCTION claimdesk_translated_text_stands();
CREATE TRIGGER publishing_translatedtext_is_kept BEFORE DELETE ON publishing_translatedtext
    FOR EACH ROW EXECUTE FUNCTION claimdesk_refuse_change();
CREATE TRIGGER publishing_translation_is_kept BEFORE DELETE ON publishing_translation
    FOR EACH ROW EXECUTE FUNCTION claimdesk_refuse_change();
CREATE TRIGGER publishing_translationevent_is_append_only BEFORE UPDATE OR DELETE ON publishing_translationevent
    FOR EACH ROW EXECUTE FUNCTION claimdesk_refuse_change();

CREATE FUNCTION claimdesk_translation_is_shown() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE words text;
BEGIN
    IF NEW.shown_id IS NULL THEN
        NEW.document := NULL;
        RETURN NEW;
    END IF;
    SELECT concat_ws(E'\\n', shown.headline, shown.claim_text, claimant.name) INTO words
    FROM publishing_translatedtext shown
    JOIN reviews_verdict verdict ON verdict.id = shown.verdict_id
    LEFT JOIN claims_claimant claimant ON claimant.id = verdict.claimant_id
    WHERE shown.id = NEW.shown_id AND shown.translation_id = NEW.id AND shown.approver_id IS NOT NULL;
    IF words IS NULL THEN
        RAISE EXCEPTION 'readers see words of this translation that a second person approved, and no others'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    NEW.document := claimdesk_document(NEW.language, words);
    RETURN NEW;
END $$;
CREATE TRIGGER publishing_translation_is_shown BEFORE INSERT OR UPDATE OF shown_id, language ON publishing_translation
    FOR EACH ROW EXECUTE FUNCTION claimdesk_translation_is_shown();
"""
NOTHING_STANDS = """
DROP TRIGGER publishing_translation_is_shown ON publishing_translation;
DROP FUNCTION claimdesk_translation_is_shown();
DROP TRIGGER publishing_translationevent_is_append_only ON publishing_translationevent;
DROP TRIGGER publishing_translation_is_kept ON publishing_translation;
DROP TRIGGER publishing_translatedtext_is_kept ON publishing_translatedtext;
DROP TRIGGER publishing_translatedtext_stands ON publishing_translatedtext;
DROP FUNCTION claimdesk_translated_text_stands();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('publishing', '0006_newest_changes'),
        ('reviews', '0007_the_desk_at_any_size'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='TranslatedText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('headline', models.CharField(max_length=200)),
                ('claim_text', models.TextField()),
                ('explanation', models.TextField(help_text='Markdown.')),
                ('notes', models.JSONField(blank=True, default=dict, help_text='Notes of corrections, by the id of the correction.')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('approver', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('verdict', models.ForeignKey(help_text='The version that it says in another language.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reviews.verdict')),
            ],
            options={
                'ordering': ('translation', 'number'),
            },
        ),
        migrations.CreateModel(
            name='Translation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('language', models.CharField(help_text='BCP 47 tag.', max_length=12)),
                ('slug', models.SlugField(help_text='Of its page; stays as it is once there is one.', max_length=100)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('returned', 'Returned'), ('published', 'Published')], default='draft', max_length=12)),
                ('headline', models.CharField(blank=True, max_length=200)),
                ('claim_text', models.TextField(blank=True)),
                ('explanation', models.TextField(blank=True, help_text='Markdown.')),
                ('notes', models.JSONField(blank=True, default=dict, help_text='Notes of corrections, by the id of the correction.')),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('modified_at', models.DateTimeField(blank=True, help_text='When readers were shown other words last.', null=True)),
                ('document', django.contrib.postgres.search.SearchVectorField(editable=False, help_text='What search finds it by; kept by a trigger.', null=True)),
                ('fact_check', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='translations', to='publishing.factcheck')),
                ('shown', models.ForeignKey(blank=True, help_text='What readers see; an approved text (held by a trigger).', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publishing.translatedtext')),
                ('verdict', models.ForeignKey(help_text='The version whose words are being translated.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reviews.verdict')),
            ],
            options={
                'ordering': ('fact_check', 'language'),
            },
        ),
        migrations.AddField(
            model_name='translatedtext',
            name='translation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='publishing.translation'),
        ),
        migrations.CreateModel(
            name='TranslationEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(help_text="The row's version after this change: one event a version.")),
                ('name', models.CharField(max_length=40)),
                ('note', models.TextField(blank=True)),
                ('data', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('actor', models.ForeignKey(blank=True, help_text='Empty when a detector did it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('translation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='publishing.translation')),
            ],
            options={
                'ordering': ('translation', 'version'),
            },
        ),
        migrations.AddIndex(
            model_name='translation',
            index=models.Index(condition=models.Q(('shown__isnull', False)), fields=['-published_at', '-id'], name='translation_newest'),
        ),
        migrations.AddIndex(
            model_name='translation',
            index=django.contrib.postgres.indexes.GinIndex(fields=['document'], name='translation_document'),
        ),
        migrations.AddConstraint(
            model_name='translation',
            constraint=models.UniqueConstraint(fields=('fact_check', 'language'), name='translation_one_per_fact_check_and_language'),
        ),
        migrations.AddConstraint(
            model_name='translation',
            constraint=models.UniqueConstraint(fields=('language', 'slug'), name='translation_one_per_language_and_slug'),
        ),
        migrations.AddConstraint(
            model_name='translation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('modified_at__isnull', True), ('published_at__isnull', True), ('shown__isnull', True)), models.Q(('modified_at__gte', models.F('published_at')), ('published_at__isnull', False), ('shown__isnull', False)), _connector='OR'), name='translation_with_words_to_show_was_published'),
        ),
        migrations.AddConstraint(
            model_name='translation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), ('shown__isnull', False), _connector='OR'), name='translation_published_shows_words'),
        ),
        migrations.AddConstraint(
            model_name='translatedtext',
            constraint=models.UniqueConstraint(fields=('translation', 'number'), name='translated_text_one_per_number'),
        ),
        migrations.AddConstraint(
            model_name='translatedtext',
            constraint=models.CheckConstraint(condition=models.Q(('approver__isnull', True), models.Q(('approver', models.F('author')), _negated=True), _connector='OR'), name='translated_text_approved_by_a_second_person'),
        ),
        migrations.AddConstraint(
            model_name='translatedtext',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', True), ('approver__isnull', True)), models.Q(('approved_at__isnull', False), ('approver__isnull', False)), _connector='OR'), name='translated_text_approved_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='translatedtext',
            constraint=models.CheckConstraint(condition=models.Q(('headline', ''), ('claim_text', ''), ('explanation', ''), _connector='OR', _negated=True), name='translated_text_has_all_words'),
        ),
        migrations.AddConstraint(
            model_name='translationevent',
            constraint=models.UniqueConstraint(fields=('translation', 'version'), name='translation_event_one_per_version'),
        ),
        migrations.RunSQL(THE_WORDS_STAND, NOTHING_STANDS),
    ]
