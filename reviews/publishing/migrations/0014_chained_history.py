"""Events of translations wait to be sealed into the chain of their desk: those that are there, and each new one."""

from django.db import migrations

LEAVE = """
    INSERT INTO claims_unsealedevent (desk_id, log, event_id, head, salt, private, created_at)
    SELECT desk_id, 'publishing_translationevent', id, head, salt, sha256(salt || convert_to(said, 'UTF8')), now() FROM (
        SELECT r.desk_id, e.id,
            claimdesk_event_head('publishing_translationevent', e.id, e.translation_id, e.version, e.name, e.actor_id,
                e.created_at) AS head,
            claimdesk_event_said(e.note, e.data) AS said, uuid_send(gen_random_uuid()) AS salt
        FROM %s e JOIN (SELECT t.id, c.desk_id FROM publishing_translation t JOIN publishing_factcheck f ON f.id = t.fact_check_id
            JOIN reviews_claimreview v ON v.id = f.review_id JOIN claims_claim c ON c.id = v.claim_id) r
        ON r.id = e.translation_id ORDER BY e.id OFFSET 0) fresh;
"""

NOTE = f"""
CREATE FUNCTION claimdesk_publishing_translationevent_is_unsealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {LEAVE % 'added'}
    RETURN NULL;
END $$;
CREATE TRIGGER publishing_translationevent_is_unsealed AFTER INSERT ON publishing_translationevent
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION claimdesk_publishing_translationevent_is_unsealed();
"""
NOTE_NO_MORE = """
DROP TRIGGER publishing_translationevent_is_unsealed ON publishing_translationevent;
DROP FUNCTION claimdesk_publishing_translationevent_is_unsealed();
"""


class Migration(migrations.Migration):

    dependencies = [("claims", "0020_chained_history"), ("publishing", "0013_claims_told_of")]

    operations = [
        migrations.RunSQL(NOTE, NOTE_NO_MORE),
        migrations.RunSQL(LEAVE % "publishing_translationevent", migrations.RunSQL.noop),
    ]
