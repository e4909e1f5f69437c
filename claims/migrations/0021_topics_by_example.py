"""Topics of claims by keywords, examples and hand, with the triggers that note what is to be sorted."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

NOTE = """
CREATE FUNCTION claimdesk_claims_are_unsorted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO claims_unsortedclaim (claim_id) SELECT id FROM added;
    RETURN NULL;
END $$;
CREATE TRIGGER claims_claim_is_unsorted AFTER INSERT ON claims_claim
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION claimdesk_claims_are_unsorted();

CREATE FUNCTION claimdesk_claim_says_else() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO claims_unsortedclaim (claim_id) VALUES (NEW.id)
        ON CONFLICT (claim_id) DO UPDATE SET claim_id = EXCLUDED.claim_id;  -- waits for whoever sorts it by the old words
    RETURN NULL;
END $$;
CREATE TRIGGER claims_claim_is_unsorted_again AFTER UPDATE OF text ON claims_claim
    FOR EACH ROW WHEN (OLD.text IS DISTINCT FROM NEW.text) EXECUTE FUNCTION claimdesk_claim_says_else();

CREATE FUNCTION claimdesk_desk_is_unsorted(desk bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO claims_unsorteddesk (desk_id, below) VALUES (desk, 9223372036854775807)
        ON CONFLICT (desk_id) DO UPDATE SET below = EXCLUDED.below
$$;

CREATE FUNCTION claimdesk_vectors_are_unsorted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO claims_unsortedclaim (claim_id) SELECT DISTINCT m.claim_id FROM made m JOIN before b USING (id)
        WHERE m.vector IS NOT NULL AND b.vector IS NULL ORDER BY m.claim_id
        ON CONFLICT (claim_id) DO UPDATE SET claim_id = EXCLUDED.claim_id;
    PERFORM claimdesk_desk_is_unsorted(t.desk_id) FROM (
        SELECT DISTINCT t.desk_id FROM claims_topic t JOIN claims_topicexample e ON e.topic_id = t.id
            JOIN made m ON m.claim_id = e.claim_id ORDER BY t.desk_id
    ) t;
    RETURN NULL;
END $$;
CREATE TRIGGER claims_claimvector_is_unsorted AFTER UPDATE ON claims_claimvector
    REFERENCING OLD TABLE AS before NEW TABLE AS made FOR EACH STATEMENT
    EXECUTE FUNCTION claimdesk_vectors_are_unsorted();

CREATE FUNCTION claimdesk_topic_is_unsorted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM claimdesk_desk_is_unsorted(NEW.desk_id);
    RETURN NULL;
END $$;
CREATE TRIGGER claims_topic_is_unsorted AFTER INSERT OR UPDATE OF keywords ON claims_topic
    FOR EACH ROW EXECUTE FUNCTION claimdesk_topic_is_unsorted();

CREATE FUNCTION claimdesk_example_is_unsorted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM claimdesk_desk_is_unsorted(t.desk_id) FROM claims_topic t WHERE t.id = coalesce(NEW.topic_id, OLD.topic_id);
    RETURN NULL;
END $$;
CREATE TRIGGER claims_topicexample_is_unsorted AFTER INSERT OR DELETE ON claims_topicexample
    FOR EACH ROW EXECUTE FUNCTION claimdesk_example_is_unsorted();

CREATE FUNCTION claimdesk_encoder_unsorts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM claimdesk_desk_is_unsorted(t.desk_id) FROM (
        SELECT DISTINCT desk_id FROM claims_topic JOIN claims_topicexample e ON e.topic_id = claims_topic.id
            ORDER BY desk_id
    ) t;
    RETURN NULL;
END $$;
CREATE TRIGGER claims_encoder_unsorts AFTER UPDATE OF served_at ON claims_encoder
    FOR EACH ROW EXECUTE FUNCTION claimdesk_encoder_unsorts();

INSERT INTO claims_unsorteddesk (desk_id, below) SELECT DISTINCT desk_id, 9223372036854775807 FROM claims_topic;
"""
NOTE_NO_MORE = """
DROP TRIGGER claims_encoder_unsorts ON claims_encoder;
DROP FUNCTION claimdesk_encoder_unsorts();
DROP TRIGGER claims_topicexample_is_unsorted ON claims_topicexample;
DROP FUNCTION claimdesk_example_is_unsorted();
DROP TRIGGER claims_topic_is_unsorted ON claims_topic;
DROP FUNCTION claimdesk_topic_is_unsorted();
DROP TRIGGER claims_claimvector_is_unsorted ON claims_claimvector;
DROP FUNCTION claimdesk_vectors_are_unsorted();
DROP FUNCTION claimdesk_desk_is_unsorted(bigint);
DROP TRIGGER claims_claim_is_unsorted_again ON claims_claim;
DROP FUNCTION claimdesk_claim_says_else();
DROP TRIGGER claims_claim_is_unsorted ON claims_claim;
DROP FUNCTION claimdesk_claims_are_unsorted();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0020_chained_history'),
    ]

    operations = [
        migrations.CreateModel(
            name='UnsortedClaim',
            fields=[
                ('claim', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='claims.claim')),
            ],
        ),
        migrations.CreateModel(
            name='UnsortedDesk',
            fields=[
                ('desk', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='claims.desk')),
                ('below', models.BigIntegerField(help_text='Every claim of a smaller id is still to be looked at.')),
            ],
        ),
        migrations.CreateModel(
            name='ClaimTopic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('origin', models.CharField(choices=[('keyword', "One of the topic's keywords stands in it"), ('example', "It is like one of the topic's examples"), ('hand', 'A person decided it')], max_length=8)),
                ('why', models.CharField(blank=True, help_text='In words; empty where a person decided.', max_length=120)),
                ('is_off', models.BooleanField(default=False, help_text='A person took the topic off; nothing puts it on again.')),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='topics', to='claims.claim')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='claims.topic')),
            ],
            options={
                'ordering': ('claim', 'topic'),
                'indexes': [models.Index(condition=models.Q(('is_off', False)), fields=['topic', 'claim'], name='claim_topic_in_force')],
                'constraints': [models.UniqueConstraint(fields=('claim', 'topic'), name='claim_topic_once'), models.CheckConstraint(condition=models.Q(models.Q(('decided_by__isnull', False), ('origin', 'hand')), models.Q(models.Q(('origin', 'hand'), _negated=True), ('decided_by__isnull', True), ('is_off', False)), _connector='OR'), name='claim_topic_is_off_by_a_person_alone')],
            },
        ),
        migrations.CreateModel(
            name='TopicExample',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='claims.claim')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='examples', to='claims.topic')),
            ],
            options={
                'ordering': ('id',),
                'constraints': [models.UniqueConstraint(fields=('topic', 'claim'), name='topic_example_once')],
            },
        ),
        migrations.RunSQL(NOTE, NOTE_NO_MORE),
    ]
