"""Events of reviews wait to be sealed into the chain of their desk: those that are there, and each new one."""

from django.db import migrations

LEAVE = """
    INSERT INTO claims_unsealedevent (desk_id, log, event_id, head, salt, private, created_at)
    SELECT desk_id, 'reviews_reviewevent', id, head, salt, sha256(salt || convert_to(said, 'UTF8')), now() FROM (
        SELECT r.desk_id, e.id,
            claimdesk_event_head('reviews_reviewevent', e.id, e.review_id, e.version, e.name, e.actor_id,
                e.created_at) AS head,
            claimdesk_event_said(e.note, e.data) AS said, uuid_send(gen_random_uuid()) AS salt
        FROM %s e JOIN (SELECT v.id, c.desk_id FROM reviews_claimreview v JOIN claims_claim c ON c.id = v.claim_id) r
        ON r.id = e.review_id ORDER BY e.id OFFSET 0) fresh;
"""

NOTE = f"""
CREATE FUNCTION claimdesk_reviews_reviewevent_is_unsealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {LEAVE % 'added'}
    RETURN NULL;
END $$;
CREATE TRIGGER reviews_reviewevent_is_unsealed AFTER INSERT ON reviews_reviewevent
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION claimdesk_reviews_reviewevent_is_unsealed();
"""
NOTE_NO_MORE = """
DROP TRIGGER reviews_reviewevent_is_unsealed ON reviews_reviewevent;
DROP FUNCTION claimdesk_reviews_reviewevent_is_unsealed();
"""


class Migration(migrations.Migration):

    dependencies = [("claims", "0020_chained_history"), ("reviews", "0013_notice_of_changed_passages")]

    operations = [
        migrations.RunSQL(NOTE, NOTE_NO_MORE),
        migrations.RunSQL(LEAVE % "reviews_reviewevent", migrations.RunSQL.noop),
    ]
