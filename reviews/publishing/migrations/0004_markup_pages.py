"""Markup pages of desks' own sites, and what search finds fact-checks and marked-up claims by."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

WEB_ADDRESS = django.core.validators.URLValidator(schemes=['http', 'https'])

# A document holds each word as its language's stem and as it is written: a query finds it by either.
DOCUMENTS = """
CREATE FUNCTION claimdesk_document(language text, words text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT to_tsvector(CASE split_part(lower(language), '-', 1)
        WHEN 'da' THEN 'danish'::regconfig WHEN 'de' THEN 'german' WHEN 'en' THEN 'english' WHEN 'es' THEN 'spanish'
        WHEN 'fi' THEN 'finnish' WHEN 'fr' THEN 'french' WHEN 'hu' THEN 'hungarian' WHEN 'it' THEN 'italian'
        WHEN 'nl' THEN 'dutch' WHEN 'no' THEN 'norwegian' WHEN 'nb' THEN 'norwegian' WHEN 'nn' THEN 'norwegian'
        WHEN 'pt' THEN 'portuguese' WHEN 'ro' THEN 'romanian' WHEN 'ru' THEN 'russian' WHEN 'sv' THEN 'swedish'
        WHEN 'tr' THEN 'turkish' ELSE 'simple' END, words) || to_tsvector('simple', words)
$$;

CREATE FUNCTION claimdesk_fact_check_is_found() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT claimdesk_document(desk.language, concat_ws(E'\\n', verdict.headline, verdict.claim_text, claimant.name))
    INTO NEW.document
    FROM reviews_claimreview review
    JOIN reviews_verdict verdict ON verdict.id = review.verdict_id
    LEFT JOIN claims_claimant claimant ON claimant.id = verdict.claimant_id
    JOIN claims_claim claim ON claim.id = review.claim_id
    JOIN claims_desk desk ON desk.id = claim.desk_id
    WHERE review.id = NEW.review_id;
    RETURN NEW;
END $$;
CREATE TRIGGER publishing_factcheck_is_found BEFORE INSERT OR UPDATE OF modified_at ON publishing_factcheck
    FOR EACH ROW EXECUTE FUNCTION claimdesk_fact_check_is_found();

CREATE FUNCTION claimdesk_markup_claim_is_found() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT claimdesk_document(desk.language, concat_ws(E'\\n', NEW.text, NEW.claimant)) INTO NEW.document
    FROM publishing_markuppage page JOIN claims_desk desk ON desk.id = page.desk_id WHERE page.id = NEW.page_id;
    RETURN NEW;
END $$;
CREATE TRIGGER publishing_markupclaim_is_found BEFORE INSERT OR UPDATE ON publishing_markupclaim
    FOR EACH ROW EXECUTE FUNCTION claimdesk_markup_claim_is_found();
"""
NO_DOCUMENTS = """
DROP TRIGGER publishing_markupclaim_is_found ON publishing_markupclaim;
DROP FUNCTION claimdesk_markup_claim_is_found();
DROP TRIGGER publishing_factcheck_is_found ON publishing_factcheck;
DROP FUNCTION claimdesk_fact_check_is_found();
DROP FUNCTION claimdesk_document(text, text);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0006_similar_claims'),
        ('publishing', '0003_why_and_again'),
        ('reviews', '0005_what_is_told'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MarkupPage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.URLField(max_length=2000, validators=[WEB_ADDRESS])),
                ('version', models.PositiveIntegerField(default=1)),
                ('body', models.JSONField(help_text='As it was written, in the shape of the Fact Check Tools API.')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('modified_at', models.DateTimeField(auto_now=True)),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.desk')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-id',),
            },
        ),
        migrations.CreateModel(
            name='MarkupClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('url', models.URLField(max_length=2100, validators=[WEB_ADDRESS])),
                ('text', models.TextField()),
                ('claimant', models.CharField(blank=True, max_length=300)),
                ('said_on', models.DateField(blank=True, null=True)),
                ('rating', models.CharField(max_length=300)),
                ('publisher', models.CharField(max_length=300)),
                ('site', models.CharField(help_text='Bare host name, without www.', max_length=253)),
                ('published_at', models.DateTimeField()),
                ('document', django.contrib.postgres.search.SearchVectorField(editable=False, help_text='What search finds it by; kept by a trigger.', null=True)),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='claims', to='publishing.markuppage')),
            ],
            options={
                'ordering': ('page', 'position'),
            },
        ),
        migrations.AddConstraint(
            model_name='markuppage',
            constraint=models.UniqueConstraint(fields=('desk', 'url'), name='markup_page_one_per_desk_and_url'),
        ),
        migrations.AddConstraint(
            model_name='markupclaim',
            constraint=models.UniqueConstraint(fields=('page', 'position'), name='markup_claim_one_per_position'),
        ),
        migrations.AddIndex(
            model_name='markupclaim',
            index=models.Index(fields=['-published_at', '-id'], name='markup_claim_newest'),
        ),
        migrations.AddIndex(
            model_name='markupclaim',
            index=django.contrib.postgres.indexes.GinIndex(fields=['document'], name='markup_claim_document'),
        ),
        migrations.AddField(
            model_name='factcheck',
            name='document',
            field=django.contrib.postgres.search.SearchVectorField(editable=False, help_text='What search finds it by; kept by a trigger.', null=True),
        ),
        migrations.RunSQL(DOCUMENTS, NO_DOCUMENTS),
        migrations.RunSQL("UPDATE publishing_factcheck SET modified_at = modified_at", migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='factcheck',
            index=django.contrib.postgres.indexes.GinIndex(fields=['document'], name='fact_check_document'),
        ),
    ]
