"""The stream of events, filled from an outbox that triggers keep, and the webhooks that are told of it."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

# What integrations are told of (reviews.publishing.eventstream); the rest of the history makes no row here.
NOTE = """
CREATE FUNCTION claimdesk_claim_event_is_unsent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO publishing_unsentevent (claim_event_id) SELECT id FROM added
    WHERE name IN ('accept', 'dismiss', 'merge', 'reopen') ORDER BY id;
    RETURN NULL;
END $$;
CREATE TRIGGER claims_claimevent_is_unsent AFTER INSERT ON claims_claimevent
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION claimdesk_claim_event_is_unsent();

CREATE FUNCTION claimdesk_review_event_is_unsent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO publishing_unsentevent (review_event_id) SELECT id FROM added
    WHERE name IN ('submit', 'return', 'approve', 'override', 'abandon', 'publish', 'correct', 'retract') ORDER BY id;
    RETURN NULL;
END $$;
CREATE TRIGGER reviews_reviewevent_is_unsent AFTER INSERT ON reviews_reviewevent
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION claimdesk_review_event_is_unsent();

CREATE TRIGGER publishing_outgoingevent_is_append_only BEFORE UPDATE OR DELETE ON publishing_outgoingevent
    FOR EACH ROW EXECUTE FUNCTION claimdesk_refuse_change();
"""
NOTE_NO_MORE = """
DROP TRIGGER publishing_outgoingevent_is_append_only ON publishing_outgoingevent;
DROP TRIGGER reviews_reviewevent_is_unsent ON reviews_reviewevent;
DROP FUNCTION claimdesk_review_event_is_unsent();
DROP TRIGGER claims_claimevent_is_unsent ON claims_claimevent;
DROP FUNCTION claimdesk_claim_event_is_unsent();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0008_admin_scope'),
        ('publishing', '0004_markup_pages'),
        ('reviews', '0006_saved_searches'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='OutgoingEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('type', models.CharField(max_length=40)),
                ('message', models.UUIDField(default=uuid.uuid4, help_text='What webhook-id says, in every attempt.', unique=True)),
                ('key', models.CharField(help_text='What it tells of: nothing is told twice.', max_length=80, unique=True)),
                ('data', models.JSONField()),
                ('happened_at', models.DateTimeField()),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.desk')),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='UnsentEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('appearance', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='claims.appearance')),
                ('claim_event', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='claims.claimevent')),
                ('fact_check', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='publishing.factcheck')),
                ('review_event', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='reviews.reviewevent')),
            ],
        ),
        migrations.CreateModel(
            name='WebhookDelivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('pending', 'Pending'), ('delivered', 'Delivered'), ('failed', 'Failed')], default='pending', max_length=10)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_attempt_at', models.DateTimeField(null=True)),
                ('code', models.PositiveSmallIntegerField(help_text='What the receiver answered last.', null=True)),
                ('reason', models.CharField(blank=True, help_text='What went wrong last.', max_length=300)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('settled_at', models.DateTimeField(help_text='When it was delivered or given up.', null=True)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publishing.outgoingevent')),
            ],
            options={
                'verbose_name_plural': 'webhook deliveries',
                'ordering': ('-id',),
            },
        ),
        migrations.CreateModel(
            name='DeliveryAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.PositiveSmallIntegerField(null=True)),
                ('duration_ms', models.PositiveIntegerField()),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('attempted_at', models.DateTimeField()),
                ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='log', to='publishing.webhookdelivery')),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='WebhookEndpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.URLField(max_length=2000, validators=[django.core.validators.URLValidator(schemes=['http', 'https'])])),
                ('description', models.CharField(blank=True, help_text='Whose it is, or what it is for.', max_length=200)),
                ('events', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, help_text='What it is told of; empty: everything.', size=None)),
                ('sealed_secret', models.TextField(editable=False)),
                ('previous_sealed_secret', models.TextField(blank=True, editable=False)),
                ('previous_until', models.DateTimeField(editable=False, help_text='How long the former secret signs too.', null=True)),
                ('disabled_at', models.DateTimeField(editable=False, null=True)),
                ('disabled_reason', models.CharField(blank=True, editable=False, max_length=200)),
                ('first_failure_at', models.DateTimeField(editable=False, help_text='Since it last took a message.', null=True)),
                ('paused_until', models.DateTimeField(editable=False, help_text='Nothing is sent before; after a failure.', null=True)),
                ('lease_token', models.PositiveBigIntegerField(default=0, editable=False)),
                ('lease_until', models.DateTimeField(editable=False, null=True)),
                ('served_at', models.DateTimeField(editable=False, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='claims.desk')),
            ],
            options={
                'ordering': ('-id',),
            },
        ),
        migrations.AddField(
            model_name='webhookdelivery',
            name='endpoint',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='publishing.webhookendpoint'),
        ),
        migrations.AddIndex(
            model_name='outgoingevent',
            index=models.Index(fields=['desk', 'id'], name='outgoing_event_of_desk'),
        ),
        migrations.AddConstraint(
            model_name='unsentevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('appearance', None), ('claim_event__isnull', False), ('fact_check', None), ('review_event', None)), models.Q(('appearance', None), ('claim_event', None), ('fact_check', None), ('review_event__isnull', False)), models.Q(('appearance__isnull', False), ('claim_event', None), ('fact_check__isnull', False), ('review_event', None)), _connector='OR'), name='unsent_event_is_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='webhookendpoint',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('previous_sealed_secret', ''), ('previous_until', None)), models.Q(models.Q(('previous_sealed_secret', ''), _negated=True), ('previous_until__isnull', False)), _connector='OR'), name='webhook_endpoint_former_secret_ends'),
        ),
        migrations.AddConstraint(
            model_name='webhookendpoint',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('disabled_at', None), ('disabled_reason', '')), models.Q(('disabled_at__isnull', False), models.Q(('disabled_reason', ''), _negated=True)), _connector='OR'), name='webhook_endpoint_disabled_for_a_reason'),
        ),
        migrations.AddIndex(
            model_name='webhookdelivery',
            index=models.Index(condition=models.Q(('state', 'pending')), fields=['endpoint', 'next_attempt_at', 'id'], name='webhook_delivery_due'),
        ),
        migrations.AddIndex(
            model_name='webhookdelivery',
            index=models.Index(fields=['endpoint', '-id'], name='webhook_delivery_log'),
        ),
        migrations.AddIndex(
            model_name='webhookdelivery',
            index=models.Index(fields=['settled_at'], name='webhook_delivery_settled'),
        ),
        migrations.AddConstraint(
            model_name='webhookdelivery',
            constraint=models.UniqueConstraint(fields=('endpoint', 'event'), name='webhook_delivery_one_per_endpoint_and_event'),
        ),
        migrations.AddConstraint(
            model_name='webhookdelivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('next_attempt_at__isnull', False), ('settled_at', None), ('state', 'pending')), models.Q(models.Q(('state', 'pending'), _negated=True), ('next_attempt_at', None), ('settled_at__isnull', False)), _connector='OR'), name='webhook_delivery_pending_or_settled'),
        ),
        migrations.RunSQL(NOTE, NOTE_NO_MORE),
    ]
