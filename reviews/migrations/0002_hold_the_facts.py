"""Verdicts, what they rest on, and events are appended, never changed; nor is a rating that a verdict gave."""

from django.db import migrations


def append_only(table: str) -> migrations.RunSQL:
    """Refuse every UPDATE and DELETE of `table`."""
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION claimdesk_refuse_change()",
        f"DROP TRIGGER {table}_is_append_only ON {table}",
    )


KEEP_GIVEN_RATINGS = """
CREATE FUNCTION claimdesk_keep_given_rating() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.label, NEW.value, NEW.scale_id) IS DISTINCT FROM (OLD.label, OLD.value, OLD.scale_id)
       AND EXISTS (SELECT 1 FROM reviews_verdict WHERE rating_id = OLD.id) THEN
        RAISE EXCEPTION 'rating % was given by a verdict: make a new one', OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reviews_rating_keeps_what_was_given BEFORE UPDATE ON reviews_rating
    FOR EACH ROW EXECUTE FUNCTION claimdesk_keep_given_rating();
CREATE TRIGGER reviews_evidence_is_not_edited BEFORE UPDATE ON reviews_evidence
    FOR EACH ROW EXECUTE FUNCTION claimdesk_refuse_change();
"""
FORGET_THEM = """
DROP TRIGGER reviews_evidence_is_not_edited ON reviews_evidence;
DROP TRIGGER reviews_rating_keeps_what_was_given ON reviews_rating;
DROP FUNCTION claimdesk_keep_given_rating();
"""


class Migration(migrations.Migration):
    dependencies = [("reviews", "0001_initial"), ("claims", "0002_hold_the_facts")]

    operations = [
        append_only("reviews_verdict"),
        append_only("reviews_verdict_evidence"),
        append_only("reviews_reviewevent"),
        migrations.RunSQL(KEEP_GIVEN_RATINGS, FORGET_THEM),
    ]
