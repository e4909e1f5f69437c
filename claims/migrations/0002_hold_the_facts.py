"""Triggers that hold what a constraint cannot: facts are appended, and a quote is what the revision says at its place."""

from django.db import migrations

FUNCTIONS = """
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
"""


def append_only(table: str) -> migrations.RunSQL:
    """Refuse every UPDATE and DELETE of `table`."""
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION claimdesk_refuse_change()",
        f"DROP TRIGGER {table}_is_append_only ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("claims", "0001_initial")]

    operations = [
        migrations.RunSQL(
            FUNCTIONS, "DROP FUNCTION claimdesk_require_verbatim(); DROP FUNCTION claimdesk_refuse_change();"
        ),
        append_only("claims_revision"),
        append_only("claims_claimevent"),
        migrations.RunSQL(
            "CREATE TRIGGER claims_appearance_is_verbatim BEFORE INSERT OR UPDATE ON claims_appearance "
            "FOR EACH ROW EXECUTE FUNCTION claimdesk_require_verbatim()",
            "DROP TRIGGER claims_appearance_is_verbatim ON claims_appearance",
        ),
    ]
