"""A claim that is accepted again, by undoing what was decided since, is told of."""

from django.db import migrations

TELL = """
CREATE OR REPLACE FUNCTION claimdesk_claim_event_is_unsent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO publishing_unsentevent (claim_event_id) SELECT id FROM added
    WHERE name IN ('accept', 'dismiss', 'merge', 'reopen', 'restore') ORDER BY id;
    RETURN NULL;
END $$;
"""
TELL_AS_BEFORE = TELL.replace(", 'restore'", "")


class Migration(migrations.Migration):
    dependencies = [("publishing", "0012_vectors")]

    operations = [migrations.RunSQL(TELL, TELL_AS_BEFORE)]
