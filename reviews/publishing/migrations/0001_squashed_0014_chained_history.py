"""All migrations up to 0014 as one, for databases that begin with it: the same tables, functions and triggers."""

import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import claims.models.vectors

WORDS = r"""
CREATE FUNCTION claimdesk_document(language text, words text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT to_tsvector(CASE split_part(lower(language), '-', 1)
        WHEN 'da' THEN 'danish'::regconfig WHEN 'de' THEN 'german' WHEN 'en' THEN 'english' WHEN 'es' THEN 'spanish'
        WHEN 'fi' THEN 'finnish' WHEN 'fr' THEN 'french' WHEN 'hu' THEN 'hungarian' WHEN 'it' THEN 'italian'
        WHEN 'nl' THEN 'dutch' WHEN 'no' THEN 'norwegian' WHEN 'nb' THEN 'norwegian' WHEN 'nn' THEN 'norwegian'
        WHEN 'pt' THEN 'portuguese' WHEN 'ro' THEN 'romanian' WHEN 'ru' THEN 'russian' WHEN 'sv' THEN 'swedish'
        WHEN 'tr' THEN 'turkish' ELSE 'simple' END, words) || to_tsvector('simple', words)
$$;
"""
FUNCTIONS = r"""
CREATE FUNCTION claimdesk_claim_event_is_unsent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO publishing_unsentevent (claim_event_id) SELECT id FROM added
    WHERE name IN ('accept', 'dismiss', 'merge', 'reopen', 'restore') ORDER BY id;
    RETURN NULL;
END $$;

CREATE FUNCTION claimdesk_fact_check_asks_for_vector() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO publishing_factcheckvector (fact_check_id, encoder_id)
        SELECT a.id, e.id FROM added a CROSS JOIN claims_encoder e;
    RETURN NULL;
END $$;

CREATE FUNCTION claimdesk_fact_check_is_found() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT claimdesk_document(desk.language, concat_ws(E'\n', verdict.headline, verdict.claim_text, claimant.name))
    INTO NEW.document
    FROM reviews_claimreview review
    JOIN reviews_verdict verdict ON verdict.id = review.verdict_id
    LEFT JOIN claims_claimant claimant ON claimant.id = verdict.claimant_id
    JOIN claims_claim claim ON claim.id = review.claim_id
    JOIN claims_desk desk ON desk.id = claim.desk_id
    WHERE review.id = NEW.review_id;
    RETURN NEW;
END $$;

CREATE FUNCTION claimdesk_markup_claim_is_found() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT claimdesk_document(desk.language, concat_ws(E'\n', NEW.text, NEW.claimant)) INTO NEW.document
    FROM publishing_markuppage page JOIN claims_desk desk ON desk.id = page.desk_id WHERE page.id = NEW.page_id;
    RETURN NEW;
END $$;

CREATE FUNCTION claimdesk_passage_change_is_unsent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO publishing_unsentevent (passage_change_id)
        SELECT a.id FROM added a JOIN claims_appearance p ON p.id = a.before_id JOIN claims_claim c ON c.id = p.claim_id
        WHERE c.state = 'accepted' ORDER BY a.id;
    RETURN NULL;
END $$;

CREATE FUNCTION claimdesk_publishing_translationevent_is_unsealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN 
    INSERT INTO claims_unsealedevent (desk_id, log, event_id, head, salt, private, created_at)
    SELECT desk_id, 'publishing_translationevent', id, head, salt, sha256(salt || convert_to(said, 'UTF8')), now() FROM (
        SELECT r.desk_id, e.id,
            claimdesk_event_head('publishing_translationevent', e.id, e.translation_id, e.version, e.name, e.actor_id,
                e.created_at) AS head,
            claimdesk_event_said(e.note, e.data) AS said, uuid_send(gen_random_uuid()) AS salt
        FROM added e JOIN (SELECT t.id, c.desk_id FROM publishing_translation t JOIN publishing_factcheck f ON f.id = t.fact_check_id
            JOIN reviews_claimreview v ON v.id = f.review_id JOIN claims_claim c ON c.id = v.claim_id) r
        ON r.id = e.translation_id ORDER BY e.id OFFSET 0) fresh;

    RETURN NULL;
END $$;

CREATE FUNCTION claimdesk_review_event_is_unsent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO publishing_unsentevent (review_event_id) SELECT id FROM added
    WHERE name IN ('submit', 'return', 'approve', 'override', 'abandon', 'publish', 'correct', 'retract') ORDER BY id;
    RETURN NULL;
END $$;

CREATE FUNCTION claimdesk_translated_text_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.approver_id IS NOT NULL
       OR to_jsonb(NEW) - '{approver_id,approved_at}'::text[] <> to_jsonb(OLD) - '{approver_id,approved_at}'::text[] THEN
        RAISE EXCEPTION 'the words of a submitted translation stay: submit others'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION claimdesk_translation_event_is_untold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO publishing_untoldtranslationevent (event_id) SELECT id FROM added;
    RETURN NULL;
END $$;

CREATE FUNCTION claimdesk_translation_is_shown() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE words text;
BEGIN
    IF NEW.shown_id IS NULL THEN
        NEW.document := NULL;
        RETURN NEW;
    END IF;
    SELECT concat_ws(E'\n', shown.headline, shown.claim_text, claimant.name) INTO words
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

CREATE FUNCTION claimdesk_verdict_in_force_has_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE publishing_factcheckvector AS v SET vector = NULL
        FROM publishing_factcheck AS f WHERE f.review_id = NEW.id AND v.fact_check_id = f.id;
    RETURN NULL;
END $$;
"""
TRIGGERS = r"""
CREATE TRIGGER claims_claimevent_is_unsent AFTER INSERT ON claims_claimevent REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION claimdesk_claim_event_is_unsent();
CREATE TRIGGER claims_passagechange_is_unsent AFTER INSERT ON claims_passagechange REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION claimdesk_passage_change_is_unsent();
CREATE TRIGGER publishing_correction_is_kept BEFORE DELETE ON publishing_correction FOR EACH ROW EXECUTE FUNCTION claimdesk_refuse_change();
CREATE TRIGGER publishing_factcheck_asks_for_vector AFTER INSERT ON publishing_factcheck REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION claimdesk_fact_check_asks_for_vector();
CREATE TRIGGER publishing_factcheck_is_found BEFORE INSERT OR UPDATE OF modified_at ON publishing_factcheck FOR EACH ROW EXECUTE FUNCTION claimdesk_fact_check_is_found();
CREATE TRIGGER publishing_factcheck_is_kept BEFORE DELETE ON publishing_factcheck FOR EACH ROW EXECUTE FUNCTION claimdesk_refuse_change();
CREATE TRIGGER publishing_markupclaim_is_found BEFORE INSERT OR UPDATE ON publishing_markupclaim FOR EACH ROW EXECUTE FUNCTION claimdesk_markup_claim_is_found();
CREATE TRIGGER publishing_outgoingevent_is_append_only BEFORE DELETE OR UPDATE ON publishing_outgoingevent FOR EACH ROW EXECUTE FUNCTION claimdesk_refuse_change();
CREATE TRIGGER publishing_translatedtext_is_kept BEFORE DELETE ON publishing_translatedtext FOR EACH ROW EXECUTE FUNCTION claimdesk_refuse_change();
CREATE TRIGGER publishing_translatedtext_stands BEFORE UPDATE ON publishing_translatedtext FOR EACH ROW EXECUTE FUNCTION claimdesk_translated_text_stands();
CREATE TRIGGER publishing_translation_is_kept BEFORE DELETE ON publishing_translation FOR EACH ROW EXECUTE FUNCTION claimdesk_refuse_change();
CREATE TRIGGER publishing_translation_is_shown BEFORE INSERT OR UPDATE OF shown_id, language ON publishing_translation FOR EACH ROW EXECUTE FUNCTION claimdesk_translation_is_shown();
CREATE TRIGGER publishing_translationevent_is_append_only BEFORE DELETE OR UPDATE ON publishing_translationevent FOR EACH ROW EXECUTE FUNCTION claimdesk_refuse_change();
CREATE TRIGGER publishing_translationevent_is_unsealed AFTER INSERT ON publishing_translationevent REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION claimdesk_publishing_translationevent_is_unsealed();
CREATE TRIGGER publishing_translationevent_is_untold AFTER INSERT ON publishing_translationevent REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION claimdesk_translation_event_is_untold();
CREATE TRIGGER reviews_claimreview_has_another_verdict AFTER UPDATE OF verdict_id ON reviews_claimreview FOR EACH ROW WHEN ((old.verdict_id IS DISTINCT FROM new.verdict_id)) EXECUTE FUNCTION claimdesk_verdict_in_force_has_changed();
CREATE TRIGGER reviews_reviewevent_is_unsent AFTER INSERT ON reviews_reviewevent REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION claimdesk_review_event_is_unsent();
"""
WITHOUT_FUNCTIONS = """
DROP FUNCTION claimdesk_claim_event_is_unsent CASCADE;
DROP FUNCTION claimdesk_fact_check_asks_for_vector CASCADE;
DROP FUNCTION claimdesk_fact_check_is_found CASCADE;
DROP FUNCTION claimdesk_markup_claim_is_found CASCADE;
DROP FUNCTION claimdesk_passage_change_is_unsent CASCADE;
DROP FUNCTION claimdesk_publishing_translationevent_is_unsealed CASCADE;
DROP FUNCTION claimdesk_review_event_is_unsent CASCADE;
DROP FUNCTION claimdesk_translated_text_stands CASCADE;
DROP FUNCTION claimdesk_translation_event_is_untold CASCADE;
DROP FUNCTION claimdesk_translation_is_shown CASCADE;
DROP FUNCTION claimdesk_verdict_in_force_has_changed CASCADE;
"""
WITHOUT_WORDS = """
DROP FUNCTION claimdesk_document CASCADE;
"""


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("publishing", "0001_initial"),
        ("publishing", "0002_hold_the_facts"),
        ("publishing", "0003_why_and_again"),
        ("publishing", "0004_markup_pages"),
        ("publishing", "0005_webhooks"),
        ("publishing", "0006_newest_changes"),
        ("publishing", "0007_translations"),
        ("publishing", "0008_versions_have_a_default"),
        ("publishing", "0009_translations_told"),
        ("publishing", "0010_translations_withdrawn"),
        ("publishing", "0011_newest_of_all"),
        ("publishing", "0012_vectors"),
        ("publishing", "0013_claims_told_of"),
        ("publishing", "0014_chained_history"),
    ]
    dependencies = [("claims", "0001_squashed_0023_imports_by_page"), ("reviews", "0001_squashed_0015_alerts")]

    operations = [
        migrations.RunSQL(WORDS, WITHOUT_WORDS),
        migrations.CreateModel(
            name="FactCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=100, unique=True)),
                ("published_at", models.DateTimeField()),
                ("modified_at", models.DateTimeField()),
                ("retracted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "review_again_on",
                    models.DateField(blank=True, help_text="When the desk looks at it again.", null=True),
                ),
                (
                    "document",
                    django.contrib.postgres.search.SearchVectorField(
                        editable=False, help_text="What search finds it by; kept by a trigger.", null=True
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "review",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="fact_check", to="reviews.claimreview"
                    ),
                ),
            ],
            options={
                "verbose_name": "fact-check",
                "ordering": ("-published_at", "-id"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("retracted_at__isnull", True)),
                        fields=["-published_at", "-id"],
                        name="fact_check_in_force",
                    ),
                    models.Index(fields=["-published_at", "-id"], name="fact_check_newest"),
                    models.Index(
                        condition=models.Q(("retracted_at__isnull", False)),
                        fields=["-published_at", "-id"],
                        name="fact_check_retracted",
                    ),
                    models.Index(fields=["-modified_at", "-id"], name="fact_check_changed"),
                    django.contrib.postgres.indexes.GinIndex(fields=["document"], name="fact_check_document"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("modified_at__gte", models.F("published_at"))),
                        name="fact_check_modified_after_published",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("clarification", "Clarification"),
                            ("correction", "Correction"),
                            ("retraction", "Retraction"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not said"),
                            ("error", "We made a mistake"),
                            ("source", "A source changed or withdrew"),
                            ("new_facts", "New facts came to light"),
                            ("reply", "Somebody concerned replied"),
                            ("wording", "The wording was unclear"),
                        ],
                        db_default="",
                        default="",
                        max_length=12,
                    ),
                ),
                (
                    "severity",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not said"),
                            ("minor", "Minor: the rating stays"),
                            ("major", "Major: the finding changes"),
                        ],
                        db_default="",
                        default="",
                        max_length=12,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("proposed", "Proposed"), ("published", "Published"), ("declined", "Declined")],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("note", models.TextField(help_text="What was wrong and what was changed, for readers.")),
                ("proposed_at", models.DateTimeField(auto_now_add=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "after",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty for a retraction.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reviews.verdict",
                    ),
                ),
                (
                    "before",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reviews.verdict"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "fact_check",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="publishing.factcheck",
                    ),
                ),
            ],
            options={
                "ordering": ("fact_check", "id"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "proposed")),
                        fields=("fact_check",),
                        name="correction_one_proposed_per_fact_check",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decided_by__isnull", True), ("state", "proposed")),
                            models.Q(
                                models.Q(("state", "proposed"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="correction_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "published"), _negated=True),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            ("kind", "retraction"),
                            _connector="OR",
                        ),
                        name="correction_published_by_a_second_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("after__isnull", True), ("kind", "retraction")),
                            models.Q(models.Q(("kind", "retraction"), _negated=True), ("after__isnull", False)),
                            _connector="OR",
                        ),
                        name="correction_has_a_new_verdict",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("note", ""), _negated=True), name="correction_has_a_note"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FactCheckVector",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("vector", claims.models.vectors.HalfVectorField(null=True)),
                (
                    "encoder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.encoder"
                    ),
                ),
                (
                    "fact_check",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="publishing.factcheck"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("vector__isnull", True)),
                        fields=["encoder", "id"],
                        name="fact_check_vector_to_make",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("fact_check", "encoder"), name="fact_check_vector_one_per_encoder")
                ],
            },
        ),
        migrations.CreateModel(
            name="MarkupPage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "url",
                    models.URLField(
                        max_length=2000, validators=[django.core.validators.URLValidator(schemes=["http", "https"])]
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("body", models.JSONField(help_text="As it was written, in the shape of the Fact Check Tools API.")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("modified_at", models.DateTimeField(auto_now=True)),
                (
                    "desk",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.desk"),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "constraints": [
                    models.UniqueConstraint(fields=("desk", "url"), name="markup_page_one_per_desk_and_url")
                ],
            },
        ),
        migrations.CreateModel(
            name="MarkupClaim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "url",
                    models.URLField(
                        max_length=2100, validators=[django.core.validators.URLValidator(schemes=["http", "https"])]
                    ),
                ),
                ("text", models.TextField()),
                ("claimant", models.CharField(blank=True, max_length=300)),
                ("said_on", models.DateField(blank=True, null=True)),
                ("rating", models.CharField(max_length=300)),
                ("publisher", models.CharField(max_length=300)),
                ("site", models.CharField(help_text="Bare host name, without www.", max_length=253)),
                ("published_at", models.DateTimeField()),
                (
                    "document",
                    django.contrib.postgres.search.SearchVectorField(
                        editable=False, help_text="What search finds it by; kept by a trigger.", null=True
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="claims", to="publishing.markuppage"
                    ),
                ),
            ],
            options={
                "ordering": ("page", "position"),
                "indexes": [
                    models.Index(fields=["-published_at", "-id"], name="markup_claim_newest"),
                    django.contrib.postgres.indexes.GinIndex(fields=["document"], name="markup_claim_document"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("page", "position"), name="markup_claim_one_per_position")
                ],
            },
        ),
        migrations.CreateModel(
            name="OutgoingEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("type", models.CharField(max_length=40)),
                (
                    "message",
                    models.UUIDField(
                        default=uuid.uuid4, help_text="What webhook-id says, in every attempt.", unique=True
                    ),
                ),
                (
                    "key",
                    models.CharField(help_text="What it tells of: nothing is told twice.", max_length=80, unique=True),
                ),
                ("data", models.JSONField()),
                ("happened_at", models.DateTimeField()),
                (
                    "desk",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.desk"),
                ),
            ],
            options={
                "ordering": ("id",),
                "indexes": [models.Index(fields=["desk", "id"], name="outgoing_event_of_desk")],
            },
        ),
        migrations.CreateModel(
            name="TranslatedText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("headline", models.CharField(max_length=200)),
                ("claim_text", models.TextField()),
                ("explanation", models.TextField(help_text="Markdown.")),
                (
                    "notes",
                    models.JSONField(
                        blank=True, default=dict, help_text="Notes of corrections, by the id of the correction."
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "approver",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "verdict",
                    models.ForeignKey(
                        help_text="The version that it says in another language.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reviews.verdict",
                    ),
                ),
            ],
            options={
                "ordering": ("translation", "number"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approver__isnull", True),
                            models.Q(("approver", models.F("author")), _negated=True),
                            _connector="OR",
                        ),
                        name="translated_text_approved_by_a_second_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("approved_at__isnull", True), ("approver__isnull", True)),
                            models.Q(("approved_at__isnull", False), ("approver__isnull", False)),
                            _connector="OR",
                        ),
                        name="translated_text_approved_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("headline", ""), ("claim_text", ""), ("explanation", ""), _connector="OR", _negated=True
                        ),
                        name="translated_text_has_all_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Translation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("language", models.CharField(help_text="BCP 47 tag.", max_length=12)),
                ("slug", models.SlugField(help_text="Of its page; stays as it is once there is one.", max_length=100)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Submitted"),
                            ("returned", "Returned"),
                            ("published", "Published"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="draft",
                        max_length=12,
                    ),
                ),
                ("headline", models.CharField(blank=True, max_length=200)),
                ("claim_text", models.TextField(blank=True)),
                ("explanation", models.TextField(blank=True, help_text="Markdown.")),
                (
                    "notes",
                    models.JSONField(
                        blank=True, default=dict, help_text="Notes of corrections, by the id of the correction."
                    ),
                ),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                (
                    "modified_at",
                    models.DateTimeField(blank=True, help_text="When readers were shown other words last.", null=True),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Since when readers see, in place of the words, that they were withdrawn.",
                        null=True,
                    ),
                ),
                (
                    "withdrawn_note",
                    models.TextField(blank=True, db_default="", default="", help_text="Why, for readers."),
                ),
                (
                    "document",
                    django.contrib.postgres.search.SearchVectorField(
                        editable=False, help_text="What search finds it by; kept by a trigger.", null=True
                    ),
                ),
                (
                    "fact_check",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="translations",
                        to="publishing.factcheck",
                    ),
                ),
                (
                    "shown",
                    models.ForeignKey(
                        blank=True,
                        help_text="What readers see; an approved text (held by a trigger).",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="publishing.translatedtext",
                    ),
                ),
                (
                    "verdict",
                    models.ForeignKey(
                        help_text="The version whose words are being translated.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reviews.verdict",
                    ),
                ),
            ],
            options={
                "ordering": ("fact_check", "language"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("shown__isnull", False)),
                        fields=["-published_at", "-id"],
                        name="translation_newest",
                    ),
                    django.contrib.postgres.indexes.GinIndex(fields=["document"], name="translation_document"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("fact_check", "language"), name="translation_one_per_fact_check_and_language"
                    ),
                    models.UniqueConstraint(fields=("language", "slug"), name="translation_one_per_language_and_slug"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("modified_at__isnull", True), ("published_at__isnull", True), ("shown__isnull", True)
                            ),
                            models.Q(
                                ("modified_at__gte", models.F("published_at")),
                                ("published_at__isnull", False),
                                ("shown__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="translation_with_words_to_show_was_published",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "published"), _negated=True), ("shown__isnull", False), _connector="OR"
                        ),
                        name="translation_published_shows_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "published"), _negated=True),
                            ("withdrawn_at__isnull", True),
                            _connector="OR",
                        ),
                        name="translation_published_is_not_withdrawn",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "withdrawn"), _negated=True),
                            ("shown__isnull", True),
                            ("withdrawn_at__isnull", False),
                            _connector="OR",
                        ),
                        name="translation_withdrawn_is_not_shown",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_at__isnull", True),
                            models.Q(("withdrawn_note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="translation_withdrawn_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TranslationEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "version",
                    models.PositiveIntegerField(help_text="The row's version after this change: one event a version."),
                ),
                ("name", models.CharField(max_length=40)),
                ("note", models.TextField(blank=True)),
                ("data", models.JSONField(blank=True, default=dict)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty when a detector did it.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "translation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="publishing.translation"
                    ),
                ),
            ],
            options={
                "ordering": ("translation", "version"),
                "constraints": [
                    models.UniqueConstraint(fields=("translation", "version"), name="translation_event_one_per_version")
                ],
            },
        ),
        migrations.CreateModel(
            name="UntoldTranslationEvent",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="publishing.translationevent",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="UnsentEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "appearance",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="claims.appearance"
                    ),
                ),
                (
                    "claim_event",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="claims.claimevent"
                    ),
                ),
                (
                    "fact_check",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="publishing.factcheck",
                    ),
                ),
                (
                    "passage_change",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="claims.passagechange",
                    ),
                ),
                (
                    "review_event",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="reviews.reviewevent",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("appearance__isnull", True),
                                ("claim_event__isnull", False),
                                ("fact_check__isnull", True),
                                ("passage_change__isnull", True),
                                ("review_event__isnull", True),
                            ),
                            models.Q(
                                ("appearance__isnull", True),
                                ("claim_event__isnull", True),
                                ("fact_check__isnull", True),
                                ("passage_change__isnull", True),
                                ("review_event__isnull", False),
                            ),
                            models.Q(
                                ("appearance__isnull", False),
                                ("claim_event__isnull", True),
                                ("fact_check__isnull", False),
                                ("passage_change__isnull", True),
                                ("review_event__isnull", True),
                            ),
                            models.Q(
                                ("appearance__isnull", True),
                                ("claim_event__isnull", True),
                                ("fact_check__isnull", True),
                                ("passage_change__isnull", False),
                                ("review_event__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="unsent_event_is_one_thing",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WebhookEndpoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "url",
                    models.URLField(
                        max_length=2000, validators=[django.core.validators.URLValidator(schemes=["http", "https"])]
                    ),
                ),
                (
                    "description",
                    models.CharField(blank=True, help_text="Whose it is, or what it is for.", max_length=200),
                ),
                (
                    "events",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        default=list,
                        help_text="What it is told of; empty: everything.",
                        size=None,
                    ),
                ),
                ("sealed_secret", models.TextField(editable=False)),
                ("previous_sealed_secret", models.TextField(blank=True, editable=False)),
                (
                    "previous_until",
                    models.DateTimeField(editable=False, help_text="How long the former secret signs too.", null=True),
                ),
                ("disabled_at", models.DateTimeField(editable=False, null=True)),
                ("disabled_reason", models.CharField(blank=True, editable=False, max_length=200)),
                (
                    "first_failure_at",
                    models.DateTimeField(editable=False, help_text="Since it last took a message.", null=True),
                ),
                (
                    "paused_until",
                    models.DateTimeField(
                        editable=False, help_text="Nothing is sent before; after a failure.", null=True
                    ),
                ),
                ("lease_token", models.PositiveBigIntegerField(default=0, editable=False)),
                ("lease_until", models.DateTimeField(editable=False, null=True)),
                ("served_at", models.DateTimeField(editable=False, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="claims.desk"),
                ),
            ],
            options={
                "ordering": ("-id",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("previous_sealed_secret", ""), ("previous_until", None)),
                            models.Q(
                                models.Q(("previous_sealed_secret", ""), _negated=True),
                                ("previous_until__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="webhook_endpoint_former_secret_ends",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("disabled_at", None), ("disabled_reason", "")),
                            models.Q(("disabled_at__isnull", False), models.Q(("disabled_reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="webhook_endpoint_disabled_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WebhookDelivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("pending", "Pending"), ("delivered", "Delivered"), ("failed", "Failed")],
                        default="pending",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_attempt_at", models.DateTimeField(null=True)),
                ("code", models.PositiveSmallIntegerField(help_text="What the receiver answered last.", null=True)),
                ("reason", models.CharField(blank=True, help_text="What went wrong last.", max_length=300)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("settled_at", models.DateTimeField(help_text="When it was delivered or given up.", null=True)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="publishing.outgoingevent"
                    ),
                ),
                (
                    "endpoint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="publishing.webhookendpoint",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "webhook deliveries",
                "ordering": ("-id",),
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "pending")),
                        fields=["endpoint", "next_attempt_at", "id"],
                        name="webhook_delivery_due",
                    ),
                    models.Index(fields=["endpoint", "-id"], name="webhook_delivery_log"),
                    models.Index(fields=["settled_at"], name="webhook_delivery_settled"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("endpoint", "event"), name="webhook_delivery_one_per_endpoint_and_event"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("next_attempt_at__isnull", False), ("settled_at", None), ("state", "pending")),
                            models.Q(
                                models.Q(("state", "pending"), _negated=True),
                                ("next_attempt_at", None),
                                ("settled_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="webhook_delivery_pending_or_settled",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeliveryAttempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.PositiveSmallIntegerField(null=True)),
                ("duration_ms", models.PositiveIntegerField()),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("attempted_at", models.DateTimeField()),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="log", to="publishing.webhookdelivery"
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.AddField(
            model_name="translatedtext",
            name="translation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="texts", to="publishing.translation"
            ),
        ),
        migrations.AddConstraint(
            model_name="translatedtext",
            constraint=models.UniqueConstraint(fields=("translation", "number"), name="translated_text_one_per_number"),
        ),
        migrations.RunSQL(FUNCTIONS, WITHOUT_FUNCTIONS),
        migrations.RunSQL(TRIGGERS, migrations.RunSQL.noop),
    ]
