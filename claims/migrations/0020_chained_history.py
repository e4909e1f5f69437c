"""The history of a desk becomes a chain: what happens waits to be sealed, and what happened before is put in first."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

# An event's `head` is never erased; `said` may be, some day. Both are texts of their own, so that a reader of an export
# need not know how to write them again. Times are in UTC, whatever the session's zone.
SAY = """
CREATE FUNCTION claimdesk_event_head(
    log text, event bigint, of bigint, version integer, name text, actor bigint, at timestamptz
) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT pg_catalog.jsonb_build_array(log, event, of, version, name, actor,
        pg_catalog.to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))::text
$$;
CREATE FUNCTION claimdesk_event_said(note text, data jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT pg_catalog.jsonb_build_array(note, data)::text
$$;
"""
SAY_NO_MORE = """
DROP FUNCTION claimdesk_event_said(text, jsonb);
DROP FUNCTION claimdesk_event_head(text, bigint, bigint, integer, text, bigint, timestamptz);
"""

LEAVE = """
    INSERT INTO claims_unsealedevent (desk_id, log, event_id, head, salt, private, created_at)
    SELECT desk_id, '{log}', id, head, salt, sha256(salt || convert_to(said, 'UTF8')), now() FROM (
        SELECT r.desk_id, e.id,
            claimdesk_event_head('{log}', e.id, e.{of}_id, e.version, e.name, e.actor_id, e.created_at) AS head,
            claimdesk_event_said(e.note, e.data) AS said, uuid_send(gen_random_uuid()) AS salt
        FROM {events} e JOIN {rows} r ON r.id = e.{of}_id ORDER BY e.id OFFSET 0) fresh;
"""


def seal(log: str, of: str, rows: str) -> list[migrations.RunSQL]:
    """Events of `log` wait to be sealed: those that are there, and from now on each with its change."""
    function, trigger = f"claimdesk_{log}_is_unsealed", f"{log}_is_unsealed"
    note = f"""
CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {LEAVE.format(log=log, of=of, rows=rows, events="added")}
    RETURN NULL;
END $$;
CREATE TRIGGER {trigger} AFTER INSERT ON {log}
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION {function}();
"""
    return [
        migrations.RunSQL(note, f"DROP TRIGGER {trigger} ON {log}; DROP FUNCTION {function}();"),
        migrations.RunSQL(LEAVE.format(log=log, of=of, rows=rows, events=log), migrations.RunSQL.noop),
    ]


KEEP = """
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
CREATE TRIGGER claims_sealedevent_is_append_only BEFORE UPDATE OR DELETE ON claims_sealedevent
    FOR EACH ROW EXECUTE FUNCTION claimdesk_keep_sealed();
"""
KEEP_NO_MORE = """
DROP TRIGGER claims_sealedevent_is_append_only ON claims_sealedevent;
DROP FUNCTION claimdesk_keep_sealed();
"""


class Migration(migrations.Migration):

    dependencies = [("claims", "0019_told_apart")]

    operations = [
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
            name="SealedEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveBigIntegerField(help_text="From 1, without gaps, for each desk.")),
                ("log", models.CharField(help_text="The table of the event.", max_length=60)),
                ("event_id", models.BigIntegerField()),
                ("salt", models.BinaryField(null=True)),
                (
                    "private",
                    models.BinaryField(help_text="SHA-256 of the salt and of the event's note and data."),
                ),
                ("hash", models.BinaryField()),
                ("sealed_at", models.DateTimeField(auto_now_add=True)),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.desk", db_index=False
                    ),
                ),
            ],
            options={"ordering": ("desk", "number")},
        ),
        migrations.AddConstraint(
            model_name="sealedevent",
            constraint=models.UniqueConstraint(fields=("desk", "number"), name="sealed_event_one_per_number"),
        ),
        migrations.AddConstraint(
            model_name="sealedevent",
            constraint=models.UniqueConstraint(fields=("log", "event_id"), name="sealed_event_once"),
        ),
        migrations.RunSQL(SAY, SAY_NO_MORE),
        migrations.RunSQL(KEEP, KEEP_NO_MORE),
        *seal("claims_claimevent", "claim", "claims_claim"),
        *seal("claims_importevent", "of", "claims_import"),
        *seal("claims_watchevent", "of", "claims_watch"),
    ]
