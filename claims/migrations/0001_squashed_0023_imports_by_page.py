"""All migrations up to 0023 as one, for databases that begin with it: the same tables, functions and triggers."""

import django.contrib.auth.models
import django.contrib.auth.validators
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.contrib.postgres.operations import CreateExtension, TrigramExtension
from django.db import migrations, models

import claims.models.vectors
from claims.pgvector import EXTENSION, look_for

WORDS = r"""
CREATE FUNCTION claimdesk_wording(words text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT pg_catalog.md5(pg_catalog.btrim(pg_catalog.lower(pg_catalog.regexp_replace(
        words, '[\s!"#&''()*,./:;<=>?@\[\\\]^_`{|}~–—…“”‘’«»„‚‹›\u00a0\u202f]+', ' ', 'g'))))
$$;
"""
FUNCTIONS = r"""
CREATE FUNCTION claimdesk_claim_asks_for_vector() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO claims_claimvector (claim_id, encoder_id) SELECT a.id, e.id FROM added a CROSS JOIN claims_encoder e;
    RETURN NULL;
END $$;

CREATE FUNCTION claimdesk_claim_has_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE claims_claimvector SET vector = NULL WHERE claim_id = NEW.id;
    RETURN NULL;
END $$;

CREATE FUNCTION claimdesk_claim_says_else() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO claims_unsortedclaim (claim_id) VALUES (NEW.id)
        ON CONFLICT (claim_id) DO UPDATE SET claim_id = EXCLUDED.claim_id;  -- waits for whoever sorts it by the old words
    RETURN NULL;
END $$;

CREATE FUNCTION claimdesk_claims_are_unsorted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO claims_unsortedclaim (claim_id) SELECT id FROM added;
    RETURN NULL;
END $$;

CREATE FUNCTION claimdesk_claims_claimevent_is_unsealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN 
    INSERT INTO claims_unsealedevent (desk_id, log, event_id, head, salt, private, created_at)
    SELECT desk_id, 'claims_claimevent', id, head, salt, sha256(salt || convert_to(said, 'UTF8')), now() FROM (
        SELECT r.desk_id, e.id,
            claimdesk_event_head('claims_claimevent', e.id, e.claim_id, e.version, e.name, e.actor_id, e.created_at) AS head,
            claimdesk_event_said(e.note, e.data) AS said, uuid_send(gen_random_uuid()) AS salt
        FROM added e JOIN claims_claim r ON r.id = e.claim_id ORDER BY e.id OFFSET 0) fresh;

    RETURN NULL;
END $$;

CREATE FUNCTION claimdesk_claims_importevent_is_unsealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN 
    INSERT INTO claims_unsealedevent (desk_id, log, event_id, head, salt, private, created_at)
    SELECT desk_id, 'claims_importevent', id, head, salt, sha256(salt || convert_to(said, 'UTF8')), now() FROM (
        SELECT r.desk_id, e.id,
            claimdesk_event_head('claims_importevent', e.id, e.of_id, e.version, e.name, e.actor_id, e.created_at) AS head,
            claimdesk_event_said(e.note, e.data) AS said, uuid_send(gen_random_uuid()) AS salt
        FROM added e JOIN claims_import r ON r.id = e.of_id ORDER BY e.id OFFSET 0) fresh;

    RETURN NULL;
END $$;

CREATE FUNCTION claimdesk_claims_watchevent_is_unsealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN 
    INSERT INTO claims_unsealedevent (desk_id, log, event_id, head, salt, private, created_at)
    SELECT desk_id, 'claims_watchevent', id, head, salt, sha256(salt || convert_to(said, 'UTF8')), now() FROM (
        SELECT r.desk_id, e.id,
            claimdesk_event_head('claims_watchevent', e.id, e.of_id, e.version, e.name, e.actor_id, e.created_at) AS head,
            claimdesk_event_said(e.note, e.data) AS said, uuid_send(gen_random_uuid()) AS salt
        FROM added e JOIN claims_watch r ON r.id = e.of_id ORDER BY e.id OFFSET 0) fresh;

    RETURN NULL;
END $$;

CREATE FUNCTION claimdesk_desk_is_unsorted(desk bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO claims_unsorteddesk (desk_id, below) VALUES (desk, 9223372036854775807)
        ON CONFLICT (desk_id) DO UPDATE SET below = EXCLUDED.below
$$;

CREATE FUNCTION claimdesk_encoder_unsorts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM claimdesk_desk_is_unsorted(t.desk_id) FROM (
        SELECT DISTINCT desk_id FROM claims_topic JOIN claims_topicexample e ON e.topic_id = claims_topic.id
            ORDER BY desk_id
    ) t;
    RETURN NULL;
END $$;

CREATE FUNCTION claimdesk_event_head(log text, event bigint, of bigint, version integer, name text, actor bigint, at timestamp with time zone) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT pg_catalog.jsonb_build_array(log, event, of, version, name, actor,
        pg_catalog.to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))::text
$$;

CREATE FUNCTION claimdesk_event_said(note text, data jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT pg_catalog.jsonb_build_array(note, data)::text
$$;

CREATE FUNCTION claimdesk_example_is_unsorted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM claimdesk_desk_is_unsorted(t.desk_id) FROM claims_topic t WHERE t.id = coalesce(NEW.topic_id, OLD.topic_id);
    RETURN NULL;
END $$;

CREATE FUNCTION claimdesk_keep_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.salt IS NULL
       AND (NEW.id, NEW.desk_id, NEW.number, NEW.log, NEW.event_id, NEW.private, NEW.hash, NEW.sealed_at)
           IS NOT DISTINCT FROM
           (OLD.id, OLD.desk_id, OLD.number, OLD.log, OLD.event_id, OLD.private, OLD.hash, OLD.sealed_at) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'what is sealed is appended, not changed or deleted'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION claimdesk_known_asks_for_vector() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO claims_knownvector (known_id, desk_id, encoder_id)
        SELECT a.id, a.desk_id, e.id FROM added a CROSS JOIN claims_encoder e;
    RETURN NULL;
END $$;

CREATE FUNCTION claimdesk_known_has_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE claims_knownvector SET vector = NULL WHERE known_id = NEW.id;
    RETURN NULL;
END $$;

CREATE FUNCTION claimdesk_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% rows are appended, not changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION claimdesk_require_verbatim() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.quote IS DISTINCT FROM (
        SELECT substring(text FROM NEW.start + 1 FOR NEW."end" - NEW.start) FROM claims_revision WHERE id = NEW.revision_id
    ) THEN
        RAISE EXCEPTION 'the quote is not what revision % says from % to %', NEW.revision_id, NEW.start, NEW."end"
            USING ERRCODE = 'check_violation', CONSTRAINT = 'appearance_is_verbatim';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION claimdesk_revision_is_uncompared() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO claims_uncomparedrevision (revision_id) SELECT id FROM added WHERE number > 1;
    RETURN NULL;
END $$;

CREATE FUNCTION claimdesk_topic_is_unsorted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM claimdesk_desk_is_unsorted(NEW.desk_id);
    RETURN NULL;
END $$;

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
"""
TRIGGERS = r"""
CREATE TRIGGER claims_appearance_is_verbatim BEFORE INSERT OR UPDATE ON claims_appearance FOR EACH ROW EXECUTE FUNCTION claimdesk_require_verbatim();
CREATE TRIGGER claims_claim_asks_for_vector AFTER INSERT ON claims_claim REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION claimdesk_claim_asks_for_vector();
CREATE TRIGGER claims_claim_has_changed AFTER UPDATE OF text ON claims_claim FOR EACH ROW WHEN ((old.text IS DISTINCT FROM new.text)) EXECUTE FUNCTION claimdesk_claim_has_changed();
CREATE TRIGGER claims_claim_is_unsorted AFTER INSERT ON claims_claim REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION claimdesk_claims_are_unsorted();
CREATE TRIGGER claims_claim_is_unsorted_again AFTER UPDATE OF text ON claims_claim FOR EACH ROW WHEN ((old.text IS DISTINCT FROM new.text)) EXECUTE FUNCTION claimdesk_claim_says_else();
CREATE TRIGGER claims_claimevent_is_append_only BEFORE DELETE OR UPDATE ON claims_claimevent FOR EACH ROW EXECUTE FUNCTION claimdesk_refuse_change();
CREATE TRIGGER claims_claimevent_is_unsealed AFTER INSERT ON claims_claimevent REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION claimdesk_claims_claimevent_is_unsealed();
CREATE TRIGGER claims_claimvector_is_unsorted AFTER UPDATE ON claims_claimvector REFERENCING OLD TABLE AS before NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION claimdesk_vectors_are_unsorted();
CREATE TRIGGER claims_encoder_unsorts AFTER UPDATE OF served_at ON claims_encoder FOR EACH ROW EXECUTE FUNCTION claimdesk_encoder_unsorts();
CREATE TRIGGER claims_importevent_is_append_only BEFORE DELETE OR UPDATE ON claims_importevent FOR EACH ROW EXECUTE FUNCTION claimdesk_refuse_change();
CREATE TRIGGER claims_importevent_is_unsealed AFTER INSERT ON claims_importevent REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION claimdesk_claims_importevent_is_unsealed();
CREATE TRIGGER claims_knownfactcheck_asks_for_vector AFTER INSERT ON claims_knownfactcheck REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION claimdesk_known_asks_for_vector();
CREATE TRIGGER claims_knownfactcheck_has_changed AFTER UPDATE OF claim_reviewed ON claims_knownfactcheck FOR EACH ROW WHEN ((old.claim_reviewed IS DISTINCT FROM new.claim_reviewed)) EXECUTE FUNCTION claimdesk_known_has_changed();
CREATE TRIGGER claims_revision_is_append_only BEFORE DELETE OR UPDATE ON claims_revision FOR EACH ROW EXECUTE FUNCTION claimdesk_refuse_change();
CREATE TRIGGER claims_revision_is_uncompared AFTER INSERT ON claims_revision REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION claimdesk_revision_is_uncompared();
CREATE TRIGGER claims_sealedevent_is_append_only BEFORE DELETE OR UPDATE ON claims_sealedevent FOR EACH ROW EXECUTE FUNCTION claimdesk_keep_sealed();
CREATE TRIGGER claims_topic_is_unsorted AFTER INSERT OR UPDATE OF keywords ON claims_topic FOR EACH ROW EXECUTE FUNCTION claimdesk_topic_is_unsorted();
CREATE TRIGGER claims_topicexample_is_unsorted AFTER INSERT OR DELETE ON claims_topicexample FOR EACH ROW EXECUTE FUNCTION claimdesk_example_is_unsorted();
CREATE TRIGGER claims_watchevent_is_append_only BEFORE DELETE OR UPDATE ON claims_watchevent FOR EACH ROW EXECUTE FUNCTION claimdesk_refuse_change();
CREATE TRIGGER claims_watchevent_is_unsealed AFTER INSERT ON claims_watchevent REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION claimdesk_claims_watchevent_is_unsealed();
"""
OTHERS = r"""
CREATE INDEX claims_appearance_wording ON claims_appearance (claimdesk_wording(quote));
CREATE TABLE claimdesk_cache (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
CREATE INDEX claimdesk_cache_expires ON claimdesk_cache (expires);
"""
WITHOUT_OTHERS = "DROP TABLE claimdesk_cache; DROP INDEX claims_appearance_wording"
WITHOUT_FUNCTIONS = """
DROP FUNCTION claimdesk_claim_asks_for_vector CASCADE;
DROP FUNCTION claimdesk_claim_has_changed CASCADE;
DROP FUNCTION claimdesk_claim_says_else CASCADE;
DROP FUNCTION claimdesk_claims_are_unsorted CASCADE;
DROP FUNCTION claimdesk_claims_claimevent_is_unsealed CASCADE;
DROP FUNCTION claimdesk_claims_importevent_is_unsealed CASCADE;
DROP FUNCTION claimdesk_claims_watchevent_is_unsealed CASCADE;
DROP FUNCTION claimdesk_desk_is_unsorted CASCADE;
DROP FUNCTION claimdesk_encoder_unsorts CASCADE;
DROP FUNCTION claimdesk_event_head CASCADE;
DROP FUNCTION claimdesk_event_said CASCADE;
DROP FUNCTION claimdesk_example_is_unsorted CASCADE;
DROP FUNCTION claimdesk_keep_sealed CASCADE;
DROP FUNCTION claimdesk_known_asks_for_vector CASCADE;
DROP FUNCTION claimdesk_known_has_changed CASCADE;
DROP FUNCTION claimdesk_refuse_change CASCADE;
DROP FUNCTION claimdesk_require_verbatim CASCADE;
DROP FUNCTION claimdesk_revision_is_uncompared CASCADE;
DROP FUNCTION claimdesk_topic_is_unsorted CASCADE;
DROP FUNCTION claimdesk_vectors_are_unsorted CASCADE;
"""
WITHOUT_WORDS = """
DROP FUNCTION claimdesk_wording CASCADE;
"""


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("claims", "0001_initial"),
        ("claims", "0002_hold_the_facts"),
        ("claims", "0003_explain_the_score"),
        ("claims", "0004_language_model"),
        ("claims", "0005_priorities_and_second_factor"),
        ("claims", "0006_similar_claims"),
        ("claims", "0007_search"),
        ("claims", "0008_admin_scope"),
        ("claims", "0010_intake"),
        ("claims", "0011_keyed_requests"),
        ("claims", "0012_waiting_and_decided"),
        ("claims", "0013_say_what_admin_is_for"),
        ("claims", "0014_set_up_over_rest"),
        ("claims", "0015_found_at_any_size"),
        ("claims", "0016_vectors"),
        ("claims", "0017_watched_sources"),
        ("claims", "0018_changed_passages"),
        ("claims", "0019_told_apart"),
        ("claims", "0020_chained_history"),
        ("claims", "0021_topics_by_example"),
        ("claims", "0022_article_in_language"),
        ("claims", "0023_imports_by_page"),
    ]
    dependencies = [("auth", "0012_alter_user_first_name_max_length")]

    operations = [
        migrations.RunPython(look_for, migrations.RunPython.noop),
        TrigramExtension(),
        CreateExtension(EXTENSION),
        migrations.RunSQL(WORDS, WITHOUT_WORDS),
        migrations.CreateModel(
            name="Desk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("name", models.CharField(max_length=120, unique=True)),
                ("slug", models.SlugField(unique=True)),
                (
                    "language",
                    models.CharField(
                        default="en",
                        help_text="BCP 47 tag of what the desk publishes.",
                        max_length=12,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*\\Z",
                                "Give a language as a BCP 47 tag, such as en or pt-BR.",
                            )
                        ],
                    ),
                ),
                (
                    "website",
                    models.URLField(
                        blank=True,
                        help_text="Where readers find out who you are; named as the author's address in the published data.",
                        validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                    ),
                ),
                (
                    "language_model_tokens",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="What the language model may use for this desk in a day, question and answer together. 0 switches it off for this desk; empty means the installation's own limit.",
                        null=True,
                        verbose_name="language model: tokens a day",
                    ),
                ),
                (
                    "is_second_factor_required",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        help_text="Members sign in with a one-time code as well, before they see anything of this desk.",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="Claimant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("name", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[("", "Not known"), ("person", "Person"), ("organisation", "Organisation")],
                        default="",
                        max_length=12,
                    ),
                ),
                (
                    "same_as",
                    models.URLField(
                        blank=True,
                        help_text="A page that says who this is, such as an encyclopaedia entry.",
                        max_length=500,
                        validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="claimants", to="claims.desk"
                    ),
                ),
            ],
            options={
                "ordering": ("name",),
                "constraints": [
                    models.UniqueConstraint(fields=("desk", "name"), name="claimant_one_per_desk_and_name")
                ],
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("candidate", "Candidate"),
                            ("accepted", "Accepted"),
                            ("dismissed", "Dismissed"),
                            ("duplicate", "Duplicate"),
                        ],
                        default="candidate",
                        max_length=12,
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        help_text="The claim sentence: understandable by itself. The printed words are the quote."
                    ),
                ),
                (
                    "wording_edits",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="How the detector made the claim sentence of the quote; empty once a person did.",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("quantity", "Quantity"),
                            ("event", "Event"),
                            ("quote", "Quote"),
                            ("causal", "Cause and effect"),
                            ("comparison", "Comparison"),
                            ("prediction", "Prediction"),
                            ("law", "Law or rule"),
                            ("position", "Position"),
                            ("other", "Other"),
                        ],
                        default="other",
                        max_length=12,
                    ),
                ),
                (
                    "said_on",
                    models.DateField(
                        blank=True, help_text="The day, or the first day of the time, it was said.", null=True
                    ),
                ),
                ("said_until", models.DateField(blank=True, help_text="The last day of that time.", null=True)),
                ("said_granularity", models.CharField(blank=True, max_length=12)),
                (
                    "said_as",
                    models.CharField(
                        blank=True, help_text="The printed time expression, if there was one.", max_length=200
                    ),
                ),
                (
                    "check_worthiness",
                    models.FloatField(
                        help_text="0 to 1: how much the sentence deserves checking; calibrated where a likely range is given. 1 for a claim added by hand."
                    ),
                ),
                ("reasons", models.JSONField(blank=True, default=list, help_text="What moved the score, in words.")),
                ("features", models.JSONField(blank=True, default=dict, help_text="What the detector measured.")),
                (
                    "dimensions",
                    models.JSONField(
                        blank=True,
                        db_default=[],
                        default=list,
                        help_text="The sides of the claim beyond the one score: name, value (0 to 1), and why.",
                    ),
                ),
                (
                    "likely_low",
                    models.FloatField(
                        blank=True,
                        help_text="The score's likely range begins here; empty where there is no calibration.",
                        null=True,
                    ),
                ),
                (
                    "likely_high",
                    models.FloatField(blank=True, help_text="The score's likely range ends here.", null=True),
                ),
                (
                    "detector_version",
                    models.CharField(blank=True, help_text="Empty for a claim added by hand.", max_length=80),
                ),
                (
                    "dismiss_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not_checkable", "Cannot be checked"),
                            ("opinion", "Opinion"),
                            ("prediction", "Prediction"),
                            ("trivial", "Not worth checking"),
                            ("already_checked", "Already checked"),
                            ("not_a_claim", "Not a claim"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "words",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.CombinedSearchVector(
                            django.contrib.postgres.search.SearchVector(
                                django.db.models.functions.text.Left("text", 50000), config="simple", weight="A"
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector(
                                django.db.models.functions.text.Left("text", 50000), config="english", weight="A"
                            ),
                            django.contrib.postgres.search.SearchConfig("simple"),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "duplicate_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duplicates",
                        to="claims.claim",
                    ),
                ),
                (
                    "claimant",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="claims.claimant",
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="claims", to="claims.desk"
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [
                    models.Index(fields=["desk", "state", "-check_worthiness", "-id"], name="claim_queue"),
                    models.Index(fields=["desk", "-id"], name="claim_newest"),
                    models.Index(
                        condition=models.Q(("state", "candidate")), fields=["desk", "id"], name="claim_oldest_candidate"
                    ),
                    models.Index(
                        condition=models.Q(("state", "candidate")),
                        fields=["desk", "kind", "-check_worthiness", "-id"],
                        name="claim_queue_of_a_kind",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["text"], name="claim_text_trigrams", opclasses=["gin_trgm_ops"]
                    ),
                    django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["words"], name="claim_words"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("duplicate_of__isnull", False), ("state", "duplicate")),
                            models.Q(models.Q(("state", "duplicate"), _negated=True), ("duplicate_of__isnull", True)),
                            _connector="OR",
                        ),
                        name="claim_duplicate_names_the_other",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("duplicate_of", models.F("id")), _negated=True),
                        name="claim_is_no_duplicate_of_itself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "dismissed"), models.Q(("dismiss_reason", ""), _negated=True)),
                            models.Q(models.Q(("state", "dismissed"), _negated=True), ("dismiss_reason", "")),
                            _connector="OR",
                        ),
                        name="claim_dismissed_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("check_worthiness__gte", 0), ("check_worthiness__lte", 1)),
                        name="claim_worth_between_0_and_1",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("likely_high__isnull", True), ("likely_low__isnull", True)),
                            models.Q(
                                ("likely_high__isnull", False),
                                ("likely_low__isnull", False),
                                ("likely_high__lte", 1),
                                ("likely_low__gte", 0),
                                ("likely_low__lte", models.F("likely_high")),
                            ),
                            _connector="OR",
                        ),
                        name="claim_likely_range_in_order",
                    ),
                    models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="claim_has_text"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("said_until__isnull", True), ("said_until__gte", models.F("said_on")), _connector="OR"
                        ),
                        name="claim_said_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WebHost",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(help_text="Scheme, host and port.", max_length=300, unique=True)),
                ("robots", models.TextField(blank=True)),
                ("is_silent", models.BooleanField(default=False, help_text="It did not answer for its robots.txt.")),
                ("robots_until", models.DateTimeField(blank=True, help_text="When to ask for it again.", null=True)),
                ("free_at", models.DateTimeField()),
            ],
            options={
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "username",
                    models.CharField(
                        error_messages={"unique": "A user with that username already exists."},
                        help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                        max_length=150,
                        unique=True,
                        validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                        verbose_name="username",
                    ),
                ),
                ("first_name", models.CharField(blank=True, max_length=150, verbose_name="first name")),
                ("last_name", models.CharField(blank=True, max_length=150, verbose_name="last name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="email address")),
                (
                    "is_staff",
                    models.BooleanField(
                        default=False,
                        help_text="Designates whether the user can log into this admin site.",
                        verbose_name="staff status",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                        verbose_name="active",
                    ),
                ),
                ("date_joined", models.DateTimeField(default=django.utils.timezone.now, verbose_name="date joined")),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "user",
                "verbose_name_plural": "users",
                "abstract": False,
            },
            managers=[
                ("objects", django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(help_text="What uses it.", max_length=100)),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("claims:read", "Read articles, claims and reviews"),
                                ("claims:write", "Hand in articles and triage claims"),
                                ("reviews:write", "Work on reviews and approve them"),
                                ("publish", "Publish, correct and retract"),
                                ("admin", "Set up a desk: itself, members, scales, checklist, topics, webhooks"),
                            ],
                            max_length=20,
                        ),
                        size=None,
                    ),
                ),
                ("hint", models.CharField(editable=False, help_text="How the secret begins.", max_length=12)),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("last_used_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="api_tokens",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "API token",
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="UnsortedClaim",
            fields=[
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="claims.claim",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="UnsortedDesk",
            fields=[
                (
                    "desk",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="claims.desk",
                    ),
                ),
                ("below", models.BigIntegerField(help_text="Every claim of a smaller id is still to be looked at.")),
            ],
        ),
        migrations.CreateModel(
            name="Encoder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "name",
                    models.CharField(
                        help_text="Its VERSION, such as use-multilingual-3/0.2.1.", max_length=80, unique=True
                    ),
                ),
                ("module", models.CharField(help_text="Where its code is.", max_length=200)),
                ("dimensions", models.PositiveSmallIntegerField()),
                (
                    "asked_at",
                    models.DateTimeField(blank=True, help_text="When a row was there for every sentence.", null=True),
                ),
                (
                    "served_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="When all vectors were made and indexed: the search uses the latest.",
                        null=True,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ("-served_at", "-id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("dimensions__gte", 1), ("dimensions__lte", 4000)),
                        name="encoder_can_be_indexed",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ClaimVector",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("vector", claims.models.vectors.HalfVectorField(null=True)),
                (
                    "claim",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="claims.claim"),
                ),
                (
                    "encoder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.encoder"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("vector__isnull", True)),
                        fields=["encoder", "id"],
                        name="claim_vector_to_make",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("claim", "encoder"), name="claim_vector_one_per_encoder")
                ],
            },
        ),
        migrations.CreateModel(
            name="Import",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("name", models.CharField(help_text="Of the file, or the address.", max_length=200)),
                (
                    "url",
                    models.URLField(
                        blank=True,
                        help_text="Empty for a file.",
                        max_length=2000,
                        validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                    ),
                ),
                (
                    "has_key",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        help_text="Whether the address came with a key to the server it is on.",
                    ),
                ),
                (
                    "sealed_key",
                    models.TextField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="The key, sealed, until all is read; of what failed, a week.",
                    ),
                ),
                (
                    "file",
                    models.FileField(
                        blank=True,
                        help_text="What was given or fetched, until it is read; of what failed, for a week.",
                        max_length=200,
                        upload_to="",
                    ),
                ),
                (
                    "published_on",
                    models.DateField(blank=True, help_text="For documents that do not say their day.", null=True),
                ),
                (
                    "kind",
                    models.CharField(
                        blank=True, help_text="What it turned out to be; empty before it is opened.", max_length=12
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("queued", "Queued"), ("running", "Reading"), ("done", "Done"), ("failed", "Failed")],
                        default="queued",
                        max_length=8,
                    ),
                ),
                ("reason", models.TextField(blank=True, help_text="Why it failed, in words.")),
                (
                    "seen",
                    models.PositiveIntegerField(
                        default=0, help_text="Entries that were read: the next step goes on behind them."
                    ),
                ),
                (
                    "pages",
                    models.PositiveIntegerField(
                        db_default=0,
                        default=0,
                        help_text="Pages that were read, of an address that answers page by page.",
                    ),
                ),
                (
                    "page_token",
                    models.TextField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="What leads to the next page; empty where none follows.",
                    ),
                ),
                (
                    "earlier_token",
                    models.TextField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="One met before: what leads to it again leads nowhere.",
                    ),
                ),
                ("new", models.PositiveIntegerField(default=0)),
                ("changed", models.PositiveIntegerField(default=0)),
                ("unchanged", models.PositiveIntegerField(default=0)),
                ("refused", models.PositiveIntegerField(default=0)),
                (
                    "attempts",
                    models.PositiveIntegerField(default=0, help_text="Turns that workers took since it last got on."),
                ),
                ("crashes", models.PositiveIntegerField(default=0)),
                ("lease_token", models.PositiveBigIntegerField(default=0)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("next_attempt_at", models.DateTimeField()),
                ("nudged_at", models.DateTimeField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="imports", to="claims.desk"
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["queued", "running"])),
                        fields=["next_attempt_at", "id"],
                        name="import_open",
                    ),
                    models.Index(fields=["desk", "-id"], name="import_of_desk"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("finished_at__isnull", False),
                            models.Q(("state__in", ["done", "failed"]), _negated=True),
                            _connector="OR",
                        ),
                        name="import_ended_has_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "failed"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="import_failed_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportEvent",
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
                    "of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="claims.import"
                    ),
                ),
            ],
            options={
                "ordering": ("of", "version"),
                "constraints": [models.UniqueConstraint(fields=("of", "version"), name="import_event_one_per_version")],
            },
        ),
        migrations.CreateModel(
            name="ImportRefusal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("entry", models.PositiveIntegerField(help_text="Counted from 1.")),
                ("reason", models.TextField()),
                (
                    "of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="refusals", to="claims.import"
                    ),
                ),
            ],
            options={
                "ordering": ("entry",),
                "constraints": [models.UniqueConstraint(fields=("of", "entry"), name="import_refusal_one_per_entry")],
            },
        ),
        migrations.CreateModel(
            name="KeyedRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=255)),
                ("fingerprint", models.CharField(help_text="SHA-256 of method, address and payload.", max_length=64)),
                (
                    "token",
                    models.PositiveIntegerField(
                        default=1, help_text="Rises with every attempt; an older one writes nothing."
                    ),
                ),
                ("lease_until", models.DateTimeField()),
                ("has_happened", models.BooleanField(default=False)),
                ("code", models.PositiveSmallIntegerField(null=True)),
                ("headers", models.JSONField(default=dict)),
                ("sealed_body", models.TextField(blank=True)),
                ("created_at", models.DateTimeField(auto_now_add=True, db_index=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("user", "key"), name="keyed_request_once_per_person_and_key"),
                    models.CheckConstraint(
                        condition=models.Q(("code", None), ("has_happened", True), _connector="OR"),
                        name="keyed_request_answered_after_it_happened",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="KnownFactCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "url",
                    models.URLField(
                        max_length=2000, validators=[django.core.validators.URLValidator(schemes=["http", "https"])]
                    ),
                ),
                ("claim_reviewed", models.TextField()),
                ("publisher", models.CharField(max_length=200)),
                (
                    "publisher_site",
                    models.CharField(blank=True, help_text="Bare host name, without www.", max_length=253),
                ),
                ("claimant", models.CharField(blank=True, max_length=200)),
                ("said_on", models.DateField(blank=True, null=True)),
                ("reviewed_on", models.DateField(blank=True, null=True)),
                ("rating_label", models.CharField(blank=True, max_length=300)),
                (
                    "rating_value",
                    models.FloatField(blank=True, help_text="As given, on the publisher's own scale.", null=True),
                ),
                ("rating_best", models.FloatField(blank=True, null=True)),
                ("rating_worst", models.FloatField(blank=True, null=True)),
                (
                    "rating_of_five",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Where the value stands on its scale: 1 false to 5 true; empty if it has none.",
                        null=True,
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=500)),
                ("language", models.CharField(blank=True, max_length=12)),
                (
                    "identity",
                    models.CharField(
                        editable=False,
                        help_text="Digest of its address, the claim and who published it.",
                        max_length=64,
                    ),
                ),
                (
                    "listed_at",
                    models.DateTimeField(help_text="When it was published, or else imported: lists go by this."),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "words",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.CombinedSearchVector(
                            django.contrib.postgres.search.CombinedSearchVector(
                                django.contrib.postgres.search.CombinedSearchVector(
                                    django.contrib.postgres.search.CombinedSearchVector(
                                        django.contrib.postgres.search.CombinedSearchVector(
                                            django.contrib.postgres.search.SearchVector(
                                                django.db.models.functions.text.Left("claim_reviewed", 50000),
                                                config="simple",
                                                weight="A",
                                            ),
                                            "||",
                                            django.contrib.postgres.search.SearchVector(
                                                django.db.models.functions.text.Left("claim_reviewed", 50000),
                                                config="english",
                                                weight="A",
                                            ),
                                            django.contrib.postgres.search.SearchConfig("simple"),
                                        ),
                                        "||",
                                        django.contrib.postgres.search.SearchVector(
                                            django.db.models.functions.text.Left("title", 50000),
                                            config="simple",
                                            weight="B",
                                        ),
                                        django.contrib.postgres.search.SearchConfig("simple"),
                                    ),
                                    "||",
                                    django.contrib.postgres.search.SearchVector(
                                        django.db.models.functions.text.Left("title", 50000),
                                        config="english",
                                        weight="B",
                                    ),
                                    django.contrib.postgres.search.SearchConfig("simple"),
                                ),
                                "||",
                                django.contrib.postgres.search.SearchVector(
                                    django.db.models.functions.text.Left("claimant", 50000), config="simple", weight="C"
                                ),
                                django.contrib.postgres.search.SearchConfig("simple"),
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector(
                                django.db.models.functions.text.Left("claimant", 50000), config="english", weight="C"
                            ),
                            django.contrib.postgres.search.SearchConfig("simple"),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="known_fact_checks", to="claims.desk"
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [
                    models.Index(fields=["identity", "id"], name="known_fact_check_identity"),
                    models.Index(fields=["listed_at", "id"], name="known_fact_check_listed"),
                    models.Index(fields=["publisher_site", "listed_at", "id"], name="known_fact_check_site"),
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["words"], name="known_fact_check_words"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("desk", "identity"), name="known_fact_check_one_per_desk_and_identity"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("claim_reviewed", ""), _negated=True), name="known_fact_check_has_a_claim"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("rating_of_five__isnull", True),
                            models.Q(("rating_of_five__gte", 1), ("rating_of_five__lte", 5)),
                            _connector="OR",
                        ),
                        name="known_fact_check_rating_from_1_to_5",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="KnownVector",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("vector", claims.models.vectors.HalfVectorField(null=True)),
                (
                    "desk",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.desk"),
                ),
                (
                    "encoder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.encoder"
                    ),
                ),
                (
                    "known",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="claims.knownfactcheck"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("vector__isnull", True)),
                        fields=["encoder", "id"],
                        name="known_vector_to_make",
                    ),
                    models.Index(fields=["desk", "encoder"], name="known_vector_of_desk"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("known", "encoder"), name="known_vector_one_per_encoder")
                ],
            },
        ),
        migrations.CreateModel(
            name="LanguageModelUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("used_on", models.DateField()),
                ("requests", models.PositiveIntegerField(default=0)),
                ("input_tokens", models.PositiveBigIntegerField(default=0)),
                ("output_tokens", models.PositiveBigIntegerField(default=0)),
                ("reserved_tokens", models.PositiveBigIntegerField(default=0)),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="language_model_uses",
                        to="claims.desk",
                    ),
                ),
            ],
            options={
                "ordering": ("-used_on", "desk"),
                "constraints": [
                    models.UniqueConstraint(fields=("desk", "used_on"), name="language_model_use_one_per_desk_and_day")
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("viewer", "Viewer"),
                            ("reviewer", "Reviewer"),
                            ("editor", "Editor"),
                            ("admin", "Desk admin"),
                        ],
                        default="reviewer",
                        max_length=12,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="memberships", to="claims.desk"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("desk", "user"),
                "constraints": [
                    models.UniqueConstraint(fields=("desk", "user"), name="membership_one_per_person_and_desk"),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["viewer", "reviewer", "editor", "admin"])),
                        name="membership_role_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SealedEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveBigIntegerField(help_text="From 1, without gaps, for each desk.")),
                ("log", models.CharField(help_text="The table of the event.", max_length=60)),
                ("event_id", models.BigIntegerField()),
                ("salt", models.BinaryField(null=True)),
                ("private", models.BinaryField(help_text="SHA-256 of the salt and of the event's note and data.")),
                ("hash", models.BinaryField()),
                ("sealed_at", models.DateTimeField(auto_now_add=True)),
                (
                    "desk",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.desk"
                    ),
                ),
            ],
            options={
                "ordering": ("desk", "number"),
                "constraints": [
                    models.UniqueConstraint(fields=("desk", "number"), name="sealed_event_one_per_number"),
                    models.UniqueConstraint(fields=("log", "event_id"), name="sealed_event_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("site", models.CharField(blank=True, help_text="Bare host name, without www.", max_length=253)),
                (
                    "reach",
                    models.PositiveSmallIntegerField(
                        db_default=1,
                        default=1,
                        help_text="How many people it reaches: 0 hardly any, 1 some, 2 many, 3 most of the country. Counts in the priority of its claims.",
                        validators=[django.core.validators.MaxValueValidator(3)],
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sources", to="claims.desk"
                    ),
                ),
            ],
            options={
                "ordering": ("name",),
                "constraints": [models.UniqueConstraint(fields=("desk", "name"), name="source_one_per_desk_and_name")],
            },
        ),
        migrations.CreateModel(
            name="Article",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=500)),
                ("byline", models.CharField(blank=True, max_length=500)),
                ("published_on", models.DateField(help_text="Relative dates in the text are read from this day.")),
                (
                    "url",
                    models.URLField(
                        blank=True,
                        max_length=2000,
                        validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                    ),
                ),
                ("language", models.CharField(default="en", max_length=12)),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("paste", "Pasted text"),
                            ("file", "Text file"),
                            ("url", "Web address"),
                            ("bulk", "In bulk"),
                            ("import", "Import"),
                            ("watch", "Watched source"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "identity",
                    models.CharField(
                        editable=False,
                        help_text="Digest of what makes it this article: its URL, or its date and title.",
                        max_length=64,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "title_words",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.CombinedSearchVector(
                            django.contrib.postgres.search.SearchVector(
                                django.db.models.functions.text.Left("title", 50000), config="simple", weight="A"
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector(
                                django.db.models.functions.text.Left("title", 50000), config="english", weight="A"
                            ),
                            django.contrib.postgres.search.SearchConfig("simple"),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="articles", to="claims.desk"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="articles",
                        to="claims.source",
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [
                    models.Index(fields=["desk", "language", "-id"], name="article_in_language"),
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=True, fields=["title_words"], gin_pending_list_limit=256, name="article_title_words"
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=True,
                        fields=["title"],
                        gin_pending_list_limit=256,
                        name="article_title_trigrams",
                        opclasses=["gin_trgm_ops"],
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=True,
                        fields=["byline"],
                        gin_pending_list_limit=256,
                        name="article_byline_trigrams",
                        opclasses=["gin_trgm_ops"],
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=True,
                        fields=["url"],
                        gin_pending_list_limit=256,
                        name="article_url_trigrams",
                        opclasses=["gin_trgm_ops"],
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("desk", "identity"), name="article_one_per_desk_and_identity"),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="article_has_a_title"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("text", models.TextField()),
                ("digest", models.CharField(db_index=True, help_text="SHA-256 of the text in UTF-8.", max_length=64)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="revisions", to="claims.article"
                    ),
                ),
            ],
            options={
                "ordering": ("article", "number"),
                "constraints": [
                    models.UniqueConstraint(fields=("article", "number"), name="revision_one_per_number"),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="revision_numbers_start_at_one"
                    ),
                    models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="revision_has_text"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Extraction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("detector_version", models.CharField(max_length=80)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("running", "Finding claims"),
                            ("done", "Done"),
                            ("quarantined", "Failed"),
                        ],
                        default="queued",
                        max_length=12,
                    ),
                ),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("crashes", models.PositiveIntegerField(default=0)),
                ("reason", models.TextField(blank=True, help_text="Why the last attempt failed, in words.")),
                (
                    "notice",
                    models.TextField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="Why another detector than the chosen one read the text, or part of it, in words.",
                    ),
                ),
                ("lease_token", models.PositiveBigIntegerField(default=0)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("next_attempt_at", models.DateTimeField()),
                ("nudged_at", models.DateTimeField()),
                ("found", models.PositiveIntegerField(default=0, help_text="Candidates stored.")),
                (
                    "dropped",
                    models.PositiveIntegerField(default=0, help_text="Detections that were not verbatim in the text."),
                ),
                (
                    "is_in_bulk",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        help_text="One of many that came at once: its turn comes as workers have room, after what people hand in.",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="extractions", to="claims.revision"
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["queued", "running"])),
                        fields=["is_in_bulk", "next_attempt_at", "id"],
                        name="extraction_open_by_turn",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["queued", "running", "quarantined"])),
                        fields=["state", "revision"],
                        name="extraction_not_done",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("revision", "detector_version"), name="extraction_once_per_revision_and_detector"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("finished_at__isnull", False),
                            models.Q(("state__in", ["done", "quarantined"]), _negated=True),
                            _connector="OR",
                        ),
                        name="extraction_ended_has_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "quarantined"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="extraction_quarantined_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Appearance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("start", models.PositiveIntegerField(help_text="Code points from the beginning of the text.")),
                ("end", models.PositiveIntegerField(help_text="Code points, exclusive.")),
                ("quote", models.TextField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="appearances", to="claims.claim"
                    ),
                ),
                (
                    "extraction",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty for a claim added by hand.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appearances",
                        to="claims.extraction",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="appearances", to="claims.revision"
                    ),
                ),
            ],
            options={
                "ordering": ("revision", "start"),
                "indexes": [
                    django.contrib.postgres.indexes.BrinIndex(
                        fields=["created_at"], name="appearance_lately", pages_per_range=32
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("end__gt", models.F("start"))), name="appearance_is_not_empty"
                    ),
                    models.UniqueConstraint(
                        fields=("extraction", "start", "end"), name="appearance_once_per_extraction"
                    ),
                    models.UniqueConstraint(
                        fields=("claim", "revision", "start", "end"), name="appearance_once_per_claim"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UncomparedRevision",
            fields=[
                (
                    "revision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="claims.revision",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PassageChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("start", models.PositiveIntegerField(blank=True, null=True)),
                ("end", models.PositiveIntegerField(blank=True, null=True)),
                ("quote", models.TextField(blank=True)),
                (
                    "told_at",
                    models.DateTimeField(blank=True, help_text="When the desk was told, or need not be.", null=True),
                ),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "before",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="claims.appearance"
                    ),
                ),
                (
                    "seen_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="passage_changes",
                        to="claims.revision",
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [
                    models.Index(condition=models.Q(("seen_at", None)), fields=["-id"], name="passage_change_unseen"),
                    models.Index(condition=models.Q(("told_at", None)), fields=["id"], name="passage_change_untold"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("before", "revision"), name="passage_change_one_per_place_and_text"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end", None), ("quote", ""), ("start", None)),
                            models.Q(("end__gt", models.F("start")), models.Q(("quote", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="passage_change_has_a_place_or_none",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("seen_at", None), ("seen_by", None)),
                            models.Q(("seen_at__isnull", False), ("seen_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="passage_change_is_seen_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ToldApart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "earlier",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="claims.claim"),
                ),
                (
                    "later",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="claims.claim"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("earlier", "later"), name="told_apart_once"),
                    models.CheckConstraint(
                        condition=models.Q(("earlier__lt", models.F("later"))), name="told_apart_in_order"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("name", models.CharField(max_length=80)),
                (
                    "keywords",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60),
                        help_text="Words or phrases, whole and in any case; any one of them is enough.",
                        size=None,
                    ),
                ),
                (
                    "weight",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="Points it adds to a claim's priority: 0 to 5.",
                        validators=[django.core.validators.MaxValueValidator(5)],
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="topics", to="claims.desk"
                    ),
                ),
            ],
            options={
                "ordering": ("name",),
                "constraints": [
                    models.UniqueConstraint(fields=("desk", "name"), name="topic_one_per_desk_and_name"),
                    models.CheckConstraint(condition=models.Q(("weight__lte", 5)), name="topic_weight_up_to_5"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClaimTopic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("keyword", "One of the topic's keywords stands in it"),
                            ("example", "It is like one of the topic's examples"),
                            ("hand", "A person decided it"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "why",
                    models.CharField(blank=True, help_text="In words; empty where a person decided.", max_length=120),
                ),
                (
                    "is_off",
                    models.BooleanField(
                        default=False, help_text="A person took the topic off; nothing puts it on again."
                    ),
                ),
                ("changed_at", models.DateTimeField(auto_now=True)),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="topics", to="claims.claim"
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
                    "topic",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="claims.topic"),
                ),
            ],
            options={
                "ordering": ("claim", "topic"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_off", False)), fields=["topic", "claim"], name="claim_topic_in_force"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("claim", "topic"), name="claim_topic_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_by__isnull", False), ("origin", "hand")),
                            models.Q(
                                models.Q(("origin", "hand"), _negated=True),
                                ("decided_by__isnull", True),
                                ("is_off", False),
                            ),
                            _connector="OR",
                        ),
                        name="claim_topic_is_off_by_a_person_alone",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TopicExample",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="claims.claim"),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="examples", to="claims.topic"
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "constraints": [models.UniqueConstraint(fields=("topic", "claim"), name="topic_example_once")],
            },
        ),
        migrations.CreateModel(
            name="UnsealedEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("log", models.CharField(help_text="The table of the event.", max_length=60)),
                ("event_id", models.BigIntegerField()),
                ("head", models.TextField(help_text="What of the event is never erased, as a JSON array.")),
                ("salt", models.BinaryField()),
                (
                    "private",
                    models.BinaryField(
                        help_text="SHA-256 of the salt and the rest of the event: its note and its data."
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "desk",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="claims.desk",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Watch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("name", models.CharField(help_text="What the desk calls it.", max_length=200)),
                (
                    "url",
                    models.URLField(
                        max_length=2000, validators=[django.core.validators.URLValidator(schemes=["http", "https"])]
                    ),
                ),
                ("identity", models.CharField(editable=False, help_text="SHA-256 of the address.", max_length=64)),
                (
                    "feed",
                    models.URLField(
                        blank=True,
                        help_text="The feed that the page names, which is read in its place.",
                        max_length=2000,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[("feed", "Feed"), ("page", "Page of links")],
                        help_text="Empty before the first look.",
                        max_length=4,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("watched", "Watched"), ("paused", "Paused"), ("ended", "Removed")],
                        default="watched",
                        max_length=7,
                    ),
                ),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        default=30,
                        help_text="Between two looks.",
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(10080),
                        ],
                    ),
                ),
                ("etag", models.CharField(blank=True, max_length=200)),
                ("last_modified", models.CharField(blank=True, max_length=200)),
                ("failures", models.PositiveIntegerField(default=0, help_text="Looks since the last that succeeded.")),
                ("reason", models.TextField(blank=True, help_text="Why the last look failed, in words.")),
                ("next_look_at", models.DateTimeField()),
                ("nudged_at", models.DateTimeField()),
                ("looked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "new_at",
                    models.DateTimeField(blank=True, help_text="When a look last found something new.", null=True),
                ),
                ("lease_token", models.PositiveBigIntegerField(default=0, help_text="Of the last one who set out.")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="watches", to="claims.desk"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="watches",
                        to="claims.source",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "watches",
                "ordering": ("name", "id"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "watched")),
                        fields=["next_look_at", "id"],
                        name="watch_by_next_look",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("desk", "identity"), name="watch_one_per_desk_and_address"),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gte", 5), ("minutes__lte", 10080)), name="watch_minutes_in_bounds"
                    ),
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="watch_has_a_name"),
                ],
            },
        ),
        migrations.CreateModel(
            name="WatchedPage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "url",
                    models.URLField(
                        max_length=2000, validators=[django.core.validators.URLValidator(schemes=["http", "https"])]
                    ),
                ),
                ("identity", models.CharField(editable=False, help_text="SHA-256 of the address.", max_length=64)),
                ("title", models.CharField(blank=True, help_text="What the feed calls it.", max_length=500)),
                ("published_on", models.DateField(blank=True, help_text="The day the feed says.", null=True)),
                ("etag", models.CharField(blank=True, max_length=200)),
                ("last_modified", models.CharField(blank=True, max_length=200)),
                (
                    "failures",
                    models.PositiveIntegerField(default=0, help_text="Fetches since the last that succeeded."),
                ),
                ("reason", models.TextField(blank=True, help_text="Why it could not be read the last time, in words.")),
                (
                    "next_fetch_at",
                    models.DateTimeField(blank=True, help_text="Empty where it is fetched no more.", null=True),
                ),
                ("nudged_at", models.DateTimeField()),
                ("fetched_at", models.DateTimeField(blank=True, null=True)),
                (
                    "changed_at",
                    models.DateTimeField(blank=True, help_text="When its text was last seen to differ.", null=True),
                ),
                ("lease_token", models.PositiveBigIntegerField(default=0, help_text="Of the last one who set out.")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "article",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pages",
                        to="claims.article",
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.desk"),
                ),
                (
                    "watch",
                    models.ForeignKey(
                        blank=True,
                        help_text="Where it was found; empty for an address that somebody handed in.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pages",
                        to="claims.watch",
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [
                    models.Index(
                        condition=models.Q(("next_fetch_at__isnull", False)),
                        fields=["next_fetch_at", "id"],
                        name="watched_page_by_turn",
                    ),
                    models.Index(fields=["watch", "-id"], name="watched_page_of_watch"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("desk", "identity"), name="watched_page_one_per_desk_and_address")
                ],
            },
        ),
        migrations.CreateModel(
            name="WatchEvent",
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
                    "of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="claims.watch"
                    ),
                ),
            ],
            options={
                "ordering": ("of", "version"),
                "constraints": [models.UniqueConstraint(fields=("of", "version"), name="watch_event_one_per_version")],
            },
        ),
        migrations.CreateModel(
            name="ClaimEvent",
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
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="claims.claim"
                    ),
                ),
            ],
            options={
                "ordering": ("claim", "version"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("name__in", ["accept", "dismiss", "merge"])),
                        fields=["created_at"],
                        name="claim_event_decisions",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("claim", "version"), name="claim_event_one_per_version")
                ],
            },
        ),
        migrations.RunSQL(FUNCTIONS, WITHOUT_FUNCTIONS),
        migrations.RunSQL(TRIGGERS, migrations.RunSQL.noop),
        migrations.RunSQL(OTHERS, WITHOUT_OTHERS),
    ]
