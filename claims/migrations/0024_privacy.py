"""What events say can be emptied, and texts blacked out: the history and its chain hold, and every place in a text."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# An event may be emptied, and nothing else about it changes.
EMPTY_ONLY = """
CREATE FUNCTION claimdesk_keep_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.note = '' AND NEW.data = '{}'
       AND to_jsonb(NEW) - 'note' - 'data' = to_jsonb(OLD) - 'note' - 'data' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% rows are appended, not changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
# With the rights of the tables' owner, so that the application's role needs none to change the history: all it can do
# is to empty events, each together with its salt.
ERASE = """
CREATE FUNCTION claimdesk_erase_events(log text, events bigint[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE emptied bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_trigger
                   WHERE tgrelid = to_regclass(log) AND tgname = log || '_is_unsealed') THEN
        RAISE EXCEPTION '% is no table of events', log USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    EXECUTE format('UPDATE %I SET note = '''', data = ''{}'' WHERE id = ANY($1)', log) USING events;
    GET DIAGNOSTICS emptied = ROW_COUNT;
    UPDATE claims_sealedevent s SET salt = NULL WHERE s.log = $1 AND s.event_id = ANY(events);
    RETURN emptied;
END $$;
"""

# A text may be blacked out, once, sign by sign: what stood at which place is still where it stood.
BLACK_OUT = """
CREATE FUNCTION claimdesk_keep_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.forgotten_at IS NULL AND NEW.forgotten_at IS NOT NULL AND NEW.digest = ''
       AND NEW.text = repeat('█', char_length(OLD.text))
       AND (NEW.id, NEW.article_id, NEW.number, NEW.created_at) = (OLD.id, OLD.article_id, OLD.number, OLD.created_at) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% rows are appended, not changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE OR REPLACE TRIGGER claims_revision_is_append_only BEFORE UPDATE OR DELETE ON claims_revision
    FOR EACH ROW EXECUTE FUNCTION claimdesk_keep_revision();

CREATE FUNCTION claimdesk_forget_texts(article bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
    UPDATE claims_revision SET text = repeat('█', char_length(text)), digest = '', forgotten_at = now()
    WHERE article_id = $1 AND forgotten_at IS NULL;
    UPDATE claims_appearance p SET quote = repeat('█', char_length(quote)) FROM claims_revision r
    WHERE r.id = p.revision_id AND r.article_id = $1 AND r.forgotten_at IS NOT NULL;
    UPDATE claims_passagechange p SET quote = repeat('█', char_length(quote)) FROM claims_revision r
    WHERE r.id = p.revision_id AND r.article_id = $1 AND r.forgotten_at IS NOT NULL;
$$;
"""
BLACK_OUT_NO_MORE = """
DROP FUNCTION claimdesk_forget_texts(bigint);
CREATE OR REPLACE TRIGGER claims_revision_is_append_only BEFORE UPDATE OR DELETE ON claims_revision
    FOR EACH ROW EXECUTE FUNCTION claimdesk_refuse_change();
DROP FUNCTION claimdesk_keep_revision();
"""


def emptied_only(table: str) -> migrations.RunSQL:
    """Events of `table` stay as they are, but for being emptied."""
    trigger = f"CREATE OR REPLACE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW"
    return migrations.RunSQL(
        f"{trigger} EXECUTE FUNCTION claimdesk_keep_event()", f"{trigger} EXECUTE FUNCTION claimdesk_refuse_change()"
    )


class Migration(migrations.Migration):

    dependencies = [("claims", "0023_imports_by_page")]

    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "has_taken_words",
                    models.BooleanField(
                        default=False, help_text="Whether their comments and notes were taken away as well."
                    ),
                ),
                (
                    "gone",
                    models.JSONField(
                        default=dict, help_text="How many rows of each table were deleted or emptied."
                    ),
                ),
                ("erased_at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={"ordering": ("-id",)},
        ),
        migrations.RunSQL(
            "CREATE TRIGGER claims_erasure_is_append_only BEFORE UPDATE OR DELETE ON claims_erasure "
            "FOR EACH ROW EXECUTE FUNCTION claimdesk_refuse_change()",
            "DROP TRIGGER claims_erasure_is_append_only ON claims_erasure",
        ),
        migrations.RunSQL(EMPTY_ONLY, "DROP FUNCTION claimdesk_keep_event()"),
        migrations.RunSQL(ERASE, "DROP FUNCTION claimdesk_erase_events(text, bigint[])"),
        migrations.AddField(
            model_name="revision",
            name="forgotten_at",
            field=models.DateTimeField(
                blank=True, editable=False, help_text="Since when its signs are blacked out; nobody can read them.", null=True
            ),
        ),
        migrations.RunSQL(BLACK_OUT, BLACK_OUT_NO_MORE),
        *(emptied_only(table) for table in ("claims_claimevent", "claims_importevent", "claims_watchevent")),
    ]
